package main

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"ringfence/handlers/sms"
)

const aboutTexts = "texts"

// texted looks at the gateways that take text messages.
func (x *exam) texted() {
	var on []sms.Gateway
	none := true
	for _, l := range x.SMS.lines() {
		none = none && !l.given()
		switch {
		case l.on:
			if g := x.made(l); g != nil {
				on = append(on, g)
			}
		case l.given():
			x.Warn(aboutTexts, "give --sms-"+l.name+"-"+l.told+", or remove the other settings", "%s is off: it is not given what its requests are told from others' by", l.name)
		}
	}
	if none {
		x.Fine(aboutTexts, "no gateway for text messages is on")
	}
	if len(on) > 0 {
		x.addressed(on)
	}
	x.aside()
}

// made looks at one that is on, and returns it where serve starts with it.
func (x *exam) made(l gatewayLine) sms.Gateway {
	g, err := l.make()
	if err != nil {
		x.Wrong(aboutTexts, "correct or remove the setting; serve refuses to start so", "%s", err)
		return nil
	}
	x.gateway(g)
	if l.number == "" {
		x.Warn(aboutTexts, "give it with --sms-"+l.name+"-number", "%s has no number that pages could show: nobody is told where to text, or asked to confirm a phone there", g.Name())
	}
	if inAddresses(g) {
		x.Warn(aboutTexts, "have it deliver by POST, or see that no proxy on the way writes addresses down", "%s delivers by GET: senders' numbers and texts stand in the address, which proxies log", g.Name())
	}
	return g
}

// gateway looks at how one delivers, and whether senders are answered.
func (x *exam) gateway(g sms.Gateway) {
	switch {
	case !g.Signed() && !answers(g):
		x.Warn(aboutTexts, "give it a way to send replies; prefer a gateway that signs", "%s does not sign, so its reports count as those of strangers; and it answers nothing, so senders get no receipt", g.Name())
	case !g.Signed():
		x.Warn(aboutTexts, "prefer a gateway that signs", "%s does not sign: whoever knows its address and sends from its networks can invent senders, so all its reports count as those of strangers on one network", g.Name())
	case !answers(g):
		x.Warn(aboutTexts, "give it a way to send replies", "%s takes messages and answers nothing, so senders get no receipt", g.Name())
	default:
		x.Fine(aboutTexts, "%s signs what it delivers, and replies are sent", g.Name())
	}
}

// inAddresses reports whether a gateway has nowhere else to put a message.
func inAddresses(g sms.Gateway) bool {
	asked, says := g.(interface{ Methods() []string })
	return says && !slices.Contains(asked.Methods(), http.MethodPost)
}

// addressed looks at the address that gateways know the service by.
func (x *exam) addressed(on []sms.Gateway) {
	signs := slices.IndexFunc(on, sms.Gateway.SignsAddress)
	switch {
	case signs >= 0 && x.PublicURL == "" && len(x.TrustedProxies) > 0:
		x.Wrong(aboutTexts, "give it with --public-url, as https://ringfence.example", "%s signs the address that it knows the service by, which is not known behind a proxy: its messages are refused", on[signs].Name())
	case strings.HasPrefix(x.PublicURL, "http://") && x.public():
		x.Warn(aboutTexts, "have a proxy with TLS in front, and give its address with --public-url", "messages come over %s, where others can read them", x.PublicURL)
	}
}

// aside looks at what no gateway can work with.
func (x *exam) aside() {
	if x.SMS.DailyReplies < 2 {
		x.Warn(aboutTexts, "give --sms-daily-replies 2 or more", "no gateway may send a reply")
	}
	for _, networks := range [][]netip.Prefix{x.SMS.Alibaba.Networks, x.SMS.Tencent.Networks, x.SMS.Generic.Networks} {
		if i := slices.IndexFunc(networks, tooWide); i >= 0 {
			x.Wrong(aboutTexts, "name the gateway's own networks", "%s is half the world, from which messages are taken without a signature", networks[i])
		}
	}
}
