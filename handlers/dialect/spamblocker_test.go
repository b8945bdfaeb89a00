package dialect_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/handlers"
	"ringfence/handlers/dialect"
	"ringfence/internal/preset"
	"ringfence/internal/reputation"
)

// What the app adds for PhoneBlock, with the address of this service in the place of PhoneBlock's, and without its token.
const (
	itsQuery = `{"actions":[
		{"type":"ParseIncomingNumber"},
		{"type":"HttpDownload","url":"` + origin + `/phoneblock/api/check?sha1={sha1(+{cc}{domestic})}&prefix10={sha1({drop_last(+{cc}{domestic},1)})}&prefix100={sha1({drop_last(+{cc}{domestic},2)})}"},
		{"type":"ParseQueryResult","negativeSig":"(D_POLL|G_FRAUD|E_ADVERTISING|F_GAMBLE|B_MISSED)","categorySig":"\"rating\":\"(.+?)\""}]}`
	itsReport = `{"actions":[
		{"type":"ParseIncomingNumber"},
		{"type":"CategoryConfig","map":{"{valid}":"A_LEGITIMATE","{other}":"B_MISSED","{survey}":"D_POLL","{marketing}":"E_ADVERTISING","{political}":"E_ADVERTISING","{fraud}":"G_FRAUD"}},
		{"type":"HttpDownload","method":1,"url":"` + origin + `/phoneblock/api/rate","body":"{\n    \"phone\": \"00{cc}{domestic}\",\n    \"rating\": \"{category}\",\n    \"comment\": \"{comment}\"\n}"}]}`
	itsList = `{"actions":[
		{"type":"LoadBotTag","tagName":"version","defaultValue":"0"},
		{"type":"HttpDownload","url":"` + origin + `/phoneblock/api/blocklist?format=xml&since={version}"},
		{"type":"GenerateTag","tagName":"version","parseType":1,"xpath":"/blocklist/@version"},
		{"type":"ParseXML","xpath":"//phone-info[@votes > 4]/@phone"},
		{"type":"ImportToSpamDB","importReason":"ByAPI"},
		{"type":"SaveBotTag","tagName":"version"}]}`
)

// ours is a preset as the service publishes it.
func (a *app) ours(name preset.Name) entry {
	a.Helper()
	return a.imports(a.ok(name.Path()))
}

// words are those for which the app blocks, and one for which another might.
var words = []string{"D_POLL", "G_FRAUD", "E_ADVERTISING", "F_GAMBLE", "B_MISSED", "C_PING"}

// frightening reports whether one of them is in a body: the app does not care for capital letters.
func frightening(body string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToUpper(body), w) })
}

// TestTheAppBlocksScams and nothing else, unless it is told to.
func TestTheAppBlocksScams(t *testing.T) {
	s := newService(t)
	s.say("+12025550143", 12, "loan")
	s.say("+12025550144", 4, "loan")
	s.say("+12025550145", 12, "loan")
	s.rule(reputation.Clear, "+12025550145")
	s.say("+12025550146", 12, "advertising")
	s.say("+12025550147", 1, "loan")
	s.say("+12025550149", 1, "loan")
	s.rule(reputation.Confirm, "+12025550149")
	phone := newApp(s, "1")
	theirs, ours, careful := phone.imports(itsQuery), phone.ours(preset.Query), phone.ours(preset.QuerySuspicious)
	for _, test := range []struct {
		number       string
		verdict      reputation.Verdict
		rated        string // "" is not blocked
		suspiciously string
	}{
		{"+12025550143", reputation.Scam, "G_FRAUD", "G_FRAUD"},
		{"+12025550144", reputation.Suspicious, "", "B_MISSED"},
		{"+12025550145", reputation.Cleared, "", ""},
		{"+12025550146", reputation.Suspicious, "", "B_MISSED"},
		{"+12025550147", reputation.Unknown, "", ""},
		{"+12025550148", reputation.Unknown, "", ""},
		{"+12025550149", reputation.Scam, "G_FRAUD", "G_FRAUD"}, // confirmed, though one reported it
		{"+12025550100", reputation.Unknown, "", ""},            // the developers' numbers
		{"+12025550101", reputation.Cleared, "", ""},
		{"+12025550102", reputation.Suspicious, "", "B_MISSED"},
		{"+12025550103", reputation.Scam, "G_FRAUD", "G_FRAUD"},
		{"+12025550104", reputation.Suspicious, "", ""}, // contested: in no list, so it has no hash
	} {
		if got := s.verdict(test.number).Verdict; got != test.verdict {
			t.Fatalf("%s is %s, want %s", test.number, got, test.verdict)
		}
		for _, raw := range []string{test.number, strings.TrimPrefix(test.number, "+1")} {
			for name, of := range map[string]struct {
				entry
				rated string
			}{"the app's own": {theirs, test.rated}, "ours": {ours, test.rated}, "ours, suspicious too": {careful, test.suspiciously}} {
				r := &run{raw: raw}
				if !phone.do(of.entry, r) {
					t.Errorf("%s, %s: %d %s", name, raw, r.status, r.output)
				}
				if r.spam != (of.rated != "") || r.rated != of.rated {
					t.Errorf("%s, %s: blocked %v as %q, want %q: %s", name, raw, r.spam, r.rated, of.rated, r.output)
				}
			}
		}
	}
}

// TestASingleReportNeverBlocks: what the app reports and then asks about is let through, by its own query and by ours.
func TestASingleReportNeverBlocks(t *testing.T) {
	s := newService(t)
	phone := newApp(s, "1")
	for _, e := range []entry{phone.imports(itsReport), phone.ours(preset.Report)} {
		for _, category := range []string{"{fraud}", "{other}", "{survey}", "{marketing}", "{political}"} {
			r := &run{raw: "+12025550143", category: category, comment: "said he was a banker"}
			if !phone.do(e, r) || string(r.output) != "Rating recorded." {
				t.Fatalf("%s: %d %s", category, r.status, r.output)
			}
		}
	}
	if said := s.verdict("+12025550143"); said.Reports == 0 {
		t.Fatal("no report was counted")
	}
	for _, e := range []entry{phone.imports(itsQuery), phone.ours(preset.Query), phone.ours(preset.QuerySuspicious)} {
		r := &run{raw: "+12025550143"}
		if !phone.do(e, r) || r.spam {
			t.Errorf("one phone's reports block: %s", r.output)
		}
	}
	for _, path := range []string{"/phoneblock/api/num/+12025550143", "/phoneblock/api/search/+12025550143?format=xml", "/phoneblock/api/check?phone=%2B12025550143"} {
		if body := s.ok(path); frightening(body) {
			t.Errorf("%s: %s", path, body)
		}
	}
}

// TestBrokenCommentsCostNoReport: the app puts between quotes what somebody typed.
func TestBrokenCommentsCostNoReport(t *testing.T) {
	for _, comment := range []string{
		"", "plain", `he said "your parcel"`, "two\nlines", `back\slash`, `"}`, `", "phone": "0012025550199", "x": "`, `"comment": "again"`,
		"\xff\xfe", strings.Repeat("x", 4001), "电话里说“包裹”", "tab\there",
	} {
		s := newService(t)
		phone := newApp(s, "1")
		r := &run{raw: "(202) 555-0143", category: "{fraud}", comment: comment}
		if !phone.do(phone.imports(itsReport), r) {
			t.Errorf("%q: %d %s", comment, r.status, r.output)
		}
		if got := s.verdict("+12025550143"); got.Reports == 0 {
			t.Errorf("%q: nothing was counted", comment)
		}
		if got := s.verdict("+12025550199"); got.Reports != 0 {
			t.Errorf("%q: a number in the comment was reported", comment)
		}
	}
}

// TestTheListOnThePhone follows a number onto the app's list and, with our preset, off it again.
func TestTheListOnThePhone(t *testing.T) {
	s := newService(t)
	s.say("+12025550143", 12, "loan")
	s.say("+12025550144", 4, "loan")
	s.publish()
	theirs, ours := newApp(s, "1"), newApp(s, "1")
	daily := func() {
		t.Helper()
		for phone, e := range map[*app]entry{theirs: theirs.imports(itsList), ours: ours.ours(preset.Offline)} {
			if r := (&run{}); !phone.do(e, r) {
				t.Fatalf("%d %s", r.status, r.output)
			}
		}
	}
	daily()
	version := theirs.saved["version"]
	for name, phone := range map[string]*app{"theirs": theirs, "ours": ours} {
		for _, raw := range []string{"+12025550143", "2025550143"} {
			if !phone.blocks(raw) {
				t.Errorf("%s: %s is not blocked by %v", name, raw, phone.db)
			}
		}
		if phone.blocks("+12025550144") || phone.blocks("+12025550102") || phone.blocks("+12025550103") {
			t.Errorf("%s: too much is blocked: %v", name, phone.db)
		}
	}
	s.say("+12025550145", 12, "loan")
	s.rule(reputation.Clear, "+12025550143")
	s.publish()
	s.now = s.now.Add(24 * time.Hour)
	daily()
	if theirs.saved["version"] == version || !theirs.blocks("+12025550145") {
		t.Errorf("version %s, then %s: %v", version, theirs.saved["version"], theirs.db)
	}
	if !ours.blocks("+12025550145") || ours.blocks("+12025550143") {
		t.Errorf("a cleared number stays, or a new one is missing: %v", ours.db)
	}
}

// TestOnlyWhatChangedIsSentAgain looks into the deltas that the app fetches.
func TestOnlyWhatChangedIsSentAgain(t *testing.T) {
	s := newService(t)
	s.say("+12025550143", 12, "loan")
	s.publish()
	phone := newApp(s, "1")
	e := phone.imports(itsList)
	first, second := &run{}, &run{}
	if !phone.do(e, first) || !slices.Equal(first.numbers, []string{"+12025550143"}) {
		t.Fatalf("%s", first.output)
	}
	s.say("+12025550145", 12, "loan")
	s.rule(reputation.Clear, "+12025550143")
	s.publish()
	if !phone.do(e, second) || !slices.Equal(second.numbers, []string{"+12025550145"}) || !strings.Contains(string(second.output), `phone="+12025550143" votes="0"`) {
		t.Errorf("%s", second.output)
	}
	phone.saved["version"] = "1" // older than all that is known: the whole list, or it would ask the same for ever
	if third := (&run{}); !phone.do(e, third) || !slices.Equal(third.numbers, []string{"+12025550145"}) || strings.Contains(string(third.output), `votes="0"`) {
		t.Errorf("%s", third.output)
	}
}

// TestMessagesAreForwarded: the text, and 20 seconds later the number alone.
func TestMessagesAreForwarded(t *testing.T) {
	s := newService(t, func(c *dialect.Config, _ *handlers.Limits) { c.Number = "+12025550150" })
	phone := newApp(s, "1")
	if !phone.do(phone.ours(preset.SMS), &run{raw: "+12025550143", sms: "Your parcel waits"}) {
		t.Fatal("the app stopped")
	}
	want := []text{{"+12025550150", "Your parcel waits"}, {"+12025550150", "+12025550143"}}
	if !slices.Equal(phone.texts, want) || phone.slept != 20*time.Second {
		t.Errorf("%v, %s between", phone.texts, phone.slept)
	}
	if without := newService(t).get(preset.SMS.Path()); without.status != http.StatusNotFound || !strings.Contains(without.body, "no_text_number") {
		t.Errorf("%d %s", without.status, without.body)
	}
}

// TestNothingIsSentByItself: the app would report what its own rules block, and to the host of a list all that it blocked by it.
func TestNothingIsSentByItself(t *testing.T) {
	s := newService(t, func(c *dialect.Config, _ *handlers.Limits) { c.Number = "+12025550150" })
	phone := newApp(s, "1")
	for _, name := range preset.Names() {
		e := phone.ours(name)
		if e.AutoReportTypes != 0 {
			t.Errorf("%s reports by itself: %d", name, e.AutoReportTypes)
		}
		for _, step := range e.Actions {
			if step.Type == "ImportToSpamDB" && step.ImportReason != "Manually" {
				t.Errorf("%s imports %s, and the app reports that", name, step.ImportReason)
			}
		}
	}
}
