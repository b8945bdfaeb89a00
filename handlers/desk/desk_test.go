package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ringfence/handlers/route"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/web/htmlcheck"
)

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
