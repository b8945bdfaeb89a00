package main

import (
	"net/netip"
	"slices"
	"strings"

	"ringfence/handlers/sms"
)

const aboutTexts = "texts"

// texted looks at the gateways that take text messages.
func (x *exam) texted() {
	on, _, err := x.SMS.gateways()
	if err != nil {
		for problem := range strings.Lines(err.Error()) {
			x.Wrong(aboutTexts, "correct or remove the setting; serve refuses to start so", "%s", strings.TrimSpace(problem))
		}
	}
	if len(on) == 0 && err == nil {
		x.Fine(aboutTexts, "no gateway for text messages is on")
	}
	for _, g := range on {
		x.gateway(g)
	}
	if slices.ContainsFunc(on, sms.Gateway.Signed) {
		x.signedAddress()
	}
	x.aside()
}

// gateway looks at one that is on.
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

// signedAddress looks at whether the address is known that gateways sign.
func (x *exam) signedAddress() {
	switch {
	case x.PublicURL == "" && len(x.TrustedProxies) > 0:
		x.Wrong(aboutTexts, "give it with --public-url, as https://ringfence.example", "gateways sign the address that they know the service by, which is not known behind a proxy: their messages are refused")
	case strings.HasPrefix(x.PublicURL, "http://") && x.public():
		x.Warn(aboutTexts, "have a proxy with TLS in front, and give its address with --public-url", "messages come over %s, where others can read them", x.PublicURL)
	}
}

// aside tells of what is set and does nothing.
func (x *exam) aside() {
	for _, l := range x.SMS.lines() {
		if !l.on && l.number != "" {
			x.Warn(aboutTexts, "give what its requests are told by, or remove the number", "%s is given as a number to text to, and its gateway is off", l.number)
		}
	}
	if x.SMS.DailyReplies < 1 {
		x.Warn(aboutTexts, "give --sms-daily-replies 1 or more", "no gateway may send a reply")
	}
	for _, networks := range [][]netip.Prefix{x.SMS.Alibaba.Networks, x.SMS.Tencent.Networks, x.SMS.Generic.Networks} {
		if i := slices.IndexFunc(networks, tooWide); i >= 0 {
			x.Wrong(aboutTexts, "name the gateway's own networks", "%s is half the world, from which messages are taken without a signature", networks[i])
		}
	}
}
