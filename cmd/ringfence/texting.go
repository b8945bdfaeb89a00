package main

import (
	"net/netip"

	"ringfence/internal/subject"
)

// textSettings are how people reach the service by text message. A gateway is on when the setting is given by which its requests
// are told from others'; what it replies through is for gateways that do not send the reply which their request is answered with.
type textSettings struct {
	DailyReplies int `default:"2000" placeholder:"N" help:"Replies by text message that each gateway is given in a day [${default}]."`

	Twilio struct {
		AuthToken secret      `placeholder:"TOKEN" help:"Twilio's auth token, by which it signs: POST /sms/twilio takes its messages [off]."`
		Number    subject.Key `type:"phone" placeholder:"NUMBER" help:"Number that people text to; pages show it [none]."`
	} `embed:"" prefix:"twilio-"`

	Android struct {
		SigningKey secret      `placeholder:"KEY" help:"Signing key of android-sms-gateway, a phone with a SIM: POST /sms/android [off]."`
		SendURL    string      `name:"send-url" placeholder:"URL" help:"Its API, as http://192.0.2.7:8080 or https://api.sms-gate.app/3rdparty/v1: replies are sent by it [none]."`
		Username   string      `placeholder:"NAME" help:"Name for its API [none]."`
		Password   secret      `placeholder:"WORD" help:"Password for its API [none]."`
		Number     subject.Key `type:"phone" placeholder:"NUMBER" help:"Number of the SIM; pages show it [none]."`
	} `embed:"" prefix:"android-"`

	Vonage struct {
		SignatureSecret secret      `placeholder:"SECRET" help:"Signature secret of Vonage's Messages API: POST /sms/vonage [off]."`
		APIKey          string      `name:"api-key" placeholder:"KEY" help:"Its API key, to send replies [none]."`
		APISecret       secret      `name:"api-secret" placeholder:"SECRET" help:"Its API secret [none]."`
		Number          subject.Key `type:"phone" placeholder:"NUMBER" help:"Number that people text to and replies come from; pages show it [none]."`
	} `embed:"" prefix:"vonage-"`

	MessageBird struct {
		SigningKey secret      `placeholder:"KEY" help:"Signing key of MessageBird: POST /sms/messagebird [off]."`
		AccessKey  secret      `placeholder:"KEY" help:"Its access key, to send replies [none]."`
		Number     subject.Key `type:"phone" placeholder:"NUMBER" help:"Number that people text to and replies come from; pages show it [none]."`
	} `embed:"" prefix:"messagebird-"`

	Alibaba struct {
		Secret          secret         `placeholder:"WORD" help:"Secret end of the address that Alibaba Cloud posts to, which does not sign: POST /sms/alibaba/WORD [off]."`
		Networks        []netip.Prefix `placeholder:"CIDR" help:"Networks that it posts from; needed."`
		AccessKeyID     string         `name:"access-key-id" placeholder:"ID" help:"Access key, to send replies [none]."`
		AccessKeySecret secret         `name:"access-key-secret" placeholder:"SECRET" help:"Its secret [none]."`
		SignName        string         `placeholder:"NAME" help:"Signature that replies bear [none]."`
		Template        string         `placeholder:"CODE" help:"Template of replies, whose one variable is text [none]."`
		Number          string         `placeholder:"DIGITS" help:"Number that people text to; pages show it [none]."`
	} `embed:"" prefix:"alibaba-"`

	Tencent struct {
		Secret    secret         `placeholder:"WORD" help:"Secret end of the address that Tencent Cloud posts to, which does not sign: POST /sms/tencent/WORD [off]."`
		Networks  []netip.Prefix `placeholder:"CIDR" help:"Networks that it posts from; needed."`
		SecretID  string         `name:"secret-id" placeholder:"ID" help:"Secret ID, to send replies [none]."`
		SecretKey secret         `placeholder:"KEY" help:"Its key [none]."`
		AppID     string         `name:"app-id" placeholder:"ID" help:"Application that replies are sent by [none]."`
		SignName  string         `placeholder:"NAME" help:"Signature that replies bear [none]."`
		Template  string         `placeholder:"ID" help:"Template of replies, whose one parameter is the text [none]."`
		Number    string         `placeholder:"DIGITS" help:"Number that people text to; pages show it [none]."`
	} `embed:"" prefix:"tencent-"`
}
