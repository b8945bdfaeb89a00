package main

import (
	"errors"
	"reflect"
	"strings"

	"ringfence/handlers/sms"
	"ringfence/internal/subject"
	"ringfence/web"
)

// gatewayLine is a gateway that may be on.
type gatewayLine struct {
	name     string // in those of its flags
	told     string // rest of the flag with what its requests are told by
	on       bool   // that is given
	number   string // that people text to; "" for none that pages show
	settings any    // all of them
	make     func() (sms.Gateway, error)
}

// gateways returns those that are on and the numbers that people text to. The error says which settings to correct.
func (c *gatewaySettings) gateways() (on []sms.Gateway, shown web.Texting, err error) {
	var errs []error
	for _, l := range c.lines() {
		if !l.on {
			continue
		}
		g, err := l.make()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		on = append(on, g)
		number := web.TextNumber{Number: l.number, Signed: g.Signed(), Answers: answers(g)}
		if l.number == "" {
			shown.Unlisted = append(shown.Unlisted, number)
		} else {
			shown.Numbers = append(shown.Numbers, number)
		}
	}
	return on, shown, errors.Join(errs...)
}

// sending returns gateways that are on with the countries that they send first texts in.
func (c *gatewaySettings) sending(on []sms.Gateway) (lines []sms.Line) {
	for _, l := range c.lines() {
		if l.on {
			lines = append(lines, sms.Line{Gateway: on[len(lines)], Country: l.country()})
		}
	}
	return lines
}

// china is the calling code of where Alibaba and Tencent Cloud send.
const china = 86

// country returns the calling code of a gateway's number; 0 where it has none.
func (l gatewayLine) country() int {
	if l.name == "alibaba" || l.name == "tencent" {
		return china
	}
	number, err := subject.ParseKey(l.number)
	if err != nil {
		return 0
	}
	return number.CallingCode()
}

// lines are the gateways that there are. Each is on when it is given what its requests are told by.
func (c *gatewaySettings) lines() []gatewayLine {
	return []gatewayLine{
		{"twilio", "auth-token", c.Twilio.AuthToken != "", c.Twilio.Number.String(), c.Twilio, c.twilio},
		{"android", "signing-key", c.Android.SigningKey != "", c.Android.Number.String(), c.Android, c.android},
		{"vonage", "signature-secret", c.Vonage.SignatureSecret != "", c.Vonage.Number.String(), c.Vonage, c.vonage},
		{"messagebird", "signing-key", c.MessageBird.SigningKey != "", c.MessageBird.Number.String(), c.MessageBird, c.messageBird},
		{"alibaba", "secret", c.Alibaba.Secret != "", c.Alibaba.Number, c.Alibaba, c.alibaba},
		{"tencent", "secret", c.Tencent.Secret != "", c.Tencent.Number, c.Tencent, c.tencent},
		{"generic", "signing-key or -secret", c.Generic.SigningKey != "" || c.Generic.Secret != "", c.Generic.Number.String(), c.Generic, c.generic},
	}
}

// given reports whether any setting is, of those that have no default.
func (l gatewayLine) given() bool {
	settings := reflect.ValueOf(l.settings)
	for i := range settings.NumField() {
		if settings.Type().Field(i).Tag.Get("default") == "" && !settings.Field(i).IsZero() {
			return true
		}
	}
	return false
}

func (c *gatewaySettings) twilio() (sms.Gateway, error) {
	return sms.NewTwilio(sms.TwilioConfig{AuthToken: string(c.Twilio.AuthToken), Number: c.Twilio.Number})
}

func (c *gatewaySettings) android() (sms.Gateway, error) {
	s := &c.Android
	return sms.NewAndroid(sms.AndroidConfig{
		SigningKey: string(s.SigningKey), Number: s.Number, SendURL: s.SendURL, Username: s.Username, Password: string(s.Password),
	})
}

func (c *gatewaySettings) vonage() (sms.Gateway, error) {
	s := &c.Vonage
	return sms.NewVonage(sms.VonageConfig{
		SignatureSecret: string(s.SignatureSecret), APIKey: s.APIKey, APISecret: string(s.APISecret), From: origin(s.Number, s.APIKey),
	})
}

func (c *gatewaySettings) messageBird() (sms.Gateway, error) {
	s := &c.MessageBird
	return sms.NewMessageBird(sms.MessageBirdConfig{
		SigningKey: string(s.SigningKey), AccessKey: string(s.AccessKey), Originator: origin(s.Number, string(s.AccessKey)),
	})
}

// origin is the number that replies come from, where an account sends them.
func origin(number subject.Key, account string) string {
	if account == "" {
		return ""
	}
	return strings.TrimPrefix(number.String(), "+")
}

func (c *gatewaySettings) alibaba() (sms.Gateway, error) {
	s := &c.Alibaba
	return sms.NewAlibaba(sms.AlibabaConfig{
		Secret: string(s.Secret), Networks: s.Networks, AccessKeyID: s.AccessKeyID, AccessKeySecret: string(s.AccessKeySecret),
		SignName: s.SignName, Template: s.Template,
	})
}

func (c *gatewaySettings) tencent() (sms.Gateway, error) {
	s := &c.Tencent
	return sms.NewTencent(sms.TencentConfig{
		Secret: string(s.Secret), Networks: s.Networks, SecretID: s.SecretID, SecretKey: string(s.SecretKey), AppID: s.AppID,
		SignName: s.SignName, Template: s.Template,
	})
}

func (c *gatewaySettings) generic() (sms.Gateway, error) {
	s := &c.Generic
	return sms.NewGeneric(sms.GenericConfig{
		SigningKey: string(s.SigningKey), SignatureHeader: s.SignatureHeader, TimestampHeader: s.TimestampHeader,
		Secret: string(s.Secret), Networks: s.Networks, Method: s.Method, Number: s.Number, International: s.International,
		Fields:  sms.GenericFields{ID: s.FieldID, From: s.FieldFrom, Text: s.FieldText, Time: s.FieldTime, Coding: s.FieldCoding},
		Success: s.Success, SuccessType: s.SuccessType, SendURL: string(s.SendURL), SendMethod: s.SendMethod,
	})
}
