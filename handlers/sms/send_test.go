package sms

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringfence/internal/freeport"
	"ringfence/internal/gateway"
)

// sent is what a vendor's API was asked.
type sent struct {
	method, path string
	query        url.Values
	header       http.Header
	body         string
}

// vendor is a send API that answers always the same.
func vendor(t *testing.T, status int, answer string) (url string, asked *[]sent) {
	t.Helper()
	asked = new([]sent)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*asked = append(*asked, sent{r.Method, r.URL.Path, r.URL.Query(), r.Header, string(body)})
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// senders are the gateways of this file's tests, with a send API at url.
func senders(t *testing.T, url string) map[string]gateway.Sender {
	t.Helper()
	vonage, err1 := NewVonage(VonageConfig{SignatureSecret: vonageKey, APIKey: "an-api-key", APISecret: "an-api-secret", From: "+12025550199", SendURL: url + "/v1/messages"})
	messageBird, err2 := NewMessageBird(MessageBirdConfig{SigningKey: messageBirdKey, AccessKey: "an-access-key", Originator: "+12025550199", SendURL: url + "/messages"})
	alibaba, err3 := NewAlibaba(AlibabaConfig{
		Secret: chinaSecret, Networks: chinaNetworks, AccessKeyID: "a-key-id", AccessKeySecret: "a-key-secret", SignName: "示例", Template: "SMS_123", SendURL: url + "/",
	})
	tencent, err4 := NewTencent(TencentConfig{
		Secret: chinaSecret, Networks: chinaNetworks, SecretID: "a-secret-id", SecretKey: "a-secret-key", AppID: "1400000000", SignName: "示例", Template: "1110", SendURL: url,
	})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	return map[string]gateway.Sender{"vonage": vonage.Sender(), "messagebird": messageBird.Sender(), "alibaba": alibaba.Sender(), "tencent": tencent.Sender()}
}

const reply = `+1 202 555 0143: 暂无举报 <"a" & b>`

// sendOne has a gateway send a reply, and returns how its API was asked.
func sendOne(t *testing.T, name, answer string) sent {
	t.Helper()
	url, asked := vendor(t, http.StatusOK, answer)
	if err := senders(t, url)[name].Send(t.Context(), key(t, "+447700900123"), reply); err != nil {
		t.Fatal(err)
	}
	if len(*asked) != 1 || (*asked)[0].method != http.MethodPost {
		t.Fatalf("asked %v", *asked)
	}
	return (*asked)[0]
}

func TestVonageSends(t *testing.T) {
	got := sendOne(t, "vonage", `{"message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"}`)
	r := http.Request{Header: got.header}
	if user, password, _ := r.BasicAuth(); got.path != "/v1/messages" || user != "an-api-key" || password != "an-api-secret" {
		t.Errorf("asked %s as %s", got.path, user)
	}
	sameJSON(t, got, map[string]any{"message_type": "text", "channel": "sms", "to": "447700900123", "from": "12025550199", "text": reply})
}

func TestMessageBirdSends(t *testing.T) {
	got := sendOne(t, "messagebird", `{"id":"e8077d803532c0b5937c639b60216938"}`)
	if got.path != "/messages" || got.header.Get("Authorization") != "AccessKey an-access-key" {
		t.Errorf("asked %s with %s", got.path, got.header.Get("Authorization"))
	}
	sameJSON(t, got, map[string]any{"originator": "12025550199", "recipients": []any{"447700900123"}, "body": reply, "datacoding": "auto"})
}

func TestAlibabaSends(t *testing.T) {
	got := sendOne(t, "alibaba", `{"Code":"OK","Message":"OK","BizId":"9006197469364984^0","RequestId":"F655A8D5-B967-440B-8683-DAD6FF8DE990"}`)
	want := url.Values{
		"PhoneNumbers": {"447700900123"}, "SignName": {"示例"}, "TemplateCode": {"SMS_123"},
		"TemplateParam": {`{"text":"+1 202 555 0143: 暂无举报 <\"a\" & b>"}`},
	}
	if got.path != "/" || got.query.Encode() != want.Encode() || got.body != "" {
		t.Errorf("asked %s %v %s, want %v", got.path, got.query, got.body, want)
	}
	for field, form := range map[string]string{
		"X-Acs-Action":          `^SendSms$`,
		"X-Acs-Version":         `^2017-05-25$`,
		"X-Acs-Date":            `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`,
		"X-Acs-Signature-Nonce": `^[A-Z2-7]{26}$`,
		"X-Acs-Content-Sha256":  `^e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855$`,
		"Authorization": `^ACS3-HMAC-SHA256 Credential=a-key-id,` +
			`SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=[0-9a-f]{64}$`,
	} {
		if value := got.header.Get(field); !regexp.MustCompile(form).MatchString(value) {
			t.Errorf("%s is %q, want %s", field, value, form)
		}
	}
}

// A nonce is taken once.
func TestAlibabaRequestsDiffer(t *testing.T) {
	api, asked := vendor(t, http.StatusOK, `{"Code":"OK"}`)
	s := senders(t, api)["alibaba"]
	for range 2 {
		if err := s.Send(t.Context(), key(t, "+447700900123"), reply); err != nil {
			t.Fatal(err)
		}
	}
	nonce := func(i int) string { return (*asked)[i].header.Get("X-Acs-Signature-Nonce") }
	if nonce(0) == nonce(1) {
		t.Errorf("the nonce %s was used twice", nonce(0))
	}
}

func TestTencentSends(t *testing.T) {
	got := sendOne(t, "tencent", `{"Response":{"SendStatusSet":[{"SerialNo":"5000:1","PhoneNumber":"+447700900123","Fee":1,"SessionContext":"","Code":"Ok",
		"Message":"send success","IsoCode":"GB"}],"RequestId":"a0aabda6-cf91-4f3e-a81f-9198114a2279"}}`)
	for field, form := range map[string]string{
		"Content-Type":   `^application/json; charset=utf-8$`,
		"X-Tc-Action":    `^SendSms$`,
		"X-Tc-Version":   `^2021-01-11$`,
		"X-Tc-Region":    `^ap-guangzhou$`,
		"X-Tc-Timestamp": `^\d{10}$`,
		"Authorization": `^TC3-HMAC-SHA256 Credential=a-secret-id/\d{4}-\d\d-\d\d/sms/tc3_request, SignedHeaders=content-type;host;x-tc-action, ` +
			`Signature=[0-9a-f]{64}$`,
	} {
		if value := got.header.Get(field); !regexp.MustCompile(form).MatchString(value) {
			t.Errorf("%s is %q, want %s", field, value, form)
		}
	}
	sameJSON(t, got, map[string]any{
		"PhoneNumberSet": []any{"+447700900123"}, "SmsSdkAppId": "1400000000", "TemplateId": "1110", "SignName": "示例", "TemplateParamSet": []any{reply},
	})
}

// What a vendor says of a reply that it does not send, and whether the reply is tried again.
func TestSendersTellWhatPasses(t *testing.T) {
	const (
		passing = "may pass"
		forGood = "for good"
	)
	for _, test := range []struct {
		name   string
		status int
		answer string
		want   string
	}{
		{"vonage", 202, ``, ""},
		{"vonage", 401, `{"title":"Unauthorized"}`, forGood},
		{"vonage", 402, `{"title":"Low balance"}`, forGood},
		{"vonage", 422, `{"title":"Invalid params","invalid_parameters":[{"name":"to","reason":"447700900123"}]}`, forGood},
		{"vonage", 429, `{"title":"Rate Limit Hit"}`, passing},
		{"vonage", 500, `{"title":"Internal error"}`, passing},
		{"vonage", 302, ``, forGood},
		{"messagebird", 201, ``, ""},
		{"messagebird", 401, `{"errors":[{"code":2,"description":"Request not allowed (incorrect access_key)"}]}`, forGood},
		{"messagebird", 422, `{"errors":[{"code":9,"description":"no (correct) recipients found: 447700900123"}]}`, forGood},
		{"messagebird", 429, `{"errors":[{"code":98}]}`, passing},
		{"messagebird", 503, `x`, passing},
		{"alibaba", 200, `{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"447700900123"}`, forGood},
		{"alibaba", 200, `{"Code":"isv.SMS_TEMPLATE_ILLEGAL"}`, forGood},
		{"alibaba", 200, `{"Code":"isp.RAM_PERMISSION_DENY"}`, forGood},
		{"alibaba", 200, `{"Code":"isp.SYSTEM_ERROR"}`, passing},
		{"alibaba", 400, `{"Code":"Throttling.User"}`, passing},
		{"alibaba", 400, `{"Code":"SignatureDoesNotMatch"}`, forGood},
		{"alibaba", 404, `{"Code":"InvalidAccessKeyId.NotFound"}`, forGood},
		{"alibaba", 403, `{"Code":"OK"}`, forGood},
		{"alibaba", 403, ``, forGood},
		{"alibaba", 503, `{"Code":"ServiceUnavailable"}`, passing},
		{"alibaba", 500, `x`, passing},
		{"alibaba", 200, `x`, forGood},
		{"alibaba", 200, `{}`, forGood},
		{"alibaba", 200, `{"Code":"447700900123"}`, forGood},
		{"tencent", 200, `{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"447700900123"},"RequestId":"x"}}`, forGood},
		{"tencent", 200, `{"Response":{"Error":{"Code":"InternalError.Timeout"}}}`, passing},
		{"tencent", 200, `{"Response":{"Error":{"Code":"RequestLimitExceeded"}}}`, passing},
		{"tencent", 200, `{"Response":{"SendStatusSet":[{"Code":"LimitExceeded.PhoneNumberDailyLimit","PhoneNumber":"+447700900123"}]}}`, forGood},
		{"tencent", 200, `{"Response":{"SendStatusSet":[{"Code":"LimitExceeded.PhoneNumberThirtySecondLimit"}]}}`, passing},
		{"tencent", 200, `{"Response":{"SendStatusSet":[{"Code":"FailedOperation.InsufficientBalanceInSmsPackage"}]}}`, forGood},
		{"tencent", 200, `{"Response":{"SendStatusSet":[]}}`, forGood},
		{"tencent", 200, `x`, forGood},
		{"tencent", 502, `x`, passing},
	} {
		api, _ := vendor(t, test.status, test.answer)
		err := senders(t, api)[test.name].Send(t.Context(), key(t, "+447700900123"), reply)
		got := ""
		if err != nil {
			got = passing
		}
		if errors.Is(err, gateway.ErrPermanent) {
			got = forGood
		}
		if got != test.want {
			t.Errorf("%s, %d %s: %v is %q, want %q", test.name, test.status, test.answer, err, got, test.want)
		}
		discreet(t, err)
	}
}

func TestSendersWithoutAVendor(t *testing.T) {
	for name, s := range senders(t, "http://"+freeport.Address(t)) {
		err := s.Send(t.Context(), key(t, "+447700900123"), reply)
		if err == nil || errors.Is(err, gateway.ErrPermanent) {
			t.Errorf("%s: %v is no error that may pass", name, err)
		}
		discreet(t, err)
	}
	for name, s := range senders(t, "http://[::1") {
		err := s.Send(t.Context(), key(t, "+447700900123"), reply)
		if !errors.Is(err, gateway.ErrPermanent) {
			t.Errorf("%s: %v may pass", name, err)
		}
		discreet(t, err)
	}
}

func TestSendersEndWithTheirContext(t *testing.T) {
	wait := make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-wait:
		case <-r.Context().Done():
		}
	}))
	defer stuck.Close()
	defer close(wait)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second) // in which all have asked, on a busy machine too
	defer cancel()
	var all sync.WaitGroup
	for name, s := range senders(t, stuck.URL) {
		all.Go(func() {
			err := s.Send(ctx, key(t, "+447700900123"), reply)
			if !errors.Is(err, gateway.ErrPermanent) {
				t.Errorf("%s: %v, though it may have sent the reply", name, err)
			}
			discreet(t, err)
		})
	}
	all.Wait()
}

// A gateway that broke off before it was asked may be asked again, and one that did after that may not.
func TestAReplyIsNotSentTwice(t *testing.T) {
	for name, test := range map[string]struct {
		breaks func(http.ResponseWriter, *http.Request)
		sent   bool
	}{
		"after it was asked":      {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, false},
		"in the answer's headers": {func(w http.ResponseWriter, _ *http.Request) { cut(w, "HTTP/1.1 202 Acc") }, false},
		"in the answer": {func(w http.ResponseWriter, _ *http.Request) {
			cut(w, "HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\n{")
		}, true},
		"behind it something else": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGatewayTimeout) }, false},
	} {
		var asked atomic.Int64
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked.Add(1); test.breaks(w, r) }))
		api.Config.ErrorLog = log.New(io.Discard, "", 0)
		for gatewayName, s := range senders(t, api.URL) {
			sent := test.sent && (gatewayName == "vonage" || gatewayName == "messagebird") // the others say in the answer whether they sent it
			before := asked.Load()
			err := s.Send(t.Context(), key(t, "+447700900123"), reply)
			if (err == nil) != sent || err != nil && !errors.Is(err, gateway.ErrPermanent) || asked.Load() != before+1 {
				t.Errorf("%s broke off %s: %v, asked %d times", gatewayName, name, err, asked.Load()-before)
			}
			discreet(t, err)
		}
		api.Close()
	}
}

// cut writes a part of an answer and hangs up.
func cut(w http.ResponseWriter, part string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_, _ = io.WriteString(conn, part)
		_ = conn.Close()
	}
}

// discreet checks that an error has nothing of the reply, of whom it is for, and of the secrets that it is sent with.
func discreet(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	said := err.Error()
	for _, secret := range []string{"7700900123", "555", "0143", "暂无举报", url.QueryEscape("暂无举报"), "an-api", "an-access", "a-key", "a-secret"} {
		if strings.Contains(said, secret) {
			t.Errorf("%q says %q", said, secret)
		}
	}
}

// sameJSON checks what stood in a request.
func sameJSON(t *testing.T, got sent, want map[string]any) {
	t.Helper()
	if media, _, _ := strings.Cut(got.header.Get("Content-Type"), ";"); media != "application/json" {
		t.Errorf("the body is %s", media)
	}
	var read map[string]any
	if err := readJSON([]byte(got.body), &read); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read, want) {
		t.Errorf("got  %v\nwant %v", read, want)
	}
}
