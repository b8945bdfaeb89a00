package dialect_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/antchfx/xmlquery"
)

// action is a step of an entry of SpamBlocker, with the members that its source gives to each class (5.13, commit 7ee7cd38f3).
type action struct {
	Type         string            `json:"type"`
	Method       int               `json:"method"`
	URL          string            `json:"url"`
	Header       string            `json:"header"`
	Body         string            `json:"body"`
	NegativeSig  string            `json:"negativeSig"`
	CategorySig  string            `json:"categorySig"`
	Map          map[string]string `json:"map"`
	XPath        string            `json:"xpath"`
	ImportReason string            `json:"importReason"`
	Expiry       int               `json:"expiry"`
	TagName      string            `json:"tagName"`
	TagValue     string            `json:"tagValue"`
	DefaultValue string            `json:"defaultValue"`
	ParseType    int               `json:"parseType"`
	TagFrom      string            `json:"tagFrom"`
	TagTo        string            `json:"tagTo"`
	Seconds      int               `json:"seconds"`
}

// entry is what the app imports.
type entry struct {
	Type            string   `json:"type"`
	Enabled         bool     `json:"enabled"`
	AutoReportTypes int      `json:"autoReportTypes"`
	Actions         []action `json:"actions"`
}

// app is SpamBlocker on a phone, as far as it has to do with a service.
type app struct {
	*service
	cc    string               // of its SIM card
	db    map[string]time.Time // its database of numbers to block, and when each was imported
	saved map[string]string    // tags that a workflow keeps
	texts []text               // that it sent
	slept time.Duration
}

type text struct{ to, said string }

func newApp(s *service, cc string) *app {
	return &app{service: s, cc: cc, db: map[string]time.Time{}, saved: map[string]string{}}
}

// run is one go through the actions of an entry.
type run struct {
	raw, cc, domestic string // the number, as the phone shows it, and its parts
	sms               string
	category, comment string // tags that a person chose and typed
	mapped            string
	custom            map[string]string
	output            []byte
	status            int
	numbers           []string
	determined, spam  bool
	rated             string // the category that was found in an answer
}

// imports reads an entry as the app does: a member that it does not know is left out.
func (a *app) imports(document string) entry {
	a.Helper()
	var e entry
	if err := json.Unmarshal([]byte(document), &e); err != nil {
		a.Fatal(err)
	}
	return e
}

// do goes through the actions until one fails.
func (a *app) do(e entry, r *run) bool {
	a.Helper()
	if r.custom == nil {
		r.custom = map[string]string{}
	}
	for _, step := range e.Actions {
		if !a.step(step, r) {
			return false
		}
	}
	return true
}

func (a *app) step(step action, r *run) bool {
	a.Helper()
	switch step.Type {
	case "ParseIncomingNumber":
		a.parse(r)
	case "InterceptSms":
		r.custom["raw_number"], r.custom["sms_content"] = r.raw, r.sms
	case "CategoryConfig":
		mapped, ok := step.Map[r.category]
		r.mapped = mapped
		return ok
	case "HttpDownload":
		return a.request(step, r)
	case "ParseQueryResult":
		a.decide(step, r)
	case "LoadBotTag":
		r.custom[step.TagName] = step.DefaultValue
		if kept, ok := a.saved[step.TagName]; ok {
			r.custom[step.TagName] = kept
		}
	case "GenerateTag":
		r.custom[step.TagName] = a.xpath(r.output, step.XPath)[0]
	case "SaveBotTag":
		a.saved[step.TagName] = r.custom[step.TagName]
	case "ParseXML":
		r.numbers = a.xpath(r.output, step.XPath)
	case "ImportToSpamDB":
		for _, number := range r.numbers {
			a.db[number] = a.now
		}
	case "CleanupSpamDB":
		for number, at := range a.db {
			if at.Before(a.now.AddDate(0, 0, -step.Expiry)) {
				delete(a.db, number)
			}
		}
	case "SetTag":
		r.custom[step.TagName] = step.TagValue
	case "CopyTag":
		r.custom[step.TagTo] = r.custom[step.TagFrom]
	case "Wait":
		a.slept += time.Duration(step.Seconds) * time.Second
	case "SendSms":
		a.texts = append(a.texts, text{r.custom["send_sms_to"], r.custom["send_sms_content"]})
	default:
		a.Fatalf("the app knows no %q", step.Type)
	}
	return true
}

// cleared takes away what people write between digits, and zeros at the front.
func cleared(number string) string {
	return strings.NewReplacer("-", "", "+", "", " ", "", "(", "", ")", "").Replace(strings.TrimLeft(number, "0"))
}

// parse cuts a number into its country code and the rest: one without a plus is of the country of the SIM card.
func (a *app) parse(r *run) {
	a.Helper()
	r.cc, r.domestic = a.cc, cleared(r.raw)
	if !strings.HasPrefix(r.raw, "+") {
		return
	}
	for _, cc := range []string{"1", "44", "86"} {
		if rest, ok := strings.CutPrefix(r.domestic, cc); ok {
			r.cc, r.domestic = cc, rest
			return
		}
	}
	a.Fatalf("the country of %s is not known here", r.raw)
}

var (
	sha1Tag     = regexp.MustCompile(`\{sha1\((.*?)\)\}`)
	dropLastTag = regexp.MustCompile(`\{drop_last\((.*?),\s*(\d+)\)\}`)
)

// number puts the parts of the number where a template has their tags.
func (r *run) number(template string) string {
	return strings.NewReplacer("{cc}", r.cc, "{domestic}", r.domestic, "{number}", r.cc+r.domestic, "{raw_number}", strings.ReplaceAll(r.raw, " ", "")).Replace(template)
}

func (r *run) tags(template string) string {
	for name, value := range r.custom {
		template = strings.ReplaceAll(template, "{"+name+"}", value)
	}
	return template
}

// address is the URL of a request, its tags replaced in the order of the app.
func (r *run) address(template string) string {
	resolved := strings.NewReplacer("{category}", r.mapped, "{comment}", r.comment).Replace(r.number(template))
	resolved = dropLastTag.ReplaceAllStringFunc(resolved, func(tag string) string {
		parts := dropLastTag.FindStringSubmatch(tag)
		n, _ := strconv.Atoi(parts[2])
		return parts[1][:max(0, len(parts[1])-n)]
	})
	resolved = sha1Tag.ReplaceAllStringFunc(resolved, func(tag string) string {
		sum := sha1.Sum([]byte(sha1Tag.FindStringSubmatch(tag)[1]))
		return strings.ToUpper(hex.EncodeToString(sum[:]))
	})
	return r.tags(resolved)
}

// request sends one, by what Android's HttpURLConnection adds to it: a body has the content type of a form unless a header says otherwise.
func (a *app) request(step action, r *run) bool {
	a.Helper()
	method, body := http.MethodGet, ""
	header := []string{"User-Agent", "SpamBlocker/5.13", "Accept-Encoding", "identity"}
	if step.Method == 1 {
		method = http.MethodPost
		body = r.tags(strings.ReplaceAll(strings.ReplaceAll(r.number(step.Body), "{category}", r.mapped), "{comment}", r.comment))
		header = append(header, "Content-Type", "application/x-www-form-urlencoded")
	}
	for line := range strings.Lines(step.Header) {
		parts := strings.Split(line, ":") // of which the app takes two
		header = append(header, strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1]))
	}
	u, err := url.Parse(r.address(step.URL))
	if err != nil {
		a.Fatal(err)
	}
	if u.Scheme+"://"+u.Host != origin {
		a.Fatalf("the preset leads to %s", u)
	}
	got := a.send(method, u.RequestURI(), body, header...)
	r.output, r.status = []byte(got.body), got.status
	return got.status >= 200 && got.status <= 299
}

// decide looks for the sign of what to block in an answer, whatever else it says, with the flags that the app sets.
func (a *app) decide(step action, r *run) {
	r.spam = regexp.MustCompile(`(?ims)` + step.NegativeSig).Match(r.output)
	r.determined = r.spam // no sign says that a number is fine
	if found := regexp.MustCompile(`(?ims)` + step.CategorySig).FindSubmatch(r.output); r.determined && found != nil {
		r.rated = string(found[1])
	}
}

// xpath returns the text of all that an XPath finds.
func (a *app) xpath(document []byte, path string) []string {
	a.Helper()
	root, err := xmlquery.Parse(bytes.NewReader(document))
	if err != nil {
		a.Fatal(err)
	}
	nodes, err := xmlquery.QueryAll(root, path)
	if err != nil {
		a.Fatal(err)
	}
	found := make([]string, len(nodes))
	for i, n := range nodes {
		found[i] = n.InnerText()
	}
	return found
}

// blocks reports whether the app's database blocks a call, of which the phone shows raw.
func (a *app) blocks(raw string) bool {
	for _, spelled := range []string{raw, cleared(raw), a.cc + raw, "+" + a.cc + raw} {
		if _, ok := a.db[spelled]; ok {
			return true
		}
	}
	return false
}

// TestTheAppIsTheApp compares what stands for it here with sums made elsewhere.
func TestTheAppIsTheApp(t *testing.T) {
	r := &run{cc: "1", domestic: "2025550143", raw: "+1 202 555 0143"}
	for _, test := range []struct{ template, want string }{
		{"00{cc}{domestic}", "0012025550143"},
		{"{raw_number}", "+12025550143"},
		{"{drop_last(+{cc}{domestic},2)}", "+120255501"},
		{"{sha1(+{cc}{domestic})}", "BDC5E3BFB0FD0A5F0A645B43AF80CC001876EF0B"},
		{"{sha1({drop_last(+{cc}{domestic},2)})}", "6BE9E503CFCA50DEACE5141E0BE01937E11FDAAC"},
	} {
		if got := r.address(test.template); got != test.want {
			t.Errorf("%s is %s, want %s", test.template, got, test.want)
		}
	}
}
