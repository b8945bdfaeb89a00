package preset

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// app is what SpamBlocker's source says of its own JSON.
type app struct {
	Commit  string
	Classes map[string]struct {
		Kotlin string
		Fields map[string]string // type by name
	}
	Triggers, Schedules, Actions []string
	Chains                       map[string]struct{ Takes, Gives []string } // what an action needs from the one before, and gives the next
}

func spamBlocker(t *testing.T) app {
	t.Helper()
	var a app
	b, err := os.ReadFile("testdata/spamblocker.json")
	if err == nil {
		err = json.Unmarshal(b, &a)
	}
	if err != nil || len(a.Commit) != 40 || len(a.Classes) == 0 {
		t.Fatalf("%v: %+v", err, a)
	}
	return a
}

var site = Site{Origin: "https://ringfence.example", Number: "+12025550150"}

// document is a preset as JSON.
func document(t *testing.T, n Name) map[string]any {
	t.Helper()
	b, ok := n.Document(site)
	var d map[string]any
	if !ok || json.Unmarshal(b, &d) != nil {
		t.Fatalf("%s: %s", n, b)
	}
	return d
}

// TestThePresetsAreWhatTheAppReads compares each object with the class that its source has: every field is there, none more, and each of its type.
func TestThePresetsAreWhatTheAppReads(t *testing.T) {
	a := spamBlocker(t)
	classes := map[Name]string{Query: "QueryApi", QuerySuspicious: "QueryApi", Report: "ReportApi", Offline: "Bot", SMS: "ReportApi"}
	for _, n := range Names() {
		a.same(t, string(n), classes[n], document(t, n))
	}
}

func (a app) same(t *testing.T, at, class string, object map[string]any) {
	t.Helper()
	known, ok := a.Classes[class]
	if !ok {
		t.Errorf("%s: the app has no class %q", at, class)
		return
	}
	want := slices.Sorted(maps.Keys(known.Fields))
	if class != "Bot" && class != "Time" { // these are not told apart
		want = append(want, "type")
		slices.Sort(want)
		if object["type"] != class {
			t.Errorf("%s is a %v, not a %s", at, object["type"], class)
		}
	}
	if got := slices.Sorted(maps.Keys(object)); !slices.Equal(got, want) {
		t.Errorf("%s, a %s, has %q, and %s has %q", at, class, got, known.Kotlin, want)
	}
	for name, kind := range known.Fields {
		a.fits(t, at+"/"+name, kind, object[name])
	}
}

// fits compares a value with a type of Kotlin's.
func (a app) fits(t *testing.T, at, kind string, value any) {
	t.Helper()
	var ok bool
	switch kind {
	case "string?":
		_, ok = value.(string)
		ok = ok || value == nil
	case "string":
		_, ok = value.(string)
	case "boolean":
		_, ok = value.(bool)
	case "int", "long":
		n, isNumber := value.(float64)
		ok = isNumber && n == math.Trunc(n)
	case "map":
		all, isMap := value.(map[string]any)
		for name, word := range all {
			a.fits(t, at+"/"+name, "string", word)
		}
		ok = isMap
	case "actions":
		all, isList := value.([]any)
		for i, one := range all {
			a.one(t, fmt.Sprintf("%s/%d", at, i), a.Actions, one)
		}
		ok = isList && len(all) > 0
	case "trigger":
		ok = a.one(t, at, a.Triggers, value)
	case "schedule":
		ok = a.one(t, at, a.Schedules, value)
	default:
		if values := strings.Split(kind, "|"); len(values) > 1 { // an enum
			word, _ := value.(string)
			ok = slices.Contains(values, word)
			break
		}
		object, isObject := value.(map[string]any)
		if ok = isObject; ok {
			a.same(t, at, kind, object)
		}
	}
	if !ok {
		t.Errorf("%s is no %s: %v", at, kind, value)
	}
}

// one compares an object with whichever of these classes it names first, as the app must know before it reads on.
func (a app) one(t *testing.T, at string, of []string, value any) bool {
	t.Helper()
	object, isObject := value.(map[string]any)
	class, _ := object["type"].(string)
	if !isObject || !slices.Contains(of, class) {
		t.Errorf("%s is a %q, and the app takes %q there", at, class, of)
		return false
	}
	a.same(t, at, class, object)
	return true
}

// TestTheAppLetsThemBeSaved: its Save button asks for what an entry needs to be allowed, and works only where each action can follow the one before.
func TestTheAppLetsThemBeSaved(t *testing.T) {
	a := spamBlocker(t)
	for _, n := range Names() {
		given := []string{"None"}
		for i, action := range document(t, n)["actions"].([]any) {
			class := action.(map[string]any)["type"].(string)
			if !slices.ContainsFunc(given, func(kind string) bool { return slices.Contains(a.Chains[class].Takes, kind) }) {
				t.Errorf("%s: action %d, %s, takes %q and is given %q", n, i, class, a.Chains[class].Takes, given)
			}
			given = a.Chains[class].Gives
		}
		if !slices.Contains(given, "None") {
			t.Errorf("%s: its last action gives %q to nobody", n, given)
		}
	}
}

// TestTheyLeadToTheirSite and to no other host, in requests that say no more than they must.
func TestTheyLeadToTheirSite(t *testing.T) {
	addresses := map[Name]string{
		Query:           "https://ringfence.example/phoneblock/api/check?format=json&sha1={sha1(+{cc}{domestic})}",
		QuerySuspicious: "https://ringfence.example/phoneblock/api/check?format=json&sha1={sha1(+{cc}{domestic})}&min=suspicious",
		Report:          "https://ringfence.example/phoneblock/api/rate",
		Offline:         "https://ringfence.example/phoneblock/api/blocklist?format=xml&limit=20000",
	}
	for _, n := range Names() {
		b, _ := n.Document(site)
		text := string(b)
		if want, asks := addresses[n]; asks && !strings.Contains(text, `"url": "`+want+`"`) || strings.Count(text, "//")-strings.Count(text, "//phone-info") != strings.Count(text, "https://ringfence.example/") {
			t.Errorf("%s: %s", n, text)
		}
		for line := range strings.SplitSeq(text, "\n") {
			if header, ok := strings.CutPrefix(strings.TrimSpace(line), `"header": `); ok && strings.Count(header, ":") > 1 {
				t.Errorf("%s: the app splits a header at each colon: %s", n, header)
			}
		}
		if !strings.Contains(text, `"desc": "Ringfence ringfence.example"`) {
			t.Errorf("%s does not say whose it is: %s", n, text)
		}
	}
}

func TestNoNumberNoPreset(t *testing.T) {
	if b, ok := SMS.Document(Site{Origin: site.Origin}); ok {
		t.Errorf("%s", b)
	}
	for _, s := range []string{"", "Query", "query.json", "sms2"} {
		if n, ok := Parse(s); ok {
			t.Errorf("%q is the preset %s", s, n)
		}
		if b, ok := Name(s).Document(site); ok {
			t.Errorf("%q: %s", s, b)
		}
	}
}
