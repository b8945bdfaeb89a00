package sms_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/sms"
)

const twilioPath = "https://ringfence.example/sms/twilio"

// rubbish is no form and no JSON: whoever is refused with another answer than that it cannot be read was refused before.
const rubbish = "%zz{"

// TestRefusedBeforeParsing is every way in which a request is not the gateway's.
func TestRefusedBeforeParsing(t *testing.T) {
	signed := byAndroid(rubbish, start)
	late, early := byAndroid(rubbish, start.Add(-5*time.Minute-time.Second)), byAndroid(rubbish, start.Add(5*time.Minute+time.Second))
	form := byForm(genericPath, url.Values{"from": {sender}, "text": {body}})
	for _, test := range []struct {
		name, gateway string
		ask           request
		status        int
		code, reason  string
	}{
		{"twilio without a signature", "twilio", request{url: twilioPath, body: rubbish}, 401, "unsigned", "unsigned"},
		{"of another account", "twilio", byTwilio(twilioPath, nil).with("X-Twilio-Signature", sms.SignTwilio("another", twilioPath, nil)), 401, "wrong_signature", "wrong"},
		{"no signature at all", "twilio", byTwilio(twilioPath, nil).with("X-Twilio-Signature", "+++"), 401, "wrong_signature", "wrong"},
		{"of another host", "twilio", at(byTwilio("https://other.example/sms/twilio", nil), twilioPath), 401, "wrong_signature", "wrong"},
		{"of another path", "twilio", at(byTwilio(twilioPath+"2", nil), twilioPath), 401, "wrong_signature", "wrong"},
		{"of another query", "twilio", at(byTwilio(twilioPath+"?a=1", nil), twilioPath+"?a=2"), 401, "wrong_signature", "wrong"},
		{"of http for https", "twilio", at(byTwilio(strings.Replace(twilioPath, "https", "http", 1), nil), twilioPath), 401, "wrong_signature", "wrong"},
		{"with a field more", "twilio", more(byTwilio(twilioPath, nil), "&Z=1"), 401, "wrong_signature", "wrong"},
		{"with a body that is no form", "twilio", more(byTwilio(twilioPath, nil), rubbish), 401, "wrong_signature", "wrong"},

		{"a phone without a signature", "android-sms-gateway", signed.with("X-Signature", ""), 401, "unsigned", "unsigned"},
		{"without a time", "android-sms-gateway", signed.with("X-Timestamp", ""), 401, "unsigned", "unsigned"},
		{"with another key", "android-sms-gateway", signed.with("X-Signature", hexHMAC("another", rubbish+signed.header["X-Timestamp"])), 401, "wrong_signature", "wrong"},
		{"with a signature of no digits", "android-sms-gateway", signed.with("X-Signature", "xyz"), 401, "wrong_signature", "wrong"},
		{"with half a signature", "android-sms-gateway", signed.with("X-Signature", signed.header["X-Signature"][:32]), 401, "wrong_signature", "wrong"},
		{"with another time", "android-sms-gateway", signed.with("X-Timestamp", "1795163401"), 401, "wrong_signature", "wrong"},
		{"with a time of words", "android-sms-gateway", signed.with("X-Timestamp", "now").with("X-Signature", hexHMAC(signingKey, rubbish+"now")), 401, "wrong_signature", "wrong"},
		{"with another body", "android-sms-gateway", more(signed, " "), 401, "wrong_signature", "wrong"},
		{"too late", "android-sms-gateway", late, 401, "late_signature", "late"},
		{"of the future", "android-sms-gateway", early, 401, "late_signature", "late"},

		{"an unsigned gateway with another secret", "generic", at(form, genericPath+"x"), 403, "unknown_gateway", "forbidden"},
		{"with a part of it", "generic", at(form, genericPath[:len(genericPath)-1]), 403, "unknown_gateway", "forbidden"},
		{"from another network", "generic", from(form, "198.51.100.7"), 403, "unknown_gateway", "forbidden"},
		{"from one that claims to be a proxy", "generic", from(form, "198.51.100.7").with("X-Forwarded-For", "192.0.2.7"), 403, "unknown_gateway", "forbidden"},
		{"with rubbish", "generic", from(request{url: genericPath, body: rubbish}, "198.51.100.7"), 403, "unknown_gateway", "forbidden"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEdge(t, func(c *sms.Config) { c.PublicURL = "https://ringfence.example" }, twilio(t), android(t, ""), generic(t, sms.GenericConfig{}))
			e.refused(test.ask, test.status, test.code)
			if n := e.refusals(test.gateway, test.reason); n != 1 {
				t.Errorf("counted %v times", n)
			}
			e.keepsQuiet()
		})
	}
}

// at is a request sent to another URL than the one it was made for.
func at(r request, url string) request { r.url = url; return r }

func from(r request, address string) request { r.from = address; return r }

// more is a request whose body goes on behind what was signed.
func more(r request, content string) request { r.body += content; return r }

// TestMalformed is what a gateway itself may send that cannot be read.
func TestMalformed(t *testing.T) {
	e := newEdge(t, nil, twilio(t), android(t, ""), generic(t, sms.GenericConfig{}))
	for _, test := range []struct {
		name string
		ask  request
		code string
	}{
		{"no JSON", byAndroid(rubbish, start), "bad_json"},
		{"JSON of another shape", byAndroid(`{"event":"sms:received","payload":[]}`, start), "wrong_type"},
		{"a message without a payload", byAndroid(`{"event":"sms:received"}`, start), "wrong_type"},
		{"no form", request{url: genericPath, body: rubbish}, "media_type"},
		{"a form without a text", byForm(genericPath, url.Values{"from": {sender}}), "wrong_type"},
		{"a form without a sender", byForm(genericPath, url.Values{"text": {body}}), "wrong_type"},
		{"half an object", request{url: genericPath, body: `{"from":`}, "bad_json"},
	} {
		t.Run(test.name, func(t *testing.T) {
			status := http.StatusBadRequest
			if test.code == "media_type" {
				status = http.StatusUnsupportedMediaType
			}
			e.t = t
			e.refused(test.ask, status, test.code)
		})
	}
	e.t = t
	if n := e.refusals("generic", "malformed"); n != 4 {
		t.Errorf("%v of 4 were counted", n)
	}
	large := byAndroid(`{"event":"`+strings.Repeat("a", sms.MaxRequest)+`"}`, start)
	e.refused(large, http.StatusRequestEntityTooLarge, "too_large")
	e.keepsQuiet()
}

// TestSentTwice: what has a time in its signature is taken once, but for what was not acknowledged.
func TestSentTwice(t *testing.T) {
	e := newEdge(t, nil, android(t, ""), twilio(t), generic(t, sms.GenericConfig{SigningKey: signingKey, TimestampHeader: "X-Timestamp"}))
	for _, ask := range []request{byAndroid(androidBody, start), timed(`{"from":"` + sender + `","text":"HELP"}`)} {
		e.desk.err = errStore
		if res := e.send(ask); res.Code != http.StatusServiceUnavailable || res.Header().Get("Retry-After") == "" {
			t.Errorf("without a store: %d %v", res.Code, res.Header())
		}
		e.desk.err = nil
		e.accepted(ask)
		e.refused(ask, http.StatusForbidden, "replayed")
		e.refused(ask.with("X-Signature", strings.ToUpper(ask.header["X-Signature"])), http.StatusForbidden, "replayed")
	}
	if n := e.refusals("android-sms-gateway", "replayed"); n != 2 {
		t.Errorf("%v replays were counted", n)
	}
	e.accepted(byAndroid(androidBody, start.Add(time.Second))) // signed anew, as the app does when it delivers again

	first := e.accepted(byTwilio("http://ringfence.example/sms/twilio", nil))
	if again := e.accepted(byTwilio("http://ringfence.example/sms/twilio", nil)); again != first {
		t.Errorf("Twilio is answered %q, and then %q", first, again)
	}

	e.now = e.now.Add(6 * time.Minute)
	e.refused(byAndroid(androidBody, start), http.StatusUnauthorized, "late_signature")
	e.keepsQuiet()
}

// timed is a body as a generic gateway delivers it that signs a time.
func timed(content string) request {
	r := byAndroid(content, start)
	r.url = "http://ringfence.example/sms/generic"
	return r
}
