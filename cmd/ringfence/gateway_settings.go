package main

import (
	"net/netip"

	"ringfence/internal/subject"
)

// gatewaySettings are how people reach the service by text message. A gateway is on when the setting is given by which its requests
// are told from others'; what it replies through is for those that do not send the reply which their request is answered with.
type gatewaySettings struct {
	DailyReplies int `default:"2000" placeholder:"N" help:"Replies by text message that one gateway sends at most in any 24 hours, half of them at once [${default}]."`

	DailyCodes int `default:"200" placeholder:"N" help:"Codes by text message that owners of disputed numbers are sent at most in any 24 hours, half of them at once; 0 sends none [${default}]."`

	Twilio struct {
		AuthToken secret      `placeholder:"TOKEN" help:"Auth token of Twilio, by which it signs: it delivers to /sms/twilio [off]."`
		Number    subject.Key `placeholder:"NUMBER" help:"Number that people text to; pages show it [none]."`
	} `embed:"" prefix:"twilio-"`

	Android struct {
		SigningKey secret      `placeholder:"KEY" help:"Signing key of SMS Gateway for Android, a phone with a SIM: it delivers to /sms/android-sms-gateway [off]."`
		Number     subject.Key `placeholder:"NUMBER" help:"Number of the SIM; pages show it [none]."`
		SendURL    string      `name:"send-url" placeholder:"URL" help:"Its API, as http://192.0.2.7:8080 or https://api.sms-gate.app/3rdparty/v1; replies go by it [none]."`
		Username   string      `placeholder:"NAME" help:"User of its API [none]."`
		Password   secret      `placeholder:"WORD" help:"Password of its API [none]."`
	} `embed:"" prefix:"android-"`

	Vonage struct {
		SignatureSecret secret      `placeholder:"SECRET" help:"Signature secret of Vonage's Messages API: it delivers to /sms/vonage [off]."`
		Number          subject.Key `placeholder:"NUMBER" help:"Number that people text to, and that replies come from; pages show it [none]."`
		APIKey          string      `name:"api-key" placeholder:"KEY" help:"API key, to send replies [none]."`
		APISecret       secret      `name:"api-secret" placeholder:"SECRET" help:"API secret, to send replies [none]."`
	} `embed:"" prefix:"vonage-"`

	MessageBird struct {
		SigningKey secret      `placeholder:"KEY" help:"Signing key of MessageBird: it delivers to /sms/messagebird [off]."`
		Number     subject.Key `placeholder:"NUMBER" help:"Number that people text to, and that replies come from; pages show it [none]."`
		AccessKey  secret      `placeholder:"KEY" help:"Access key, to send replies [none]."`
	} `embed:"" prefix:"messagebird-"`

	Alibaba struct {
		Secret          secret         `placeholder:"WORD" help:"End of the address that Alibaba Cloud, which does not sign, delivers to: /sms/alibaba/WORD [off]."`
		Networks        []netip.Prefix `placeholder:"CIDR" help:"Networks that it delivers from; needed."`
		Number          string         `type:"digits" placeholder:"DIGITS" help:"Number that people text to; pages show it [none]."`
		AccessKeyID     string         `name:"access-key-id" placeholder:"ID" help:"Access key, to send replies [none]."`
		AccessKeySecret secret         `name:"access-key-secret" placeholder:"SECRET" help:"Its secret [none]."`
		SignName        string         `placeholder:"NAME" help:"Approved signature of replies [none]."`
		Template        string         `placeholder:"CODE" help:"Approved template of replies, whose one variable is text [none]."`
	} `embed:"" prefix:"alibaba-"`

	Tencent struct {
		Secret    secret         `placeholder:"WORD" help:"End of the address that Tencent Cloud, which does not sign, delivers to: /sms/tencent/WORD [off]."`
		Networks  []netip.Prefix `placeholder:"CIDR" help:"Networks that it delivers from; needed."`
		Number    string         `type:"digits" placeholder:"DIGITS" help:"Number that people text to; pages show it [none]."`
		SecretID  string         `name:"secret-id" placeholder:"ID" help:"Secret ID, to send replies [none]."`
		SecretKey secret         `placeholder:"KEY" help:"Secret key, to send replies [none]."`
		AppID     string         `name:"app-id" placeholder:"ID" help:"Application that sends replies [none]."`
		SignName  string         `placeholder:"NAME" help:"Approved signature of replies [none]."`
		Template  string         `placeholder:"ID" help:"Approved template of replies, whose one parameter is the text [none]."`
	} `embed:"" prefix:"tencent-"`

	Generic struct {
		SigningKey      secret         `placeholder:"KEY" help:"Key by which any other gateway signs bodies with HMAC-SHA-256: it delivers to /sms/generic [off]."`
		SignatureHeader string         `placeholder:"NAME" help:"Where the signature stands, in hexadecimal digits [X-Signature]."`
		TimestampHeader string         `placeholder:"NAME" help:"Where the time stands, in Unix seconds, that is signed after the body [none]."`
		Secret          secret         `placeholder:"WORD" help:"Instead of a key, the end of the address that one which does not sign delivers to: /sms/generic/WORD [off]."`
		Networks        []netip.Prefix `placeholder:"CIDR" help:"Networks that one which does not sign delivers from; needed then."`
		Number          subject.Key    `placeholder:"NUMBER" help:"Number that people text to; pages show it [none]."`
		International   bool           `help:"It writes all numbers with the country code and without a plus."`
		Method          string         `default:"POST" enum:"GET,POST" placeholder:"GET|POST" help:"How it delivers: the fields of the query, or a form or JSON [${default}]."`
		FieldID         string         `name:"field-id" placeholder:"NAME" help:"Field with the message's name; a dot leads into an object of JSON [id]."`
		FieldFrom       string         `placeholder:"NAME" help:"Field with the sender's number [from]."`
		FieldText       string         `placeholder:"NAME" help:"Field with the text [text]."`
		FieldTime       string         `placeholder:"NAME" help:"Field with the time, in RFC 3339 or Unix time [time]."`
		FieldCoding     string         `placeholder:"NAME" help:"Field with SMPP's data_coding, as coding for Jasmin [none]."`
		Success         string         `placeholder:"TEXT" help:"What it is answered, as ACK/Jasmin; {reply} in it stands for the reply, as Kannel has it [nothing]."`
		SuccessType     string         `placeholder:"TYPE" help:"Media type of that [text/plain]."`
		SendURL         secret         `name:"send-url" placeholder:"URL" help:"Address that sends a reply, with {to} and {text} [none]."`
		SendMethod      string         `default:"POST" enum:"GET,POST" placeholder:"GET|POST" help:"How that is asked [${default}]."`
	} `embed:"" prefix:"generic-"`
}
