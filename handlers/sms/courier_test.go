package sms_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ringfence/handlers/sms"
	"ringfence/internal/freeport"
	"ringfence/internal/gateway"
)

// sendAPI is a gateway that is asked to send.
type sendAPI struct {
	url    string
	status atomic.Int64
	asked  atomic.Pointer[http.Request]
	body   atomic.Pointer[string]
	answer atomic.Value // of text
}

func newSendAPI(t *testing.T) *sendAPI {
	t.Helper()
	api := &sendAPI{}
	api.status.Store(http.StatusAccepted)
	api.answer.Store("about " + sender)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		read, _ := io.ReadAll(r.Body)
		content := string(read)
		api.asked.Store(r)
		api.body.Store(&content)
		w.WriteHeader(int(api.status.Load()))
		_, _ = io.WriteString(w, api.answer.Load().(string))
	}))
	t.Cleanup(server.Close)
	api.url = server.URL
	return api
}

const reply = "还没有人举报。A & b + c = 100%"

func TestAndroidSends(t *testing.T) {
	api := newSendAPI(t)
	if err := android(t, api.url+"/3rdparty/v1/").Sender().Send(t.Context(), number(t, sender), reply); err != nil {
		t.Fatal(err)
	}
	var sent struct {
		TextMessage  struct{ Text string }
		PhoneNumbers []string
	}
	if err := json.Unmarshal([]byte(*api.body.Load()), &sent); err != nil {
		t.Fatal(err)
	}
	asked := api.asked.Load()
	user, password, _ := asked.BasicAuth()
	if asked.Method != http.MethodPost || asked.URL.Path != "/3rdparty/v1/messages" || user != "sms" || password != "a password" {
		t.Errorf("%s %s as %s %s", asked.Method, asked.URL, user, password)
	}
	if sent.TextMessage.Text != reply || len(sent.PhoneNumbers) != 1 || sent.PhoneNumbers[0] != sender {
		t.Errorf("%+v", sent)
	}
	if android(t, "").Sender() != nil {
		t.Error("a phone without an address sends")
	}
}

func TestGenericSends(t *testing.T) {
	api := newSendAPI(t)
	template := strings.Replace(api.url, "//", "//user:p%20w@", 1) + "/send/{to}?text={text}&coding=8"
	for _, test := range []struct {
		method        string
		international bool
		to            string
	}{{http.MethodGet, false, sender}, {http.MethodPost, true, strings.TrimPrefix(sender, "+")}} {
		l := generic(t, sms.GenericConfig{SendURL: template, SendMethod: test.method, International: test.international})
		if err := l.Sender().Send(t.Context(), number(t, sender), reply); err != nil {
			t.Fatal(err)
		}
		asked := api.asked.Load()
		query := asked.URL.RawQuery
		if test.method == http.MethodPost {
			if query != "" || asked.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Errorf("POST %s as %q", asked.URL, asked.Header.Get("Content-Type"))
			}
			query = *api.body.Load()
		}
		sent, err := url.ParseQuery(query)
		user, password, _ := asked.BasicAuth()
		if err != nil || sent.Get("text") != reply || sent.Get("coding") != "8" || asked.URL.Path != "/send/"+test.to || user != "user" || password != "p w" {
			t.Errorf("%s %s with %v as %s %s: %v", asked.Method, asked.URL, sent, user, password, err)
		}
	}
	inPath := generic(t, sms.GenericConfig{SendURL: api.url + "/send/{to}/{text}", SendMethod: http.MethodGet})
	if err := inPath.Sender().Send(t.Context(), number(t, sender), reply); err != nil || api.asked.Load().URL.Path != "/send/"+sender+"/"+reply {
		t.Errorf("%s: %v", api.asked.Load().URL, err)
	}
	if generic(t, sms.GenericConfig{}).Sender() != nil {
		t.Error("a gateway without an address sends")
	}
}

// TestSendFailures is what may pass and what does not, and that neither names whom or what.
func TestSendFailures(t *testing.T) {
	api := newSendAPI(t)
	senders := map[string]gateway.Sender{
		"android": android(t, api.url).Sender(),
		"generic": generic(t, sms.GenericConfig{SendURL: api.url + "/?to={to}&text={text}&password=hunter2", SendMethod: http.MethodGet}).Sender(),
	}
	for status, permanent := range map[int]bool{400: true, 401: true, 403: true, 404: true, 408: false, 422: true, 429: false, 500: false, 502: false, 503: false, 504: true, 304: true} {
		api.status.Store(int64(status))
		for name, s := range senders {
			err := s.Send(t.Context(), number(t, sender), reply)
			if err == nil || errors.Is(err, gateway.ErrPermanent) != permanent {
				t.Errorf("%s after %d: %v", name, status, err)
			}
			private(t, err)
		}
	}
}

// private fails when an error names somebody.
func private(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{"2025550143", "举报", "%E8", "hunter2", "password"} {
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%v has %q", err, secret)
		}
	}
}

// TestSendRedirects: a reply goes to no other host than the one that was set.
func TestSendRedirects(t *testing.T) {
	api := newSendAPI(t)
	var to atomic.Pointer[string]
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/here" {
			w.WriteHeader(http.StatusOK)
			return
		}
		http.Redirect(w, r, *to.Load(), http.StatusTemporaryRedirect)
	}))
	defer front.Close()
	s := generic(t, sms.GenericConfig{SendURL: front.URL + "/?to={to}&text={text}"}).Sender()
	for _, test := range []struct {
		to        string
		permanent bool
		sent      bool
	}{{"/here", false, true}, {api.url, true, false}, {"/round", true, false}, {"http://%zz" + sender, true, false}} {
		to.Store(&test.to)
		err := s.Send(t.Context(), number(t, sender), reply)
		if (err == nil) != test.sent || errors.Is(err, gateway.ErrPermanent) != test.permanent {
			t.Errorf("to %s: %v", test.to, err)
		}
		private(t, err)
	}
	if api.asked.Load() != nil {
		t.Error("another host was asked")
	}
}

// TestSendWithoutAnswer: what cannot be reached may be later; what was asked and does not answer may have sent the reply.
func TestSendWithoutAnswer(t *testing.T) {
	hung := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that the server sees the client go
		<-r.Context().Done()
	}))
	defer hung.Close()
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, strings.Repeat("a", 1<<16)); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	for _, test := range []struct {
		url       string
		within    time.Duration
		works     bool
		permanent bool
	}{
		{hung.URL, 2 * time.Second, false, true}, {"http://" + freeport.Address(t), time.Minute, false, false}, {"http://nowhere.invalid", time.Minute, false, false},
		{endless.URL, time.Minute, true, false},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), test.within)
		err := android(t, test.url).Sender().Send(ctx, number(t, sender), reply)
		cancel()
		if (err == nil) != test.works || errors.Is(err, gateway.ErrPermanent) != test.permanent {
			t.Errorf("%s: %v", test.url, err)
		}
		private(t, err)
	}
}
