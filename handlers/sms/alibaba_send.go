package sms

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

// alibabaSender sends by SendSms of the Short Message Service
// (https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms).
//
// Carriers in China deliver nothing but texts of templates that they approved, under a name that they approved too. So the template here
// is one with a single variable named text, which stands for all of an answer: 【name】${text}. The vendor refuses a variable
// that is too long for the kind of template (isv.PARAM_LENGTH_LIMIT) or has a web address in it (isv.PARAM_NOT_SUPPORT_URL).
type alibabaSender struct {
	url            string
	signs          acs3
	name, template string
}

func newAlibabaSender(c AlibabaConfig) (*alibabaSender, error) {
	set, err := sends("alibaba", setting{"the access key's ID", c.AccessKeyID}, setting{"the access key's secret", c.AccessKeySecret},
		setting{"the name that answers are signed with", c.SignName}, setting{"the template's code", c.Template})
	if err != nil || !set {
		return nil, err
	}
	return &alibabaSender{
		url:   cmp.Or(c.SendURL, "https://dysmsapi.aliyuncs.com/"),
		signs: acs3{id: c.AccessKeyID, secret: c.AccessKeySecret}, name: c.SignName, template: c.Template,
	}, nil
}

// Send sends one message. All that it says stands in the address, as the vendor wants it.
func (a *alibabaSender) Send(ctx context.Context, to subject.Key, text string) error {
	r, err := a.request(ctx, to, text, time.Now(), rand.Text())
	if err != nil {
		return err
	}
	body, err := ask(r)
	if err != nil && !errors.Is(err, gateway.ErrPermanent) {
		return err
	}
	var said struct{ Code string }
	switch unread := json.Unmarshal(body, &said); {
	case said.Code != "" && said.Code != "OK":
		return byCode(said.Code, "isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "Throttling", "ServiceUnavailable", "InternalError")
	case unread != nil || said.Code == "":
		return cmp.Or(err, errAnswer)
	}
	return err
}

// request returns a signed request to send one message. No two have the same nonce.
func (a *alibabaSender) request(ctx context.Context, to subject.Key, text string, now time.Time, nonce string) (*http.Request, error) {
	variables, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		return nil, errAddress
	}
	query := url.Values{
		"PhoneNumbers": {digits(to)}, "SignName": {a.name}, "TemplateCode": {a.template}, "TemplateParam": {string(variables)},
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+"?"+percent(query), nil)
	if err != nil {
		return nil, errAddress
	}
	r.Header.Set("x-acs-action", "SendSms")
	r.Header.Set("x-acs-version", "2017-05-25")
	r.Header.Set("x-acs-date", now.UTC().Format("2006-01-02T15:04:05Z"))
	r.Header.Set("x-acs-signature-nonce", nonce)
	a.signs.sign(r, nil)
	return r, nil
}

// percent writes a query in the order of its names by RFC 3986, in which a space is %20.
func percent(query url.Values) string { return strings.ReplaceAll(query.Encode(), "+", "%20") }
