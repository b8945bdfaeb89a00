package scan

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func plain(text string) *Page { return New(text, func(int) int { return 0 }) }

func TestEveryDigitIsReadAsOne(t *testing.T) {
	for text, want := range map[string]string{
		"１５４": "154", "1️⃣5️⃣4️⃣": "154", "❶❺❹": "154", "١٥٤": "154", "𝟏𝟓𝟒": "154", "1\u200b5\u20604": "154", "1\xff54": "154", "⒈⒌⒋": "1.5.4.",
	} {
		if got := string(plain(text).Runes); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestNumbersAreReadInGroups(t *testing.T) {
	for text, want := range map[string]string{
		"call 0755-8888 8888 now": "0755-8888 8888",
		"(202) 555-0143":          "202) 555-0143",
		"at 10:30 on 5":           "30|10|5", // a colon ends a number
		"1 a 2":                   "1|2",
		"12345678901234567":       "", // more than was asked for
	} {
		p := plain(text)
		var got []string
		for _, m := range p.Numbers("", PlainGap, 16, func(*Number) bool { return true }) {
			s := p.Span(m)
			got = append(got, text[s.Start:s.End])
		}
		slices.Sort(got)
		wanted := strings.Split(want, "|")
		slices.Sort(wanted)
		if strings.Join(got, "|") != strings.Join(wanted, "|") {
			t.Errorf("%q: %q, want %q", text, got, wanted)
		}
	}
}

func TestWhatIsTakenIsReadByNoRule(t *testing.T) {
	text := "电话：[phone]95588"
	p := New(text, func(at int) int {
		if strings.HasPrefix(text[at:], "[phone]") {
			return len("[phone]")
		}
		return 0
	})
	if got := string(p.Runes[3:]); p.Runes[3] != Opaque || got[len(got)-5:] != "95588" {
		t.Errorf("read as %q", got)
	}
	if p.CuedBy(NewLexicon("电话"), 4) || !p.CuedBy(NewLexicon("电话"), 3) {
		t.Error("a cue is read across what was taken out")
	}
}

func TestMaskKeepsWhatIsKept(t *testing.T) {
	p := plain("a 123 b 456")
	p.Keep(2, 5)
	spans := p.Mask([]Match{{2, 5, "n"}, {8, 11, "n"}})
	if want := []Span{{8, 11, "n"}}; !slices.Equal(spans, want) {
		t.Errorf("%v", spans)
	}
	p.KeepNothing()
	if spans := p.Mask([]Match{{2, 5, "n"}}); len(spans) != 1 || spans[0] != (Span{2, 5, "n"}) {
		t.Errorf("%v", spans)
	}
}

func TestWordsAreFoundForwardsAndBackwards(t *testing.T) {
	words := NewLexicon("tel", "telephone", "电话")
	p := plain("My Telephone, 电话, hotel")
	if n := words.StartsAt(p, 3); n != len("telephone") {
		t.Errorf("the longest word has %d runes", n)
	}
	if n := words.EndsAt(p, 16); n != 2 {
		t.Errorf("电话 has %d runes", n)
	}
	if words.StartsAt(p, 20) != 0 {
		t.Error("a word begins inside another")
	}
}

// FuzzPage holds that every rune of a page stands for whole bytes of the text, in order.
func FuzzPage(f *testing.F) {
	f.Add("１５４ ⑴ \xff ﷺ a\u0301")
	f.Fuzz(func(t *testing.T, text string) {
		p := plain(text)
		last := 0
		for i := range p.Runes {
			s := p.Span(Match{Start: i, End: i + 1})
			if s.Start < last || s.End <= s.Start || s.End > len(text) || utf8.ValidString(text) && !utf8.ValidString(text[s.Start:s.End]) {
				t.Fatalf("%q: rune %d stands at %d to %d, after %d", text, i, s.Start, s.End, last)
			}
			last = s.Start
		}
		for _, g := range p.Digits {
			if strings.Trim(string(p.Runes[g.Start:g.End]), "0123456789") != "" {
				t.Errorf("%q: %q are no digits", text, string(p.Runes[g.Start:g.End]))
			}
		}
	})
}
