package desk

import (
	"context"
	"encoding/base32"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/accounts"
	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/examples"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/moderator"
	"ringfence/internal/recorder"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/sanction"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/store/mem"
	"ringfence/web/htmlcheck"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const (
	good   = "correct horse battery"
	number = "+12025550143"
)

// bureau is a desk with accounts that are real, and workers that note what they were asked.
type bureau struct {
	*testing.T
	e       *echo.Echo
	desk    *Desk
	roll    *accounts.Roll
	store   *mem.Store
	now     time.Time
	asked   []string // of workers, in their order
	refuse  error    // what they answer
	factors map[string][]byte
	jar     map[string]string // cookies by name
}

func newBureau(t *testing.T) *bureau {
	t.Helper()
	ring, err := keyring.OpenAt(&keyring.Memory{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	b := &bureau{T: t, store: mem.New(), now: noon, factors: map[string][]byte{}, jar: map[string]string{}}
	clock := func() time.Time { return b.now }
	b.roll = accounts.New(accounts.Config{Store: b.store, Keys: ring, Recorder: b, Clock: clock, Cost: moderator.Cost{Memory: 64, Passes: 1, Lanes: 1}})
	b.desk = New(Config{
		People: b.roll, Cases: casesOf{b}, Rulings: b, Sanctions: sanctionsOf{b}, Texts: textsOf{b}, Register: registerOf{b}, Kept: b.store, Log: logOf{b}, Lookups: b,
		Clock: clock, Origin: "https://ringfence.example", Contact: "help@example.org",
	})
	b.e = echo.New()
	b.e.HTTPErrorHandler = func(err error, c echo.Context) {
		status := http.StatusInternalServerError
		var refused *route.Refused
		switch {
		case errors.Is(err, fault.Unavailable):
			status = http.StatusServiceUnavailable
		case errors.Is(err, fault.NotFound), errors.Is(err, echo.ErrNotFound):
			status = http.StatusNotFound
		case errors.As(err, &refused):
			status = http.StatusBadRequest
		}
		_ = c.String(status, "failed")
	}
	for _, r := range b.desk.Routes() {
		b.e.Add(r.Method, r.Path, r.Handle)
	}
	return b
}

func (b *bureau) note(what ...string) error {
	b.asked = append(b.asked, strings.Join(what, " "))
	return b.refuse
}

// Record notes an entry of the audit log.
func (b *bureau) Record(_ context.Context, e auditlog.Entry) (auditlog.Entry, error) { return e, nil }

// Lookup finds a scam.
func (b *bureau) Lookup(key subject.Key) (index.Answer, error) {
	return index.Answer{Subject: key, Judgement: reputation.Judgement{Verdict: reputation.Scam}}, nil
}

// Rule notes a ruling.
func (b *bureau) Rule(_ context.Context, kind reputation.DecisionKind, about subject.Key, by, reason string) (reputation.Decision, error) {
	return reputation.Decision{}, b.note("rule", string(kind), about.String(), by, reason)
}

// Undo notes what is taken back.
func (b *bureau) Undo(_ context.Context, about subject.Key, id, by, reason string) (reputation.Decision, error) {
	return reputation.Decision{}, b.note("undo", about.String(), id, by, reason)
}

type casesOf struct{ *bureau }

func aCase() casefile.Case {
	key, _ := subject.ParseKey(number)
	return casefile.Case{ID: "c1", Subject: key, Claim: casefile.Wrong, Proof: casefile.Documents, Words: "it is my bakery", Lang: "en", State: casefile.Submitted, OpenedAt: noon}
}

func (b casesOf) Pending(context.Context, int) ([]casefile.Case, error) {
	return []casefile.Case{aCase()}, nil
}

func (b casesOf) ReadCase(_ context.Context, id, by string) (dispute.File, error) {
	if id != "c1" {
		return dispute.File{}, fault.NotFound
	}
	may := []casefile.Outcome{casefile.Cleared, casefile.Upheld}
	return dispute.File{Case: aCase(), Papers: []dispute.Paper{{Name: "p1", Type: "application/pdf", Size: 4, SentAt: noon}}, May: may, Admit: true}, b.note("read case", id, by)
}

func (b casesOf) ReadDocument(_ context.Context, id, name, by string) (dispute.Paper, []byte, error) {
	return dispute.Paper{Name: name, Type: "application/pdf"}, []byte("%PDF"), b.note("read document", id, name, by)
}

func (b casesOf) Admit(_ context.Context, id, by string) (casefile.Case, error) {
	return casefile.Case{}, b.note("admit", id, by)
}

func (b casesOf) Answer(_ context.Context, id string, outcome casefile.Outcome, by, reason string) (casefile.Case, error) {
	if reason == "" {
		return casefile.Case{}, dispute.ErrReason
	}
	return casefile.Case{}, b.note("answer", id, string(outcome), by, reason)
}

type sanctionsOf struct{ *bureau }

func (b sanctionsOf) Read(_ context.Context, about subject.Key, by string) (sanction.View, error) {
	said := []sanction.Said{{Handle: "01", Month: noon, Polarity: report.Bad, Category: "loan", Tier: reputation.Anonymous, State: reputation.Live, Network: "A"}}
	return sanction.View{Said: said, Flag: &brigade.Flag{Subject: about, Reports: 40}, Found: true}, b.note("read statements", about.String(), by)
}

func (b sanctionsOf) Overturn(_ context.Context, about subject.Key, handle, by, reason string) error {
	if handle != "01" {
		return sanction.ErrNoReport
	}
	if reason == "" {
		return ruling.ErrNoReason
	}
	return b.note("overturn", about.String(), handle, by, reason)
}

func (b sanctionsOf) Reinstate(_ context.Context, _ subject.Key, handle, by, reason string) error {
	return b.note("reinstate", handle, by, reason)
}

func (b sanctionsOf) Distrust(_ context.Context, _ subject.Key, handle, by, reason string) error {
	return b.note("distrust", handle, by, reason)
}

func (b sanctionsOf) Trust(_ context.Context, _ subject.Key, handle, by, reason string) error {
	return b.note("trust", handle, by, reason)
}

func (b sanctionsOf) Break(_ context.Context, about subject.Key, by, reason string) (int, error) {
	return 3, b.note("break", about.String(), by, reason)
}

func (b sanctionsOf) Dismiss(_ context.Context, about subject.Key, by, reason string) error {
	return b.note("dismiss", about.String(), by, reason)
}

type textsOf struct{ *bureau }

func (b textsOf) Waiting(_ context.Context, _ report.Category, _ int, by string) ([]examples.Text, error) {
	return []examples.Text{{Name: "aa", Category: "loan", Kind: report.Call, Lang: "en", Text: "they knew my parcel", ReceivedOn: noon}}, b.note("read texts", by)
}

func (b textsOf) Approve(_ context.Context, name, by string) (trend.Example, error) {
	switch name {
	case "gone":
		return trend.Example{}, examples.ErrNoText
	case "away":
		return trend.Example{}, fault.Unavailable
	}
	return trend.Example{}, b.note("approve text", name, by)
}

func (b textsOf) Approved(context.Context) ([]trend.Example, error) {
	return []trend.Example{{ID: "bb", Category: "loan", Kind: report.Call, Lang: "en", Text: "a prize", By: "Ling", ApprovedAt: noon}}, nil
}

func (b textsOf) TakeBack(_ context.Context, id, by string) error { return b.note("take back", id, by) }

type registerOf struct{ *bureau }

func (b registerOf) Waiting(context.Context) ([]registry.Proposal, error) {
	p := registry.Proposal{ID: "r1", Subject: aCase().Subject, Name: "Ming Bank", Sector: registry.Bank, Evidence: "https://bank.example", By: "Wei", At: noon, State: registry.Open}
	operators, unfinished, own := p, p, p
	operators.ID, operators.By = "r2", registry.Shell+"root"
	unfinished.ID, unfinished.State, unfinished.DecidedBy = "r3", registry.Approved, "Xu"
	own.ID, own.By, own.State, own.DecidedBy = "r4", "Ling", registry.Approved, "Xu"
	return []registry.Proposal{p, operators, unfinished, own}, nil
}

func (b registerOf) Entries(context.Context) ([]registry.Entry, error) { return nil, nil }

func (b registerOf) Propose(_ context.Context, p registry.Proposal, by string) (registry.Proposal, error) {
	if err := p.Check(); err != nil {
		return p, err
	}
	return p, b.note("propose", p.Subject.String(), p.Name, by)
}

func (b registerOf) Remove(_ context.Context, about subject.Key, reason, by string) (registry.Proposal, error) {
	if reason == "" {
		return registry.Proposal{}, registry.ErrEvidence
	}
	return registry.Proposal{}, b.note("remove", about.String(), reason, by)
}

func (b registerOf) Approve(_ context.Context, id, by string) (registry.Proposal, error) {
	p := registry.Proposal{ID: id, State: registry.Approved, DecidedBy: by}
	if id == "r2" {
		p = registry.Proposal{ID: id, State: registry.Open, By: by}
	}
	return p, b.note("approve", id, by)
}

func (b registerOf) Decline(_ context.Context, id, by string) error { return b.note("decline", id, by) }

type logOf struct{ *bureau }

func (b logOf) Head() (uint64, auditlog.Hash) { return 60, auditlog.Hash{1} }

func (b logOf) Status() recorder.Status { return recorder.Status{Damaged: b.refuse} }

func (b logOf) Entries(_ context.Context, from uint64, n int) (all []auditlog.Entry, err error) {
	for i := range n {
		all = append(all, auditlog.Entry{Index: from + uint64(i), At: noon, By: "Ling", Action: auditlog.ReadTexts})
	}
	return all, nil
}

// settle adds an account that can sign in.
func (b *bureau) settle(name string, role moderator.Role) {
	b.Helper()
	in, err := b.roll.Add(b.Context(), name, role, "shell:root")
	b.ok(err)
	w, err := b.roll.Invited(b.Context(), in.Code, nil)
	b.ok(err)
	b.factors[name] = w.Secret
	b.ok(b.roll.Settle(b.Context(), in.Code, w.Sealed, good, b.code(name)))
	b.now = b.now.Add(moderator.StepLasts)
}

func (b *bureau) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bureau) code(name string) string {
	b.Helper()
	code, err := moderator.Code(b.factors[name], b.now)
	b.ok(err)
	return code
}

// does sends a request with the cookies of the jar, and puts those of the answer there.
func (b *bureau) does(method, path string, fields url.Values) *httptest.ResponseRecorder {
	b.Helper()
	req := httptest.NewRequestWithContext(b.Context(), method, "https://ringfence.example"+path, strings.NewReader(fields.Encode()))
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res := httptest.NewRecorder()
	b.e.ServeHTTP(res, req)
	for _, cookie := range res.Result().Cookies() {
		if b.jar[cookie.Name] = cookie.Value; cookie.MaxAge < 0 {
			delete(b.jar, cookie.Name)
		}
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/desk" || cookie.MaxAge >= 0 && !cookie.Secure {
			b.Errorf("%s %s: cookie %+v", method, path, cookie)
		}
	}
	if got := res.Header().Get("Cache-Control"); got != "no-store" {
		b.Errorf("%s %s: Cache-Control %q", method, path, got)
	}
	return res
}

// signIn signs in by the form.
func (b *bureau) signIn(name string) {
	b.Helper()
	b.now = b.now.Add(moderator.StepLasts)
	res := b.does(http.MethodPost, "/desk/sign-in", url.Values{"name": {name}, "password": {good}, "code": {b.code(name)}})
	if res.Code != http.StatusSeeOther || res.Header().Get("Location") != "/desk" || b.jar[sessionCookie] == "" {
		b.Fatalf("%s signs in: %d, to %s", name, res.Code, res.Header().Get("Location"))
	}
}

// outsiders are the routes for who is not signed in, and insiders those that auditors may use too.
var (
	outsiders = []string{"GET /desk/sign-in", "POST /desk/sign-in", "GET /desk/welcome", "POST /desk/welcome"}
	insiders  = []string{"GET /desk", "POST /desk/sign-out", "GET /desk/account", "POST /desk/account", "GET /desk/log", "GET /desk/registry"}
)

// TestEveryRouteIsForWhomItSays walks all of them as nobody, auditor and moderator. Nobody else has a worker asked for anything.
func TestEveryRouteIsForWhomItSays(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.settle("Wei", moderator.Auditor)
	filled := strings.NewReplacer(":id", "c1", ":name", "p1")
	fields := url.Values{"key": {number}, "reason": {"x"}, "reason_rule": {"x"}, "reason_undo": {"x"}, "reason_report": {"x"}, "reason_flag": {"x"}, "report": {"01"}}
	routes := b.desk.Routes()
	if len(routes) < 20 {
		t.Fatalf("only %d routes", len(routes))
	}
	for _, r := range routes {
		name, path := r.Method+" "+r.Path, filled.Replace(r.Path)
		if !r.Page || (r.Method == http.MethodPost) != (r.MaxBody > 0) {
			t.Errorf("%s: %+v", name, r)
		}
		if guess := r.Method == http.MethodPost && slices.Contains(outsiders, name); guess != (r.Budget == route.SignIn) {
			t.Errorf("%s is charged to %q", name, r.Budget)
		}
		if slices.Contains(outsiders, name) {
			continue
		}
		clear(b.jar)
		b.asked = nil
		if res := b.does(r.Method, path, fields); res.Code != http.StatusUnauthorized || len(b.asked) > 0 {
			t.Errorf("nobody: %s: %d, asked %q", name, res.Code, b.asked)
		}
		b.jar[sessionCookie] = "forged"
		if res := b.does(r.Method, path, fields); res.Code != http.StatusUnauthorized || len(b.asked) > 0 {
			t.Errorf("with a forged cookie: %s: %d, asked %q", name, res.Code, b.asked)
		}
		b.signIn("Wei")
		res := b.does(r.Method, path, fields)
		if forAll := slices.Contains(insiders, name); forAll == (res.Code == http.StatusForbidden) || len(b.asked) > 0 {
			t.Errorf("auditor: %s: %d, asked %q", name, res.Code, b.asked)
		}
		if strings.Contains(res.Body.String(), "bakery") || strings.Contains(res.Body.String(), "parcel") {
			t.Errorf("auditor: %s shows what people wrote", name)
		}
		b.signIn("Ling")
		if res := b.does(r.Method, path, fields); res.Code == http.StatusForbidden || res.Code == http.StatusUnauthorized || res.Code >= 500 {
			t.Errorf("moderator: %s: %d", name, res.Code)
		}
	}
}

func TestSigningInAndOut(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	page := htmlcheck.Parse(t, b.does(http.MethodGet, "/desk", nil).Body.String())
	if page.Find("form#signin").Length() != 1 || page.Find(`a[href="mailto:help@example.org"]`).Length() != 1 {
		t.Error("the page does not ask who it is, or says nobody to ask")
	}
	res := b.does(http.MethodPost, "/desk/sign-in", url.Values{"name": {"Ling"}, "password": {"wrong horse"}, "code": {"123456"}})
	wrong := res.Body.String()
	if res.Code != http.StatusUnauthorized || !strings.Contains(wrong, `value="Ling"`) || strings.Contains(wrong, "wrong horse") || strings.Contains(wrong, "123456") {
		t.Errorf("a wrong password: %d", res.Code)
	}
	if other := b.does(http.MethodPost, "/desk/sign-in", url.Values{"name": {"Nobody"}, "password": {"x"}, "code": {"1"}}).Body.String(); strings.ReplaceAll(other, "Nobody", "Ling") != wrong {
		t.Error("an unknown name is told from a known one")
	}
	b.signIn("Ling")
	first := b.jar[sessionCookie]
	b.now = b.now.Add(10 * time.Minute)
	if res := b.does(http.MethodGet, "/desk", nil); res.Code != http.StatusOK || b.jar[sessionCookie] == first {
		t.Errorf("ten minutes later: %d, and the cookie is renewed: %v", res.Code, b.jar[sessionCookie] != first)
	}
	kept := b.jar[sessionCookie]
	if res := b.does(http.MethodPost, "/desk/sign-out", nil); res.Code != http.StatusSeeOther || b.jar[sessionCookie] != "" {
		t.Errorf("signed out: %d, %v", res.Code, b.jar)
	}
	b.jar[sessionCookie] = kept
	if res := b.does(http.MethodGet, "/desk", nil); res.Code != http.StatusUnauthorized {
		t.Errorf("with the cookie of before: %d", res.Code)
	}
}

// TestAnInvitationIsSettled goes through the pages of somebody who was invited.
func TestAnInvitationIsSettled(t *testing.T) {
	b := newBureau(t)
	in, err := b.roll.Add(t.Context(), "Ling", moderator.Moderator, "shell:root")
	b.ok(err)
	if res := b.does(http.MethodPost, "/desk/welcome", url.Values{"invitation": {"nothing"}}); res.Code != http.StatusNotFound || !strings.Contains(res.Body.String(), `value="nothing"`) {
		t.Errorf("no invitation: %d", res.Code)
	}
	page := htmlcheck.Parse(t, b.does(http.MethodPost, "/desk/welcome", url.Values{"invitation": {in.Code}}).Body.String())
	if page.Find("svg.qr").Length() != 1 {
		t.Fatal("no QR code")
	}
	form := page.Form("form#welcome")
	w, err := b.roll.Invited(t.Context(), in.Code, nil)
	b.ok(err)
	form.Set("settle", "1")
	form.Set("password", good)
	form.Set("code", "000000")
	res := b.does(http.MethodPost, "/desk/welcome", form)
	if again := htmlcheck.Parse(t, res.Body.String()).Form("form#welcome"); res.Code != http.StatusUnprocessableEntity || again.Get("sealed") != form.Get("sealed") || again.Get("password") != "" {
		t.Errorf("a wrong code: %d, %v", res.Code, again)
	}
	spelled := strings.ReplaceAll(page.Find("form#welcome code").Text(), " ", "")
	if spelled == "" || spelled == strings.ReplaceAll(moderator.Spelled(w.Secret), " ", "") {
		t.Errorf("the second factor is %q, as on another page", spelled)
	}
	b.factors["Ling"] = unspelled(t, spelled)
	form.Set("code", b.code("Ling"))
	if res := b.does(http.MethodPost, "/desk/welcome", form); res.Code != http.StatusSeeOther || res.Header().Get("Location") != "/desk/sign-in?done=welcome" {
		t.Errorf("all is right: %d, to %s", res.Code, res.Header().Get("Location"))
	}
	b.signIn("Ling")
}

// TestWhatAModeratorDoes looks at which worker is asked what, and whose name it is done under.
func TestWhatAModeratorDoes(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	id := "01"
	for _, c := range []struct {
		path   string
		fields url.Values
		want   string // that is asked
		to     string // where it leads
	}{
		{"/desk/cases/c1", url.Values{"outcome": {"cleared"}, "reason": {"a bakery"}}, "answer c1 cleared Ling a bakery", "/desk/cases/c1?done=answered"},
		{"/desk/cases/c1/admit", nil, "admit c1 Ling", "/desk/cases/c1?done=admitted"},
		{"/desk/subjects/rule", url.Values{"key": {number}, "do": {"confirm"}, "reason_rule": {"three victims"}}, "rule confirm " + number + " Ling three victims", "/desk/subjects?about=%2B12025550143&done=ruled"},
		{"/desk/subjects/undo", url.Values{"key": {number}, "decision": {"d1"}, "reason_undo": {"a slip"}}, "undo " + number + " d1 Ling a slip", "/desk/subjects?about=%2B12025550143&done=undone"},
		{"/desk/subjects/report", url.Values{"key": {number}, "do": {"overturn"}, "report": {id}, "reason_report": {"made up"}}, "overturn " + number + " 01 Ling made up", "/desk/subjects?about=%2B12025550143&done=overturned"},
		{"/desk/subjects/report", url.Values{"key": {number}, "do": {"distrust"}, "report": {id}, "reason_report": {"made up"}}, "distrust 01 Ling made up", "/desk/subjects?about=%2B12025550143&done=distrusted"},
		{"/desk/subjects/report", url.Values{"key": {number}, "do": {"reinstate"}, "report": {id}}, "reinstate 01 Ling ", "/desk/subjects?about=%2B12025550143&done=reinstated"},
		{"/desk/subjects/report", url.Values{"key": {number}, "do": {"trust"}, "report": {id}}, "trust 01 Ling ", "/desk/subjects?about=%2B12025550143&done=trusted"},
		{"/desk/subjects/flag", url.Values{"key": {number}, "do": {"break"}, "reason_flag": {"a brigade"}}, "break " + number + " Ling a brigade", "/desk/subjects?about=%2B12025550143&done=broken"},
		{"/desk/subjects/flag", url.Values{"key": {number}, "do": {"dismiss"}, "reason_flag": {"none"}}, "dismiss " + number + " Ling none", "/desk/subjects?about=%2B12025550143&done=dismissed"},
		{"/desk/texts/approve", url.Values{"text": {"aa"}}, "approve text aa Ling", "/desk/texts?done=approved"},
		{"/desk/texts/take-back", url.Values{"text": {"bb"}}, "take back bb Ling", "/desk/texts?done=taken_back"},
		{"/desk/registry/propose", url.Values{"number": {"+1 202 555 0143"}, "body": {"Ming Bank"}, "sector": {"bank"}, "evidence": {"https://bank.example"}}, "propose " + number + " Ming Bank Ling", "/desk/registry?done=proposed"},
		{"/desk/registry/remove", url.Values{"gone": {number}, "reason": {"it moved"}}, "remove " + number + " it moved Ling", "/desk/registry?done=proposed"},
		{"/desk/registry/decide", url.Values{"proposal": {"r1"}, "do": {"approve"}, "looked-r1": {"yes"}}, "approve r1 Ling", "/desk/registry?done=entered"},
		{"/desk/registry/decide", url.Values{"proposal": {"r2"}, "do": {"approve"}, "looked-r2": {"yes"}}, "approve r2 Ling", "/desk/registry?done=seconded"},
		{"/desk/registry/decide", url.Values{"proposal": {"r1"}, "do": {"decline"}}, "decline r1 Ling", "/desk/registry?done=declined"},
	} {
		b.asked = nil
		res := b.does(http.MethodPost, c.path, c.fields)
		if !slices.Equal(b.asked, []string{c.want}) || res.Code != http.StatusSeeOther || res.Header().Get("Location") != c.to {
			t.Errorf("%s: asked %q, %d, to %s", c.path, b.asked, res.Code, res.Header().Get("Location"))
		}
		if res := b.does(http.MethodGet, c.to, nil); res.Code != http.StatusOK || htmlcheck.Parse(t, res.Body.String()).Find(`.note[role="status"]`).Length() != 1 {
			t.Errorf("%s: what was done is not said: %d", c.path, res.Code)
		}
	}
}

// TestWhatIsReadIsWrittenDownBefore: the workers write down; where they cannot, nothing is shown.
func TestWhatIsReadIsWrittenDownBefore(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	for path, c := range map[string]struct{ want, shown string }{
		"/desk/cases/c1":                           {"read case c1 Ling", "bakery"},
		"/desk/cases/c1/documents/p1":              {"read document c1 p1 Ling", "%PDF"},
		"/desk/texts":                              {"read texts Ling", "parcel"},
		"/desk/subjects?about=%2B1+202+555+0143":   {"read statements " + number + " Ling", "Fake loan"},
		"/desk/subjects?about=" + "%2B12025550143": {"read statements " + number + " Ling", "Fake loan"},
	} {
		b.asked, b.refuse = nil, nil
		if res := b.does(http.MethodGet, path, nil); !slices.Equal(b.asked, []string{c.want}) || res.Code != http.StatusOK || !strings.Contains(res.Body.String(), c.shown) {
			t.Errorf("%s: asked %q, %d", path, b.asked, res.Code)
		}
		b.refuse = fault.Unavailable
		if res := b.does(http.MethodGet, path, nil); res.Code != http.StatusServiceUnavailable || strings.Contains(res.Body.String(), c.shown) {
			t.Errorf("%s: nothing can be written down: %d", path, res.Code)
		}
	}
}

func TestADocumentIsDownloaded(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	res := b.does(http.MethodGet, "/desk/cases/c1/documents/p1", nil)
	for name, want := range map[string]string{
		"Content-Disposition": "attachment; filename=document-p1.pdf", "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'", "Content-Type": "application/pdf",
	} {
		if got := res.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if res := b.does(http.MethodGet, "/desk/cases/c1/documents/a%22b", nil); res.Code != http.StatusNotFound {
		t.Errorf("a name that breaks a header: %d", res.Code)
	}
}

// TestWhatIsRefusedComesBack with what was typed.
func TestWhatIsRefusedComesBack(t *testing.T) {
	b := newBureau(t)
	b.ok(b.store.Decide(t.Context(), reputation.Decision{Subject: aCase().Subject, ID: "d1", Kind: reputation.Confirm, At: noon, By: "Ling", Reason: "x"}))
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	for _, c := range []struct {
		path, field, typed string
		fields             url.Values
	}{
		{"/desk/cases/c1", "reason", "", url.Values{"outcome": {"upheld"}}},
		{"/desk/subjects/report", "reason_report", "", url.Values{"key": {number}, "do": {"overturn"}, "report": {"01"}}},
		{"/desk/subjects/report", "reason_report", "made up", url.Values{"key": {number}, "do": {"overturn"}, "report": {"none"}, "reason_report": {"made up"}}},
		{"/desk/subjects/undo", "decision", "d1", url.Values{"key": {number}, "reason_undo": {"a slip"}}},
		{"/desk/registry/propose", "evidence", "everybody knows", url.Values{"number": {number}, "body": {"Ming Bank"}, "sector": {"bank"}, "evidence": {"everybody knows"}}},
		{"/desk/registry/propose", "number", "12", url.Values{"number": {"12"}}},
		{"/desk/registry/remove", "reason", "", url.Values{"gone": {number}}},
		{"/desk/account", "password", "", url.Values{"present": {good}, "password": {"short"}}},
		{"/desk/account", "present", "", url.Values{"present": {"x"}, "password": {"a brown owl in the rain"}, "code": {"1"}}},
	} {
		res := b.does(http.MethodPost, c.path, c.fields)
		page := htmlcheck.Parse(t, res.Body.String())
		control := page.Find(`[name="` + c.field + `"]`)
		value := control.AttrOr("value", strings.TrimPrefix(control.Text(), "\n"))
		if res.Code != http.StatusUnprocessableEntity || page.Find(`.summary a[href="#`+c.field+`"]`).Length() != 1 || value != c.typed {
			t.Errorf("%s: %d, %s holds %q", c.path, res.Code, c.field, value)
		}
	}
	if res := b.does(http.MethodGet, "/desk/subjects?about=x", nil); res.Code != http.StatusBadRequest || !strings.Contains(res.Body.String(), `value="x"`) {
		t.Errorf("no number: %d", res.Code)
	}
}

// TestEveryRefusalHasWords: what a worker refuses is told to the moderator in both languages.
func TestEveryRefusalHasWords(t *testing.T) {
	b := newBureau(t)
	for _, r := range refusals {
		for _, lang := range []string{"zh-CN", "en"} {
			f := b.desk.frame(b.e.NewContext(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/desk?lang="+lang, nil), nil), "/desk")
			if p, ok := problemOf(f, "x", r.err); !ok || p.Text == "" || strings.Contains(p.Text, "⟦") {
				t.Errorf("%v: %q in %s", r.err, p.Text, lang)
			}
		}
	}
}

func TestTheLogIsReadPageByPage(t *testing.T) {
	b := newBureau(t)
	b.settle("Wei", moderator.Auditor)
	b.signIn("Wei")
	page := htmlcheck.Parse(t, b.does(http.MethodGet, "/desk/log", nil).Body.String())
	rows := page.Find("tbody tr")
	if rows.Length() != mostEntries || rows.First().Find("th").Text() != "59" || page.Find(`a[href="/desk/log?before=10"]`).Length() != 1 {
		t.Errorf("%d rows, the first is %q", rows.Length(), rows.First().Text())
	}
	page = htmlcheck.Parse(t, b.does(http.MethodGet, "/desk/log?before=10", nil).Body.String())
	if rows := page.Find("tbody tr"); rows.Length() != 10 || rows.Last().Find("th").Text() != "0" || page.Find(`a[href^="/desk/log?before"]`).Length() > 1 {
		t.Errorf("the last page has %d rows", rows.Length())
	}
	b.refuse = fault.Damaged
	if page := htmlcheck.Parse(t, b.does(http.MethodGet, "/desk/log", nil).Body.String()); page.Find("p.note").Length() != 1 {
		t.Error("it is not said that the log is damaged")
	}
}

func unspelled(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
