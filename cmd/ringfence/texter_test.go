package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ringfence/handlers/sms"
)

const twilioToken = "token-of-the-tests"

// twilioOn lets a server take messages from a texter.
var twilioOn = "RINGFENCE_SMS_TWILIO_AUTH_TOKEN=" + twilioToken

// texter delivers text messages to a running server, as Twilio does.
type texter struct {
	t    *testing.T
	url  string
	sent int
	seen strings.Builder // every answer, header and body
}

// text sends a message, until a server that is busy takes it, and returns the reply, "" for none.
func (x *texter) text(from, body string) string {
	x.t.Helper()
	x.sent++
	for range 30 {
		switch status, replies := x.deliver(message(x.sent, from, body)); status {
		case http.StatusOK:
			return strings.Join(replies, "\n")
		case http.StatusServiceUnavailable:
		default:
			x.t.Fatalf("%q was answered with status %d", body, status)
		}
	}
	x.t.Fatalf("%q is not taken", body)
	return ""
}

// taken sends a request until a server that is busy takes it.
func (x *texter) taken(req *http.Request) {
	x.t.Helper()
	for range 30 {
		switch status, _ := x.do(req); {
		case status/100 == 2:
			return
		case status != http.StatusServiceUnavailable:
			x.t.Fatalf("%s was answered with status %d", req.URL.Path, status)
		}
		if req.GetBody != nil {
			req.Body, _ = req.GetBody()
		}
	}
	x.t.Fatalf("%s takes nothing", req.URL.Path)
}

// next counts the messages.
func (x *texter) next() int {
	x.sent++
	return x.sent
}

func message(n int, from, body string) url.Values {
	return url.Values{"MessageSid": {fmt.Sprintf("SM%032d", n)}, "From": {from}, "To": {"+12025550100"}, "Body": {body}}
}

// deliver posts a form with the signature that it has from Twilio.
func (x *texter) deliver(form url.Values) (status int, replies []string) {
	x.t.Helper()
	return x.post(form, sms.SignTwilio(twilioToken, x.url+twilioPath, form))
}

func (x *texter) post(form url.Values, signature string) (status int, replies []string) {
	x.t.Helper()
	req, err := http.NewRequest(http.MethodPost, x.url+twilioPath, strings.NewReader(form.Encode()))
	if err != nil {
		x.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", signature)
	return x.do(req)
}

// do sends a request and remembers the answer.
func (x *texter) do(req *http.Request) (status int, replies []string) {
	x.t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	fmt.Fprintln(&x.seen, res.Status, res.Header, string(body))
	if res.StatusCode == http.StatusOK && strings.Contains(res.Header.Get("Content-Type"), "xml") {
		replies, err = repliesIn(strings.NewReader(string(body)))
	}
	if err != nil {
		x.t.Fatal(err)
	}
	return res.StatusCode, replies
}
