package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"ringfence/internal/attack"
	"ringfence/internal/demo"
	"ringfence/internal/keyring"
	"ringfence/internal/reputation"
)

// buckets returns how many buckets the attackers' networks fall into for the number that a campaign is about.
func buckets(t *testing.T, ring *keyring.Ring, c *attack.Campaign) int {
	t.Helper()
	seen := map[uint8]bool{}
	for i := range c.Acts {
		e := &c.Acts[i]
		if e.Act != demo.Tell || e.Report.Subjects[0] != c.About {
			continue
		}
		own, _, err := ring.Buckets(e.By.Group, c.About, staged)
		if err != nil {
			t.Fatal(err)
		}
		seen[own] = true
	}
	return len(seen)
}

// The attackers are lucky: where an attack stands or falls with its networks, none of them share a bucket.
func TestTheAttackersAreLucky(t *testing.T) {
	ring, err := luckyKeys(luck)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range attack.Campaigns(staged) {
		switch c.Name {
		case "six", "seven", "nine", "mixed", "wash", "brigade", "again", "retract":
			if n := buckets(t, ring, &c); n != c.Price().Networks {
				t.Errorf("%s: %d networks fall into %d buckets", c.Name, c.Price().Networks, n)
			}
		}
	}
}

// What the README and REPUTATION claim of attacks, through the same doors as reports of people.
func TestWhatAttacksAchieve(t *testing.T) {
	const no, yes = false, true
	for _, test := range []struct {
		name                      string
		verdict                   reputation.Verdict
		listed, exported, flagged bool
		votes, wilson             bool
	}{
		{"one-range", reputation.Suspicious, no, no, yes, yes, yes},
		{"visitors", reputation.Suspicious, yes, no, no, yes, yes},
		{"six", reputation.Suspicious, yes, no, no, yes, yes},
		{"seven", reputation.Scam, yes, yes, no, yes, yes},
		{"nine", reputation.Scam, yes, yes, yes, yes, yes},
		{"mixed", reputation.Scam, yes, yes, no, yes, yes},
		{"hasty", reputation.Suspicious, yes, no, no, yes, yes},
		{"again", reputation.Unknown, no, no, no, no, no},
		{"api-key", reputation.Suspicious, yes, no, yes, yes, yes},
		{"neighbours", reputation.Unknown, no, no, no, no, no},
		{"retract", reputation.Unknown, no, no, no, no, no},
		{"brigade", reputation.Suspicious, no, no, yes, yes, yes},
		{"wash", reputation.Suspicious, yes, no, yes, yes, no},
		{"wash-wide", reputation.Suspicious, yes, no, yes, yes, no},
		{"dispute", reputation.Suspicious, no, no, no, yes, yes},
		{"dispute-on", reputation.Scam, yes, yes, no, yes, yes},
		{"forget", reputation.Scam, yes, yes, no, yes, yes},
		{"renew", reputation.Scam, yes, yes, no, yes, yes},
	} {
		t.Run(test.name, func(t *testing.T) {
			campaigns, err := (&attackCommand{Only: test.name}).chosen()
			if err != nil {
				t.Fatal(err)
			}
			o, err := perform(t.Context(), campaigns[0])
			if err != nil {
				t.Fatal(err)
			}
			flagged := !o.flag.FoundAt.IsZero()
			if j := o.judged; j.Verdict != test.verdict || j.Listed != test.listed || j.Exported != test.exported || flagged != test.flagged {
				t.Errorf("%s, score %d, listed %v, exported %v, flagged %v", j.Verdict, j.Score, j.Listed, j.Exported, flagged)
			}
			if o.simple != (attack.Simple{Votes: test.votes, Wilson: test.wilson}) {
				t.Errorf("simple rules say %+v", o.simple)
			}
			if asks := test.name == "forget" || test.name == "renew"; asks != (o.refused != nil) {
				t.Errorf("its owner was told %v", o.refused)
			}
		})
	}
	if n := len(attack.Campaigns(staged)); n != 18 {
		t.Errorf("of %d campaigns 18 are held to what they achieve", n)
	}
}

// The command prints the same whenever it is run, a line for each campaign.
func TestAttackCommand(t *testing.T) {
	attacked := func(args ...string) string {
		var out, errs bytes.Buffer
		if err := run(context.Background(), append([]string{"attack"}, args...), streams{strings.NewReader(""), &out, &errs}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	all := attacked()
	if again := attacked(); again != all {
		t.Errorf("run again it prints\n%s\nand not\n%s", again, all)
	}
	for _, c := range attack.Campaigns(staged) {
		if !strings.Contains(all, "\n"+c.Name+" ") || !strings.Contains(all, c.Tries) {
			t.Errorf("the table lacks %s", c.Name)
		}
	}
	one := attacked("--only", "seven")
	if !strings.Contains(one, "seven") || strings.Contains(one, "nine ") || !strings.Contains(one, "$14.00") {
		t.Errorf("of one campaign it prints\n%s", one)
	}
	err := run(context.Background(), []string{"attack", "--only", "witchcraft"}, streams{strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{}})
	if err == nil || !strings.Contains(err.Error(), "one-range, visitors") {
		t.Errorf("an unknown campaign: %v", err)
	}
}
