package sms_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringfence/handlers/sms"
	"ringfence/internal/gateway"
)

// vendors are Vonage, MessageBird, Alibaba Cloud and Tencent Cloud, all of which send replies on request.
func vendors(t *testing.T) []sms.Gateway {
	t.Helper()
	networks := []netip.Prefix{elsewise}
	vonage, err1 := sms.NewVonage(sms.VonageConfig{SignatureSecret: signingKey, APIKey: "a", APISecret: "b", From: "12025550199"})
	messageBird, err2 := sms.NewMessageBird(sms.MessageBirdConfig{SigningKey: signingKey, AccessKey: "a", Originator: "12025550199"})
	alibaba, err3 := sms.NewAlibaba(sms.AlibabaConfig{Secret: pathSecret, Networks: networks, AccessKeyID: "a", AccessKeySecret: "b", SignName: "示例", Template: "SMS_1"})
	tencent, err4 := sms.NewTencent(sms.TencentConfig{Secret: pathSecret, Networks: networks})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	return []sms.Gateway{
		vonage, messageBird,
		alibaba, tencent,
	}
}

const site = "https://ringfence.example"

func hexSum(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func bearing(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(signingKey))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// byVonage is a message that Vonage signed under a name.
func byVonage(t *testing.T, name, content string) request {
	t.Helper()
	token := bearing(t, jwt.MapClaims{"iss": "Vonage", "iat": start.Unix(), "jti": name, "payload_hash": hexSum(content)})
	return request{url: site + "/sms/vonage", body: content, header: map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + token}}
}

// byMessageBird is a message that MessageBird signed under a name for an address, in whose query it is when it has no content.
func byMessageBird(t *testing.T, name, method, at, content string) request {
	t.Helper()
	claims := jwt.MapClaims{"iss": "MessageBird", "nbf": start.Unix(), "exp": start.Add(time.Minute).Unix(), "jti": name, "url_hash": hexSum(at)}
	if content != "" {
		claims["payload_hash"] = hexSum(content)
	}
	return request{method: method, url: at, body: content, header: map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "MessageBird-Signature-JWT": bearing(t, claims),
	}}
}

const (
	vonageMessage      = `{"from":"12025550143","channel":"sms","message_uuid":"m1","text":"` + body + `"}`
	messageBirdMessage = `id=m1&originator=12025550143&body=CHECK+%2B447700900123`
	alibabaMessages    = `[{"phone_number":"+12025550143","content":"` + body + `","sequence_id":1},{"phone_number":"ALIPAY","content":"` + body + `","sequence_id":2}]`
	tencentMessage     = `{"mobile":"2025550143","nationcode":"1","text":"` + body + `","time":1795163400}`
)

func TestVendorsDeliver(t *testing.T) {
	for _, test := range []struct {
		gateway string
		ask     request
		answer  string
		replied gateway.Outcome // the outcome of the reply; "" where it goes to the outbox
	}{
		{"vonage", byVonage(t, "1", vonageMessage), "", ""},
		{"messagebird", byMessageBird(t, "1", http.MethodPost, site+"/sms/messagebird", messageBirdMessage), "OK", ""},
		{"messagebird", byMessageBird(t, "1", http.MethodGet, site+"/sms/messagebird?"+messageBirdMessage, ""), "OK", ""},
		{"alibaba", request{url: site + "/sms/alibaba/" + pathSecret, body: alibabaMessages}, `{"code":0,"msg":"接收成功"}`, ""},
		{"tencent", request{url: site + "/sms/tencent/" + pathSecret, body: tencentMessage}, `{"result":0,"errmsg":"OK"}`, sms.Unsendable},
	} {
		e := newEdge(t, func(c *sms.Config) { c.PublicURL = site }, vendors(t)...)
		if got := e.accepted(test.ask); got != test.answer {
			t.Errorf("%s is answered %q, want %q", test.gateway, got, test.answer)
		}
		got := e.desk.taken()
		if len(got) != 1 || got[0].Gateway != test.gateway || got[0].From.String() != sender || got[0].Body != body {
			t.Errorf("%s: taken %+v", test.gateway, got)
		}
		switch want := []string{test.gateway + " " + sender + " " + told}; {
		case test.replied == "" && !slices.Equal(e.outbox.put, want):
			t.Errorf("the outbox has %v, want %v", e.outbox.put, want)
		case test.replied != "" && (len(e.outbox.put) > 0 || e.replies(test.gateway, test.replied) != 1):
			t.Errorf("%s: the outbox has %v", test.gateway, e.outbox.put)
		}
		e.keepsQuiet()
	}
}

// Before Alibaba Cloud takes an address it asks there by GET, and wants what it wants of a message.
func TestAlibabaTriesItsAddress(t *testing.T) {
	e := newEdge(t, func(c *sms.Config) { c.PublicURL = site }, vendors(t)...)
	if got := e.accepted(request{method: http.MethodGet, url: site + "/sms/alibaba/" + pathSecret}); got != `{"code":0,"msg":"接收成功"}` {
		t.Errorf("it is answered %q", got)
	}
	e.refused(request{method: http.MethodGet, url: site + "/sms/alibaba/" + pathSecret + "x"}, http.StatusForbidden, "unknown_gateway")
	if n := len(e.desk.taken()); n > 0 {
		t.Errorf("%d messages were taken", n)
	}
	e.keepsQuiet()
}

// A signed request is taken once; what is delivered again under another name is for the desk to know.
func TestVendorsAreTakenOnce(t *testing.T) {
	at := site + "/sms/messagebird"
	for name, asks := range map[string][2]request{
		"vonage":      {byVonage(t, "1", vonageMessage), byVonage(t, "2", vonageMessage)},
		"messagebird": {byMessageBird(t, "1", http.MethodPost, at, messageBirdMessage), byMessageBird(t, "2", http.MethodPost, at, messageBirdMessage)},
	} {
		e := newEdge(t, func(c *sms.Config) { c.PublicURL = site }, vendors(t)...)
		e.accepted(asks[0])
		e.refused(asks[0], http.StatusForbidden, "replayed")
		e.accepted(asks[1])
		if n := len(e.desk.taken()); n != 2 || e.refusals(name, "replayed") != 1 {
			t.Errorf("%s: %d messages were taken", name, n)
		}
		e.now = start.Add(time.Hour)
		e.refused(asks[0], http.StatusUnauthorized, "late_signature")
		e.keepsQuiet()
	}
}

// A request that failed was not taken, and the gateway sends it again as it is.
func TestVendorsMayComeAgainAfterAFailure(t *testing.T) {
	e := newEdge(t, func(c *sms.Config) { c.PublicURL = site }, vendors(t)...)
	ask := byVonage(t, "1", vonageMessage)
	e.desk.err = errors.New("the store is away")
	if res := e.send(ask); res.Code < http.StatusInternalServerError {
		t.Fatalf("status %d: %s", res.Code, res.Body)
	}
	e.desk.err = nil
	e.accepted(ask)
}

func TestVendorsAreRefusedBeforeParsing(t *testing.T) {
	at := site + "/sms/messagebird"
	signed, bird := byVonage(t, "1", rubbish), byMessageBird(t, "1", http.MethodPost, at, rubbish)
	for _, test := range []struct {
		name, gateway string
		ask           request
		status        int
		code, reason  string
	}{
		{"unsigned", "vonage", signed.with("Authorization", ""), 401, "unsigned", "unsigned"},
		{"another body", "vonage", more(signed, " "), 401, "wrong_signature", "wrong"},
		{"unsigned", "messagebird", bird.with("MessageBird-Signature-JWT", ""), 401, "unsigned", "unsigned"},
		{"another body", "messagebird", more(bird, " "), 401, "wrong_signature", "wrong"},
		{"another address", "messagebird", byMessageBird(t, "1", http.MethodPost, "http://ringfence.example/sms/messagebird", rubbish), 401, "wrong_signature", "wrong"},
		{"another query", "messagebird", request{url: at + "?a=1", body: bird.body, header: bird.header}, 401, "wrong_signature", "wrong"},
		{"another secret", "alibaba", request{url: site + "/sms/alibaba/" + pathSecret + "x", body: rubbish}, 403, "unknown_gateway", "forbidden"},
		{"another network", "tencent", request{url: site + "/sms/tencent/" + pathSecret, from: "198.51.100.7", body: rubbish}, 403, "unknown_gateway", "forbidden"},
	} {
		t.Run(test.gateway+", "+test.name, func(t *testing.T) {
			e := newEdge(t, func(c *sms.Config) { c.PublicURL = site }, vendors(t)...)
			e.refused(test.ask, test.status, test.code)
			if n := e.refusals(test.gateway, test.reason); n != 1 {
				t.Errorf("counted %v times", n)
			}
			e.keepsQuiet()
		})
	}
}
