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
	make   func() (sms.Gateway, sms.Sender, error)
}

// lines returns the gateways that are on and the numbers that people text to. The error says which setting to correct.
func (c *textSettings) lines() (lines []sms.Line, shown web.Texting, err error) {
	var errs []error
	for _, l := range c.all() {
		if !l.on {
			continue
		}
		g, sender, err := l.make()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		lines = append(lines, sms.Line{Gateway: g, Sender: sender})
		if l.number != "" {
			shown.Numbers = append(shown.Numbers, web.TextNumber{Number: l.number, Signed: g.Signed()})
		}
	}
	return lines, shown, errors.Join(errs...)
}

// all are the gateways that there are, each on when one of its settings says so.
func (c *textSettings) all() []textLine {
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

func (c *textSettings) twilio() (sms.Gateway, sms.Sender, error) {
	g, err := sms.NewTwilio(sms.TwilioConfig{AuthToken: string(c.Twilio.AuthToken), Number: c.Twilio.Number})
	return g, nil, err
}

func (c *textSettings) android() (sms.Gateway, sms.Sender, error) {
	s := &c.Android
	g, err := sms.NewAndroid(sms.AndroidConfig{
		SigningKey: string(s.SigningKey), Number: s.Number, SendURL: s.SendURL, Username: s.Username, Password: string(s.Password),
	})
	if err != nil || s.SendURL == "" {
		return g, nil, err
	}
	return g, g, nil
}

func (c *textSettings) vonage() (sms.Gateway, sms.Sender, error) {
	s := &c.Vonage
	g, err := sms.NewVonage(sms.VonageConfig{
		SignatureSecret: string(s.SignatureSecret), APIKey: s.APIKey, APISecret: string(s.APISecret), From: origin(s.Number, s.APIKey),
	})
	if err != nil {
		return nil, nil, err
	}
	return g, g.Sender(), nil
}

func (c *textSettings) messageBird() (sms.Gateway, sms.Sender, error) {
	s := &c.MessageBird
	g, err := sms.NewMessageBird(sms.MessageBirdConfig{SigningKey: string(s.SigningKey), AccessKey: string(s.AccessKey), Originator: origin(s.Number, string(s.AccessKey))})
	if err != nil {
		return nil, nil, err
	}
	return g, g.Sender(), nil
}

// origin is the number that replies come from, where an account sends them.
func origin(number subject.Key, account string) string {
	if account == "" {
		return ""
	}
	return strings.TrimPrefix(number.String(), "+")
}

func (c *textSettings) alibaba() (sms.Gateway, sms.Sender, error) {
	s := &c.Alibaba
	g, err := sms.NewAlibaba(sms.AlibabaConfig{
		Secret: string(s.Secret), Networks: s.Networks, AccessKeyID: s.AccessKeyID, AccessKeySecret: string(s.AccessKeySecret),
		SignName: s.SignName, Template: s.Template,
	})
	if err != nil {
		return nil, nil, err
	}
	return g, g.Sender(), nil
}

func (c *textSettings) tencent() (sms.Gateway, sms.Sender, error) {
	s := &c.Tencent
	g, err := sms.NewTencent(sms.TencentConfig{
		Secret: string(s.Secret), Networks: s.Networks, SecretID: s.SecretID, SecretKey: string(s.SecretKey), AppID: s.AppID,
		SignName: s.SignName, Template: s.Template,
	})
	if err != nil {
		return nil, nil, err
	}
	return g, g.Sender(), nil
}

func (c *textSettings) generic() (sms.Gateway, sms.Sender, error) {
	s := &c.Generic
	g, err := sms.NewGeneric(sms.GenericConfig{
		SigningKey: string(s.SigningKey), SignatureHeader: s.SignatureHeader, TimestampHeader: s.TimestampHeader,
		Secret: string(s.Secret), Networks: s.Networks, Method: s.Method, Number: s.Number, International: s.International,
		Fields:  sms.GenericFields{ID: s.FieldID, From: s.FieldFrom, Text: s.FieldText, Time: s.FieldTime, Coding: s.FieldCoding},
		Success: s.Success, SuccessType: s.SuccessType, SendURL: s.SendURL, SendMethod: s.SendMethod,
	})
	if err != nil || s.SendURL == "" {
		return g, nil, err
	}
	return g, g, nil
}
