package report

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/subject"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// valid is a draft with nothing wrong, for tests to spoil.
func valid() Draft {
	return Draft{Kind: "call", Subjects: []SubjectDraft{{Value: "+1 202 555 0143"}}}
}

func TestValidateSaysEverythingAtOnce(t *testing.T) {
	d := Draft{
		Kind: "visit", Polarity: "mixed", Category: "witchcraft", OccurredAt: "2027-01-01", Text: strings.Repeat("x", 4001),
		Knew: []string{"name", "dreams"}, LeakSector: "moon", Region: "Atlantis", Campus: strings.Repeat("校", 201), User: "u",
		Offer: &OfferDraft{Title: strings.Repeat("t", 201), Duties: []string{"sing"}}, Lang: "fr",
		Subjects: []SubjectDraft{{Value: "138O0138OOO"}, {Value: "+12025550143"}, {Kind: "pigeon", Value: "x"}, {Value: "+12025550103"}},
	}
	_, err := Validate(d, false, now)
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v", err)
	}
	got := map[string]Code{}
	for _, p := range problems {
		got[p.Field] = p.Code
	}
	want := map[string]Code{
		"/kind": UnknownValue, "/polarity": UnknownValue, "/category": UnknownValue, "/occurred_at": Future, "/text": TooLong,
		"/knew/1": UnknownValue, "/leak_sector": UnknownValue, "/region": BadRegion, "/campus": TooLong, "/user": NeedsKey,
		"/offer/title": TooLong, "/offer/duties/0": UnknownValue, "/lang": UnknownValue,
		"/subjects/0": SubjectProblem, "/subjects/2": SubjectProblem, "/subjects/3": NotReportable,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*Draft)
		keyed bool
		field string
		code  Code
	}{
		{name: "a plain call", spoil: func(*Draft) {}},
		{name: "the police", spoil: func(d *Draft) { d.Subjects = []SubjectDraft{{Value: "110"}} }, field: "/subjects/0", code: IsHelpline},
		{name: "no kind", spoil: func(d *Draft) { d.Kind = "" }, field: "/kind", code: Required},
		{name: "no subject", spoil: func(d *Draft) { d.Subjects = nil }, field: "/subjects", code: Required},
		{name: "nine subjects", spoil: func(d *Draft) { d.Subjects = make([]SubjectDraft, 9) }, field: "/subjects", code: TooMany},
		{name: "a date within a day ahead", spoil: func(d *Draft) { d.OccurredAt = "2026-11-21T11:00:00Z" }},
		{name: "a date further ahead", spoil: func(d *Draft) { d.OccurredAt = "2026-11-21T13:00:00Z" }, field: "/occurred_at", code: Future},
		{name: "a date before telephones", spoil: func(d *Draft) { d.OccurredAt = "0000-01-01T00:00:00+01:00" }, field: "/occurred_at", code: BadTime},
		{name: "a date that is none", spoil: func(d *Draft) { d.OccurredAt = "yesterday" }, field: "/occurred_at", code: BadTime},
		{name: "sensitive without consent", spoil: func(d *Draft) { d.Knew = []string{"health"} }, field: "/consent/sensitive", code: NeedsConsent},
		{name: "sensitive with consent", spoil: func(d *Draft) { d.Knew, d.Consent.Sensitive = []string{"health"}, true }},
		{name: "bytes that are no text", spoil: func(d *Draft) { d.Text = "a\xff" }, field: "/text", code: InvalidUTF8},
		{name: "an offer with a call", spoil: func(d *Draft) { d.Offer = &OfferDraft{} }, field: "/offer", code: NotAnOffer},
		{name: "an offer with an offer", spoil: func(d *Draft) { d.Kind, d.Offer = "offer", &OfferDraft{Duties: []string{"lend_sim"}} }},
		{name: "a user without a key", spoil: func(d *Draft) { d.User = "u" }, field: "/user", code: NeedsKey},
		{name: "a user with a key", spoil: func(d *Draft) { d.User = "u" }, keyed: true},
		{name: "a user too long", spoil: func(d *Draft) { d.User = strings.Repeat("u", 65) }, keyed: true, field: "/user", code: TooLong},
		{name: "more knew than there are", spoil: func(d *Draft) { d.Knew = make([]string, 33) }, field: "/knew", code: TooMany},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := valid()
			test.spoil(&d)
			_, err := Validate(d, test.keyed, now)
			var problems Problems
			errors.As(err, &problems)
			switch {
			case test.code == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.code != "" && (len(problems) != 1 || problems[0].Field != test.field || problems[0].Code != test.code):
				t.Errorf("got %v, want %s: %s", err, test.field, test.code)
			}
		})
	}
}

func TestValidateNeverRepeatsWhatWasTyped(t *testing.T) {
	d := valid()
	d.Subjects[0].Value, d.Category, d.Region = "secret-4711", "secret-4711", "secret-4711"
	if _, err := Validate(d, false, now); err == nil || strings.Contains(err.Error(), "4711") {
		t.Errorf("error %v", err)
	}
}

func TestSubjectsInAnySpellingCountOnce(t *testing.T) {
	d := valid()
	d.Subjects = []SubjectDraft{{Value: "+1 (202) 555-0143"}, {Value: "001 202 555 0143"}, {Kind: "wechat", Value: "Scam_Er1"}}
	r, err := Validate(d, false, now)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, k := range r.Subjects {
		got = append(got, k.String())
	}
	if want := []string{"+12025550143", "wechat/scam_er1"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRegions(t *testing.T) {
	for in, want := range map[string]string{
		"CN-ZJ": "CN-ZJ", "cn-33": "CN-ZJ", "33": "CN-ZJ", "cn\t": "CN", "US-CA": "US-CA", "US": "US",
		"CN-99": "", "99": "", "Atlantis": "", "CN-": "", "US-CALIFORNIA": "", "XX": "", "": "",
	} {
		got, ok := ParseRegion(in)
		if ok != (want != "") || (ok && got != want) {
			t.Errorf("ParseRegion(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	if n := len(Provinces()); n != 34 {
		t.Errorf("China has 34 provincial regions, not %d", n)
	}
}

func TestSamples(t *testing.T) {
	for s, want := range map[string]bool{"+12025550100": true, "+12025550104": true, "+12025550105": false, "+12025550143": false, "qq/12025550100": false} {
		key, err := subject.ParseKey(s)
		if err != nil {
			t.Fatal(s, err)
		}
		if _, ok := Sample(key); ok != want {
			t.Errorf("%s: sample %v, want %v", s, ok, want)
		}
	}
}

func TestReceiptReadsBackAsPeopleTypeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := [10]byte(rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "bits"))
		r := NewReceipt(bits)
		code := r.String()
		sloppy := strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(strings.ToLower(code))
		for _, typed := range []string{code, sloppy, strings.ReplaceAll(code, "-", "")} {
			if back, err := ParseReceipt(typed); err != nil || back != r {
				t.Fatalf("%q reads back as %v, %v", typed, back, err)
			}
		}
	})
}

func TestReceiptIsReadWithoutItsCheckSignWhereThatIsAskedFor(t *testing.T) {
	r := NewReceipt([10]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
	code := r.String()
	without := code[:len(code)-len("-K")]
	if back, err := ParseUnchecked(" " + strings.ToLower(without)); err != nil || back != r {
		t.Errorf("%s is read as %v, %v", without, back, err)
	}
	for _, wrong := range []string{code, without[1:], "U" + without[1:]} {
		if _, err := ParseUnchecked(wrong); err == nil {
			t.Errorf("%s is a code", wrong)
		}
	}
	if _, err := ParseReceipt(without); err == nil {
		t.Errorf("%s is a whole code", without)
	}
}

func TestReceiptCheckSignCatchesSlips(t *testing.T) {
	code := NewReceipt([10]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}).String()
	for i := range code {
		if code[i] == '-' {
			continue
		}
		for _, c := range crockford {
			slip := code[:i] + string(c) + code[i+1:]
			if _, err := ParseReceipt(slip); (err == nil) != (slip == code) {
				t.Errorf("%s: %v", slip, err)
			}
		}
	}
}

func FuzzParseReceipt(f *testing.F) {
	f.Add("0123-4567-89AB-CDEF-K")
	f.Add(NewReceipt([10]byte{255}).String())
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseReceipt(s)
		if err != nil {
			return
		}
		if back, err := ParseReceipt(r.String()); err != nil || back != r {
			t.Errorf("%q does not read back", s)
		}
	})
}

func FuzzValidate(f *testing.F) {
	f.Add([]byte(`{"kind":"call","subjects":["+12025550143",{"kind":"wechat","value":"abcdef"}],"knew":["name"],"region":"33"}`))
	f.Add([]byte(`{"kind":"offer","subjects":[""],"offer":{"duties":["lend_sim"]},"occurred_at":"2026-11-20"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var d Draft
		if json.Unmarshal(body, &d) != nil {
			return
		}
		r, err := Validate(d, false, now)
		if err != nil {
			var problems Problems
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("refused without saying why: %v", err)
			}
			return
		}
		if len(r.Subjects) < 1 || len(r.Subjects) > MaxSubjects || r.OccurredAt.After(now.Add(MaxAhead)) {
			t.Errorf("accepted %+v", r)
		}
	})
}

func TestParseID(t *testing.T) {
	want := ID{1, 15: 0xff}
	if got, err := ParseID(want.String()); err != nil || got != want {
		t.Errorf("got %v, %v", got, err)
	}
	for _, s := range []string{"", "01", want.String() + "00", strings.ToUpper(want.String()), strings.Repeat("x", 32)} {
		if id, err := ParseID(s); err == nil {
			t.Errorf("%q is read as %v", s, id)
		}
	}
}

func TestHelplinesAreKeys(t *testing.T) {
	for _, h := range helplines {
		if key, err := subject.ParseKey(h); err != nil || !Helpline(key) {
			t.Errorf("%s: %v", h, err)
		}
	}
}

func TestHelplines(t *testing.T) {
	for _, c := range []struct {
		number, region string
		want           bool
	}{
		{"110", "CN", true}, {"122", "CN", true}, {"96110", "CN", true}, {"12356", "CN", true},
		{"911", "US", true}, {"911", "CA", true}, {"988", "US", true}, {"999", "GB", true}, {"112", "DE", true}, {"000", "AU", true}, {"999", "HK", true},
		{"165", "TW", true}, {"13 11 14", "AU", true}, {"0800 1111", "GB", true}, {"116 123", "GB", true}, {"116 111", "DE", true},
		{"116123", "CN", false}, {"116123", "CA", false}, {"95588", "CN", false}, {"10086", "CN", false}, {"611", "US", false}, {"7726", "US", false},
		{"202 555 0143", "US", false},
	} {
		key, err := subject.Parse(c.number, c.region)
		if err != nil || Helpline(key) != c.want {
			t.Errorf("%s in %s: %v, %v; want %v", c.number, c.region, Helpline(key), err, c.want)
		}
	}
}
