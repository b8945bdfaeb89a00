package redact

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"ringfence/internal/subject"
)

type labelled struct {
	Type       string
	Start, End int // runes
	Value      string
}

type sentence struct {
	ID       int
	Text     string
	PII      []labelled
	Negative []labelled `json:"hard_negatives"`
}

func corpus(t testing.TB) []sentence {
	t.Helper()
	f, err := os.Open("testdata/pii-zh-synthetic.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []sentence
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var s sentence
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// hidden returns, for every rune of text, whether Find covers it.
func hidden(text string, keep ...subject.Key) []bool {
	spans := Find(text, keep...)
	var covered []bool
	for at := range text {
		for len(spans) > 0 && spans[0].End <= at {
			spans = spans[1:]
		}
		covered = append(covered, len(spans) > 0 && spans[0].Start <= at)
	}
	return covered
}

func (l labelled) all(covered []bool, want bool) bool {
	for _, c := range covered[l.Start:l.End] {
		if c != want {
			return false
		}
	}
	return true
}

type share struct{ n, of int }

func (s *share) add(ok bool) {
	s.of++
	if ok {
		s.n++
	}
}

func (s share) percent() float64 { return 100 * float64(s.n) / float64(s.of) }

// TestCorpus measures, on the synthetic regression set:
//
//	gone       of the values of a kind, those of which no rune is left at their place and whose text stands nowhere in the output
//	touched    of the hard negatives, those of which at least one rune is covered
//	unchanged  of the runes outside all personal data, those not covered
func TestCorpus(t *testing.T) {
	gone := map[string]*share{}
	var touched, unchanged share
	for _, s := range corpus(t) {
		runes := []rune(s.Text)
		covered, out := hidden(s.Text), Text(s.Text)
		apart := make([]bool, len(runes)) // personal data
		for _, v := range s.PII {
			if gone[v.Type] == nil {
				gone[v.Type] = &share{}
			}
			ok := v.all(covered, true) && !strings.Contains(out, v.Value)
			gone[v.Type].add(ok)
			if !ok {
				t.Logf("%d: %s %q left in %s", s.ID, v.Type, v.Value, out)
			}
			for i := v.Start; i < v.End; i++ {
				apart[i] = true
			}
		}
		for _, v := range s.Negative {
			touched.add(!v.all(covered, false))
			if !v.all(covered, false) {
				t.Logf("%d: %s %q touched in %s", s.ID, v.Type, v.Value, out)
			}
		}
		for i := range runes {
			if !apart[i] {
				unchanged.add(!covered[i])
			}
		}
	}
	wanted := map[string]float64{"ID18": 99.5, "BANK": 99.5, "MOBILE": 99.5, "LANDLINE": 99.5, "EMAIL": 99.5, "PLATE": 99.5, "QQ": 99.5,
		"WECHAT": 99.5, "PASSPORT": 99.5, "ADDRESS": 97, "NAME": 90}
	for kind, want := range wanted {
		t.Logf("%-8s gone %d of %d: %.2f %%", kind, gone[kind].n, gone[kind].of, gone[kind].percent())
		if gone[kind].percent() < want {
			t.Errorf("%s: %.2f %% gone, want %.1f %%", kind, gone[kind].percent(), want)
		}
	}
	t.Logf("hard negatives touched %d of %d: %.2f %%", touched.n, touched.of, touched.percent())
	if touched.percent() > 0.5 {
		t.Errorf("hard negatives: %.2f %% touched, want at most 0.5 %%", touched.percent())
	}
	t.Logf("other runes unchanged %d of %d: %.2f %%", unchanged.n, unchanged.of, unchanged.percent())
	if unchanged.percent() < 98 {
		t.Errorf("other runes: %.2f %% unchanged, want 98 %%", unchanged.percent())
	}
}

// subjectKinds are the kinds of value in the corpus that a report can be about.
var subjectKinds = map[string]subject.Kind{
	"MOBILE": subject.Number, "LANDLINE": subject.Number, "QQ": subject.QQ, "WECHAT": subject.WeChat,
}

// TestCorpusKeepsSubject reports each value in turn: it must stay, whole, and everything else must go as without it.
func TestCorpusKeepsSubject(t *testing.T) {
	for _, s := range corpus(t) {
		for _, kept := range s.PII {
			kind, ok := subjectKinds[kept.Type]
			if !ok {
				continue
			}
			key, err := subject.ParseKind(kind, kept.Value, "CN")
			if err != nil {
				t.Fatalf("%d: %s %q: %v", s.ID, kept.Type, kept.Value, err)
			}
			before, after := hidden(s.Text), hidden(s.Text, key)
			if !kept.all(after, false) {
				t.Errorf("%d: %q kept, yet %s", s.ID, kept.Value, Text(s.Text, key))
			}
			for _, other := range s.PII {
				if other != kept && other.all(before, true) && !other.all(after, true) {
					t.Errorf("%d: %q kept, and %q with it: %s", s.ID, kept.Value, other.Value, Text(s.Text, key))
				}
			}
		}
	}
}

func TestCorpusTwice(t *testing.T) {
	for _, s := range corpus(t) {
		if once := Text(s.Text); Text(once) != once {
			t.Errorf("%d: %s, then %s", s.ID, once, Text(once))
		}
	}
}
