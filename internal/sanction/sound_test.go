package sanction_test

import (
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/recorder"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/retention"
	"ringfence/internal/sanction"
	"ringfence/internal/subject"
	"ringfence/internal/watch"
	"ringfence/store/mem"
)

// service is all that has to do with whom a moderator distrusts, as a server has it.
type service struct {
	*testing.T
	now       time.Time
	store     *mem.Store
	ring      *keyring.Ring
	audit     *recorder.Recorder
	intake    *intake.Intake
	bench     *sanction.Bench
	retention *retention.Retention
}

func newService(t *testing.T) *service {
	s := &service{T: t, now: now, store: mem.New()}
	clock := func() time.Time { return s.now }
	var err error
	s.ring, err = keyring.OpenAt(&keyring.Memory{}, s.now)
	s.ok(err)
	projector := projection.New(projection.Config{Store: s.store, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	s.audit = recorder.New(recorder.Config{Store: s.store, Keys: s.ring, Clock: clock})
	s.bench = sanction.New(sanction.Config{
		Store: s.store, Brigades: watch.New(watch.Config{Store: s.store, Clock: clock}), Projector: projector, Recorder: s.audit, Keys: s.ring, Clock: clock,
	})
	s.intake = intake.New(intake.Config{Store: s.store, Projector: projector, Keys: s.ring, Clock: clock, Reinstated: s.bench.Reinstated})
	s.retention = retention.New(retention.Config{Store: s.store, Clock: clock})
	return s
}

func (s *service) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// say has somebody report, a minute later.
func (s *service) say(by reputation.Speaker, about ...subject.Key) intake.Accepted {
	s.Helper()
	s.now = s.now.Add(time.Minute)
	a, err := s.intake.Accept(s.Context(), report.Report{Kind: report.Call, Subjects: about}, by, intake.Retry{})
	s.ok(err)
	return a
}

// expect expects the state of what a report says about a subject, and that verify finds nothing.
func (s *service) expect(when string, of intake.Accepted, about subject.Key, want reputation.State) {
	s.Helper()
	kept, err := s.store.Testimony(s.Context(), of.Receipt.Hash())
	s.ok(err)
	for _, said := range kept.Statements {
		if said.Subject == about && said.State != want {
			s.Errorf("%s: what was said about %s is %s, want %s", when, about, said.State, want)
		}
	}
	found, err := s.audit.Verify(s.Context())
	s.ok(err)
	if !found.Sound() {
		s.Errorf("%s: %q, %+v", when, found.Wrong, found.Undone)
	}
}

// handle returns what a moderator knows a report by.
func (s *service) handle(of intake.Accepted, about subject.Key) string {
	s.Helper()
	kept, err := s.store.Testimony(s.Context(), of.Receipt.Hash())
	s.ok(err)
	return s.ring.Handle(about, kept.Report)
}

// TestVerifyFindsNothingInAYearOfDistrust in which all was done as it should be: somebody is distrusted, goes on in epoch after epoch and
// for what they vouch, is put right in one report, is heard again after 270 days, is distrusted anew, and trusted again.
func TestVerifyFindsNothingInAYearOfDistrust(t *testing.T) {
	s, ctx := newService(t), t.Context()
	parse := func(text string) subject.Key {
		key, err := subject.ParseKey(text)
		s.ok(err)
		return key
	}
	own, honest := parse("+12025550152"), reputation.ByPhone(parse("+12025550151"))
	liar := reputation.ByPhone(own)
	first, elsewhere, alone := s.say(liar, shop, own), s.say(liar, other), s.say(honest, shop)
	s.ok(s.bench.Overturn(ctx, shop, s.handle(alone, shop), "Ling", "not this one"))
	s.expect("overturned by itself", alone, shop, overturned)
	decided := s.now
	s.ok(s.bench.Distrust(ctx, shop, s.handle(first, shop), "Ling", "offers to report for money"))
	s.expect("distrusted", elsewhere, other, overturned)
	s.ok(s.bench.Reinstate(ctx, other, s.handle(elsewhere, other), "Ling", "that one is true"))
	s.expect("put right", elsewhere, other, live)

	var last intake.Accepted
	for day := 15; day <= 420; day += 15 {
		s.now = decided.AddDate(0, 0, day)
		s.ok(errOf(s.retention.Sweep(ctx)))
		last = s.say(liar, shop, own)
		want := overturned
		if day > retention.DistrustKept {
			want = live
		}
		s.expect("on day "+s.now.Format(time.DateOnly), last, shop, want)
		visitors := s.say(reputation.OnWeb(netip.MustParseAddr("203.0.113.7")), other)
		s.ok(s.intake.Vouch(ctx, visitors.Receipt.Hash(), liar))
		s.expect("vouched for on day "+s.now.Format(time.DateOnly), visitors, other, want)
	}

	s.ok(s.bench.Distrust(ctx, shop, s.handle(last, shop), "Ling", "once more"))
	s.expect("distrusted anew", last, shop, overturned)
	s.now = s.now.AddDate(0, 0, keyring.EpochDays)
	next := s.say(liar, other)
	s.expect("gone on", next, other, overturned)
	s.ok(s.bench.Trust(ctx, shop, s.handle(last, shop), "Ling", "it was somebody else"))
	s.expect("trusted again", next, other, live)
	s.expect("trusted again", last, shop, live)
	s.expect("said since", s.say(liar, shop), shop, live)
	listed, err := s.store.DistrustedAll(ctx)
	s.ok(err)
	for _, d := range listed {
		if d.Of == "" { // a further one that is left stands for what was overturned under it
			t.Errorf("%+v is distrusted still", d)
		}
	}
}
