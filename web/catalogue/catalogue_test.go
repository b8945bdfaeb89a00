package catalogue

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// messages returns the forms of every message of l by plural form, "" for one without forms.
func messages(t *testing.T, l Lang) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	paths, err := fs.Glob(files, "*"+string(l)+".json")
	if err != nil || len(paths) == 0 {
		t.Fatal("no messages: ", err)
	}
	for _, path := range paths {
		content, err := files.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(content, &raw); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if twice := doubled(string(content)); len(twice) > 0 {
			t.Errorf("%s: twice: %v", path, twice)
		}
		for id, m := range raw {
			if all[id] != nil {
				t.Errorf("%s: %s is in another file too", path, id)
			}
			all[id] = formsOf(t, id, m)
		}
	}
	return all
}

var idAtLineStart = regexp.MustCompile(`(?m)^  "([^"]+)":`)

func doubled(content string) (twice []string) {
	seen := map[string]bool{}
	for _, m := range idAtLineStart.FindAllStringSubmatch(content, -1) {
		if seen[m[1]] {
			twice = append(twice, m[1])
		}
		seen[m[1]] = true
	}
	return twice
}

func formsOf(t *testing.T, id string, m json.RawMessage) map[string]string {
	t.Helper()
	var text string
	if json.Unmarshal(m, &text) == nil {
		return map[string]string{"": text}
	}
	var plural map[string]string
	if err := json.Unmarshal(m, &plural); err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return plural
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	en, zh := messages(t, En), messages(t, ZhCN)
	for id := range zh {
		if en[id] == nil {
			t.Errorf("%s is in Chinese only", id)
		}
	}
	for id, forms := range en {
		if zh[id] == nil {
			t.Errorf("%s is in English only", id)
			continue
		}
		if e, z := placeholdersOf(forms), placeholdersOf(zh[id]); !slices.Equal(e, z) {
			t.Errorf("%s: placeholders %v in English, %v in Chinese", id, e, z)
		}
	}
}

func placeholdersOf(forms map[string]string) []string {
	seen := map[string]bool{}
	for _, text := range forms {
		for _, p := range placeholders(text) {
			seen[p] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// placeholders returns the {name}s of a message in their order.
func placeholders(message string) []string {
	var found []string
	for {
		_, after, ok := strings.Cut(message, "{")
		if !ok {
			return found
		}
		name, rest, ok := strings.Cut(after, "}")
		if !ok {
			return found
		}
		found, message = append(found, "{"+name+"}"), rest
	}
}

func TestPluralFormsAreThoseOfTheLanguage(t *testing.T) {
	for l, want := range map[Lang][]string{En: {"one", "other"}, ZhCN: {"other"}} {
		for id, forms := range messages(t, l) {
			if got := slices.Sorted(maps.Keys(forms)); !slices.Equal(got, want) && !slices.Equal(got, []string{""}) {
				t.Errorf("%s %s: forms %v, want %v", l, id, got, want)
			}
			for _, text := range forms {
				if strings.TrimSpace(text) != text && id != "form.mistake" && id != "list.separator" || text == "" {
					t.Errorf("%s %s: empty or with space around it: %q", l, id, text)
				}
			}
		}
	}
}

// same are the messages that read the same in both languages.
var same = []string{"site.name", "subject.percent", "report.read.word", "poster.quoted"}

func TestEveryMessageIsTranslated(t *testing.T) {
	zh := messages(t, ZhCN)
	for id, forms := range messages(t, En) {
		if got := forms[""] != "" && forms[""] == zh[id][""]; got != slices.Contains(same, id) {
			t.Errorf("%s: the same in both languages is %v", id, got)
		}
	}
}

// vocabularies are the values that Name must know.
func vocabularies() map[string][]string {
	lines := []string{}
	for l := subject.UnknownLine; l <= subject.Voicemail; l++ {
		lines = append(lines, l.String())
	}
	return map[string][]string{
		Categories:  words(report.Categories()),
		Knew:        words(report.Knews()),
		LeakSectors: words(report.LeakSectors()),
		Duties:      words(report.Duties()),
		Verdicts:    {reputation.Unknown.String(), reputation.Cleared.String(), reputation.Suspicious.String(), reputation.Scam.String()},
		Conditions:  words(conditions),
		Kinds:       words(subject.Kinds()),
		Lines:       lines,
		Regions:     report.Provinces(),
		States:      words([]reputation.State{reputation.Live, reputation.Withdrawn, reputation.Overturned, reputation.Superseded, reputation.Closed}),
		ReportKinds: words([]report.Kind{report.Call, report.Text, report.Offer}),
		Polarities:  words([]report.Polarity{report.Bad, report.Fine}),
		Groups:      words([]report.Group{report.Scam, report.Nuisance, report.Neither}),
		Reasons:     words(reasonCodes),
		Outcomes:    {"counted", "replaced_yours", "not_counted"}, // those of intake, a worker
	}
}

var (
	conditions  = []reputation.Condition{reputation.Disputed, reputation.SpoofSuspected, reputation.Recycled, reputation.Official, reputation.Imitated}
	reasonCodes = []reputation.ReasonCode{reputation.ReasonReports, reputation.ReasonNetworks, reputation.ReasonFine, reputation.ReasonNeighbours,
		reputation.ReasonDisputed, reputation.ReasonConfirmed, reputation.ReasonCleared, reputation.ReasonOfficial, reputation.ReasonImitated,
		reputation.ReasonTooOld, reputation.ReasonNone}
	problemCodes = []report.Code{report.Required, report.TooMany, report.TooLong, report.UnknownValue, report.InvalidUTF8, report.BadTime,
		report.Future, report.BadRegion, report.NeedsConsent, report.NeedsKey, report.NotAnOffer, report.NotReportable, report.IsHelpline, report.SubjectProblem}
)

func words[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// TestListsAreComplete compares the lists above with the constants in the sources.
func TestListsAreComplete(t *testing.T) {
	for _, c := range []struct {
		file, kind string
		want       int
	}{
		{"../../internal/reputation/reason.go", "ReasonCode", len(reasonCodes)},
		{"../../internal/reputation/judge.go", "Condition", len(conditions)},
		{"../../internal/report/problem.go", "Code", len(problemCodes)},
		{"../../internal/reputation/statement.go", "State", len(vocabularies()[States])},
		{"../../internal/intake/intake.go", "Outcome", len(vocabularies()[Outcomes])},
	} {
		source, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		constants := regexp.MustCompile(`(?m)^\s+\w+\s+` + c.kind + `\s+= "`)
		if got := len(constants.FindAll(source, -1)); got != c.want {
			t.Errorf("%s has %d of %s, the list %d", c.file, got, c.kind, c.want)
		}
	}
}

func TestEveryValueHasAName(t *testing.T) {
	for _, l := range Langs() {
		for vocabulary, values := range vocabularies() {
			seen := map[string]bool{}
			for _, v := range values {
				name := Name(l, vocabulary, v)
				if name == "" || seen[name] {
					t.Errorf("%s: %s of %s is called %q, empty or not alone", l, v, vocabulary, name)
				}
				seen[name] = true
			}
		}
	}
}

func TestRegions(t *testing.T) {
	for _, c := range []struct{ code, en, zh string }{
		{"CN", "China", "中国"},
		{"CN-ZJ", "Zhejiang", "浙江"},
		{"CN-HK", "Hong Kong, China", "香港"},
		{"HK", "Hong Kong, China", "香港"},
		{"TW", "Taiwan, China", "台湾"},
		{"MO", "Macao, China", "澳门"},
		{"US", "United States", "美国"},
		{"US-CA", "United States (CA)", "美国（CA）"},
		{"no region", "no region", "no region"},
	} {
		if en, zh := Name(En, Regions, c.code), Name(ZhCN, Regions, c.code); en != c.en || zh != c.zh {
			t.Errorf("%s: %q, %q; want %q, %q", c.code, en, zh, c.en, c.zh)
		}
	}
}

func TestMatch(t *testing.T) {
	for header, want := range map[string]Lang{
		"": En, "*": En, "de": En, "en-GB": En, "xx;;q": En, "ja": En,
		"zh": ZhCN, "zh-CN": ZhCN, "zh-TW": ZhCN, "zh-Hant-HK": ZhCN, "zh-SG": ZhCN,
		"fr, zh;q=0.5": ZhCN, "en;q=0.1, zh-CN;q=0.9": ZhCN, "zh-CN;q=0.1, en": En,
	} {
		if got := Match(header); got != want {
			t.Errorf("Match(%q) = %s, want %s", header, got, want)
		}
	}
	if _, ok := Parse("zh-TW"); ok {
		t.Error("Parse takes a language that there is not")
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		l    Lang
		n    int
		want string
	}{
		{En, 1, "Most on one day: 1 report"}, {En, 2, "Most on one day: 2 reports"}, {ZhCN, 1, "单日最多 1 次"},
	} {
		if got := c.l.Text("subject.chart.most", "count", c.n); got != c.want {
			t.Errorf("%s, %d: %q", c.l, c.n, got)
		}
	}
	if got := En.Text("subject.title", "subject", "{headline}", "headline", "x"); got != "{headline}: x" {
		t.Errorf("a value was read as a placeholder: %q", got)
	}
	for what, mistaken := range map[string]string{
		"an unknown id":           En.Text("no.such.message"),
		"a forgotten placeholder": En.Text("subject.title", "subject", "x"),
		"a value without name":    En.Text("site.name", "subject"),
	} {
		if !strings.Contains(mistaken, Missing) {
			t.Errorf("%s passes unseen", what)
		}
	}
}

func TestReasons(t *testing.T) {
	many := reputation.Judgement{Reports: reputation.BandOf(4), Networks: reputation.BandOf(7)}
	for _, c := range []struct {
		code   reputation.ReasonCode
		j      reputation.Judgement
		en, zh string
	}{
		{code: reputation.ReasonReports, j: many, en: "Reported 3 to 5 times in the last 90 days.", zh: "近 90 天内的举报次数：3 至 5。"},
		{code: reputation.ReasonReports, en: "It was reported more than 90 days ago. Old reports weigh less and less.", zh: "举报都在 90 天以前。时间越久，举报的分量越轻。"},
		{code: reputation.ReasonNetworks, j: many, en: "The reports came from 6 to 10 independent networks, so they are probably not all from one person.",
			zh: "举报来自互不相关的网络（6 至 10 个），不像是同一个人所为。"},
		{code: reputation.ReasonNetworks, en: "The reports did not all come from the same network.", zh: "举报并非全部来自同一个网络。"},
		{code: reputation.ReasonNone, en: "No one has reported it here. That does not mean it is safe.", zh: "这里还没有人举报过它，但这不代表它安全。"},
	} {
		r := reputation.Reason{Code: c.code}
		if en, zh := Reason(En, r, c.j), Reason(ZhCN, r, c.j); en != c.en || zh != c.zh {
			t.Errorf("%s: %q, %q", c.code, en, zh)
		}
	}
	for _, code := range reasonCodes {
		for _, l := range Langs() {
			if s := Reason(l, reputation.Reason{Code: code}, many); !isSentence(s) {
				t.Errorf("%s %s: %q is no sentence", l, code, s)
			}
		}
	}
}

func isSentence(s string) bool {
	return (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。")) && !strings.ContainsAny(s, "{}")
}

func TestProblems(t *testing.T) {
	for _, l := range Langs() {
		for _, code := range problemCodes {
			for _, field := range []string{"/kind", "/subjects", "/knew", "/text"} {
				p := report.Problem{Field: field, Code: code, Limit: 8, Names: []string{"bank_account", "health"}, Subject: subject.TooShort}
				if s := Problem(l, p); !isSentence(s) {
					t.Errorf("%s %s %s: %q is no sentence", l, code, field, s)
				}
			}
		}
		for _, p := range subject.Problems() {
			if s := SubjectProblem(l, p); !isSentence(s) {
				t.Errorf("%s %s: %q is no sentence", l, p, s)
			}
			for _, kind := range subject.Kinds() {
				if s := KindProblem(l, kind, p); !isSentence(s) {
					t.Errorf("%s %s %s: %q is no sentence", l, kind, p, s)
				}
			}
		}
	}
	hot := report.Problem{Code: report.NeedsConsent, Names: []string{"bank_account", "health"}}
	if s := Problem(ZhCN, hot); !strings.Contains(s, "“银行账户、健康或就医信息”") {
		t.Errorf("consent: %q", s)
	}
}

// TestNoOneIsCalledSafeOrCriminal holds the manners: reported as, and unknown is never safe.
func TestNoOneIsCalledSafeOrCriminal(t *testing.T) {
	never := regexp.MustCompile(`(?i)criminal|fraudster|is a scammer|罪犯|犯罪|骗子号码`)
	safe := regexp.MustCompile(`(?i)\bsafe\b|安全`)
	hedged := regexp.MustCompile(`(?i)not mean (it is )?safe|“safe accounts”|不代表(它)?安全|为了您的安全|“安全账户”`)
	for _, l := range Langs() {
		for id, forms := range messages(t, l) {
			for _, text := range forms {
				if never.MatchString(text) {
					t.Errorf("%s %s: %s", l, id, text)
				}
				if safe.MatchString(hedged.ReplaceAllString(text, "")) {
					t.Errorf("%s %s: says that something is safe: %s", l, id, text)
				}
			}
		}
	}
}

// TestCallersFitOnATelephone counts what is shown in the place of a caller's name, and in English its bytes too.
func TestCallersFitOnATelephone(t *testing.T) {
	for _, v := range []reputation.Verdict{reputation.Suspicious, reputation.Scam} {
		if name := Name(En, Callers, v.String()); len(name) > 15 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("%q", name)
		}
		if name := Name(ZhCN, Callers, v.String()); utf8.RuneCountInString(name) > 15 || strings.ContainsAny(name, ",\"\n") {
			t.Errorf("%q", name)
		}
	}
}

// TestKindsAreCalledAlike in Chinese, where a term has but one form, on the pages that speak of several.
func TestKindsAreCalledAlike(t *testing.T) {
	for _, id := range []string{"lists.which.files", "private.not.kinds"} {
		for _, kind := range []string{"kind.shortcode", "kind.port", "kind.sender"} {
			if text, name := ZhCN.Text(id), ZhCN.Text(kind); !strings.Contains(text, name) {
				t.Errorf("%s does not say %s: %s", id, name, text)
			}
		}
	}
}
