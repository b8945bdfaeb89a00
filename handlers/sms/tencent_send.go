package sms

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"

	"ringfence/internal/subject"
)

// tencentSender sends by SendSms (https://cloud.tencent.com/document/product/382/55981).
//
// Carriers in China deliver nothing but texts of templates that they approved, under a name that they approved too. So the template here
// is one with a single parameter, which stands for all of an answer: 【name】{1}.
type tencentSender struct {
	url                 string
	signs               tc3
	app, name, template string
}

func newTencentSender(c TencentConfig) (*tencentSender, error) {
	set, err := sends("tencent", setting{"the secret ID", c.SecretID}, setting{"the secret key", c.SecretKey}, setting{"the app ID", c.AppID},
		setting{"the name that answers are signed with", c.SignName}, setting{"the template's ID", c.Template})
	if err != nil || !set {
		return nil, err
	}
	return &tencentSender{
		url:   cmp.Or(c.SendURL, "https://sms.tencentcloudapi.com/"),
		signs: tc3{id: c.SecretID, secret: c.SecretKey, service: "sms"}, app: c.AppID, name: c.SignName, template: c.Template,
	}, nil
}

// tencentOutbound is one message.
type tencentOutbound struct {
	To         []string `json:"PhoneNumberSet"`
	App        string   `json:"SmsSdkAppId"`
	Template   string   `json:"TemplateId"`
	Name       string   `json:"SignName"`
	Parameters []string `json:"TemplateParamSet"`
}

// tencentAnswer is what comes back, with status 200 also when nothing was sent.
type tencentAnswer struct {
	Response struct {
		Error struct{ Code string }
		Sent  []struct{ Code string } `json:"SendStatusSet"`
	}
}

// Send sends one message.
func (t *tencentSender) Send(ctx context.Context, to subject.Key, text string) error {
	r, err := t.request(ctx, to, text, time.Now())
	if err != nil {
		return err
	}
	body, err := ask(r)
	if err != nil {
		return err
	}
	var said tencentAnswer
	if json.Unmarshal(body, &said) != nil {
		return errAnswer
	}
	code := said.Response.Error.Code
	if code == "" && len(said.Response.Sent) == 1 {
		code = said.Response.Sent[0].Code
	}
	switch code {
	case "Ok":
		return nil
	case "":
		return errAnswer
	}
	return byCode(code, "InternalError", "RequestLimitExceeded", "LimitExceeded.DeliveryFrequencyLimit", "LimitExceeded.PhoneNumberThirtySecondLimit")
}

// request returns a signed request to send one message.
func (t *tencentSender) request(ctx context.Context, to subject.Key, text string, now time.Time) (*http.Request, error) {
	r, err := jsonRequest(ctx, t.url, tencentOutbound{
		To: []string{to.String()}, App: t.app, Template: t.template, Name: t.name, Parameters: []string{text},
	})
	if err != nil {
		return nil, err
	}
	r.Header.Set("X-TC-Action", "SendSms")
	r.Header.Set("X-TC-Version", "2021-01-11")
	r.Header.Set("X-TC-Region", "ap-guangzhou")
	return r, t.signs.sign(r, now)
}
