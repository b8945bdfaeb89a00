package site_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/disputes"
	"ringfence/handlers/site"
	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/noticeboard"
	"ringfence/internal/projection"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
	"ringfence/internal/transparency"
	"ringfence/ratelimit"
	"ringfence/web/htmlcheck"
)

// outside is what an office reaches beyond this program: a gateway and a DNS.
type outside struct {
	sent    []string // digits
	records map[string][]string
	refuses bool // the gateway has texted enough
}

func (o *outside) Reaches(to subject.Key) bool             { return to.CallingCode() == 1 }
func (o *outside) Voices(subject.Key) []string             { return nil }
func (o *outside) Allow(context.Context, subject.Key) bool { return !o.refuses }
func (o *outside) Send(_ context.Context, _ subject.Key, digits, _ string) error {
	o.sent = append(o.sent, digits)
	return nil
}

func (o *outside) LookupTXT(_ context.Context, name string) ([]string, error) {
	if values, ok := o.records[name]; ok {
		return values, nil
	}
	return nil, &net.DNSError{IsNotFound: true}
}

// office returns the real one over the store of the service.
func (s *service) office() *dispute.Office {
	if s.outside == nil {
		s.outside = &outside{records: map[string][]string{}}
	}
	clock := func() time.Time { return s.now }
	projector := projection.New(projection.Config{Store: s.store, Clock: clock, Log: slog.New(slog.DiscardHandler), Shown: s.lookups.Show})
	bench := ruling.New(ruling.Config{Store: s.store, Projector: projector, Recorder: s.audit, Clock: clock})
	return dispute.New(dispute.Config{
		Store: s.store, Keys: s.ring, Rulings: dispute.Bench{Bench: bench}, Lookups: s.lookups, Recorder: s.audit, Resolver: s.outside, Texts: s.outside,
		TextTo: []string{"+1 202-555-0199"}, Clock: clock,
	})
}

// reviewed fills the form in about a number that was reported, and returns the page to check it.
func (s *service) reviewed(query string, changes ...string) htmlcheck.Page {
	s.Helper()
	p := s.get("/dispute?" + query)
	fields := p.Form("form#dispute")
	for i := 0; i < len(changes); i += 2 {
		fields.Set(changes[i], changes[i+1])
	}
	return s.page(200, p.Attr("form#dispute", "action"), fields)
}

// opened opens a dispute about a number, and returns the page that has its code.
func (s *service) opened(query string, changes ...string) htmlcheck.Page {
	s.Helper()
	p := s.reviewed(query, changes...)
	return s.page(200, p.Attr("form#held", "action"), p.Form("form#held"))
}

func (s *service) reported(number string) {
	s.Helper()
	s.page(200, "/report", s.form("kind", "call", "numbers", number))
}

// TestAnOwnerContestsFromTheirNumber walks from the page of a number to a dispute in force, and back out of it.
func TestAnOwnerContestsFromTheirNumber(t *testing.T) {
	s := newService(t)
	s.reported("+12025550143")
	link := s.get("/n/+12025550143").Attr(`#owner-title ~ p a.button`, "href")
	if link != "/dispute?q=%2B12025550143" {
		t.Fatalf("the page leads to %q", link)
	}
	form := s.get(link)
	s.wantText(form, "h1", "+1 202-555-0143")
	s.wantText(form, "main", "Everyone is told now: Reported, no verdict yet.")

	wrong := s.page(400, "/dispute/review", url.Values{"subject": {"+12025550143"}, "words": {strings.Repeat("x", 501)}})
	s.wantText(wrong, ".summary", "Choose what you say.")
	s.wantText(wrong, ".summary", "Choose how you will prove")
	s.wantText(wrong, ".summary", "Your words are too long")
	if got := wrong.Form("form#dispute").Get("words"); strings.TrimSpace(got) != strings.Repeat("x", 501) {
		t.Errorf("what was typed is %q", got)
	}

	review := s.reviewed("q=%2B12025550143", "claim", "wrong", "proof", "code_to", "words", "We sell flowers. Ring +1 303 555 0111.")
	s.wantText(review, ".words", "We sell flowers.")
	if strings.Contains(review.Text(".words"), "555") || !strings.Contains(review.Text("main"), "was taken out of your words") {
		t.Errorf("everyone would read %q", review.Text(".words"))
	}
	if all, _ := s.store.Pending(t.Context(), 9); len(all) != 0 {
		t.Error("looking at it opened a dispute")
	}
	change := review.Form("form#held")
	change.Set("change", "1")
	if back := s.page(200, "/dispute/review", change).Form("form#dispute"); back.Get("claim") != "wrong" || back.Get("proof") != "code_to" || !strings.Contains(back.Get("words"), "0111") {
		t.Errorf("what was typed is lost: %v", back)
	}

	p := s.page(200, "/dispute", review.Form("form#held"))
	code := p.Text("#code")
	if _, err := dispute.ParseCode(code); err != nil {
		t.Fatalf("the code is %q", code)
	}
	s.wantText(p, "h1", "One step is left")
	sent := s.page(200, "/dispute/case/send", p.Form("form#held"))
	if len(s.outside.sent) != 1 || sent.Has("#code") {
		t.Fatal("nothing was texted, or the code is shown again in large")
	}
	prove := sent.Form("form#prove")
	s.wantText(s.page(400, "/dispute/case/prove", prove), ".summary", "Type the six digits.")
	prove.Set("digits", "000000")
	if s.outside.sent[0] == "000000" {
		prove.Set("digits", "111111")
	}
	s.wantText(s.page(200, "/dispute/case/prove", prove), ".note", "You can try")
	prove.Set("digits", s.outside.sent[0])
	proved := s.page(200, "/dispute/case/prove", prove)
	s.wantText(proved, "h1", "It is proved")
	s.wantText(proved, ".note", "off all lists within a minute")
	s.wantText(proved, "#log-title ~ pre.call code", `"kind":"dispute","subject":"+12025550143"`)
	s.wantText(s.get("/n/+12025550143"), "main", "Someone proved control over it")

	held := s.page(200, "/dispute/case/held", proved.Form("form#held"))
	s.wantText(held, "main", "never fewer than three together")
	a := s.send("/dispute/case/copy", held.Form("form#held"))
	var copied disputes.Held
	if err := json.Unmarshal([]byte(a.body), &copied); err != nil || copied.Subject != "+12025550143" || len(copied.Said) != 0 || len(copied.Cases) != 1 || len(copied.Decisions) != 1 || copied.Decisions[0].Entry == nil {
		t.Errorf("%v: %s", err, a.body)
	}
	if d := a.header.Get("Content-Disposition"); d != `attachment; filename="ringfence-held.json"` || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%q, %q", d, a.header.Get("Cache-Control"))
	}

	sure := s.page(200, "/dispute/case/withdraw", proved.Form("form#held"))
	s.wantText(sure, "h1", "Withdraw the dispute?")
	fields := sure.Form("form#held")
	fields.Set("sure", "yes")
	s.wantText(s.page(200, "/dispute/case/withdraw", fields), "h1", "You withdrew the dispute")
	if strings.Contains(s.get("/n/+12025550143").Text("main"), "Someone proved control over it") {
		t.Error("it is still contested")
	}
	fields.Del("sure")
	s.wantText(s.page(200, "/dispute/case/withdraw", fields), "h1", "You withdrew the dispute")
}

// TestTheOtherProofsHaveTheirSteps: a text from the number, a record of the DNS, and documents.
func TestTheOtherProofsHaveTheirSteps(t *testing.T) {
	s := newService(t)
	s.reported("+12025550143")
	p := s.opened("q=%2B12025550143", "claim", "forged", "proof", "text_from")
	if to := p.Attr(".facts a.button", "href"); !strings.HasPrefix(to, "sms:+12025550199?&body=") || !strings.HasSuffix(to, p.Text(".digits")) || len(p.Text(".digits")) != 6 {
		t.Errorf("it is texted by %q, the digits are %q", to, p.Text(".digits"))
	}

	s.page(200, "/report", s.form("kind", "text", "domain", "example.com"))
	p = s.opened("kind=domain&q=example.com", "claim", "wrong", "proof", "dns")
	s.wantText(s.page(200, "/dispute/case/dns", p.Form("form#held")), ".note", "The entry is not there yet.")
	facts := p.Find("#step-title ~ .facts code")
	s.outside.records[facts.Eq(1).Text()+"."] = []string{facts.Eq(2).Text()}
	s.wantText(s.page(200, "/dispute/case/dns", p.Form("form#held")), "h1", "It is proved")

	s.page(200, "/report", s.form("kind", "call", "numbers", "95588"))
	form := s.get("/dispute?q=95588")
	if choices := form.Find("input[name=proof]"); choices.Length() != 1 || choices.AttrOr("value", "") != "documents" || form.Form("form#dispute").Get("proof") != "documents" {
		t.Error("a hotline is not proved by documents alone, or those are not chosen already")
	}
	p = s.opened("q=95588", "claim", "wrong")
	code := p.Text("#code")
	s.wantText(s.upload(400, code, "", nil), ".summary", "Choose a file.")
	s.wantText(s.upload(409, code, "text/html", []byte("<script>")), ".summary", "This is no PDF")
	s.wantText(s.upload(404, "0000-0000-0000-0000-0", "application/pdf", []byte("%PDF-1.7")), ".summary", "no dispute with this code")
	s.wantText(s.upload(400, "none", "application/pdf", []byte("%PDF-1.7")), ".summary", "no code of a dispute")
	s.wantText(s.upload(200, code, "application/pdf", []byte("%PDF-1.7")), "h1", "Your documents were received")
	s.upload(200, code, "image/png", []byte("\x89PNG\r\n\x1a\nx"))
	full := s.upload(200, code, "", []byte("\xff\xd8\xffx"))
	s.wantText(full, "main", "3 documents of at most 3 were sent.")
	if full.Has("form#paper") {
		t.Error("a fourth document can be chosen")
	}
	s.wantText(s.upload(409, code, "application/pdf", []byte("%PDF-1.7")), ".summary", "no room for more documents")
	s.wantText(s.page(409, "/dispute/case/held", url.Values{"code": {code}}), ".summary", "only to whoever proved")
	s.wantText(s.page(409, "/dispute/case/copy", url.Values{"code": {code}}), ".summary", "only to whoever proved")
}

// upload sends a document as a browser does.
func (s *service) upload(status int, code, kind string, content []byte) htmlcheck.Page {
	s.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("code", code)
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="document"; filename="bill"`}, "Content-Type": {kind}})
	if err != nil {
		s.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, "/dispute/case/documents", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Accept-Language", s.lang)
	r.RemoteAddr = s.address
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != status {
		s.Fatalf("%d, want %d\n%s", w.Code, status, w.Body)
	}
	return htmlcheck.Parse(s, w.Body.String())
}

// TestADisputeThatCannotBeIsSaidBefore anything is typed, and what only opening it shows, after.
func TestADisputeThatCannotBeIsSaidBefore(t *testing.T) {
	s := newService(t)
	for path, want := range map[string]string{
		"/dispute?q=%2B12025550143": "Nothing is said about it here", "/dispute?q=%2B12025550103": "This is a sample number", "/dispute?q=110": "a sample number or a helpline",
	} {
		s.wantText(s.page(409, path, nil), ".summary", want)
	}
	s.wantText(s.page(400, "/dispute?q=12", nil), ".summary", "Please correct this")
	s.page(400, "/dispute/review", url.Values{"subject": {"no key"}})

	s.reported("+12025550143")
	p := s.opened("q=%2B12025550143", "claim", "wrong", "proof", "code_to")
	s.page(200, "/dispute/case/send", p.Form("form#held"))
	s.page(200, "/dispute/case/prove", url.Values{"code": {p.Text("#code")}, "digits": {s.outside.sent[0]}})
	again := s.reviewed("q=%2B12025550143", "claim", "wrong", "proof", "code_to")
	s.wantText(s.page(409, "/dispute", again.Form("form#held")), ".summary", "is in force already")
	s.outside.refuses = true
	s.reported("+12025550144")
	other := s.opened("q=%2B12025550144", "claim", "wrong", "proof", "code_to")
	s.wantText(s.page(409, "/dispute/case/send", other.Form("form#held")), ".summary", "No text message can be sent to that number now.")
}

// TestADisputeIsSwitchedToTheOtherLanguage at each of its pages, and nothing is opened or lost by it.
func TestADisputeIsSwitchedToTheOtherLanguage(t *testing.T) {
	s := newService(t)
	s.reported("+12025550143")
	form := s.get("/dispute?q=%2B12025550143")
	fields := form.Form("form#dispute")
	fields.Set("words", "kept")
	fields.Set("show", "1")
	shown := s.page(200, form.Attr(".lang button", "formaction"), fields)
	if shown.Attr("html", "lang") != "zh-CN" || strings.TrimSpace(shown.Form("form#dispute").Get("words")) != "kept" || shown.Has(".summary") {
		t.Error("the form is lost, or blamed")
	}
	review := s.reviewed("q=%2B12025550143", "claim", "wrong", "proof", "code_to", "words", "kept")
	fields = review.Form("form#held")
	fields.Set("show", "1")
	shown = s.page(200, review.Attr(".lang button", "formaction"), fields)
	s.wantText(shown, "h1", "请核对")
	if all, _ := s.store.Pending(t.Context(), 9); len(all) != 0 {
		t.Fatal("changing the language opened a dispute")
	}
	p := s.page(200, "/dispute", review.Form("form#held"))
	fields = p.Form("form#held")
	fields.Set("show", "1")
	shown = s.page(200, p.Attr(".lang button", "formaction"), fields)
	if shown.Attr("html", "lang") != "zh-CN" || shown.Text("#code") != p.Text("#code") {
		t.Error("the code is lost")
	}
	fields.Del("show")
	if later := s.page(200, "/dispute/case", fields); later.Has("#code") {
		t.Error("the code is shown in large to whoever comes back")
	}
}

// TestOnlyOpeningIsCounted against what one network may open a day: whoever makes mistakes loses nothing, and what was typed is given back.
func TestOnlyOpeningIsCounted(t *testing.T) {
	b := ratelimit.DefaultBudgets()
	b.Report.Burst, b.Lookup.Burst = 100, 100
	limits := unlimited
	limits.Budgets = b
	s := newLimitedService(t, limits)
	clock := func() time.Time { return s.now }
	s.limits.Limiter = ratelimit.NewLocal(ratelimit.LocalConfig{Capacity: 100, Clock: clock})
	s.serve(site.Config{})
	s.reported("+12025550143")
	for range 9 {
		s.page(400, "/dispute/review", url.Values{"subject": {"+12025550143"}})
	}
	for range b.Dispute.Burst {
		s.opened("q=%2B12025550143", "claim", "wrong", "proof", "code_to", "words", "We sell flowers.")
	}
	review := s.reviewed("q=%2B12025550143", "claim", "wrong", "proof", "code_to", "words", "We sell flowers.")
	back := s.page(429, "/dispute", review.Form("form#held"))
	s.wantText(back, ".summary", "Your network has opened as many disputes")
	if got := back.Form("form#held").Get("words"); got != "We sell flowers." {
		t.Errorf("what was typed is %q", got)
	}
}

// board has what a test puts on it.
type board struct {
	site.NoNotices
	entries    []registry.Entry
	objections map[string]casefile.Objection
	recorded   noticeboard.Recorded
	figures    transparency.Figures
}

func (b board) Registered() []registry.Entry  { return b.entries }
func (b board) Figures() transparency.Figures { return b.figures }
func (b board) Recorded(subject.Key) (noticeboard.Recorded, bool) {
	return b.recorded, b.recorded.Entry.Action != ""
}
func (b board) Objection(k subject.Key) (casefile.Objection, bool) {
	o, ok := b.objections[k.String()]
	return o, ok
}

func (b board) Entry(k subject.Key) (registry.Entry, bool) {
	for _, e := range b.entries {
		if e.Subject == k {
			return e, true
		}
	}
	return registry.Entry{}, false
}

// TestPagesTellWhatIsOnTheBoard: the registry, figures, an owner's words and where a decision stands.
func TestPagesTellWhatIsOnTheBoard(t *testing.T) {
	s := newService(t)
	bank, err := subject.ParseKey("+12025550120")
	if err != nil {
		t.Fatal(err)
	}
	tally := transparency.NewTally(s.now)
	tally.Case(&casefile.Case{State: casefile.Waiting, OpenedAt: s.now})
	b := board{
		entries:    []registry.Entry{{Subject: bank, Name: "Harbour Bank", Sector: registry.Bank, Evidence: "https://bank.example/contact", Proposed: "ada", Approved: "bo", Since: s.now}},
		objections: map[string]casefile.Objection{"+12025550143": {Words: "We sell flowers.", Lang: "en", Since: s.now}},
		figures:    tally.Figures(),
		recorded:   noticeboard.Recorded{Entry: auditlog.Entry{Index: 41, At: s.now, By: "ada", Action: auditlog.Decided, Kind: "clear", Reason: "a shop"}},
	}
	s.serve(site.Config{Notices: b})
	s.wantText(s.get("/official"), "main", "Harbour Bank")
	s.wantText(s.get("/official?q=harbour&sector=bank"), "main", "Put on the register by ada, bo, on 9 March 2026")
	s.wantText(s.get("/official?sector=police"), "main", "Nothing on the register fits.")
	s.wantText(s.get("/transparency"), ".ledger", "Opened 1")
	s.wantText(s.get("/n/+12025550143"), "#decided-title ~ details", "Entry 41")

	for _, kind := range []reputation.DecisionKind{reputation.Register, reputation.Dispute} {
		about := map[reputation.DecisionKind]string{reputation.Register: "+12025550120", reputation.Dispute: "+12025550143"}[kind]
		key, _ := subject.ParseKey(about)
		if err := s.store.Decide(t.Context(), reputation.Decision{ID: string(kind), Subject: key, Kind: kind, At: s.now, By: "owner"}); err != nil {
			t.Fatal(err)
		}
		projector := projection.New(projection.Config{Store: s.store, Clock: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler), Shown: s.lookups.Show})
		if err := projector.ProjectNow(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	s.wantText(s.get("/n/+12025550143"), ".words", "We sell flowers.")
	s.wantText(s.get("/n/+12025550120"), "main", "Official number of Harbour Bank")
}
