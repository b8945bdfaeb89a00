package attack

import (
	"slices"
	"testing"
	"time"

	"ringfence/internal/demo"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

var end = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func campaign(t *testing.T, name string) Campaign {
	t.Helper()
	all := Campaigns(end)
	at := slices.IndexFunc(all, func(c Campaign) bool { return c.Name == name })
	if at < 0 {
		t.Fatalf("no campaign %q", name)
	}
	return all[at]
}

// What is told of a campaign in words is what its events are.
func TestPriceIsThatOfTheEvents(t *testing.T) {
	for _, test := range []struct {
		name                               string
		identities, phones, networks, keys int
		span                               time.Duration
		dollars                            float64
	}{
		{"one-range", 300, 300, 1, 0, 7 * time.Hour, 600},
		{"visitors", 300, 0, 300, 0, 7 * time.Hour, 30},
		{"seven", 7, 7, 7, 0, 7 * time.Hour, 14},
		{"nine", 9, 9, 3, 0, 7 * time.Hour, 18},
		{"mixed", 8, 4, 8, 0, 7 * time.Hour, 8.4},
		{"again", 2, 2, 2, 0, 20*24*time.Hour + time.Hour, 4},
		{"api-key", 200, 0, 1, 1, 7 * time.Hour, 0},
		{"wash", 30, 30, 2, 0, 7 * time.Hour, 60},
		{"forget", 0, 0, 0, 0, 0, 0},
	} {
		c := campaign(t, test.name)
		p := c.Price()
		want := Price{Identities: test.identities, Phones: test.phones, Networks: test.networks, Keys: test.keys, Span: test.span, Dollars: test.dollars}
		if p.Span = p.Span.Round(10 * time.Minute); p.Dollars > want.Dollars-0.001 && p.Dollars < want.Dollars+0.001 {
			p.Dollars = want.Dollars
		}
		if p != want {
			t.Errorf("%s takes %+v, want %+v", test.name, p, want)
		}
	}
}

// Every campaign has a name and words of its own, is over by its end, and is about numbers that nobody can have.
func TestCampaignsAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Campaigns(end) {
		if seen[c.Name] || seen[c.Tries] || c.Name == "" || c.Tries == "" || len(c.Acts) == 0 {
			t.Errorf("%s: %s", c.Name, c.Tries)
		}
		seen[c.Name], seen[c.Tries] = true, true
		numbers := map[int]bool{}
		for _, e := range c.Events() {
			if e.At.After(end) || e.At.Before(end.Add(-30*24*time.Hour)) {
				t.Errorf("%s: something happens at %v", c.Name, e.At)
			}
			if e.Act != demo.Tell {
				continue
			}
			if numbers[e.Number] {
				t.Errorf("%s: two reports are number %d", c.Name, e.Number)
			}
			numbers[e.Number] = true
			if about := e.Report.Subjects[0]; about.IsZero() || e.By.Group == "" {
				t.Errorf("%s: %+v", c.Name, e)
			}
		}
		if c.About.IsZero() || c.Innocent() != (len(c.Others) == 0) {
			t.Errorf("%s is about %v", c.Name, c.About)
		}
	}
}

// The simple rules have a vote for each person, and know what was taken back.
func TestSimpleRules(t *testing.T) {
	var said []reputation.Statement
	say := func(by string, polarity report.Polarity) *reputation.Statement {
		said = append(said, reputation.Statement{
			ReceivedAt: end.Add(time.Duration(len(said)) * time.Minute), Polarity: polarity, Reporter: reputation.Pseudonym(by), State: reputation.Live,
		})
		return &said[len(said)-1]
	}
	for range 3 {
		say("", report.Bad)
	}
	for range 5 {
		say("one", report.Bad)
	}
	if got := Judge(said); got != (Simple{true, true}) {
		t.Errorf("four people: %+v", got)
	}
	say("one", report.Fine)
	if got := Judge(said); got != (Simple{}) {
		t.Errorf("three against one: %+v", got)
	}
	say("", report.Bad).State = reputation.Withdrawn
	if got := Judge(said); got != (Simple{}) {
		t.Errorf("after one was taken back: %+v", got)
	}
	for range 20 {
		say("", report.Fine)
	}
	say("", report.Bad)
	if got := Judge(said); got != (Simple{Votes: true}) {
		t.Errorf("four against twenty: %+v", got)
	}
}
