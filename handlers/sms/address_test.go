package sms_test

import (
	"net/http"
	"testing"

	"ringfence/handlers/sms"
)

// TestSignsAddress: a gateway that says so is refused where the service is known by another address, and no other gateway is.
func TestSignsAddress(t *testing.T) {
	v := vendors(t)
	for _, test := range []struct {
		line sms.Gateway
		ask  request
		want bool
	}{
		{twilio(t), byTwilio(twilioHere, nil), true},
		{android(t, ""), byAndroid(androidBody, start), false},
		{v[0], byVonage(t, "1", vonageMessage), false},
		{v[1], byMessageBird(t, "1", http.MethodPost, site+"/sms/messagebird", messageBirdMessage), true},
		{v[2], request{url: site + "/sms/alibaba/" + pathSecret, body: alibabaMessages}, false},
		{v[3], request{url: site + "/sms/tencent/" + pathSecret, body: tencentMessage}, false},
		{generic(t, sms.GenericConfig{SigningKey: signingKey}), at(signedForm(map[string][]string{"from": {sender}, "text": {"x"}}), "http://ringfence.example/sms/generic"), false},
	} {
		if got := test.line.SignsAddress(); got != test.want {
			t.Errorf("%s says %t", test.line.Name(), got)
		}
		newEdge(t, nil, test.line).accepted(test.ask)
		elsewhere := newEdge(t, func(c *sms.Config) { c.PublicURL = "https://elsewhere.example" }, test.line)
		if code := elsewhere.send(test.ask).Code; (code == http.StatusUnauthorized) != test.want {
			t.Errorf("%s is answered %d at another address", test.line.Name(), code)
		}
	}
}
