package sms_test

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"ringfence/handlers/sms"
	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
	"ringfence/internal/report"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
	"ringfence/web"
)

// straight is an outbox that sends at once.
type straight struct {
	t   *testing.T
	via map[string]gateway.Sender
}

func (o straight) Put(name string, to subject.Key, text string) {
	if err := o.via[name].Send(o.t.Context(), to, text); err != nil {
		o.t.Errorf("%s: %v", name, err)
	}
}

// TestCarriersInChinaGetOneMessageWithoutAnAddress: what the vendors are asked to send fits into one message with the name that carriers put
// before it, whatever it is.
func TestCarriersInChinaGetOneMessageWithoutAnAddress(t *testing.T) {
	const name = "某某大学反诈骗举报服务站"
	api := newSendAPI(t)
	api.status.Store(http.StatusOK)
	here := []netip.Prefix{elsewise}
	alibaba, err := sms.NewAlibaba(sms.AlibabaConfig{Secret: pathSecret, Networks: here, AccessKeyID: "id", AccessKeySecret: "secret", SignName: name, Template: "SMS_1", SendURL: api.url})
	if err != nil {
		t.Fatal(err)
	}
	tencent, err := sms.NewTencent(sms.TencentConfig{Secret: pathSecret, Networks: here, SecretID: "id", SecretKey: "secret", AppID: "1", SignName: name, Template: "1", SendURL: api.url})
	if err != nil {
		t.Fatal(err)
	}
	e := newEdge(t, func(c *sms.Config) {
		c.Outbox = straight{t, map[string]gateway.Sender{"alibaba": alibaba.Sender(), "tencent": tencent.Sender()}}
		c.Words = func(r conversation.Reply, f sms.Frame) string {
			if !f.NoAddress {
				t.Errorf("a page's address may be in %v", r.Kind)
			}
			return web.Text(r, "", f.Around)
		}
	}, alibaba, tencent)
	receipt := report.NewReceipt([10]byte{1, 2, 3})
	for _, lang := range []smstext.Lang{smstext.Chinese, smstext.English} {
		for _, kind := range []conversation.Kind{conversation.Reported, conversation.Known, conversation.HowTo} {
			e.desk.reply = conversation.Reply{Kind: kind, Lang: lang, Receipt: receipt, About: number(t, "+447700900123")}
			for _, c := range []struct {
				name, body string
				given      func() string
			}{
				{"alibaba", `[{"phone_number":"+12025550143","content":"查 +447700900123","sequence_id":1}]`, func() string {
					var variables struct{ Text string }
					if err := json.Unmarshal([]byte(api.asked.Load().URL.Query().Get("TemplateParam")), &variables); err != nil {
						t.Fatal(err)
					}
					return variables.Text
				}},
				{"tencent", `{"mobile":"2025550143","nationcode":"1","text":"查 +447700900123"}`, func() string {
					var asked struct{ TemplateParamSet []string }
					if err := json.Unmarshal([]byte(*api.body.Load()), &asked); err != nil || len(asked.TemplateParamSet) != 1 {
						t.Fatal(asked, err)
					}
					return asked.TemplateParamSet[0]
				}},
			} {
				api.answer.Store(map[string]string{"alibaba": `{"Code":"OK"}`, "tencent": `{"Response":{"SendStatusSet":[{"Code":"Ok"}]}}`}[c.name])
				e.send(request{url: "/sms/" + c.name + "/" + pathSecret, body: c.body, header: map[string]string{"Content-Type": "application/json"}})
				text := c.given()
				if smstext.Segments("【"+name+"】"+text) != 1 {
					t.Errorf("%s, %s: more than one message: %s", c.name, kind, text)
				}
				if kind == conversation.Reported && !strings.Contains(text, receipt.String()) {
					t.Errorf("%s: no receipt: %s", c.name, text)
				}
			}
		}
	}
}

// TestOtherNetworksLeaveRepliesAsTheyAre, and so does one that nothing is sent by.
func TestOtherNetworksLeaveRepliesAsTheyAre(t *testing.T) {
	silent, err := sms.NewAlibaba(sms.AlibabaConfig{Secret: pathSecret, Networks: []netip.Prefix{elsewise}})
	if err != nil {
		t.Fatal(err)
	}
	if f := silent.Frame(); f != (sms.Frame{}) {
		t.Errorf("%+v of no name", f)
	}
	var framed []sms.Frame
	e := newEdge(t, func(c *sms.Config) {
		c.Words = func(_ conversation.Reply, f sms.Frame) string { framed = append(framed, f); return told }
	}, twilio(t))
	e.accepted(byTwilio(twilioHere, nil))
	if len(framed) != 1 || framed[0] != (sms.Frame{}) {
		t.Errorf("replies by Twilio are framed by %+v", framed)
	}
}
