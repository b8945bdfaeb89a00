package sms_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/sms"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

// TestDecoded is what the adapters read of the forms that their gateways write.
func TestDecoded(t *testing.T) {
	jasmin := sms.GenericConfig{
		Fields: sms.GenericFields{Text: "content", Coding: "coding"}, International: true, Success: "ACK/Jasmin",
	}
	nested := sms.GenericConfig{Fields: sms.GenericFields{ID: "message.id", From: "message.from.number", Text: "message.text", Time: "sent"}}
	msg := func(g, id, from, text string, sent time.Time) []gateway.Received {
		var key subject.Key
		if from != "" {
			key = number(t, from)
		}
		return []gateway.Received{{Gateway: g, Signed: g != "generic", ID: id, From: key, Body: text, Sent: sent}}
	}
	const sid = "SM0123456789abcdef0123456789abcdef"
	const event, app = "Ey6ECgOkVVFjz3CL48B8C", "android-sms-gateway"
	sent := start.Add(-10 * time.Second)
	for _, test := range []struct {
		name string
		line sms.Gateway
		ask  request
		want []gateway.Received
	}{
		{"an emoji and two lines", twilio(t), byTwilio(twilioHere, func(f url.Values) { f.Set("Body", "骗子😡\n+447700900123") }), msg("twilio", sid, sender, "骗子😡\n+447700900123", time.Time{})},
		{"a picture alone", twilio(t), byTwilio(twilioHere, func(f url.Values) { f.Set("Body", ""); f.Set("NumMedia", "1") }), msg("twilio", sid, sender, "", time.Time{})},
		{"the first of a field is the one that is signed", twilio(t), more(byTwilio(twilioHere, nil), "&Body=UNDO+all&From=%2B12025550144"), msg("twilio", sid, sender, body, time.Time{})},
		{"news of a message that was sent", twilio(t), byTwilio(twilioHere, func(f url.Values) { f.Del("Body"); f.Del("From") }), nil},

		{"a phone", android(t, ""), byAndroid(androidBody, start), msg(app, event, sender, body, sent)},
		{"a phone with a newer app", android(t, ""), byAndroid(strings.Replace(androidBody, `"phoneNumber"`, `"sender":"+12025550144","phoneNumber"`, 1), start), msg(app, event, "+12025550144", body, sent)},
		{"a phone that says that it is on", android(t, ""), byAndroid(`{"event":"system:ping","id":"1","payload":{"health":{"status":"pass"}}}`, start), nil},
		{"what a phone sent", android(t, ""), byAndroid(`{"event":"sms:sent","id":"1","payload":{"phoneNumber":"+12025550143"}}`, start), nil},
		{
			"a phone with another clock", android(t, ""), byAndroid(strings.Replace(androidBody, "2026-11-20T09:29:50.000+01:00", "20 Nov 2026 09:29", 1), start),
			msg(app, event, sender, body, time.Time{}),
		},
		{
			"half an emoji of a phone", android(t, ""), byAndroid(strings.Replace(androidBody, body, `a\ud83d`, 1), start),
			msg(app, event, sender, "a\ufffd", sent),
		},
		{
			"two at once", android(t, ""),
			byAndroid(`{"event":"sms:batch:received","id":"B","payload":{"messages":[{"message":"1","phoneNumber":"+12025550143"},{"message":"2","phoneNumber":"+12025550144"}]}}`, start),
			append(msg(app, "B", sender, "1", time.Time{}), msg(app, "B/1", "+12025550144", "2", time.Time{})...),
		},

		{"a form", generic(t, sms.GenericConfig{}), byForm(genericPath, url.Values{"id": {"1"}, "from": {"202-555-0143"}, "text": {"x"}, "time": {"1795163400"}}), msg("generic", "1", sender, "x", start)},
		{"milliseconds", generic(t, sms.GenericConfig{}), byForm(genericPath, url.Values{"from": {sender}, "text": {"x"}, "time": {"1795163400000"}}), msg("generic", "", sender, "x", start)},
		{"RFC 3339", generic(t, sms.GenericConfig{}), byForm(genericPath, url.Values{"from": {sender}, "text": {"x"}, "time": {"2026-11-20T09:30:00+01:00"}}), msg("generic", "", sender, "x", start)},
		{"no time", generic(t, sms.GenericConfig{}), byForm(genericPath, url.Values{"from": {sender}, "text": {"x"}, "time": {"today"}}), msg("generic", "", sender, "x", time.Time{})},
		{"JSON", generic(t, sms.GenericConfig{}), request{url: genericPath, header: map[string]string{"Content-Type": "application/json"}, body: `{"id":7,"from":12025550143,"text":"x"}`}, msg("generic", "7", sender, "x", time.Time{})},
		{"JSON that does not say so", generic(t, nested), request{url: genericPath, body: ` {"message":{"id":"a","from":{"number":"+12025550143"},"text":"x"},"sent":1795163400}`}, msg("generic", "a", sender, "x", start)},
		{"Jasmin", generic(t, jasmin), byForm(genericPath, url.Values{"id": {"u"}, "from": {"12025550143"}, "content": {"x"}, "coding": {"0"}}), msg("generic", "u", sender, "x", time.Time{})},
		{"Chinese by Jasmin", generic(t, jasmin), byForm(genericPath, url.Values{"id": {"u"}, "from": {"12025550143"}, "content": {"\x67\xe5\x8b\xe2\xd8\x3d\xde\x21"}, "coding": {"8"}}), msg("generic", "u", sender, "查询😡", time.Time{})},
		{"half a character by Jasmin", generic(t, jasmin), byForm(genericPath, url.Values{"from": {"12025550143"}, "content": {"\x67\xe5\x8b"}, "coding": {"8"}}), msg("generic", "", sender, "查\ufffd", time.Time{})},
		{"a query behind what is signed", generic(t, sms.GenericConfig{SigningKey: signingKey}), at(signedForm(url.Values{"from": {sender}, "text": {"x"}}), "http://ringfence.example/sms/generic?text=y&from=1"), signedMsg(msg("generic", "", sender, "x", time.Time{}))},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEdge(t, nil, test.line)
			e.accepted(test.ask)
			got := e.desk.taken()
			slices.SortFunc(got, func(a, b gateway.Received) int { return strings.Compare(a.ID, b.ID) })
			for i := range got {
				if i < len(test.want) && got[i].Sent.Equal(test.want[i].Sent) {
					got[i].Sent = test.want[i].Sent
				}
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func signedForm(fields url.Values) request {
	r := byForm("", fields)
	return r.with("X-Signature", "sha256="+hexHMAC(signingKey, r.body))
}

func signedMsg(m []gateway.Received) []gateway.Received { m[0].Signed = true; return m }

// TestGenericAnswers is what gateways of that kind take for success, with the reply written as the media type needs it.
func TestGenericAnswers(t *testing.T) {
	const reply = `a "b" <c> & 查`
	for _, test := range []struct{ success, media, with, without string }{
		{"ACK/Jasmin", "", "ACK/Jasmin", "ACK/Jasmin"},
		{"", "", "", ""},
		{"{reply}", "text/plain; charset=utf-8", reply, ""},
		{`{"reply":"{reply}"}`, "application/json", `{"reply":"a \"b\" \u003cc\u003e \u0026 查"}`, `{"reply":""}`},
		{"<r>{reply}</r>", "text/xml", "<r>a &#34;b&#34; &lt;c&gt; &amp; 查</r>", "<r></r>"},
	} {
		l := generic(t, sms.GenericConfig{Success: test.success, SuccessType: test.media})
		if got := l.Answer([]string{reply}).Body; l.Inline() && got != test.with {
			t.Errorf("%s: %q, want %q", test.success, got, test.with)
		}
		e := newEdge(t, nil, l)
		e.desk.reply.Kind = ""
		res := e.send(byForm(genericPath, url.Values{"from": {sender}, "text": {"STOP"}}))
		media := test.media
		if media == "" {
			media = "text/plain; charset=utf-8"
		}
		if res.Code != http.StatusOK || res.Body.String() != test.without || res.Header().Get("Content-Type") != media {
			t.Errorf("%s: %d %q %q", test.success, res.Code, res.Body, res.Header())
		}
	}
}

// TestTwiMLIsEscaped: a reply is words, whatever signs are in it.
func TestTwiMLIsEscaped(t *testing.T) {
	got := twilio(t).Answer([]string{"a <Redirect> & \"b\"", "查"}).Body
	if !strings.HasSuffix(got, "<Response><Message>a &lt;Redirect&gt; &amp; &#34;b&#34;</Message><Message>查</Message></Response>") {
		t.Errorf("%s", got)
	}
}

// TestSettings is what constructors say of settings that are missing or do not go together, without repeating one.
func TestSettings(t *testing.T) {
	nets := []netip.Prefix{elsewise}
	signed := sms.GenericConfig{SigningKey: signingKey}
	generic := func(change func(*sms.GenericConfig)) error {
		c := sms.GenericConfig{Secret: pathSecret, Networks: nets}
		change(&c)
		_, err := sms.NewGeneric(c)
		return err
	}
	_, noToken := sms.NewTwilio(sms.TwilioConfig{})
	phone := func(c sms.AndroidConfig) error { _, err := sms.NewAndroid(c); return err }
	for _, test := range []struct {
		name string
		err  error
		want string // "" is no error
	}{
		{"twilio without a token", noToken, "auth token"},
		{"a phone without a key", phone(sms.AndroidConfig{}), "signing key"},
		{"a phone that sends nothing", phone(sms.AndroidConfig{SigningKey: signingKey}), ""},
		{"a phone without a password", phone(sms.AndroidConfig{SigningKey: signingKey, SendURL: "http://192.0.2.1", Username: "sms"}), "password"},
		{"a phone at no address", phone(sms.AndroidConfig{SigningKey: signingKey, SendURL: "192.0.2.1:8080", Username: "sms", Password: "p"}), "send URL"},
		{"a phone by another protocol", phone(sms.AndroidConfig{SigningKey: signingKey, SendURL: "ftp://192.0.2.1", Username: "sms", Password: "p"}), "send URL"},
		{"an unsigned gateway", generic(func(*sms.GenericConfig) {}), ""},
		{"without a secret", generic(func(c *sms.GenericConfig) { c.Secret = "" }), "secret"},
		{"with a short one", generic(func(c *sms.GenericConfig) { c.Secret = "0123456789012345678" }), "secret"},
		{"with one that needs an escape", generic(func(c *sms.GenericConfig) { c.Secret = pathSecret + "/" }), "secret"},
		{"without networks", generic(func(c *sms.GenericConfig) { c.Networks = nil }), "networks"},
		{"with no network among them", generic(func(c *sms.GenericConfig) { c.Networks = []netip.Prefix{elsewise, {}} }), "networks"},
		{"signed", generic(func(c *sms.GenericConfig) { *c = signed }), ""},
		{"signed and in networks", generic(func(c *sms.GenericConfig) { *c = signed; c.Networks = nets }), "networks"},
		{"signed by GET", generic(func(c *sms.GenericConfig) { *c = signed; c.Method = http.MethodGet }), "POST"},
		{"by PUT", generic(func(c *sms.GenericConfig) { c.Method = http.MethodPut }), "GET or POST"},
		{"sending by PUT", generic(func(c *sms.GenericConfig) { c.SendMethod = http.MethodPut }), "GET or POST"},
		{"sending nowhere", generic(func(c *sms.GenericConfig) { c.SendURL = "send?to={to}&text={text}" }), "send URL"},
		{"sending without a text", generic(func(c *sms.GenericConfig) { c.SendURL = "http://192.0.2.1/?to={to}" }), "send URL"},
		{"sending to a host of the sender's", generic(func(c *sms.GenericConfig) { c.SendURL = "http://{to}.example/?to={to}&text={text}" }), "send URL"},
		{"sending", generic(func(c *sms.GenericConfig) { c.SendURL = "http://u:p@192.0.2.1:13013/send/{to}?text={text}" }), ""},
		{"sending in two ways", generic(func(c *sms.GenericConfig) { c.SendURL = "http://192.0.2.1/?to={to}&text={text}"; c.Success = "{reply}" }), "one of them"},
	} {
		switch {
		case test.want == "" && test.err != nil:
			t.Errorf("%s: %v", test.name, test.err)
		case test.want != "" && (test.err == nil || !strings.Contains(test.err.Error(), test.want) || !strings.HasPrefix(test.err.Error(), "sms: ")):
			t.Errorf("%s: %v, want something of %s", test.name, test.err, test.want)
		case test.err != nil && (strings.Contains(test.err.Error(), pathSecret) || strings.Contains(test.err.Error(), signingKey)):
			t.Errorf("%s: %v repeats a secret", test.name, test.err)
		}
	}
}
