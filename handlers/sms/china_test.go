package sms

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"ringfence/handlers/route"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

const chinaSecret = "an-address-nobody-can-guess"

var chinaNetworks = []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}

func newAlibaba(t testing.TB) *Alibaba {
	t.Helper()
	a, err := NewAlibaba(AlibabaConfig{Secret: chinaSecret, Networks: chinaNetworks})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func newTencent(t testing.TB) *Tencent {
	t.Helper()
	c, err := NewTencent(TencentConfig{Secret: chinaSecret, Networks: chinaNetworks})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// from is a request to a secret address.
func from(address, secret string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/sms/x", nil)
	r.RemoteAddr = address
	r.SetPathValue("secret", secret)
	return r
}

func TestChinaGatewaysAreKnownBySecretAndNetwork(t *testing.T) {
	for _, g := range []Gateway{newAlibaba(t), newTencent(t)} {
		for name, test := range map[string]struct {
			r    *http.Request
			want error
		}{
			"both":            {from("203.0.113.9", chinaSecret), nil},
			"another network": {from("203.0.114.9", chinaSecret), ErrForbidden},
			"another secret":  {from("203.0.113.9", chinaSecret+"x"), ErrForbidden},
			"no secret":       {from("203.0.113.9", ""), ErrForbidden},
			"no address":      {from("", chinaSecret), ErrForbidden},
		} {
			// What they deliver again must be taken again: they name no request.
			if once, err := g.Verify(test.r, "", nil, at); !errors.Is(err, test.want) || once != (Once{}) {
				t.Errorf("%s, %s: got %v and %v, want %v", g.Name(), name, once, err, test.want)
			}
		}
		if g.Signed() || g.Inline() {
			t.Errorf("%s: signed %t, inline %t", g.Name(), g.Signed(), g.Inline())
		}
	}
}

func TestAlibabaMessages(t *testing.T) {
	chinese, american := key(t, "+8613800138000"), key(t, "+12025550143")
	sent := time.Date(2026, 11, 29, 3, 59, 58, 0, time.UTC)
	for name, test := range map[string]struct {
		body string
		want []gateway.Received
	}{
		"two messages, whose sequence is a number and a string": {`[
			{"phone_number":"13800138000","content":"查 2025550143","send_time":"2026-11-29 11:59:58","dest_code":"1234","sequence_id":9007199254740993},
			{"phone_number":"+12025550143","content":"电话 2025550144，冒充客服","send_time":"20261129115958","dest_code":"1234","sequence_id":"0017","sign_name":"示例"}]`,
			[]gateway.Received{
				{ID: "9007199254740993", From: chinese, Body: "查 2025550143", Sent: sent},
				{ID: "0017", From: american, Body: "电话 2025550144，冒充客服", Sent: sent},
			}},
		"every spelling of a number": {`[{"phone_number":"8613800138000"},{"phone_number":"+8613800138000"},{"phone_number":"008613800138000"},
			{"phone_number":13800138000},{"phone_number":"138 0013 8000"}]`,
			[]gateway.Received{{From: chinese}, {From: chinese}, {From: chinese}, {From: chinese}, {From: chinese}}},
		"who has no number": {`[{"phone_number":"10086","content":"a"},{"phone_number":"106575123456789"},{"phone_number":"ALIPAY"},{"phone_number":null},{}]`,
			[]gateway.Received{{Body: "a"}, {}, {}, {}, {}}},
		"a time that is none": {`[{"phone_number":"13800138000","send_time":"2026-02-30 00:00:00"}]`, []gateway.Received{{From: chinese}}},
		"half an emoji":       {`[{"phone_number":"13800138000","content":"a\ud83d"}]`, []gateway.Received{{From: chinese, Body: "a\uFFFD"}}},
		"none":                {`[]`, nil},
	} {
		t.Run(name, func(t *testing.T) { decodes(t, newAlibaba(t), from("", ""), test.body, test.want) })
	}
}

func TestAlibabaMalformed(t *testing.T) {
	for body, want := range map[string]route.Refusal{
		``:                                    route.BadJSON,
		`[`:                                   route.BadJSON,
		`[{"content":"447700900123"}`:         route.BadJSON,
		`phone_number=447700900123`:           route.BadJSON,
		`{"phone_number":"13800138000"}`:      route.WrongType,
		`["447700900123"]`:                    route.WrongType,
		`[{"phone_number":["447700900123"]}]`: route.WrongType,
		`[{"sequence_id":true}]`:              route.WrongType,
		`[{"content":7}]`:                     route.WrongType,
	} {
		refuses(t, newAlibaba(t), from("", ""), body, want)
	}
}

func TestTencentMessages(t *testing.T) {
	message := gateway.Received{From: key(t, "+8613800138000"), Body: "查 2025550143", Sent: at.Add(-2 * time.Second)}
	british, nobody, timeless := message, message, message
	british.From, nobody.From, timeless.Sent = key(t, "+447700900123"), subject.Key{}, time.Time{}
	for name, test := range map[string]struct {
		body string
		want gateway.Received
	}{
		"as it is":                 {`{"extend":"","mobile":"13800138000","nationcode":"86","sign":"示例","text":"查 2025550143","time":1795953598}`, message},
		"texts for numbers":        {`{"mobile":13800138000,"nationcode":86,"text":"查 2025550143","time":"1795953598"}`, message},
		"no country":               {`{"mobile":"13800138000","text":"查 2025550143","time":1795953598}`, message},
		"a country with a plus":    {`{"mobile":"13800138000","nationcode":"+86","text":"查 2025550143","time":1795953598}`, message},
		"the country's code twice": {`{"mobile":"+8613800138000","nationcode":"86","text":"查 2025550143","time":1795953598}`, message},
		"another country":          {`{"mobile":"7700900123","nationcode":"44","text":"查 2025550143","time":1795953598}`, british},
		"a hotline":                {`{"mobile":"10086","nationcode":"86","text":"查 2025550143","time":1795953598}`, nobody},
		"nobody":                   {`{"text":"查 2025550143","time":1795953598}`, nobody},
		"no time":                  {`{"mobile":"13800138000","nationcode":"86","text":"查 2025550143"}`, timeless},
		"a time that is none":      {`{"mobile":"13800138000","nationcode":"86","text":"查 2025550143","time":-1.5e9}`, timeless},
	} {
		t.Run(name, func(t *testing.T) { decodes(t, newTencent(t), from("", ""), test.body, []gateway.Received{test.want}) })
	}
}

func TestTencentMalformed(t *testing.T) {
	for body, want := range map[string]route.Refusal{
		``:                                route.BadJSON,
		`{"mobile":"447700900123"`:        route.BadJSON,
		`mobile=447700900123`:             route.BadJSON,
		`[]`:                              route.WrongType,
		`{"mobile":{"a":"447700900123"}}`: route.WrongType,
		`{"text":7}`:                      route.WrongType,
	} {
		refuses(t, newTencent(t), from("", ""), body, want)
	}
}

func TestChinaGatewaysAreAnsweredAsTheyWant(t *testing.T) {
	if got := newAlibaba(t).Answer(nil); got.Type != "application/json" || got.Body != `{"code":0,"msg":"接收成功"}` {
		t.Errorf("Alibaba Cloud is answered %v", got)
	}
	if got := newTencent(t).Answer(nil); got.Type != "application/json" || got.Body != `{"result":0,"errmsg":"OK"}` {
		t.Errorf("Tencent Cloud is answered %v", got)
	}
}

func TestChinaGatewaySettings(t *testing.T) {
	unknown := "sms: %s: the secret of its address must have 20 to 128 of A-Z, a-z, 0-9, dash and underscore"
	_, noSecret := NewAlibaba(AlibabaConfig{Networks: chinaNetworks})
	_, noNetwork := NewAlibaba(AlibabaConfig{Secret: chinaSecret})
	_, halfSender := NewAlibaba(AlibabaConfig{Secret: chinaSecret, Networks: chinaNetworks, AccessKeyID: "a", SignName: "示例"})
	_, tencentNoSecret := NewTencent(TencentConfig{Networks: chinaNetworks})
	_, tencentHalfSender := NewTencent(TencentConfig{Secret: chinaSecret, Networks: chinaNetworks, SecretID: "a", SecretKey: "a", AppID: "1"})
	for _, test := range []struct {
		err  error
		want string
	}{
		{noSecret, fmt.Sprintf(unknown, "alibaba")},
		{noNetwork, "sms: alibaba: the networks that it sends from must be named"},
		{halfSender, "sms: alibaba: the access key's secret and the template's code must be set"},
		{tencentNoSecret, fmt.Sprintf(unknown, "tencent")},
		{tencentHalfSender, "sms: tencent: the name that answers are signed with and the template's ID must be set"},
	} {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("got %v, want %s", test.err, test.want)
		}
	}
	if a, c := newAlibaba(t).Sender(), newTencent(t).Sender(); a != nil || c != nil {
		t.Errorf("%v and %v send without being told how", a, c)
	}
}

// FuzzChina: nothing verifies without the secret, and whatever is delivered decodes into messages or is refused.
func FuzzChina(f *testing.F) {
	f.Add("", []byte(`[{"phone_number":"13800138000","content":"查 2025550143","send_time":"2026-11-29 11:59:58","sequence_id":1}]`))
	f.Add("guess", []byte(`{"mobile":"13800138000","nationcode":"86","text":"查 2025550143\ud83d","time":1795953598}`))
	f.Add(chinaSecret[1:], []byte(`{"mobile":1e999,"nationcode":null,"time":"-9223372036854775809"}`))
	alibaba, tencent := newAlibaba(f), newTencent(f)
	f.Fuzz(func(t *testing.T, secret string, body []byte) {
		if secret == chinaSecret {
			return
		}
		fuzzed(t, alibaba, from("203.0.113.9", secret), body)
		fuzzed(t, tencent, from("203.0.113.9", secret), body)
	})
}

var _, _ Gateway = (*Alibaba)(nil), (*Tencent)(nil)
