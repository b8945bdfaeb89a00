package message

import (
	"strings"
	"testing"
	"unicode/utf8"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

func TestPlacesAreThoseOfTheText(t *testing.T) {
	const text = "👾 您的快递丢失，双倍赔付。加微信 lucky_2233 或打１５４００００１２３４，见 https://a.example.com/x。"
	r := Read(text, "CN")
	var named []string
	for _, n := range r.Named {
		named = append(named, text[n.Start:n.End])
	}
	if got := strings.Join(named, "|"); got != "lucky_2233|１５４００００１２３４|https://a.example.com/x" {
		t.Errorf("named at %s", got)
	}
	var cues []string
	for _, c := range r.Cues {
		cues = append(cues, text[c.Start:c.End])
	}
	if got := strings.Join(cues, "|"); got != "快递丢失|双倍赔付" {
		t.Errorf("cues at %s", got)
	}
}

func TestRegion(t *testing.T) {
	for _, c := range []struct{ text, region, want string }{
		{"Reply STOP or text 7726", "US", "US/7726"},
		{"call 07700 900123", "GB", "+447700900123"},
		{"call 202-555-0143", "US", "+12025550143"},
		{"call 202-555-0143", "nowhere", "+12025550143"},
	} {
		r := Read(c.text, c.region)
		if len(r.Named) != 1 || r.Named[0].Key.String() != c.want {
			t.Errorf("%q in %s: %v, want %s", c.text, c.region, r.Named, c.want)
		}
	}
}

func TestSubjectsAreThereOnce(t *testing.T) {
	r := Read("15400001234！！154-0000-1234，微信15400001234，16400005678", "")
	if got := r.Subjects(); len(r.Named) != 4 || len(got) != 2 || got[1].String() != "+8616400005678" {
		t.Errorf("%v in %v", got, r.Named)
	}
}

func TestHelplinesAreRead(t *testing.T) {
	for text, want := range map[string]bool{"请拨打96110": true, "请拨打110": true, "请拨打95588": false, "来电15400001234": false} {
		r := Read(text, "")
		if len(r.Named) != 1 || report.Helpline(r.Named[0].Key) != want {
			t.Errorf("%s: %v", text, r.Named)
		}
	}
}

// FuzzRead holds that reading never fails, and that every number named has its digits in the text, where it says.
func FuzzRead(f *testing.F) {
	for _, m := range messages {
		f.Add(m.text, "CN")
	}
	f.Fuzz(func(t *testing.T, text, region string) {
		r := Read(text, region)
		for _, n := range r.Named {
			if n.Start < 0 || n.End > len(text) || n.Start >= n.End || utf8.ValidString(text) && !utf8.ValidString(text[n.Start:n.End]) {
				t.Fatalf("%q: %v stands at %d to %d", text, n.Key, n.Start, n.End)
			}
			if n.Key.Kind() == subject.Domain || n.Key.Kind() == subject.WeChat {
				continue
			}
			// The digits behind an area code's zero stand together; no number has fewer than three.
			national := n.Key.National(len(n.Key.String()))
			if written := digitsOf(text[n.Start:n.End]); !strings.Contains(written, strings.TrimLeft(national, "0")) {
				t.Errorf("%q names %v, and has %s there", text, n.Key, written)
			}
		}
		for _, c := range r.Cues {
			if c.Start >= c.End || meanings[c.Word].category != r.Category {
				t.Errorf("%q: cue %v for %s", text, c, r.Category)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := strings.Repeat(messages[6].text, 10)
	b.ReportAllocs()
	for b.Loop() {
		Read(text, "CN")
	}
}
