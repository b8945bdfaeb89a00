package ruling_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/recorder"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

// court is a bench with its log, and a store.
type court struct {
	*testing.T
	*ruling.Bench
	store *mem.Store
	log   *recorder.Recorder
	now   time.Time
	about subject.Key
	said  uint64
}

func newCourt(t *testing.T) *court {
	c := &court{T: t, store: mem.New(), now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return c.now }
	projector := projection.New(projection.Config{Store: c.store, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	ring, err := keyring.OpenAt(&keyring.Memory{}, c.now)
	c.ok(err)
	c.log = recorder.New(recorder.Config{Store: c.store, Keys: ring, Clock: clock})
	c.Bench = ruling.New(ruling.Config{Store: c.store, Projector: projector, Recorder: c.log, Clock: clock})
	c.about, err = subject.ParseKey("+12025550143")
	c.ok(err)
	return c
}

func (c *court) ok(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// reported has this many networks report the subject, each by one whom nobody knows.
func (c *court) reported(networks int) {
	c.Helper()
	for i := range networks {
		c.said++
		s := reputation.Statement{
			Subject: c.about, ReceivedAt: c.now.Add(-time.Duration(i) * 7 * time.Hour).Truncate(time.Minute), Polarity: report.Bad, Category: "loan", Tier: reputation.Verified,
			Own: uint8(i), Block: uint8(i), State: reputation.Live, Version: 1,
		}
		s.At, s.Report[0] = s.ReceivedAt.Truncate(time.Hour), byte(c.said)
		s.Mass = reputation.Mass(s.Tier.Weight(), s.Polarity, s.At)
		_, err := c.store.Add(c.Context(), []reputation.Statement{s})
		c.ok(err)
	}
	c.ok(c.Projector.ProjectNow(c.Context(), c.about))
}

// judged returns what is shown.
func (c *court) judged() reputation.Judgement {
	c.Helper()
	p, err := c.store.Projection(c.Context(), c.about)
	if errors.Is(err, fault.NotFound) {
		return reputation.Judgement{}
	}
	c.ok(err)
	return reputation.Judge(&p.Tally, reputation.Around(c.about, p.Neighbours), c.now)
}

// decisions returns the kinds of what was decided, and expects each to stand in the log as it is.
func (c *court) decisions() (kinds []reputation.DecisionKind) {
	c.Helper()
	all, err := c.store.Decisions(c.Context(), c.about)
	c.ok(err)
	for _, d := range all {
		kinds = append(kinds, d.Kind)
		place, ok := c.log.OfDecision(d.ID)
		if !ok {
			c.Errorf("%s is not in the log", d.Kind)
			continue
		}
		if e, err := c.log.Entries(c.Context(), place.Index, 1); err != nil || len(e) != 1 || e[0].Action != auditlog.Decided || !e[0].Says(d) {
			c.Errorf("%+v stands as %+v in the log, %v", d, e, err)
		}
	}
	return kinds
}

func TestRule(t *testing.T) {
	c := newCourt(t)
	bench, s, number := c.Bench, c.store, c.about
	sample, _ := subject.ParseKey("+12025550103")
	for _, test := range []struct {
		name   string
		about  subject.Key
		by     string
		reason string
		want   error
	}{
		{"without a reason", number, "Ling", " \n", ruling.ErrNoReason},
		{"with a long reason", number, "Ling", strings.Repeat("长", ruling.MaxReason+1), ruling.ErrLongReason},
		{"with bytes that are no text", number, "Ling", "a\xff", ruling.ErrControl},
		{"with a zero byte", number, "Ling", "a\x00b", ruling.ErrControl},
		{"by a name in another encoding", number, "\xd5\xc5", "x", ruling.ErrBy},
		{"by a name of two lines", number, "Ling\nWei", "x", ruling.ErrBy},
		{"by a long name", number, strings.Repeat("长", ruling.MaxBy+1), "x", ruling.ErrBy},
		{"on a sample", sample, "Ling", "x", ruling.ErrSample},
		{"with all it needs", number, "Ling", " three victims ", nil},
	} {
		d, err := bench.Rule(context.Background(), reputation.Confirm, test.about, test.by, test.reason)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if err == nil && (d.Reason != "three victims" || d.By != "Ling" || !d.At.Equal(c.now)) {
			t.Errorf("%s: %+v", test.name, d)
		}
	}
	p, err := s.Projection(context.Background(), number)
	if err != nil || p.Tally.Standing.Ruling != reputation.Confirm {
		t.Errorf("the ruling does not show at once: %+v, %v", p.Tally.Standing, err)
	}

	// Rulings a moment apart: the later one holds.
	c.now = c.now.Add(time.Second)
	if _, err := bench.Rule(context.Background(), reputation.Clear, number, "Ling", "mistaken"); err != nil {
		t.Fatal(err)
	}
	if p, _ = s.Projection(context.Background(), number); p.Tally.Standing.Ruling != reputation.Clear {
		t.Errorf("the later ruling does not hold: %+v", p.Tally.Standing)
	}
}

// TestNothingIsDecidedThatIsNotInTheLog: where the log cannot be written, each refuses and leaves nothing.
func TestNothingIsDecidedThatIsNotInTheLog(t *testing.T) {
	c := newCourt(t)
	kept, err := c.Rule(t.Context(), reputation.Clear, c.about, "Ling", "a bank")
	c.ok(err)
	c.Recorder = broken{}
	p := registry.Proposal{Subject: c.about, Name: "Bank", Evidence: "https://bank.example", By: "Ling", DecidedBy: "Wei"}
	for name, decide := range map[string]func() (reputation.Decision, error){
		"confirm": func() (reputation.Decision, error) {
			return c.Rule(t.Context(), reputation.Confirm, c.about, "Ling", "heard it")
		},
		"accept claim": func() (reputation.Decision, error) { return c.AcceptClaim(t.Context(), c.about, "Ling", "forged") },
		"recycle":      func() (reputation.Decision, error) { return c.Recycle(t.Context(), c.about, "Ling", "new") },
		"undo":         func() (reputation.Decision, error) { return c.Undo(t.Context(), c.about, kept.ID, "Ling", "mistaken") },
		"contest":      func() (reputation.Decision, error) { return c.Contest(t.Context(), c.about, "We sell flowers.") },
		"forget":       func() (reputation.Decision, error) { return c.Forget(t.Context(), c.about) },
		"register":     func() (reputation.Decision, error) { return c.Register(t.Context(), p) },
	} {
		if d, err := decide(); !errors.Is(err, fault.Unavailable) || d.ID != "" {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
	if kinds := c.decisions(); !slices.Equal(kinds, []reputation.DecisionKind{reputation.Clear}) {
		t.Errorf("%v were decided", kinds)
	}
}

type broken struct{}

func (broken) Record(context.Context, auditlog.Entry) (auditlog.Entry, error) {
	return auditlog.Entry{}, fault.Unavailable
}

func TestUndo(t *testing.T) {
	c := newCourt(t)
	first, err := c.Rule(t.Context(), reputation.Confirm, c.about, "Ling", "three victims")
	c.ok(err)
	c.now = c.now.Add(time.Minute)
	for want, id := range map[error]string{ruling.ErrNoDecision: "x", ruling.ErrNoReason: first.ID} {
		if _, err := c.Undo(t.Context(), c.about, id, "Wei", ""); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", id, err, want)
		}
	}
	taken, err := c.Undo(t.Context(), c.about, first.ID, "Wei", "mistaken")
	if err != nil || taken.Undoes != first.ID || c.judged().Verdict != reputation.Unknown {
		t.Errorf("%+v, %v; now %v", taken, err, c.judged().Verdict)
	}
	if _, err := c.Undo(t.Context(), c.about, first.ID, "Wei", "mistaken"); !errors.Is(err, ruling.ErrUndone) {
		t.Errorf("again: %v", err)
	}
	c.now = c.now.Add(time.Minute)
	if _, err := c.Undo(t.Context(), c.about, taken.ID, "Ling", "it was right"); err != nil || c.judged().Verdict != reputation.Scam {
		t.Errorf("taking back what took back: %v, %v", err, c.judged().Verdict)
	}
	c.decisions()
}

func TestTheRegistryTakesTwo(t *testing.T) {
	c := newCourt(t)
	good := registry.Proposal{Subject: c.about, Name: " Bank of Examples ", Evidence: "https://bank.example/contact", By: "Ling", DecidedBy: "Wei"}
	for name, test := range map[string]struct {
		change func(*registry.Proposal)
		want   error
	}{
		"by one":              {func(p *registry.Proposal) { p.DecidedBy = "Ling" }, ruling.ErrTwo},
		"by the operator":     {func(p *registry.Proposal) { p.By = registry.Shell + "root" }, ruling.ErrTwo},
		"that nobody decided": {func(p *registry.Proposal) { p.DecidedBy = "" }, ruling.ErrBy},
		"without evidence":    {func(p *registry.Proposal) { p.Evidence = " " }, ruling.ErrNoReason},
		"without a name":      {func(p *registry.Proposal) { p.Name = " " }, ruling.ErrName},
		"of a long name":      {func(p *registry.Proposal) { p.Name = strings.Repeat("行", ruling.MaxName+1) }, ruling.ErrName},
	} {
		p := good
		test.change(&p)
		if _, err := c.Register(t.Context(), p); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	d, err := c.Register(t.Context(), good)
	if err != nil || d.By != "Ling + Wei" || d.Name != "Bank of Examples" || d.Reason != good.Evidence || !slices.Contains(c.judged().Conditions, reputation.Official) {
		t.Errorf("%+v, %v, %v", d, err, c.judged())
	}
	c.now = c.now.Add(time.Minute)
	if _, err := c.Undo(t.Context(), c.about, d.ID, "Ling", "closed"); !errors.Is(err, ruling.ErrTwo) {
		t.Errorf("one takes an entry back: %v", err)
	}
	removal := registry.Proposal{Subject: c.about, Remove: d.ID, Evidence: "it is not theirs any more", By: "Wei", DecidedBy: "Ling"}
	taken, err := c.Unregister(t.Context(), removal)
	if err != nil || slices.Contains(c.judged().Conditions, reputation.Official) {
		t.Errorf("%v, %v", err, c.judged())
	}
	c.now = c.now.Add(time.Minute)
	if _, err := c.Undo(t.Context(), c.about, taken.ID, "Ling", "it is theirs"); !errors.Is(err, ruling.ErrTwo) {
		t.Errorf("one brings an entry back: %v", err)
	}
	if _, err := c.Unregister(t.Context(), removal); !errors.Is(err, ruling.ErrUndone) {
		t.Errorf("again: %v", err)
	}
	confirmed, err := c.Rule(t.Context(), reputation.Confirm, c.about, "Ling", "heard it")
	c.ok(err)
	removal.Remove = confirmed.ID
	if _, err := c.Unregister(t.Context(), removal); !errors.Is(err, ruling.ErrNoDecision) {
		t.Errorf("a ruling is taken back as if it were of the registry: %v", err)
	}
	c.decisions()
}

func TestAnOwnerContests(t *testing.T) {
	c := newCourt(t)
	c.reported(8)
	if j := c.judged(); !j.Listed || j.Verdict != reputation.Scam {
		t.Fatalf("%+v", j)
	}
	c.now = c.now.Add(time.Minute)
	d, err := c.Contest(t.Context(), c.about, " We sell flowers: +1 202 555 0143, or wechat: flowers_of_ling88 ")
	if err != nil || d.By != ruling.Owner || d.Kind != reputation.Dispute || strings.Contains(d.Reason, "0143") || strings.Contains(d.Reason, "ling88") || !strings.HasPrefix(d.Reason, "We sell flowers") {
		t.Errorf("%+v, %v", d, err)
	}
	if j := c.judged(); j.Listed || !slices.Contains(j.Conditions, reputation.Disputed) {
		t.Errorf("it is on the lists: %+v", j)
	}
	c.now = c.now.AddDate(0, 0, 100)
	if _, err := c.Contest(t.Context(), c.about, "again"); !errors.Is(err, ruling.ErrMayNotContest) {
		t.Errorf("after 100 days: %v", err)
	}
	if _, err := c.Forget(t.Context(), c.about); !errors.Is(err, ruling.ErrMayNotForget) {
		t.Errorf("after a dispute: %v", err)
	}
	if kinds := c.decisions(); len(kinds) != 1 {
		t.Errorf("%v", kinds)
	}
}

func TestAnOwnerHasItForgotten(t *testing.T) {
	c := newCourt(t)
	c.reported(8)
	c.now = c.now.Add(time.Minute)
	if _, err := c.Forget(t.Context(), c.about); !errors.Is(err, ruling.ErrListed) {
		t.Errorf("while it is listed: %v", err)
	}
	c.now = c.now.AddDate(0, 0, 120) // it faded, nothing more was said
	d, err := c.Forget(t.Context(), c.about)
	if err != nil || d.By != ruling.Owner || c.judged().Shown || len(c.judged().Conditions) != 0 {
		t.Errorf("%+v, %v, %+v", d, err, c.judged())
	}
	c.now = c.now.Add(time.Hour)
	c.reported(1)
	if !c.judged().Shown {
		t.Error("what was said since is forgotten too")
	}
	if _, err := c.Forget(t.Context(), c.about); !errors.Is(err, ruling.ErrMayNotForget) {
		t.Errorf("again: %v", err)
	}
	c.decisions()
}

// Of two who try the same at once, the second finds what the first made, and not that it stands in its way.
func TestWhatIsTriedTwiceIsMadeOnce(t *testing.T) {
	for kind, ask := range map[reputation.DecisionKind]func(*court, *ruling.Bench) (reputation.Decision, error){
		reputation.Dispute: func(c *court, b *ruling.Bench) (reputation.Decision, error) {
			return b.Contest(t.Context(), c.about, "We sell flowers.")
		},
		reputation.Forget: func(c *court, b *ruling.Bench) (reputation.Decision, error) { return b.Forget(t.Context(), c.about) },
	} {
		c := newCourt(t)
		c.reported(1)
		b := c.Under("one")
		c.now = c.now.Add(time.Minute + time.Second/2)
		first, err := ask(c, b)
		c.ok(err)
		c.now = c.now.Add(2 * time.Second)
		if second, err := ask(c, b); err != nil || second != first {
			t.Errorf("%s: first %+v, then %+v, %v", kind, first, second, err)
		}
		if kinds := c.decisions(); !slices.Equal(kinds, []reputation.DecisionKind{kind}) {
			t.Errorf("made: %v", kinds)
		}
	}
}

func TestAConfirmedNumberIsNotForgotten(t *testing.T) {
	c := newCourt(t)
	c.reported(1)
	_, err := c.Rule(t.Context(), reputation.Confirm, c.about, "Ling", "heard it")
	c.ok(err)
	c.now = c.now.AddDate(0, 0, 1)
	if _, err := c.Forget(t.Context(), c.about); !errors.Is(err, ruling.ErrMayNotForget) {
		t.Error(err)
	}
	if _, err := c.Contest(t.Context(), c.about, "no"); !errors.Is(err, ruling.ErrMayNotContest) {
		t.Error(err)
	}
}

func TestANumberGetsANewOwner(t *testing.T) {
	c := newCourt(t)
	c.reported(3)
	c.now = c.now.AddDate(0, 0, 44)
	if _, err := c.Recycle(t.Context(), c.about, ruling.Owner, "the number is new"); !errors.Is(err, ruling.ErrNotQuiet) {
		t.Errorf("after 44 quiet days: %v", err)
	}
	c.now = c.now.AddDate(0, 0, 2)
	d, err := c.Recycle(t.Context(), c.about, ruling.Owner, "the number is new")
	if err != nil || c.judged().Shown || !slices.Equal(c.judged().Conditions, []reputation.Condition{reputation.Recycled}) {
		t.Errorf("%+v, %v, %+v", d, err, c.judged())
	}
	if _, err := c.AcceptClaim(t.Context(), c.about, "Ling", "others show it"); err != nil {
		t.Error(err)
	}
	if kinds := fmt.Sprint(c.decisions()); kinds != "[recycle accept_claim]" {
		t.Error(kinds)
	}
}
