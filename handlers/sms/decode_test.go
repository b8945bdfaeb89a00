package sms

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ringfence/handlers/route"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

func key(t testing.TB, number string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(number)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func upper(text any) string { return strings.ToUpper(text.(string)) }

// decodes checks which messages a body holds.
func decodes(t *testing.T, g Gateway, r *http.Request, body string, want []gateway.Received) {
	t.Helper()
	got, err := g.Decode(r, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// refuses checks what is wrong with the form of a body, and that the error has nothing of it.
func refuses(t *testing.T, g Gateway, r *http.Request, body string, want route.Refusal) {
	t.Helper()
	messages, err := g.Decode(r, []byte(body))
	var refused *route.Refused
	if !errors.As(err, &refused) || refused.Refusal != want || len(messages) > 0 {
		t.Errorf("%s: got %v and %v, want %s", body, messages, err, want)
		return
	}
	if strings.Contains(err.Error()+refused.Pointer, "447700900123") {
		t.Errorf("%s: %v names the sender", body, err)
	}
}

// isKnown checks that a request has the same name for as long as it verifies, and is remembered no shorter.
func isKnown(t *testing.T, g Gateway, r *http.Request, url, body string) {
	t.Helper()
	first, err := g.Verify(r, url, []byte(body), at)
	if err != nil {
		t.Fatal(err)
	}
	remembered := newTaken(1)
	remembered.keep(first, at)
	for later := at; ; later = later.Add(500 * time.Millisecond) {
		again, err := g.Verify(r, url, []byte(body), later)
		if errors.Is(err, ErrLate) {
			break
		}
		if err != nil || again != first || !remembered.holds(again, later) {
			t.Fatalf("%s later the same request is %v with the error %v, and remembered: %v", later.Sub(at), again, err, remembered.holds(again, later))
		}
	}
}

// fuzzed checks a request that the vendor did not sign.
func fuzzed(t *testing.T, g Gateway, r *http.Request, body []byte) {
	if once, err := g.Verify(r, "https://ringfence.example/sms", body, at); !errors.Is(err, ErrUnsigned) && !errors.Is(err, ErrWrong) && !errors.Is(err, ErrForbidden) {
		t.Errorf("verified as %v with the error %v", once, err)
	}
	messages, err := g.Decode(r, body)
	var refused *route.Refused
	if err != nil && !errors.As(err, &refused) {
		t.Errorf("%v is no refusal", err)
	}
	for _, m := range messages {
		if !m.From.IsZero() && m.From.Kind() != subject.Number || !utf8.ValidString(m.Body) || !utf8.ValidString(m.ID) {
			t.Errorf("decoded as %+v", m)
		}
	}
}
