package site_test

import (
	"strings"
	"testing"

	"ringfence/handlers/site"
	"ringfence/ratelimit"
	"ringfence/web"
)

// prosePaths are the pages that need nothing but themselves, and so are answered at once; those about trends, the registry and the service itself show what was counted, and the quiz
// is a form, which keeps what was chosen when the language changes.
func (s *service) prosePaths() (paths []string) {
	for _, route := range s.pages.Routes() {
		counted := strings.HasPrefix(route.Path, "/trends") && route.Path != "/trends/method" || strings.HasPrefix(route.Path, "/kit/quiz") || route.Path == "/official" || route.Path == "/transparency"
		if route.Page && route.Instant && !counted && !strings.Contains(route.Path, ":") {
			paths = append(paths, route.Path)
		}
	}
	if len(paths) < 11 {
		s.Fatalf("only %q explain the service", paths)
	}
	return paths
}

// TestProseInBothLanguages checks that each page says all of it in both languages, and that the switch keeps it.
func TestProseInBothLanguages(t *testing.T) {
	s := newService(t)
	known := s.send("/sitemaps/0.xml", nil).body
	for _, path := range s.prosePaths() {
		if !strings.Contains(known, path+"?lang=en</loc>") {
			t.Errorf("the sitemap does not have %s", path)
		}
		parts := map[string]int{}
		for lang, other := range map[string]string{"en": "zh-CN", "zh-CN": "en"} {
			s.lang = lang
			p := s.get(path + "?utm=x")
			if p.Attr("html", "lang") != lang || p.Attr(".lang a", "href") != path+"?lang="+other || p.Attr("link[rel=canonical]", "href") != path {
				t.Errorf("%s is in %q, leads to %q and calls itself %q", path, p.Attr("html", "lang"), p.Attr(".lang a", "href"), p.Attr("link[rel=canonical]", "href"))
			}
			parts[lang] = p.Find("main h2, main p, main li, main tr").Length()
			if chapters, headings := p.Find(".contents li").Length(), p.Find(".prose > section > h2").Length(); path != "/about" && chapters != headings {
				t.Errorf("%s has %d parts and names %d", path, headings, chapters)
			}
			kept := s.get(path + "?lang=" + other)
			if kept.Attr("html", "lang") != other || !strings.HasSuffix(kept.Attr("a.brand", "href"), "?lang="+other) {
				t.Errorf("%s does not keep the language that was chosen", path)
			}
		}
		if parts["en"] != parts["zh-CN"] || parts["en"] < 20 {
			t.Errorf("%s has %v parts", path, parts)
		}
	}
}

// TestDevelopersFindEveryGuide follows each link, and misses no page below /developers but the parts of the reference.
func TestDevelopersFindEveryGuide(t *testing.T) {
	s := newService(t)
	s.serve(site.Config{Manuals: manualsOf(t)})
	linked := map[string]bool{}
	for _, link := range s.get("/developers").Find(".guides a").EachIter() {
		path := link.AttrOr("href", "")
		linked[path] = true
		if title := s.get(path).Text("h1"); title != link.Text() {
			t.Errorf("%s leads to %q at %s", link.Text(), title, path)
		}
	}
	for _, route := range s.pages.Routes() {
		if strings.HasPrefix(route.Path, "/developers/") && !strings.HasPrefix(route.Path, web.ReferencePath+"/") && !linked[route.Path] {
			t.Errorf("/developers does not lead to %s", route.Path)
		}
	}
}

// TestEveryGuideLeadsBack to the list of them.
func TestEveryGuideLeadsBack(t *testing.T) {
	s := newService(t)
	s.serve(site.Config{Manuals: manualsOf(t)})
	below := 0
	for _, route := range s.pages.Routes() {
		if strings.HasPrefix(route.Path, "/developers/") {
			below++
			if s.get(route.Path).Find(`main .prose a[href="/developers"]`).Length() == 0 {
				t.Errorf("%s does not lead back", route.Path)
			}
		}
	}
	if below < 10 {
		t.Errorf("there are %d pages", below)
	}
}

// TestWhoRunsTheSiteIsSaid also where nobody has said it.
func TestWhoRunsTheSiteIsSaid(t *testing.T) {
	s := newService(t)
	for path, nobody := range map[string]string{
		"/about":   "Whoever runs this site has not said who they are.",
		"/privacy": "Whoever runs this site has not said who they are.",
		"/owners":  "Whoever runs this site has given no address to write to.",
	} {
		s.wantText(s.get(path), "main", nobody)
	}
	s.pages.Operator = web.Operator{Name: "Riverside <b>Union</b>", Contact: "help@example.org"}
	for _, path := range []string{"/about", "/privacy", "/owners"} {
		p := s.get(path)
		if p.Attr(".contact a", "href") != "mailto:help@example.org" || p.Text(".contact a") != "help@example.org" {
			t.Errorf("%s: the contact is %q at %q", path, p.Text(".contact a"), p.Attr(".contact a", "href"))
		}
		if path != "/owners" {
			s.wantText(p, "main", "This site is run by Riverside <b>Union</b>.")
		}
	}
}

// TestMethodComputesItsExamples checks the verdicts that the formula gives to what is told of.
func TestMethodComputesItsExamples(t *testing.T) {
	p := newService(t).get("/method")
	var verdicts []string
	for _, example := range p.Find(".examples .outcome strong").EachIter() {
		verdicts = append(verdicts, example.Text())
	}
	if got := strings.Join(verdicts, ", "); got != "No verdict, No verdict, Suspicious, Reported as a scam" {
		t.Errorf("the examples are: %s", got)
	}
	if bars, rows := p.Find(".fading rect").Length(), p.Find("#fading-weeks tbody tr").Length(); bars != 13 || rows != bars {
		t.Errorf("%d bars, %d rows", bars, rows)
	}
}

// TestPrivatePageComputesItsExample compares with what was computed elsewhere, and with the counts of the numbering plans.
func TestPrivatePageComputesItsExample(t *testing.T) {
	s := newService(t)
	p := s.get("/developers/private")
	s.wantText(p, "#example ~ .facts", "Number +12025550143 Block +120255501 Prefix 459c ID of the block 06a5b42f43 ID of the number 54af343083")
	s.wantText(p, "main", "7,000 million")
	s.wantText(p, "main", "106,811")
	s.wantText(p, "main", "about 27,000")
	s.wantText(p, "main", "97,656")
	s.wantText(p, "main", "about 12,000")
	s.wantText(p, ".answer", `["595cced60f",3,99]`)
	s.lang = "zh-CN"
	s.wantText(s.get("/developers/private"), "main", "约 17.77 亿")
}

// TestDevelopersAreToldTheLimitsThereAre changes them.
func TestDevelopersAreToldTheLimitsThereAre(t *testing.T) {
	s := newService(t)
	s.wantText(s.get("/developers"), ".facts", "Single lookups 60 a minute Batches of up to 500 6 a minute Reports 10 an hour Reports, each with a proof of work 30 an hour Receipts 20 a minute Everything else 240 a minute")
	s.pages.Config = site.Config{Budgets: ratelimit.Budgets{Lookup: ratelimit.PerHour("lookup", 30), Batch: ratelimit.PerDay("batch", 48)}, Batch: 7}
	s.wantText(s.get("/developers"), ".facts", "Single lookups 30 an hour Batches of up to 7 2 an hour Reports 0 a minute")
}

// TestPagesSayWhatIsOnLists where they lead to them.
func TestPagesSayWhatIsOnLists(t *testing.T) {
	s := newService(t)
	for lang, said := range map[string]string{"en": "a moderator confirmed", "zh-CN": "审核员"} {
		s.lang = lang
		for path, part := range map[string]string{"/apps": "#query ~ p", "/developers/lists": ".lead", "/developers/private": "#more ~ ul"} {
			s.wantText(s.get(path), part, said)
		}
	}
}
