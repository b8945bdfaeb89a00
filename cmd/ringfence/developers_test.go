package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// TestDevelopersGetWhatTheyAreTold runs the commands of the page for developers against the real server, and compares
// the answers with those that the page shows.
func TestDevelopersGetWhatTheyAreTold(t *testing.T) {
	folder := t.TempDir()
	s := serving(t, folder)
	page := htmlcheck.Parse(t, got(t, s.url+"/developers"))
	calls, compared := page.Find("pre.call"), 0
	calls.Each(func(_ int, call *goquery.Selection) {
		command := strings.ReplaceAll(call.Text(), "http://127.0.0.1:8080", s.url)
		cmd := exec.CommandContext(t.Context(), "bash", "-c", command)
		cmd.Dir = folder
		out, err := cmd.CombinedOutput()
		var printed map[string]any
		if err != nil || json.Unmarshal(out, &printed) != nil {
			t.Fatalf("%s: %v: %s", call.Text(), err, out)
		}
		if shown := call.Next(); shown.Is("pre.answer") {
			compared++
			var want map[string]any
			if err := json.Unmarshal([]byte(shown.Text()), &want); err != nil || shape(want) != shape(printed) {
				t.Errorf("%s\nprints %s\nthe page shows %s %v", call.Text(), shape(printed), shape(want), err)
			}
		}
	})
	if calls.Length() < 6 || compared < 3 {
		t.Errorf("%d commands, %d answers", calls.Length(), compared)
	}
	keysAreCalledAsTold(t, s.url)
	messagesLeadToPages(t, s.url)
	samples := page.Find("#samples ~ table tbody tr")
	if samples.Length() != 5 {
		t.Errorf("%d samples", samples.Length())
	}
	samples.Each(func(_ int, row *goquery.Selection) {
		number, verdict := row.Find("th").Text(), row.Find("td span").AttrOr("class", "")
		var answer struct{ Verdict string }
		if err := json.Unmarshal([]byte(got(t, s.url+"/v1/numbers/"+number)), &answer); err != nil || verdict != "tone "+answer.Verdict {
			t.Errorf("%s is %s, the page says %s: %v", number, answer.Verdict, verdict, err)
		}
	})
}

// keysAreCalledAsTold finds the member that the page on lists tells people to keep in what its command prints.
func keysAreCalledAsTold(t *testing.T, server string) {
	t.Helper()
	var answer struct{ Keys []map[string]string }
	if err := json.Unmarshal([]byte(got(t, server+"/v1/feeds/keys")), &answer); err != nil || len(answer.Keys) != 1 {
		t.Fatal(answer, err)
	}
	for _, l := range catalogue.Langs() {
		page := htmlcheck.Parse(t, got(t, server+"/developers/lists?lang="+string(l)))
		command := page.Find(`pre.call:contains("/v1/feeds/keys")`)
		for _, told := range []string{command.Prev().Text(), command.Next().Text()} {
			words := quoted.FindAllStringSubmatch(told, -1)
			if len(words) != 1 || answer.Keys[0][words[0][1]] == "" {
				t.Errorf("%s: %q names none of %v", l, told, answer.Keys[0])
			}
		}
	}
}

// messagesLeadToPages follows the address in the message that the page on webhooks shows.
func messagesLeadToPages(t *testing.T, server string) {
	t.Helper()
	page := htmlcheck.Parse(t, got(t, server+"/developers/webhooks"))
	var message struct{ Data struct{ Page string } }
	err := json.Unmarshal([]byte(page.Find(`.source:contains("burst.found") code`).First().Text()), &message)
	if err != nil || !strings.HasPrefix(message.Data.Page, server+"/trends/") {
		t.Fatalf("%q, %v", message.Data.Page, err)
	}
	got(t, message.Data.Page)
}

var quoted = regexp.MustCompile("“([a-z]+)”")

// shape writes down what of an answer stays the same: its fields, and the words and codes in them, without scores,
// dates and receipts.
func shape(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, name+": "+shape(v[name]))
		}
		return "{" + strings.Join(all, ", ") + "}"
	case []any:
		var all []string
		for _, each := range v {
			all = append(all, shape(each))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case string:
		return masked(v)
	}
	return "#"
}

// got returns what a server answers.
func got(t *testing.T, address string) string {
	t.Helper()
	status, body := fetch(t, address)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", address, status, body)
	}
	return body
}
