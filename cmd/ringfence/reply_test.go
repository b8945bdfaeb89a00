package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestKilledBeforeTheReply kills the server after it took reports and before their replies went out: the phone that sends them does
// not answer. The reports are there, and a message that is delivered again gets the same receipt.
func TestKilledBeforeTheReply(t *testing.T) {
	asked, hold := make(chan string, 64), make(chan struct{})
	var busy atomic.Bool
	busy.Store(true)
	phone := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if busy.Load() {
			<-hold
			return
		}
		var body strings.Builder
		_ = r.Write(&body)
		asked <- body.String()
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprint(w, `{"id":"1","state":"Pending"}`)
	}))
	defer phone.Close()
	folder := t.TempDir()
	env := []string{"RINGFENCE_SMS_ANDROID_SIGNING_KEY=" + androidKey, "RINGFENCE_SMS_ANDROID_SEND_URL=" + phone.URL, "RINGFENCE_SMS_ANDROID_USERNAME=u", "RINGFENCE_SMS_ANDROID_PASSWORD=p"}
	s := start("ringfence", folder, env, nil)
	if s.url == "" {
		t.Fatal(s.err)
	}
	const reports = 20
	for n := range reports {
		fromAndroid(t, s.url, n, 2*time.Minute)
	}
	s.signal(syscall.SIGKILL)
	if _, ended := s.wait(10 * time.Second); !ended {
		t.Fatal("the server does not die")
	}
	close(hold)
	busy.Store(false)

	s = start("ringfence", folder, env, nil)
	if s.url == "" {
		t.Fatal(s.err)
	}
	defer s.signal(syscall.SIGKILL)
	receipts := map[string]bool{}
	for again := range 2 { // each time signed anew, and later, however long it took: the same signature would be refused
		fromAndroid(t, s.url, 0, time.Duration(1-again)*time.Minute)
		select {
		case reply := <-asked:
			code := receiptCode.FindString(reply)
			if code == "" {
				t.Fatalf("the reply has no receipt:\n%s", reply)
			}
			receipts[code] = true
		case <-time.After(20 * time.Second):
			t.Fatal("no reply goes out")
		}
	}
	if len(receipts) != 1 {
		t.Errorf("the same message has the receipts %v", receipts)
	}
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(20 * time.Second); err != nil || !ended {
		t.Fatalf("the server ended %v: %v, %s", ended, err, s.err)
	}
	if want := fmt.Sprintf("compared %d subjects with their %d statements", reports, reports); !strings.Contains(verified(t, folder), want) {
		t.Errorf("%s: %s", want, verified(t, folder))
	}
}

// fromAndroid delivers the n-th report by android-sms-gateway, signed a while ago, until it is taken: a server that cannot take it
// within a second says so.
func fromAndroid(t *testing.T, server string, n int, ago time.Duration) {
	t.Helper()
	body := fmt.Sprintf(`{"deviceId":"d","event":"sms:received","id":"e%d","webhookId":"w","payload":{"messageId":"m","message":"CALL +1303555%04d","phoneNumber":"+1202555%04d","simNumber":1,"receivedAt":"2026-11-29T12:00:00.000+08:00"}}`, n, 100+n, 100+n)
	(&texter{t: t, url: server}).taken(androidRequest(t, server, body, time.Now().Add(-ago)))
}

// verified returns what verify says of a folder.
func verified(t *testing.T, folder string) string {
	t.Helper()
	var out strings.Builder
	if err := run(t.Context(), []string{"verify", "--data", folder + "/data"}, streams{out: &out, err: &out}); err != nil {
		t.Fatalf("verify: %v\n%s", err, &out)
	}
	return out.String()
}
