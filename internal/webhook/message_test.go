package webhook_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

var now = time.Date(2026, 11, 30, 9, 30, 0, 0, time.UTC)

// The example of the specification's libraries: what is signed is ID, time and body with full stops between them.
func TestSignatureIsThatOfTheSpecification(t *testing.T) {
	secret, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	m := webhook.Message{ID: "msg_p5jXN8AQM9LWM0D4loKWxJek", Body: []byte(`{"test": 2432232314}`)}
	headers, err := m.Headers(time.Unix(1614265330, 0), secret, secret)
	const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	want := []webhook.Header{{"content-type", "application/json"}, {"webhook-id", m.ID}, {"webhook-timestamp", "1614265330"}, {"webhook-signature", signature + " " + signature}}
	if err != nil || !slices.Equal(headers, want) {
		t.Errorf("%v, %v", headers, err)
	}
}

func TestMessages(t *testing.T) {
	campus := trend.Campus("示例大学")
	sender := webhook.Sender{Name: "service", Origin: "https://ringfence.example"}
	found := webhook.Happening{
		ID: "burst/b1", Event: webhook.BurstFound, Scope: campus, At: now,
		Burst: trend.Burst{ID: "b1", Scope: campus, Category: "task_rebate", FoundAt: now, Reporters: 30, Usual: 7.5},
	}
	many := found
	many.Burst.Reporters, many.Burst.Usual = 60, 20.5
	brief := webhook.Happening{ID: "brief/w", Event: webhook.BriefPublished, Scope: trend.Country(), At: now, Week: trend.WeekOf(now)}
	for name, test := range map[string]struct {
		sender webhook.Sender
		tell   webhook.Happening
		want   string
	}{
		"a burst on a campus": {sender, found, `{"type":"burst.found","timestamp":"2026-11-30T09:30:00Z","data":{"id":"b1","scope":"campuses/示例大学",` +
			`"category":"task_rebate","found_at":"2026-11-30T09:30:00Z","reporters_at_least":30,"usual_below":15,"page":"https://ringfence.example/trends/campuses/%E7%A4%BA%E4%BE%8B%E5%A4%A7%E5%AD%A6"}}`},
		"a burst among many": {webhook.Sender{Name: "service"}, many, `{"type":"burst.found","timestamp":"2026-11-30T09:30:00Z","data":{"id":"b1","scope":"campuses/示例大学",` +
			`"category":"task_rebate","found_at":"2026-11-30T09:30:00Z","reporters_at_least":60,"usual":20.5}}`},
		"a brief of the country": {sender, brief, `{"type":"brief.published","timestamp":"2026-11-30T09:30:00Z","data":{"week":"2026-W49","scope":"country","page":"https://ringfence.example/trends/brief/2026-W49"}}`},
		"a brief of a province": {
			sender, webhook.Happening{ID: "brief/p", Event: webhook.BriefPublished, Scope: trend.Province("CN-ZJ"), At: now, Week: trend.WeekOf(now)},
			`{"type":"brief.published","timestamp":"2026-11-30T09:30:00Z","data":{"week":"2026-W49","scope":"provinces/CN-ZJ","page":"https://ringfence.example/trends/brief/provinces/CN-ZJ/2026-W49"}}`,
		},
		"of a demonstration without an address": {
			webhook.Sender{Name: "service", Demo: true}, brief,
			`{"type":"brief.published","timestamp":"2026-11-30T09:30:00Z","demonstration":true,"data":{"week":"2026-W49","scope":"country"}}`,
		},
	} {
		m, err := test.sender.Message(test.tell)
		if err != nil || string(m.Body) != test.want {
			t.Errorf("%s: %s, %v; want %s", name, m.Body, err, test.want)
		}
		again, _ := test.sender.Message(test.tell)
		elsewhere, _ := webhook.Sender{Name: "another"}.Message(test.tell)
		if again.ID != m.ID || elsewhere.ID == m.ID || strings.ContainsAny(m.ID, ". ") {
			t.Errorf("%s: the IDs are %q, %q and elsewhere %q", name, m.ID, again.ID, elsewhere.ID)
		}
	}
	a, _ := sender.Message(found)
	b, _ := sender.Message(brief)
	hook := webhook.Hook{Name: "campus", Scope: campus, Events: webhook.Events()}
	c, err := sender.Test(hook, "one", now)
	d, _ := sender.Test(hook, "two", now)
	if a.ID == b.ID || c.ID == d.ID || err != nil || !json.Valid(c.Body) || strings.Contains(string(c.Body), "http") {
		t.Errorf("%q, %q, %q, %q: %s, %v", a.ID, b.ID, c.ID, d.ID, c.Body, err)
	}
}

func TestSecretsSignAndDoNotShow(t *testing.T) {
	secret, former := webhook.NewSecret(), webhook.NewSecret()
	m := webhook.Message{ID: "msg_1", Body: []byte(`{"type":"webhook.test"}`)}
	at := time.Now() // by which the library judges
	headers, err := m.Headers(at, secret, former)
	if err != nil {
		t.Fatal(err)
	}
	got := http.Header{}
	for _, h := range headers {
		got.Set(h.Name, h.Value)
	}
	for name, test := range map[string]struct {
		secret webhook.Secret
		body   string
		ok     bool
	}{
		"the present secret": {secret, string(m.Body), true},
		"the one before":     {former, string(m.Body), true},
		"another":            {webhook.NewSecret(), string(m.Body), false},
		"another body":       {secret, string(m.Body) + " ", false},
	} {
		verifier, err := standardwebhooks.NewWebhook(test.secret.Text())
		if err == nil {
			err = verifier.Verify([]byte(test.body), got)
		}
		if (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", secret)
	fmt.Fprintf(&log, "%v %+v %#v %s", secret, secret, secret, secret)
	if shown := log.String(); strings.Contains(shown, strings.TrimPrefix(secret.Text(), "whsec_")) || strings.Count(shown, "(secret)") != 5 {
		t.Errorf("it shows itself: %s", shown)
	}
}
