package dialect_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ringfence/handlers"
	"ringfence/handlers/api/apitest"
	"ringfence/handlers/dialect"
	"ringfence/internal/preset"
	"ringfence/ratelimit"
)

// phoneInfo has the names that PhoneBlock's description of its API gives, in JSON and as attributes.
type phoneInfo struct {
	Phone          string  `xml:"phone,attr"`
	Votes          int     `xml:"votes,attr"`
	VotesWildcard  int     `xml:"votesWildcard,attr"`
	Rating         string  `xml:"rating,attr"`
	WhiteListed    bool    `xml:"whiteListed,attr"`
	BlackListed    bool    `xml:"blackListed,attr"`
	Archived       bool    `xml:"archived,attr"`
	DateAdded      int64   `xml:"dateAdded,attr"`
	LastUpdate     int64   `xml:"lastUpdate,attr"`
	Label          string  `xml:"label,attr"`
	Location       string  `xml:"location,attr"`
	SpamConfidence int     `xml:"spamConfidence,attr"`
	Heat           float64 `xml:"heat,attr"`
	Calls          int     `xml:"calls,attr"`
}

// TestPhoneInfo reads an answer as a client of PhoneBlock does, in both formats.
func TestPhoneInfo(t *testing.T) {
	s := newService(t)
	s.say("+12025550143", 12, "loan")
	said := s.verdict("+12025550143")
	want := phoneInfo{
		Phone: "+12025550143", Votes: 20, Rating: "G_FRAUD", DateAdded: said.FirstSeen.UnixMilli(), LastUpdate: said.LastSeen.UnixMilli(),
		Label: "+1 202-555-0143", Location: "Washington D.C.", SpamConfidence: said.Score,
	}
	var asJSON, asXML phoneInfo
	strict := json.NewDecoder(strings.NewReader(s.ok("/phoneblock/api/num/0012025550143", "Accept-Language", "en")))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&asJSON); err != nil || asJSON != want {
		t.Errorf("%+v, want %+v; %v", asJSON, want, err)
	}
	if err := xml.Unmarshal([]byte(s.ok("/phoneblock/api/num/+1%20202%20555%200143?format=xml", "Accept-Language", "en")), &asXML); err != nil || asXML != want {
		t.Errorf("%+v, want %+v; %v", asXML, want, err)
	}
	if body := s.ok("/phoneblock/api/num/+12025550143", "Accept", "application/xml"); !strings.HasPrefix(body, "<?xml") {
		t.Error(body)
	}
	if body := s.ok("/phoneblock/api/num/+12025550143?pretty"); !strings.Contains(body, `"rating":"G_FRAUD"`) {
		t.Errorf("apps look for the rating without a space: %s", body)
	}
	var found struct {
		PhoneID string
		Number  struct{ Plus, ZeroZero, Shortcut, CountryCode string }
		Info    phoneInfo
	}
	if err := json.Unmarshal([]byte(s.ok("/phoneblock/api/search/+12025550143", "Accept-Language", "en")), &found); err != nil || found.Info != want ||
		found.PhoneID != want.Phone || found.Number.ZeroZero != "0012025550143" || found.Number.CountryCode != "US" {
		t.Errorf("%+v; %v", found, err)
	}
	if body := s.ok("/phoneblock/api/num/95588"); !strings.Contains(body, `"phone":"CN/95588"`) || !strings.Contains(body, `"rating":"A_LEGITIMATE"`) {
		t.Error(body)
	}
	if body := s.ok("/phoneblock/api/test"); body != "ok" {
		t.Error(body)
	}
}

// TestHashes are read in either case, and that of a block is of no number.
func TestHashes(t *testing.T) {
	s := newService(t)
	s.say("+12025550143", 12, "loan")
	const upper = "/phoneblock/api/check?sha1=BDC5E3BFB0FD0A5F0A645B43AF80CC001876EF0B"
	if body := s.ok(upper); !strings.Contains(body, `"phone":"+12025550143"`) {
		t.Error(body)
	}
	if body := s.ok(strings.ToLower(upper)); !strings.Contains(body, `"rating":"G_FRAUD"`) {
		t.Error(body)
	}
	if body := s.ok("/phoneblock/api/check?sha1=6be9e503cfca50deace5141e0be01937e11fdaac&min=suspicious"); !strings.Contains(body, `"phone":"unknown"`) {
		t.Error(body)
	}
}

// rate is a report as its body stands.
func rate(body string) request {
	return request{http.MethodPost, "/phoneblock/api/rate", body}
}

type request struct{ method, path, body string }

// TestMistakes: each is told by its status, which is all that the app shows, and by a problem without any word for which it blocks.
func TestMistakes(t *testing.T) {
	s := newService(t)
	s.say("+12025550143", 12, "loan")
	s.publish()
	for _, test := range []struct {
		name   string
		ask    request
		status int
		code   string
	}{
		{"no hash", request{path: "/phoneblock/api/check"}, 400, "bad_parameter"},
		{"a short hash", request{path: "/phoneblock/api/check?sha1=BDC5E3BF"}, 400, "bad_parameter"},
		{"no hexadecimal digits", request{path: "/phoneblock/api/check?sha1=" + strings.Repeat("g", 40)}, 400, "bad_parameter"},
		{"no such least verdict", request{path: "/phoneblock/api/num/+12025550143?min=clear"}, 400, "bad_parameter"},
		{"the same of an unknown hash", request{path: "/phoneblock/api/check?min=x&sha1=" + strings.Repeat("0", 40)}, 400, "bad_parameter"},
		{"no such format", request{path: "/phoneblock/api/num/+12025550143?format=yaml"}, 400, "unknown_format"},
		{"letters", request{path: "/phoneblock/api/num/G_FRAUD"}, 400, "bad_subject"},
		{"letters for a search", request{path: "/phoneblock/api/search/B_MISSED"}, 400, "bad_subject"},
		{"letters as phone", request{path: "/phoneblock/api/check?phone=D_POLL"}, 400, "bad_subject"},
		{"changes, and so many", request{path: "/phoneblock/api/blocklist?since=1&limit=10"}, 400, "since_with_limit"},
		{"no changes, and so many", request{path: "/phoneblock/api/blocklist?since=0&limit=10"}, 400, "since_with_limit"},
		{"no version", request{path: "/phoneblock/api/blocklist?since=yesterday"}, 400, "bad_version"},
		{"a version below nothing", request{path: "/phoneblock/api/blocklist?since=-1"}, 400, "bad_version"},
		{"a list of none", request{path: "/phoneblock/api/blocklist?limit=0"}, 400, "bad_limit"},
		{"a binary list", request{path: "/phoneblock/api/blocklist?format=binary"}, 400, "unknown_format"},
		{"nothing there", request{path: "/phoneblock/api/G_FRAUD"}, 404, "no_page"},
		{"no such preset", request{path: "/presets/spamblocker/G_FRAUD.json"}, 404, "no_page"},
		{"another method", request{method: http.MethodPut, path: "/phoneblock/api/rate"}, 405, "method"},

		{"no rating", rate(`{"phone":"0012025550143"}`), 400, "bad_rating"},
		{"a rating that is none", rate(`{"phone":"0012025550143","rating":"H_FRAUD"}`), 400, "bad_rating"},
		{"a rating in small letters", rate(`{"phone":"0012025550143","rating":"g_fraud"}`), 400, "bad_rating"},
		{"a rating that is none, and a broken comment", rate(`{"phone":"0012025550143","rating":"FRAUD","comment":"""}`), 400, "bad_rating"},
		{"no phone", rate(`{"rating":"G_FRAUD"}`), 400, "invalid"},
		{"letters for a phone", rate(`{"phone":"138O0138OOO","rating":"G_FRAUD"}`), 400, "invalid"},
		{"a developers' number", rate(`{"phone":"0012025550103","rating":"G_FRAUD"}`), 400, "invalid"},
		{"the police", rate(`{"phone":"0086110","rating":"G_FRAUD"}`), 400, "invalid"},
		{"a phone behind a broken comment", rate(`{"comment":"""","phone":"0012025550143","rating":"G_FRAUD"}`), 400, "bad_json"},
		{"a broken phone", rate(`{"phone":"00"12025550143","rating":"G_FRAUD","comment":""}`), 400, "bad_json"},
		{"a form", rate(`phone=0012025550143&rating=G_FRAUD`), 400, "bad_json"},
		{"nothing", rate(`{`), 400, "bad_json"},
		{"too much", rate(`{"phone":"0012025550143","rating":"G_FRAUD","comment":"` + strings.Repeat("x", 64<<10) + `"}`), 413, "too_large"},
	} {
		for _, language := range []string{"en", "zh-CN"} {
			method := test.ask.method
			if method == "" {
				method = http.MethodGet
			}
			got := s.send(method, test.ask.path, test.ask.body, "Accept-Language", language)
			var problem struct{ Type, Title, Detail string }
			if err := json.Unmarshal([]byte(got.body), &problem); err != nil || got.status != test.status || problem.Type != "/problems/"+test.code {
				t.Errorf("%s: %d %s", test.name, got.status, got.body)
			}
			if frightening(got.body) {
				t.Errorf("%s: a word for which apps block is in %s", test.name, got.body)
			}
		}
	}
	if said := s.verdict("+12025550103"); said.Reports.String() != "11-20" {
		t.Errorf("a developers' number was reported: %v", said.Reports)
	}
}

// TestSpellings of a number that is reported, whatever is said of the kind of the body.
func TestSpellings(t *testing.T) {
	for _, phone := range []string{"0012025550143", "+12025550143", "+1 (202) 555-0143", "00 1 202 555 0143", "００１２０２５５５０１４３"} {
		for _, kind := range []string{"", "application/x-www-form-urlencoded", "application/json", "text/plain; charset=gbk", "nonsense/"} {
			s := newService(t)
			got := s.send(http.MethodPost, "/phoneblock/api/rate", `{"phone":"`+phone+`","rating":"G_FRAUD"}`, "Content-Type", kind)
			if got.status != http.StatusOK || got.body != "Rating recorded." || !strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") || s.verdict("+12025550143").Reports == 0 {
				t.Errorf("%s as %q: %d %s", phone, kind, got.status, got.body)
			}
		}
	}
}

// TestRatingsAsReports: praise counts for a number, and the rest against it.
func TestRatingsAsReports(t *testing.T) {
	s := newService(t)
	s.say("+12025550143", 3, "loan")
	s.now = s.now.Add(time.Hour)
	before := s.verdict("+12025550143").Confidence
	if got := s.send(http.MethodPost, "/phoneblock/api/rate", `{"phone":"0012025550143","rating":"A_LEGITIMATE"}`); got.status != http.StatusOK {
		t.Fatal(got.body)
	}
	if after := s.verdict("+12025550143").Confidence; after >= before {
		t.Errorf("praise moved the confidence in bad reports from %v to %v", before, after)
	}
}

// TestNoOtherSiteReports by the browser of a visitor: reports come with any content type here.
func TestNoOtherSiteReports(t *testing.T) {
	s := newService(t)
	for _, header := range [][]string{
		{"Origin", "https://other.example", "Content-Type", "text/plain"},
		{"Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded"},
	} {
		got := s.send(http.MethodPost, "/phoneblock/api/rate", `{"phone":"0012025550143","rating":"G_FRAUD"}`, header...)
		if got.status != http.StatusForbidden || s.verdict("+12025550143").Reports != 0 {
			t.Errorf("%v: %d %s", header, got.status, got.body)
		}
	}
}

// TestReportsHaveALimit, and the app sees its status.
func TestReportsHaveALimit(t *testing.T) {
	s := newService(t, func(_ *dialect.Config, l *handlers.Limits) {
		l.Limiter = ratelimit.NewLocal(ratelimit.LocalConfig{Capacity: 100})
	})
	refused := 0
	for range ratelimit.DefaultBudgets().Report.Rate + 1 {
		got := s.send(http.MethodPost, "/phoneblock/api/rate", `{"phone":"0012025550143","rating":"G_FRAUD"}`)
		if got.status == http.StatusTooManyRequests && got.header.Get("Retry-After") != "" && !frightening(got.body) {
			refused++
		} else if got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.body)
		}
	}
	if refused == 0 {
		t.Error("no report was refused")
	}
}

// TestPartsOfTheList: those that call most, compressed for who takes that, and nothing for who has it.
func TestPartsOfTheList(t *testing.T) {
	s := newService(t)
	if got := s.get("/phoneblock/api/blocklist"); got.status != http.StatusServiceUnavailable {
		t.Errorf("before the first version: %d %s", got.status, got.body)
	}
	s.say("+12025550143", 12, "loan")
	s.say("+12025550145", 9, "loan")
	s.say("+12025550146", 9, "loan")
	s.publish()
	for limit, want := range map[string]int{"1": 1, "2": 2, "3": 3, "4": 3, "100000000": 3} {
		var list struct {
			Numbers []struct{ Phone, Rating string }
		}
		if err := json.Unmarshal([]byte(s.ok("/phoneblock/api/blocklist?limit="+limit)), &list); err != nil || len(list.Numbers) != want || list.Numbers[0].Phone != "+12025550143" {
			t.Errorf("limit %s: %+v, want %d; %v", limit, list, want, err)
		}
	}
	one := s.ok("/phoneblock/api/num/+12025550143")
	for _, same := range []string{`"votes":20`, `"rating":"G_FRAUD"`} { // a number is rated alike wherever it is asked for
		if !strings.Contains(one, same) || !strings.Contains(s.ok("/phoneblock/api/blocklist?limit=1"), same) {
			t.Errorf("%s is not said of one number: %s", same, one)
		}
	}
	plain, packed := s.get("/phoneblock/api/blocklist"), s.get("/phoneblock/api/blocklist", "Accept-Encoding", "br, gzip;q=0.5")
	r, err := gzip.NewReader(bytes.NewReader([]byte(packed.body)))
	if err != nil || packed.header.Get("Content-Encoding") != "gzip" {
		t.Fatal(packed.header, err)
	}
	if whole, err := io.ReadAll(r); err != nil || string(whole) != plain.body {
		t.Errorf("%s; %v", whole, err)
	}
	if has := s.get("/phoneblock/api/blocklist", "If-None-Match", plain.header.Get("ETag")); has.status != http.StatusNotModified || has.body != "" {
		t.Errorf("%d %s", has.status, has.body)
	}
}

// TestPresetsLeadHere: to the address that people know, or to that by which they were fetched.
func TestPresetsLeadHere(t *testing.T) {
	for _, given := range []string{origin, ""} {
		s := newService(t, func(c *dialect.Config, _ *handlers.Limits) { c.Origin = given })
		want := given
		if want == "" {
			want = "http://example.com" // whom httptest asks
		}
		got := s.get(preset.Query.Path())
		if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") || !strings.Contains(got.body, want+"/phoneblock/api/check") {
			t.Errorf("%d %v %s", got.status, got.header, got.body)
		}
	}
}

// TestADemonstrationBlocksNobody: its apps read no header, and the numbers are somebody's. The developers' samples answer as ever.
func TestADemonstrationBlocksNobody(t *testing.T) {
	demo := false
	s := newService(t, func(c *dialect.Config, _ *handlers.Limits) { c.Demo = func() bool { return demo } })
	s.lists.Demo = func() bool { return demo }
	s.say("+12025550143", 12, "loan")
	s.publish()
	for _, demo = range []bool{false, true} {
		for _, path := range []string{
			"num/+12025550143", "search/+12025550143", "check?phone=0012025550143", "check?min=suspicious&sha1=BDC5E3BFB0FD0A5F0A645B43AF80CC001876EF0B",
			"blocklist", "blocklist?format=xml&limit=20000",
		} {
			got := s.get("/phoneblock/api/" + path)
			if blocks := strings.Contains(got.body, "G_FRAUD"); blocks == demo || got.status != http.StatusOK || (got.header.Get("Ringfence-Demonstration") == "true") != demo {
				t.Errorf("demonstration %v, %s: %d %v %s", demo, path, got.status, got.header, got.body)
			}
		}
		if body := s.ok("/phoneblock/api/num/+12025550103"); !strings.Contains(body, "G_FRAUD") {
			t.Errorf("demonstration %v: the sample of a scam is %s", demo, body)
		}
	}
	if body := s.ok("/phoneblock/api/check?sha1=BDC5E3BFB0FD0A5F0A645B43AF80CC001876EF0B"); !strings.Contains(body, `"phone":"unknown"`) {
		t.Errorf("a number that is listed is named: %s", body)
	}
}

// TestAnswersSayAsOfWhenTheyAre, which is long ago while the store is away.
func TestAnswersSayAsOfWhenTheyAre(t *testing.T) {
	s := newService(t)
	loaded := s.now.UTC().Format(time.RFC3339)
	s.now = s.now.Add(time.Hour)
	for _, path := range []string{"num/+12025550143", "search/+12025550143", "check?phone=0012025550143", "check?sha1=" + strings.Repeat("0", 40)} {
		if got := s.get("/phoneblock/api/" + path).header.Get("Ringfence-As-Of"); got != loaded {
			t.Errorf("%s is as of %q, want %s", path, got, loaded)
		}
	}
}

// TestAnyVersionThatIsNotKnownGetsTheWholeList, however large: an app that is told of an error asks the same for ever.
func TestAnyVersionThatIsNotKnownGetsTheWholeList(t *testing.T) {
	s := newService(t)
	s.publish()
	whole := s.ok("/phoneblock/api/blocklist")
	for _, since := range []string{"1", "99999999999", "9223372036854775808", "18446744073709551616"} {
		if got := s.ok("/phoneblock/api/blocklist?since=" + since); got != whole {
			t.Errorf("since %s: %s", since, got)
		}
	}
}

// RoundTrip has the service answer without a network.
func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	r.RemoteAddr = "198.51.100.7:4444"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result(), nil
}

// TestAnswersAreAsDescribed goes through the API of PhoneBlock, and holds each answer to openapi.yaml.
func TestAnswersAreAsDescribed(t *testing.T) {
	s := newService(t)
	s.say("+12025550143", 12, "loan")
	s.publish()
	held := apitest.NewTransport(t, s)
	for _, ask := range []request{
		{path: "/phoneblock/api/test"},
		{path: "/phoneblock/api/check?sha1=BDC5E3BFB0FD0A5F0A645B43AF80CC001876EF0B&prefix10=1&prefix100=2"},
		{path: "/phoneblock/api/check?sha1=" + strings.Repeat("0", 40)},
		{path: "/phoneblock/api/check?phone=0012025550102&min=suspicious"},
		{path: "/phoneblock/api/check?phone=0012025550101"},
		{path: "/phoneblock/api/check"},
		{path: "/phoneblock/api/num/+12025550143"},
		{path: "/phoneblock/api/num/+12025550143?format=xml"},
		{path: "/phoneblock/api/num/nobody"},
		{path: "/phoneblock/api/search/+12025550143"},
		{path: "/phoneblock/api/search/95588?format=xml"},
		{path: "/phoneblock/api/blocklist"},
		{path: "/phoneblock/api/blocklist?since=1&format=xml"},
		{path: "/phoneblock/api/blocklist?since=1&limit=1"},
		rate(`{"phone":"0012025550143","rating":"G_FRAUD","comment":"a bank"}`),
		rate(`{"phone":"0012025550143","rating":"A FRAUD"}`),
		{path: preset.Query.Path()},
		{path: preset.SMS.Path()},
		{path: "/presets/spamblocker/nothing.json"},
	} {
		r := httptest.NewRequest(cmp.Or(ask.method, http.MethodGet), ask.path, strings.NewReader(ask.body))
		if ask.body == "" {
			r = httptest.NewRequest(http.MethodGet, ask.path, nil)
		}
		r.Header.Set("Content-Type", "application/json")
		if res, err := held.RoundTrip(r); err != nil || res.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%s: %v, %v", ask.path, res, err)
		}
	}
}
