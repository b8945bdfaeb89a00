package handlers_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ringfence/handlers/api"
	"ringfence/handlers/route"
	"ringfence/internal/apikey"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

const (
	asCSV   = "text/csv"
	asLines = "application/x-ndjson"
)

// desk is a partner who sends many reports at once.
type desk struct {
	*edge
	key   string
	named int
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	e := newEdge(t)
	return &desk{edge: e, key: e.issue("carrier", apikey.Partner, apikey.Report)}
}

// many is what these tests read of an answer.
type many struct {
	Accepted, Refused, Unavailable int
	Results                        []struct {
		Row, Line int
		Receipt   string
		Subjects  []struct{ Key, State string }
		Problem   *route.Problem
	}
}

// call makes a request under a name of its own.
func (d *desk) call(media, body string) request {
	d.named++
	return request{method: http.MethodPost, path: "/v1/reports/bulk", body: body, header: map[string]string{
		"Content-Type": media, "Authorization": "Bearer " + d.key, "Idempotency-Key": fmt.Sprintf("evening-of-the-20th-%04d", d.named),
	}}
}

// send sends a call that is answered row by row.
func (d *desk) send(r request) (many, reply) {
	d.t.Helper()
	var got many
	return got, d.ask(r, http.StatusOK, &got)
}

// sum is an answer in short: for each row its subjects and their states, or its problem and what it points at.
func (m many) sum() (all []string) {
	for _, r := range m.Results {
		var words []string
		for _, s := range r.Subjects {
			words = append(words, s.Key, s.State)
		}
		if r.Problem != nil {
			words = append(words, strings.TrimPrefix(r.Problem.Type, "/problems/"))
			for _, f := range r.Problem.Errors {
				words = append(words, f.Pointer, f.Code)
			}
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

// TestBulkRows is what a desk sends in either form, and what it reads of each row.
func TestBulkRows(t *testing.T) {
	d := newDesk(t)
	const header = "Kind, number,domain,knew,text,consent_sensitive,offer_title\r\n"
	for _, test := range []struct {
		name, media, body string
		want              []string
	}{
		{"one", asCSV, "number,kind\n+12025550143,call", []string{"+12025550143 counted"}},
		{"as a spreadsheet saves it", asCSV, "\ufeff" + header +
			"call,+1 202 555 0143,,name;order,\"He said \"\"refund\"\",\r\nand hung up\",TRUE,\r\n,,,,,,\r\n" +
			"text,+12025550144; +12025550145,https://pay.example.com/x,,,,\r\n", []string{"+12025550143 counted", "+12025550144 counted +12025550145 counted domain/example.com counted"}},
		{"mistakes beside what is right", asCSV, header +
			"call,138O0138OOO,,,,,\ncall,+12025550143,x,name;soul,,,\ncall,,,,,,\n,+12025550143,,,,,\ncall,+12025550143,,health,,,\n" +
			"call,+12025550143,,,,perhaps,\ncall,+12025550143,,,,,intern\ncall,+12025550143\ncall,+12025550144,,,,,\ncall,\"+12025550143\"x,,,,,\n" +
			"call,+12025550143,,,\xff\xfe,,\ncall,+12025550143,,,a\x00b,,\ncall,+12025550103,,,,,\noffer,+12025550145,,,,,intern\ncall,\"+12025550146",
			[]string{
				"invalid /number letters", "invalid /domain bad_account /knew unknown", "invalid /number required", "invalid /kind required",
				"invalid /consent_sensitive consent", "wrong_type /consent_sensitive wrong_type", "invalid /kind not_offer", "bad_row",
				"+12025550144 counted", "bad_row", "not_utf8", "nul", "invalid /number sample", "+12025550145 counted", "bad_row",
			}},
		{"lines", asLines, "\ufeff" + call + "\r\n\r\n" + `{"kind":"text","subjects":["+12025550144"]}` + "\n" + call[:9] + "\n" + `{"kind":"call","subjects":["x"],"knew":["soul"]}` +
			"\n" + `{"kind":"call","colour":1}` + "\n[]\n\"\xff\"\n\"\x00\"\n", []string{
			"+12025550143 counted", "+12025550144 counted", "bad_json", "invalid /subjects/0 letters /knew/0 unknown", "unknown_field /colour unknown_field", "wrong_type",
			"not_utf8", "nul",
		}},
		{"one user twice about one number", asCSV, "kind,number,user\ncall,+12025550143,u1\ncall,+12025550143,u2\ncall,+12025550143,u1\ncall,+12025550144,u1\n",
			[]string{"+12025550143 counted", "+12025550143 counted", "+12025550143 replaced_yours", "+12025550144 counted"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, answer := d.send(d.call(test.media, test.body))
			if sum := got.sum(); !slices.Equal(sum, test.want) {
				t.Errorf("results\n%q, want\n%q", sum, test.want)
			}
			accepted := len(slices.DeleteFunc(slices.Clone(test.want), func(s string) bool { return !strings.HasSuffix(s, "counted") && !strings.HasSuffix(s, "yours") }))
			if got.Accepted != accepted || got.Refused != len(test.want)-accepted || got.Unavailable != 0 || answer.header.Get("Retry-After") != "" {
				t.Errorf("%d accepted, %d refused, %d unavailable, %v", got.Accepted, got.Refused, got.Unavailable, answer.header)
			}
		})
	}
}

// TestBulkIsRefused is what concerns a whole call: none of its rows is kept.
func TestBulkIsRefused(t *testing.T) {
	d := newDesk(t)
	free, reader := d.issue("app", apikey.Free, apikey.Report), d.issue("reader", apikey.Partner, apikey.Lookup)
	change := func(r request, name, value string) request {
		r.header = maps.Clone(r.header)
		if r.header[name] = value; value == "" {
			delete(r.header, name)
		}
		return r
	}
	good := d.call(asCSV, "kind,number\ncall,+12025550143\n")
	for _, test := range []struct {
		name   string
		ask    request
		status int
		code   string
	}{
		{"no key", change(good, "Authorization", ""), 401, "needs_key"},
		{"a key that is none", change(good, "Authorization", "Bearer "+apikey.New()), 401, "unknown_key"},
		{"a key of another tier", change(good, "Authorization", "Bearer "+free), 403, "key_tier"},
		{"a key for lookups", change(good, "Authorization", "Bearer "+reader), 403, "key_scope"},
		{"no name for the call", change(good, "Idempotency-Key", ""), 400, "needs_idempotency_key"},
		{"a name that is too short", change(good, "Idempotency-Key", "monday"), 400, "idempotency_key"},
		{"one report", d.call("application/json", call), 415, "bulk_media_type"},
		{"a spreadsheet's own format", d.call("application/vnd.ms-excel", "PK"), 415, "bulk_media_type"},
		{"another charset", d.call("text/csv; charset=gbk", good.body), 415, "bulk_media_type"},
		{"compressed", change(good, "Content-Encoding", "gzip"), 415, "bulk_media_type"},
		{"no rows", d.call(asCSV, "kind,number\n,\n\n"), 400, "rows"},
		{"no lines", d.call(asLines, "\n \n"), 400, "rows"},
		{"1,001 rows", d.call(asCSV, "kind,number\n"+strings.Repeat("call,+12025550143\n", api.MaxRows+1)), 400, "rows"},
		{"1,001 lines", d.call(asLines, strings.Repeat(call+"\n", api.MaxRows+1)), 400, "rows"},
		{"no header", d.call(asCSV, "call,+12025550143\n"), 400, "bad_header"},
		{"a misspelled column", d.call(asCSV, "kind,number,catgory\ncall,+12025550143,loan\n"), 400, "bad_header"},
		{"a column twice", d.call(asCSV, "kind,number,number\ncall,+12025550143,\n"), 400, "bad_header"},
		{"quotes that nothing closes", d.call(asCSV, "\"kind,number\ncall,+12025550143\n"), 400, "bad_header"},
		{"UTF-16", d.call(asCSV, "\xff\xfek\x00i\x00n\x00d\x00\n\x00"), 400, "nul"},
		{"GBK in the header", d.call(asCSV, "kind,\xba\xc5\xc2\xeb\n"), 400, "not_utf8"},
		{"too many bytes", d.call(asCSV, strings.Repeat("a", api.MaxBulk+1)), 413, "too_large"},
	} {
		for _, language := range []string{"en", "zh-CN"} {
			got := d.do(change(test.ask, "Accept-Language", language))
			p := problemOf(t, got, test.status, test.code)
			if t.Failed() {
				t.Fatalf("%s: %+v", test.name, p)
			}
			if asked := got.header.Get("WWW-Authenticate"); test.status == 401 && (asked == "Bearer") != (test.code == "needs_key") {
				t.Errorf("%s: WWW-Authenticate %q", test.name, asked)
			}
		}
	}
	if statements := d.said(t, "+12025550143"); statements != 0 {
		t.Errorf("%d reports were kept", statements)
	}
}

// said returns how many statements about a number are kept.
func (d *desk) said(t *testing.T, number string) int {
	t.Helper()
	key, err := subject.ParseKey(number)
	if err != nil {
		t.Fatal(err)
	}
	all, err := d.store.Statements(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// fictional returns the nth of 1,000 numbers of nobody.
func fictional(n int) string { return fmt.Sprintf("+447700900%03d", n) }

// TestBulkWhileTheStoreGoesAway: what was acknowledged is kept, the rest is told to come again, and coming again counts once.
func TestBulkWhileTheStoreGoesAway(t *testing.T) {
	d := newDesk(t)
	const rows, spared = 200, 60
	body := "kind,number\n"
	for n := range rows {
		body += "call," + fictional(n) + "\n"
	}
	ask := d.call(asCSV, body)
	d.store.spared.Store(spared)
	d.store.fail(fmt.Errorf("mongo: %w", fault.Unavailable))
	first, answer := d.send(ask)
	if first.Accepted != spared || first.Unavailable != rows-spared || answer.header.Get("Retry-After") == "" {
		t.Errorf("%d accepted, %d unavailable, %v", first.Accepted, first.Unavailable, answer.header)
	}
	if noted := strings.Count(d.log.String(), "request failed"); noted == 0 || noted > 40 {
		t.Errorf("%d lines in the log for one call", noted)
	}
	for n, r := range first.Results {
		if kept := d.said(t, fictional(n)); (r.Receipt != "") != (kept == 1) || r.Problem != nil && r.Problem.Status != http.StatusServiceUnavailable {
			t.Fatalf("row %d: %+v, %d kept", r.Row, r, kept)
		}
	}
	d.store.fail(nil)
	second, _ := d.send(ask)
	if second.Accepted != rows {
		t.Fatalf("%d accepted when the store was back", second.Accepted)
	}
	for n, r := range first.Results {
		if again := second.Results[n].Receipt; r.Receipt != "" && r.Receipt != again || d.said(t, fictional(n)) != 1 {
			t.Fatalf("row %d: receipt %s, then %s; kept %d times", r.Row, r.Receipt, again, d.said(t, fictional(n)))
		}
	}
	ask.body = strings.Replace(body, "call", "text", 1)
	if third, _ := d.send(ask); third.Results[0].Problem == nil || third.Results[0].Problem.Type != "/problems/reused" || third.Accepted != rows-1 {
		t.Errorf("another row under the name of one that is kept: %+v", third.Results[0])
	}
}

// TestBulkIsMendedWhereItStands: a desk corrects a row and sends all again.
func TestBulkIsMendedWhereItStands(t *testing.T) {
	d := newDesk(t)
	ask := d.call(asCSV, "kind,number\ncall,+12025550143\ncall,2O25550144\n")
	first, _ := d.send(ask)
	ask.body = strings.Replace(ask.body, "2O25550144", "+12025550144", 1)
	second, _ := d.send(ask)
	if first.Accepted != 1 || second.Accepted != 2 || first.Results[0].Receipt != second.Results[0].Receipt || d.said(t, "+12025550143") != 1 {
		t.Errorf("%q, then %q", first.sum(), second.sum())
	}
}

// TestBulkKeepsOrder draws rows, good and bad, and how they are written: there is a result for each, in its place.
func TestBulkKeepsOrder(t *testing.T) {
	d := newDesk(t)
	rapid.Check(t, func(t *rapid.T) {
		good := rapid.SliceOfN(rapid.Bool(), 1, 40).Draw(t, "good")
		ending := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "ending")
		media := rapid.SampledFrom([]string{asCSV, asLines}).Draw(t, "media")
		body, line, lines := "", 1, make([]int, len(good))
		if media == asCSV {
			body, line = rapid.SampledFrom([]string{"", "\ufeff"}).Draw(t, "mark")+"number,text,kind"+ending, 2
		}
		for i, ok := range good {
			for range rapid.IntRange(0, 2).Draw(t, "empty lines") {
				body, line = body+ending, line+1
			}
			number := fictional(i)
			if !ok {
				number = "nobody"
			}
			words := rapid.SampledFrom([]string{"", "a", "a,\"b\"", "a" + ending + "b" + ending + ending + "c"}).Draw(t, "text")
			lines[i] = line
			written := writtenRow(t, media, number, words, ending)
			body, line = body+written, line+strings.Count(written, "\n")
		}
		got, _ := d.send(d.call(media, body))
		if len(got.Results) != len(good) || got.Accepted+got.Refused != len(good) {
			t.Fatalf("%d results for %d rows", len(got.Results), len(good))
		}
		for i, r := range got.Results {
			if r.Row != i+1 || r.Line != lines[i] || (r.Problem == nil) != good[i] || good[i] && r.Subjects[0].Key != fictional(i) {
				t.Fatalf("result %d of\n%q\n%+v, want line %d", i, body, r, lines[i])
			}
		}
	})
}

func writtenRow(t *rapid.T, media, number, words, ending string) string {
	if media == asLines {
		line, err := json.Marshal(map[string]any{"kind": "call", "subjects": []string{number}, "text": words})
		if err != nil {
			t.Fatal(err)
		}
		return string(line) + ending
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = ending == "\r\n"
	if err := w.Write([]string{number, words, "call"}); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	return b.String()
}

// TestBulkExamplesCanBeSent sends what the description shows.
func TestBulkExamplesCanBeSent(t *testing.T) {
	document, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	d, sent := newDesk(t), 0
	for media, content := range document.Paths.Find("/v1/reports/bulk").Post.RequestBody.Value.Content {
		for name, example := range content.Examples {
			got, _ := d.send(d.call(media, example.Value.Value.(string)))
			if sent++; got.Accepted != 2 || got.Refused != 0 {
				t.Errorf("%s %s: %q", media, name, got.sum())
			}
		}
	}
	if sent != 2 {
		t.Errorf("%d examples", sent)
	}
}

// TestBulkRowsAreCounted reads the metrics after rows that were accepted, refused and neither.
func TestBulkRowsAreCounted(t *testing.T) {
	d := newDesk(t)
	d.send(d.call(asCSV, "kind,number\ncall,+12025550143\ncall,x\ncall,+12025550144\n"))
	d.store.fail(fault.Unavailable)
	d.send(d.call(asCSV, "kind,number\ncall,+12025550145\n"))
	ofAnother := d.call(asCSV, "kind,number\ncall,+12025550145\n")
	ofAnother.header = maps.Clone(ofAnother.header)
	ofAnother.header["Authorization"] = "Bearer " + d.issue("app", apikey.Free, apikey.Report)
	problemOf(t, d.do(ofAnother), 403, "key_tier")
	metrics := d.do(get("/metrics")).body
	for _, want := range []string{
		`ringfence_bulk_rows_total{key="carrier",outcome="accepted"} 2`, `ringfence_bulk_rows_total{key="carrier",outcome="refused"} 1`,
		`ringfence_bulk_rows_total{key="carrier",outcome="unavailable"} 1`, `ringfence_key_requests_total{budget="bulk",key="carrier",outcome="allowed"} 2`,
		`ringfence_key_requests_total{budget="bulk",key="app",outcome="tier"} 1`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(metrics+d.log.String(), d.key) || strings.Contains(metrics+d.log.String(), "20255501") {
		t.Error("the metrics or the log name a key's secret or a number")
	}
}
