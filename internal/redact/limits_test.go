package redact

import (
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// TestLinear reads texts built against each rule at two sizes. Four times the text may take up to ten times the work; quadratic
// work would take sixteen times. Work is the processor time of the thread that reads, which a busy machine does not change.
func TestLinear(t *testing.T) {
	keep := []subject.Key{key(t, subject.Number, "15400001234"), key(t, subject.WeChat, "aaaaaa"), key(t, subject.Domain, "aaaaaa.example")}
	for name, unit := range map[string]string{
		"digits":        "1",
		"spaced digits": "1 ",
		"plus signs":    "+1 ",
		"at signs":      "a@",
		"local parts":   "a.b-c",
		"query":         "http://a.b/?",
		"letters":       "a",
		"capitals":      "A1",
		"Han digits":    "一三",
		"cues":          "微信号",
		"name cues":     "我叫室友",
		"name is":       "my name is A ",
		"address":       "省市区1号",
		"roads":         "路1",
		"home":          "住在省市镇",
		"colons":        "a:",
		"labels":        "〔手机号〕1",
		"brackets":      "[〔",
		"chain":         "13812345678E12345678",
		"marks":         "a\u0301\u200b",
		"broken":        "\xff1",
		"birthdays":     "生日1",
		"street":        "1 Main Main ",
		"expanding":     "ﷺ",
	} {
		var small, large time.Duration
		for range 3 { // who reads beside others is slower now and then, and not each time
			if small, large = work(t, unit, 10_000, keep), work(t, unit, 40_000, keep); large <= 10*small+20*time.Millisecond {
				break
			}
		}
		if large > 10*small+20*time.Millisecond {
			t.Errorf("%s: %v for 10 kB, %v for 40 kB", name, small, large)
		}
	}
}

// work returns the least processor time of three readings of a text of about size bytes.
func work(t *testing.T, unit string, size int, keep []subject.Key) time.Duration {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	text := strings.Repeat(unit, size/len(unit))
	best := time.Hour
	for range 3 {
		before := processorTime(t)
		Find(text, keep...)
		best = min(best, processorTime(t)-before)
	}
	return best
}

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	const thread = 1 // RUSAGE_THREAD
	var used syscall.Rusage
	if err := syscall.Getrusage(thread, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// TestOneValueUncoversTheNext needs four passes, the most that a random search among 150,000 texts came upon.
func TestOneValueUncoversTheNext(t *testing.T) {
	got := Text("1.2.3.4路22号2025550143E12345678")
	if want := "〔IP地址〕〔地址〕〔电话〕〔护照号〕"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLastResort takes out all that is left on a page, as Find does after maxPasses: only what is kept may stay.
func TestLastResort(t *testing.T) {
	p := newPage("abc 15400001234 [phone] def")
	newKeeper([]subject.Key{key(t, subject.Number, "15400001234")}).mark(p)
	got := p.Mask(p.Rest(Removed))
	want := []Span{{Start: 0, End: 4, Kind: Removed}, {Start: 23, End: 27, Kind: Removed}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

var mainlandMobile = func(p *scan.Page, g scan.Group) bool { return isMobile(string(p.Runes[g.Start:g.End])) }

func FuzzText(f *testing.F) {
	kept := key(f, subject.Number, "+12025550143")
	for _, set := range [][]message{messagesZH, messagesEN, disguises} {
		for _, m := range set {
			f.Add(m.in, "，"+m.in)
		}
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		in := before + "，15400001234，+12025550143，" + after
		out := Text(in, kept)
		if utf8.ValidString(in) && !utf8.ValidString(out) {
			t.Errorf("%q became invalid: %q", in, out)
		}
		if again := Text(out, kept); again != out {
			t.Errorf("%q\nonce  %q\ntwice %q", in, out, again)
		}
		if !strings.Contains(out, "+12025550143") {
			t.Errorf("%q lost the kept number: %q", in, out)
		}
		p := newPage(out)
		for _, g := range p.Digits {
			if mainlandMobile(p, g) {
				t.Errorf("%q still holds a mobile number: %q", in, out)
			}
		}
		if plain := Text(before); Text(plain) != plain {
			t.Errorf("%q\nonce  %q\ntwice %q", before, plain, Text(plain))
		}
	})
}

func BenchmarkText(b *testing.B) {
	text := strings.Repeat("今天接到+86 15400001234的电话，自称客服，我叫陈建国，让我加微信lucky_2233，住在江苏省南京市鼓楼区汉口路22号3栋402室。转了1500元到6222021234567890128，", 3)
	text = string([]rune(text)[:200])
	b.ReportAllocs()
	for b.Loop() {
		Text(text)
	}
}

func BenchmarkTextWithoutPersonalData(b *testing.B) {
	text := strings.Repeat("对方说先做任务后返利，我一共转了三次，平台显示余额不足。", 8)[:600]
	b.ReportAllocs()
	for b.Loop() {
		Text(text)
	}
}
