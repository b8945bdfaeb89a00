package main

import (
	"errors"
	"strings"

	"ringfence/handlers/sms"
	"ringfence/internal/subject"
	"ringfence/web"
)

// textLine is a gateway that may be on.
type textLine struct {
	on     bool
	number string // that people text to; "" for none that pages show
	make   func() (sms.Gateway, error)
}

// gateways returns those that are on and the numbers that people text to. The error says which settings to correct.
func (c *textSettings) gateways() (on []sms.Gateway, shown web.Texting, err error) {
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
		if l.number != "" {
			shown.Numbers = append(shown.Numbers, web.TextNumber{Number: l.number, Signed: g.Signed(), Answers: answers(g)})
		}
	}
	return on, shown, errors.Join(errs...)
}

// lines are the gateways that there are. Each is on when it is given what its requests are told by.
func (c *textSettings) lines() []textLine {
	return []textLine{
		{c.Twilio.AuthToken != "", c.Twilio.Number.String(), c.twilio},
		{c.Android.SigningKey != "", c.Android.Number.String(), c.android},
		{c.Vonage.SignatureSecret != "", c.Vonage.Number.String(), c.vonage},
		{c.MessageBird.SigningKey != "", c.MessageBird.Number.String(), c.messageBird},
		{c.Alibaba.Secret != "", c.Alibaba.Number, c.alibaba},
		{c.Tencent.Secret != "", c.Tencent.Number, c.tencent},
		{c.Generic.SigningKey != "" || c.Generic.Secret != "", c.Generic.Number.String(), c.generic},
	}
}

func (c *textSettings) twilio() (sms.Gateway, error) {
	return sms.NewTwilio(sms.TwilioConfig{AuthToken: string(c.Twilio.AuthToken), Number: c.Twilio.Number})
}

func (c *textSettings) android() (sms.Gateway, error) {
	s := &c.Android
	return sms.NewAndroid(sms.AndroidConfig{
		SigningKey: string(s.SigningKey), Number: s.Number, SendURL: s.SendURL, Username: s.Username, Password: string(s.Password),
	})
}

func (c *textSettings) vonage() (sms.Gateway, error) {
	s := &c.Vonage
	return sms.NewVonage(sms.VonageConfig{
		SignatureSecret: string(s.SignatureSecret), APIKey: s.APIKey, APISecret: string(s.APISecret), From: origin(s.Number, s.APIKey),
	})
}

func (c *textSettings) messageBird() (sms.Gateway, error) {
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

func (c *textSettings) alibaba() (sms.Gateway, error) {
	s := &c.Alibaba
	return sms.NewAlibaba(sms.AlibabaConfig{
		Secret: string(s.Secret), Networks: s.Networks, AccessKeyID: s.AccessKeyID, AccessKeySecret: string(s.AccessKeySecret),
		SignName: s.SignName, Template: s.Template,
	})
}

func (c *textSettings) tencent() (sms.Gateway, error) {
	s := &c.Tencent
	return sms.NewTencent(sms.TencentConfig{
		Secret: string(s.Secret), Networks: s.Networks, SecretID: s.SecretID, SecretKey: string(s.SecretKey), AppID: s.AppID,
		SignName: s.SignName, Template: s.Template,
	})
}

func (c *textSettings) generic() (sms.Gateway, error) {
	s := &c.Generic
	return sms.NewGeneric(sms.GenericConfig{
		SigningKey: string(s.SigningKey), SignatureHeader: s.SignatureHeader, TimestampHeader: s.TimestampHeader,
		Secret: string(s.Secret), Networks: s.Networks, Method: s.Method, Number: s.Number, International: s.International,
		Fields:  sms.GenericFields{ID: s.FieldID, From: s.FieldFrom, Text: s.FieldText, Time: s.FieldTime, Coding: s.FieldCoding},
		Success: s.Success, SuccessType: s.SuccessType, SendURL: s.SendURL, SendMethod: s.SendMethod,
	})
}
