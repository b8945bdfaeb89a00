package desk

import (
	"net/http"
	"testing"

	"ringfence/internal/moderator"
	"ringfence/web/htmlcheck"
)

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

// opened is a log in which somebody opened a document.
type opened struct {
	logOf
	by string
}

func (o opened) Opened(ofCase, document, by string) bool {
	return ofCase == "c1" && document == "p1" && by == o.by
}

// TestWhoDidNotOpenADocumentIsTold before they accept it as a proof. That somebody else did is no excuse.
func TestWhoDidNotOpenADocumentIsTold(t *testing.T) {
	b := newBureau(t)
	b.settle("Ling", moderator.Moderator)
	b.signIn("Ling")
	for by, warned := range map[string]int{"Ling": 0, "Wei": 1} {
		b.desk.Log = opened{logOf{b}, by}
		page := htmlcheck.Parse(t, b.does(http.MethodGet, "/desk/cases/c1", nil).Body.String())
		if n := page.Find("p.note").Length(); n != warned {
			t.Errorf("%s opened it, and Ling is warned %d times", by, n)
		}
	}
}
