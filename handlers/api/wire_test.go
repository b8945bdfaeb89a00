package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/index"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// written returns what is known of a subject as the wire has it, held to what encoding/json writes.
func written(t failer, w wire, l catalogue.Lang, found index.Answer) {
	t.Helper()
	for _, demo := range []bool{false, true} {
		known := w[l].appendKnown([]byte("before"), &found, found.Subject.Origin(string(l)), demo)
		document, err := json.Marshal(newAnswer(l, found, demo))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.TrimPrefix(string(appendMoment(known, found.AsOf)), "before")
		if got != string(document) {
			t.Fatalf("on the wire\n%s\nby encoding/json\n%s", got, document)
		}
	}
}

// failer is a test, of rapid too.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func newTestWire(t *testing.T) wire {
	t.Helper()
	w, err := newWire()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

var wireSubjects = []string{
	"+12025550143", "+8613800138000", "+8614000000000", "+12005550143", "+447700900123", "+80012345678", "+18765550143", "+861065795555",
	"CN/95588", "CN/10691234567", "CN/sender/A&B .-_", "CN/sender/ÀÉ1", "wechat/abc_123", "qq/10001", "domain/xn--fiqs8s.com",
}

var (
	wireConditions = []reputation.Condition{
		reputation.Disputed, reputation.SpoofSuspected, reputation.Recycled, reputation.Official, reputation.Imitated,
	}
	wireVerdicts = []reputation.Verdict{reputation.Unknown, reputation.Cleared, reputation.Suspicious, reputation.Scam}
)

// TestWireSaysEveryCombination goes through every value that stands in an answer by itself.
func TestWireSaysEveryCombination(t *testing.T) {
	w := newTestWire(t)
	day := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)
	for _, l := range catalogue.Langs() {
		for _, s := range wireSubjects {
			key, err := subject.ParseKey(s)
			if err != nil {
				t.Fatal(s, err)
			}
			for _, verdict := range wireVerdicts {
				for _, band := range []int{0, 1, 3, 6, 11, 21} {
					for _, code := range reasonCodes {
						j := reputation.Judgement{
							Verdict: verdict, Score: band, Low: 0, High: 100, Confidence: float64(band) / 21,
							Reports: reputation.BandOf(band), Networks: reputation.BandOf(21 - band), Reasons: []reputation.Reason{{Code: code}},
							FirstSeen: day, LastSeen: day.AddDate(0, 7, 21), MonthOnly: band < 3,
						}
						written(t, w, l, index.Answer{Subject: key, Judgement: j, AsOf: day, Fresh: time.Hour})
					}
				}
			}
		}
		for n := range 101 {
			j := reputation.Judgement{Score: n, Low: n, High: n, Confidence: float64(n) / 100}
			for _, c := range report.Categories() {
				j.Categories = append(j.Categories, reputation.CategoryShare{Category: string(c), Share: float64(n) / 100})
			}
			written(t, w, l, index.Answer{Judgement: j, AsOf: day})
		}
		for set := range 1 << len(wireConditions) {
			var j reputation.Judgement
			for i, c := range wireConditions {
				if set>>i&1 == 1 {
					j.Conditions = append(j.Conditions, c)
				}
			}
			written(t, w, l, index.Answer{Judgement: j, AsOf: day})
		}
	}
}

// TestWireSaysAnything draws answers, with whatever a moderator may write.
func TestWireSaysAnything(t *testing.T) {
	w := newTestWire(t)
	share := rapid.Float64Range(0, 1)
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "never") {
			return time.Time{}
		}
		return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "second"), 0).UTC().Truncate(24 * time.Hour)
	})
	reasons := rapid.Custom(func(t *rapid.T) reputation.Reason {
		return reputation.Reason{Code: rapid.SampledFrom(reasonCodes).Draw(t, "code"), Words: rapid.String().Draw(t, "words")}
	})
	shares := rapid.Custom(func(t *rapid.T) reputation.CategoryShare {
		return reputation.CategoryShare{Category: string(rapid.SampledFrom(report.Categories()).Draw(t, "category")), Share: share.Draw(t, "share")}
	})
	rapid.Check(t, func(t *rapid.T) {
		key, err := subject.ParseKey(rapid.SampledFrom(wireSubjects).Draw(t, "subject"))
		if err != nil {
			t.Fatal(err)
		}
		score := rapid.IntRange(0, 100)
		j := reputation.Judgement{
			Verdict: rapid.SampledFrom(wireVerdicts).Draw(t, "verdict"), Score: score.Draw(t, "score"), Low: score.Draw(t, "low"), High: score.Draw(t, "high"),
			Confidence: share.Draw(t, "confidence"), Reasons: rapid.SliceOfN(reasons, 0, 4).Draw(t, "reasons"),
			Categories: rapid.SliceOfN(shares, 0, 4).Draw(t, "categories"),
			Reports:    reputation.BandOf(rapid.IntRange(0, 30).Draw(t, "reports")), Networks: reputation.BandOf(rapid.IntRange(0, 30).Draw(t, "networks")),
			FirstSeen: moment.Draw(t, "first"), LastSeen: moment.Draw(t, "last"), MonthOnly: rapid.Bool().Draw(t, "month"),
			Daily: rapid.SliceOfN(rapid.IntRange(0, 5000), 0, 90).Draw(t, "daily"), Conditions: rapid.SliceOfN(rapid.SampledFrom(wireConditions), 0, 3).Draw(t, "conditions"),
		}
		written(t, w, rapid.SampledFrom(catalogue.Langs()).Draw(t, "lang"), index.Answer{
			Subject: key, Judgement: j, AsOf: moment.Draw(t, "as of").Add(time.Hour), Fresh: time.Duration(rapid.IntRange(1, 9e4).Draw(t, "fresh")) * time.Second,
		})
	})
}

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "Washington D.C.", "北京市", "a\u2028b", "\xff", `"\<>&`, "\x7f\x00", "'s-Hertogenbosch"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendString(nil, s); string(got) != string(want) {
			t.Errorf("%q is %s, by encoding/json %s", s, got, want)
		}
	})
}

// FuzzPlainBatch: what the plain reading takes, the strict one takes for the same.
func FuzzPlainBatch(f *testing.F) {
	for _, s := range []string{
		`{"numbers":["+12025550143"]}`, ` { "numbers" : [ "a" , "b" ] } `, `{"numbers":[]}`, `{"numbers":["a"],"region":"US"}`, `{"numbers":["a",]}`,
		`{"numbers":["a"]}x`, `{"numbers":["\u0061"]}`, `{"numbers":["a"],"numbers":["b"]}`, "{\"numbers\":[\"a\nb\"]}", `{"numbers":[{"kind":"qq","value":"1"}]}`, `{"numbers":["a"`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		plain, ok := plainBatch(strings.ToValidUTF8(body, "?"), nil)
		if !ok {
			return
		}
		var strict batch
		if err := unmarshal([]byte(strings.ToValidUTF8(body, "?")), &strict); err != nil || fmt.Sprint(batch{Numbers: plain}) != fmt.Sprint(strict) {
			t.Errorf("%q is %v, strictly %v, %v", body, plain, strict, err)
		}
	})
}

func TestProgramsSendPlainBatches(t *testing.T) {
	all, ok := plainBatch("{\"numbers\": [\"+12025550143\", \"+8613800138000\"]}\n", nil)
	if !ok || len(all) != 2 || all[1].Value != "+8613800138000" {
		t.Errorf("%v, %v", all, ok)
	}
}
