package desk

import (
	"net/http"
	"testing"

	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/web/htmlcheck"
)

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
