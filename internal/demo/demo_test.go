package demo

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// until is a Sunday evening, so that the last week is over but for some hours.
var until = time.Date(2026, 11, 29, 20, 30, 0, 0, time.UTC)

// whole is the year that a demonstration shows.
var whole = Year{Seed: Seed, Until: until, Weeks: 52}.Events()

func TestTheSameYearIsTheSame(t *testing.T) {
	short := Year{Seed: Seed, Until: until, Weeks: 4}
	if !reflect.DeepEqual(short.Events(), short.Events()) {
		t.Error("the same year has other events the second time")
	}
	other := short
	other.Seed++
	if reflect.DeepEqual(short.Events(), other.Events()) {
		t.Error("another seed makes the same year")
	}
}

func TestAYearIsTheSameWhateverDayItEnds(t *testing.T) {
	later := Year{Seed: Seed, Until: until.AddDate(0, 0, 3), Weeks: 4}.Events()
	for i, e := range (Year{Seed: Seed, Until: until, Weeks: 4}).Events() {
		if e.Act != later[i].Act || !e.At.AddDate(0, 0, 3).Equal(later[i].At) || !reflect.DeepEqual(e.Report.Subjects, later[i].Report.Subjects) {
			t.Fatalf("event %d is %v and three days later %v", i, e, later[i])
		}
	}
}

func TestWhatHappensIsInOrder(t *testing.T) {
	told, begins := 0, until.AddDate(0, 0, -52*7)
	var at time.Time
	for i := range whole {
		e := &whole[i]
		if e.At.Before(at) || e.At.Before(begins) || e.At.After(until) {
			t.Fatalf("%s at %v, after %v", e.Act, e.At, at)
		}
		at = e.At
		switch {
		case e.Act == Tell && e.Number != told:
			t.Fatalf("report %d is told as number %d", told, e.Number)
		case e.Act == Tell:
			told++
		case e.About().IsZero() && e.Number >= told:
			t.Fatalf("%s of report %d before it was told", e.Act, e.Number)
		}
	}
}

func TestEveryReportIsOneThatTheFormTakes(t *testing.T) {
	for i := range whole {
		e := &whole[i]
		if e.Act != Tell {
			continue
		}
		r := e.Report
		d := report.Draft{Kind: string(r.Kind), Polarity: string(r.Polarity), Category: string(r.Category), OccurredAt: r.OccurredAt.Format(time.RFC3339), Text: r.Text,
			LeakSector: string(r.LeakSector), Region: r.Region, Campus: r.Campus, Consent: r.Consent, Lang: r.Lang}
		for _, k := range r.Knew {
			d.Knew = append(d.Knew, string(k))
		}
		for _, s := range r.Subjects {
			if s.IsZero() {
				t.Fatalf("a report of %s about nobody", r.Category)
			}
			d.Subjects = append(d.Subjects, report.SubjectDraft{Kind: string(s.Kind()), Value: s.Value()})
		}
		if r.Offer != nil {
			d.Offer = &report.OfferDraft{Title: r.Offer.Title}
			for _, duty := range r.Offer.Duties {
				d.Offer.Duties = append(d.Offer.Duties, string(duty))
			}
		}
		if _, err := report.Validate(d, false, e.At); err != nil {
			t.Fatalf("%+v: %v", r, err)
		}
	}
}

var fiction = regexp.MustCompile(`^(\+1[2-9]\d\d55501\d\d|\+447700900\d{3}|(wechat|CN/sender)/(?i:demo)[A-Za-z0-9_]+|qq/999000000\d\d|domain/([a-z-]+\.example|example\.(net|org)))$`)

func TestNobodyCanHaveWhatIsReported(t *testing.T) {
	seen := map[subject.Key]bool{}
	for i := range whole {
		for _, s := range append(whole[i].Report.Subjects, whole[i].Ruling.Subject) {
			if seen[s] || s.IsZero() {
				continue
			}
			seen[s] = true
			if !fiction.MatchString(s.String()) {
				t.Errorf("%s may be somebody's", s)
			}
			if s.Kind() == subject.Number && s.CountryRegion() == "US" && !s.KnownRange() {
				t.Errorf("%s is in no area", s)
			}
			if _, sample := report.Sample(s); sample || s.National(3) == "202" {
				t.Errorf("%s is one of the samples, or of the README's tour", s)
			}
		}
	}
	if len(seen) < 500 {
		t.Errorf("only %d numbers and accounts", len(seen))
	}
	if found := regexp.MustCompile(`\d{5}`).FindString(wordsFile); found != "" {
		t.Errorf("the words hold the number %s", found)
	}
}

func TestProvincesAreRealAndUniversitiesAreNot(t *testing.T) {
	directory, err := campus.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Campuses() {
		bare, marked := strings.CutSuffix(c.Name, "(演示)")
		if real := directory.Search(bare, 1); !marked || len(real) > 0 {
			t.Errorf("%s may be %v", c.Name, real)
		}
		if !slices.Contains(report.Provinces(), c.Region) {
			t.Errorf("%s lies in %s", c.Name, c.Region)
		}
	}
	for _, p := range slices.Concat(provinces, nearby) {
		if !slices.Contains(report.Provinces(), p.of) {
			t.Errorf("%s is no province", p.of)
		}
	}
}

func TestEveryStreamHasItsWords(t *testing.T) {
	said := wordsOf(wordsFile)
	for _, s := range streams() {
		langs := map[string]int{}
		for _, w := range s.words {
			langs[w.lang]++
		}
		if langs["zh-CN"] == 0 || langs["en"] == 0 || len(langs) != 2 {
			t.Errorf("%s has words in %v", s.name, langs)
		}
		delete(said, s.name)
	}
	for name := range said {
		t.Errorf("nobody says the words of %s", name)
	}
}

// TestWordsFitHowSomebodyWasReached: every stream has some in both languages for each of its ways, and none for another. Who was rung up writes
// of no text message.
func TestWordsFitHowSomebodyWasReached(t *testing.T) {
	for _, s := range streams() {
		ways := map[report.Kind]bool{"": true}
		for _, of := range s.kinds {
			ways[of.of] = true
			langs := map[string]bool{}
			for _, w := range s.fitting(of.of) {
				langs[w.lang] = true
			}
			if len(langs) != 2 {
				t.Errorf("%s has words in %v for %s", s.name, langs, of.of)
			}
		}
		for _, w := range s.words {
			if !ways[w.kind] {
				t.Errorf("%s: nobody is reached by %s", s.name, w.kind)
			}
		}
	}
	begins := map[report.Kind]*regexp.Regexp{
		report.Call: regexp.MustCompile(`^(Text message|A text|A message|短信|收到.*短信)`),
		report.Text: regexp.MustCompile(`^(A caller|Caller|电话里|打电话|接到电话|来电)`),
	}
	for i := range whole {
		r := &whole[i].Report
		if words := begins[r.Kind]; whole[i].Act == Tell && words != nil && words.MatchString(r.Text) {
			t.Errorf("of a %s: %s", r.Kind, r.Text)
		}
	}
}

// TestEveryCategoryHasExamples in both languages.
func TestEveryCategoryHasExamples(t *testing.T) {
	found, reports := map[report.Category]map[string]int{}, map[int]report.Report{}
	for _, e := range whole {
		switch e.Act {
		case Tell:
			reports[e.Number] = e.Report
		case Publish:
			r := reports[e.Number]
			if found[r.Category] == nil {
				found[r.Category] = map[string]int{}
			}
			found[r.Category][r.Lang]++
			if !r.Consent.PublishText || r.Text == "" || r.Polarity != report.Bad {
				t.Errorf("published is %+v", r)
			}
		default:
		}
	}
	for _, c := range report.Categories() {
		if found[c]["zh-CN"] == 0 || found[c]["en"] == 0 {
			t.Errorf("%s has %v examples", c, found[c])
		}
	}
}

// TestTheRulingsAreAboutWhatWasReported shortly before. Official numbers need not be reported at all.
func TestTheRulingsAreAboutWhatWasReported(t *testing.T) {
	before := map[subject.Key]time.Time{}
	decided := 0
	for _, e := range whole {
		for _, s := range e.Report.Subjects {
			before[s] = e.At
		}
		about := e.About()
		if about.IsZero() {
			continue
		}
		decided++
		if at, ok := before[about]; e.Act != Propose && e.Act != Enter && (!ok || e.At.Sub(at) > 10*24*time.Hour) {
			t.Errorf("%s of %s at %v, last reported at %v", e.Act, about, e.At, at)
		}
	}
	if decided != len(decisions()) {
		t.Errorf("%d of %d decisions", decided, len(decisions()))
	}
}

// TestNobodyAnswersWhatNobodyContests, however short the year is, and nobody enters what they proposed themselves.
func TestNobodyAnswersWhatNobodyContests(t *testing.T) {
	acts := map[Act]int{}
	for weeks := 1; weeks <= 8; weeks++ {
		by := map[subject.Key]string{}
		for _, e := range (Year{Seed: Seed, Until: until, Weeks: weeks}).Events() {
			acts[e.Act]++
			switch about := e.About(); e.Act {
			case Contest, Submit:
				by[about] = "owner"
			case Propose:
				if by[about] = e.Entry.By; e.Entry.Check() != nil || e.Entry.Subject != about {
					t.Errorf("%+v: %v", e.Entry, e.Entry.Check())
				}
			case Answer, Enter:
				if by[about] == "" || by[about] == e.Ruling.By {
					t.Errorf("in %d weeks: %s of %s by %q after %q", weeks, e.Act, about, e.Ruling.By, by[about])
				}
			default:
			}
		}
	}
	for _, act := range []Act{Contest, Submit, Answer, Propose, Enter} {
		if acts[act] == 0 {
			t.Errorf("nobody does %s", act)
		}
	}
}

// TestTheBillIsADocument that a moderator can open.
func TestTheBillIsADocument(t *testing.T) {
	bill := string(Bill())
	at := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindStringSubmatch(bill)
	if at == nil || !strings.HasPrefix(bill, "%PDF-1.4\n") {
		t.Fatal(bill)
	}
	table, _ := strconv.Atoi(at[1])
	for i, entry := range regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllStringSubmatch(bill[table:], -1) {
		if n, _ := strconv.Atoi(entry[1]); !strings.HasPrefix(bill[n:], strconv.Itoa(i+1)+" 0 obj\n") {
			t.Errorf("object %d is not at %d", i+1, n)
		}
	}
}

// TestTheBrigadeIsWhatItIsSaidToBe: as many as make a scam of a number when they come from seven networks.
func TestTheBrigadeIsWhatItIsSaidToBe(t *testing.T) {
	groups, verified := map[string]bool{}, map[string]bool{}
	var first, last time.Time
	n := 0
	for _, e := range whole {
		if e.Act != Tell || e.Report.Polarity != report.Bad || !slices.Contains(e.Report.Subjects, Brigaded()) {
			continue
		}
		if n++; n == 1 {
			first = e.At
		}
		last = e.At
		groups[e.By.Group] = true
		if e.By.Tier == reputation.Verified {
			verified[e.By.Identity] = true
		}
	}
	if n != brigadeSize || len(verified) < 7 || len(groups) != 2 || last.Sub(first) > 2*time.Hour {
		t.Errorf("%d reports, %d phones, %d networks, %v", n, len(verified), len(groups), last.Sub(first))
	}
}
