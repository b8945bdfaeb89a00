package site_test

import (
	"net/http"
	"testing"

	"ringfence/handlers/site"
	"ringfence/web"
)

// texting is a service that is reached by text message.
func texting() site.Config {
	return site.Config{Texting: web.Texting{Numbers: []web.TextNumber{{Number: "+12025550150", Signed: true, Answers: true}, {Number: "+12025550151", Answers: true}}}}
}

// placesThatLead are the pages from which people find the one about text messages, beside the footer.
var placesThatLead = []string{"/", "/report", "/about", "/method", "/privacy"}

// TestTextMessagesInBothLanguages finds the page from others, and checks that it says all of it in both languages.
func TestTextMessagesInBothLanguages(t *testing.T) {
	s := newService(t)
	s.serve(texting())
	parts := map[string]int{}
	for lang, other := range map[string]string{"en": "zh-CN", "zh-CN": "en"} {
		s.lang = lang
		p := s.get("/sms?utm=x")
		if p.Attr("html", "lang") != lang || p.Attr(".lang a", "href") != "/sms?lang="+other || p.Attr("link[rel=canonical]", "href") != "/sms" {
			t.Errorf("it is in %q, leads to %q and calls itself %q", p.Attr("html", "lang"), p.Attr(".lang a", "href"), p.Attr("link[rel=canonical]", "href"))
		}
		parts[lang] = p.Find("main h2, main p, main li, main dd").Length()
		for _, number := range texting().Texting.Numbers {
			if !p.Has(`main a[href="sms:` + number.Number + `"]`) {
				t.Errorf("no link for %s", number.Number)
			}
		}
		for _, path := range placesThatLead {
			from := s.get(path)
			if !from.Has(`main a[href="/sms"]`) || !from.Has(`footer a[href="/sms"]`) {
				t.Errorf("%s does not lead to it", path)
			}
		}
	}
	if parts["en"] != parts["zh-CN"] || parts["en"] < 25 {
		t.Errorf("it has %v parts", parts)
	}
}

// TestWithoutAGatewayThereIsNoPage and nothing that leads to one.
func TestWithoutAGatewayThereIsNoPage(t *testing.T) {
	s := newService(t)
	if p := s.page(http.StatusNotFound, "/sms", nil); p.Has(`a[href="/sms"]`) {
		t.Error("the answer leads to it")
	}
	for _, path := range append([]string{"/owners", "/developers", "/receipt", "/offers"}, placesThatLead...) {
		if s.get(path).Has(`a[href^="/sms"]`) {
			t.Errorf("%s leads to it", path)
		}
	}
}

// TestPrivacyNamesEveryPart also that about text messages.
func TestPrivacyNamesEveryPart(t *testing.T) {
	s := newService(t)
	for name, settings := range map[string]site.Config{"web alone": {}, "texting": texting()} {
		s.serve(settings)
		p := s.get("/privacy")
		if chapters, headings := p.Find(".contents li").Length(), p.Find(".prose > section > h2").Length(); chapters != headings {
			t.Errorf("%s: %d parts, %d are named", name, headings, chapters)
		}
		if p.Has("#texting") != settings.Texting.On() {
			t.Errorf("%s: text messages are spoken of: %v", name, p.Has("#texting"))
		}
	}
}
