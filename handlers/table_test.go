package handlers

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringfence/handlers/api"
	"ringfence/handlers/route"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// refusals are all that there are, as the source of route declares them.
func refusals(t *testing.T) (all []route.Refusal) {
	t.Helper()
	source, err := os.ReadFile("route/refused.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, declared := range regexp.MustCompile(`\sRefusal = "([a-z_]+)"`).FindAllSubmatch(source, -1) {
		all = append(all, route.Refusal(declared[1]))
	}
	if !slices.Contains(all, route.BadJSON) || !slices.Contains(all, route.NUL) {
		t.Fatalf("refusals are %q", all)
	}
	return all
}

// TestEveryOutcomeHasWords reads the table as a client would meet it, in every language.
func TestEveryOutcomeHasWords(t *testing.T) {
	check := func(l catalogue.Lang, err error) {
		o := outcomeOf(err)
		p := o.problem(l, err)
		if p.Title == "" || p.Detail == "" || strings.Contains(p.Title+p.Detail, catalogue.Missing) || p.Status != o.status || p.Type != "/problems/"+o.code {
			t.Errorf("%v in %s: %+v", err, l, p)
		}
	}
	for _, l := range catalogue.Langs() {
		for _, r := range refusals(t) {
			check(l, fmt.Errorf("wrapped: %w", &route.Refused{Refusal: r, Wanted: route.WantedObject}))
		}
		for _, b := range []route.Budget{route.Lookup, route.Report} {
			for _, keyed := range []bool{false, true} {
				check(l, &excess{b, keyed, false})
				check(l, &excess{b, keyed, true})
			}
		}
		check(l, errors.New("unforeseen"))
		check(l, &subject.Error{Problem: subject.Letters})
		check(l, report.Problems{{Field: "/kind", Code: report.Required}})
		check(l, report.Problems{{Field: "/kind", Code: report.Required}, {Field: "/lang", Code: report.UnknownValue}})
		for _, o := range append(table, unforeseen) {
			if o.code == "" || o.code == "invalid" || o.code == "too_many" {
				continue // above
			}
			if p := route.NewProblem(l, o.status, o.code); p.Title == "" || p.Detail == "" {
				t.Errorf("%s in %s: %+v", o.code, l, p)
			}
		}
	}
}

// undescribed are the codes that no program of those that openapi.yaml is for gets: those of gateways for text messages, of figures and of
// methods.
var undescribed = []string{"bad_weeks", "unsigned", "wrong_signature", "late_signature", "replayed", "unknown_gateway", "method"}

// TestEveryCodeIsDescribed compares the codes of problems with those that openapi.yaml names, both ways.
func TestEveryCodeIsDescribed(t *testing.T) {
	document, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	described := make(map[string]bool)
	for _, r := range document.Components.Responses {
		if r.Value.Content["application/problem+json"] == nil {
			continue
		}
		for _, named := range regexp.MustCompile("`([a-z]+(?:_[a-z]+)*)`").FindAllStringSubmatch(*r.Value.Description, -1) {
			described[named[1]] = true
		}
	}
	codes := make(map[string]bool)
	for _, r := range refusals(t) {
		codes[string(r)] = true
	}
	for _, o := range append(table, unforeseen) {
		if o.code != "" {
			codes[o.code] = true
		}
	}
	for code := range codes {
		if described[code] == slices.Contains(undescribed, code) {
			t.Errorf("%s is described: %v", code, described[code])
		}
	}
	for code := range described {
		if !codes[code] {
			t.Errorf("%s is described, and no problem", code)
		}
	}
}

// TestOrderOfTheTable is about errors that are two things at once.
func TestOrderOfTheTable(t *testing.T) {
	for _, test := range []struct {
		err  error
		code string
	}{
		{fault.Full, "full"}, // which is also unavailable
		{fmt.Errorf("store: %w", fault.Unavailable), "unavailable"},
		{fmt.Errorf("%w: %w", fault.Unavailable, fault.NotFound), "not_found"},
		{&route.Refused{Refusal: route.TooLarge}, "too_large"},
		{fault.Damaged, "internal"},
	} {
		if got := outcomeOf(test.err).code; got != test.code {
			t.Errorf("%v: %s, want %s", test.err, got, test.code)
		}
	}
}
