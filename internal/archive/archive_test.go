package archive_test

import (
	"errors"
	"maps"
	"reflect"
	"testing"

	"ringfence/internal/archive"
	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
	"ringfence/store"
	"ringfence/store/mem"
)

// bothWays takes a service from the embedded store to another one and back.
func bothWays(t *testing.T, between store.Store) {
	source, last := furnish(t, openBolt(t), newRing(t))
	source.verifies()
	saved := source.checkpoint()
	source.logsAs(saved)
	first := source.export()
	there := source.imported(first, between)
	there.verifies()
	there.showsAs(source)
	there.logsAs(saved)
	second := there.export()
	back := there.imported(second, openBolt(t))
	back.verifies()
	back.showsAs(source)
	back.logsAs(saved)
	want, got := openArchive(t, first).Manifest, openArchive(t, second).Manifest
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the archive of the other store differs:\n%+v\nwant\n%+v", got, want)
	}
	for _, kind := range []string{
		archive.Statements, archive.Decisions, archive.Reports, archive.Stops, archive.Weeks, archive.Bursts, archive.Examples, archive.Hooks, archive.APIKeys,
		archive.Accounts, archive.Cases, archive.Documents, archive.Proposals, archive.Flags, archive.Distrusted, archive.Erasures, archive.Log,
	} {
		if want.Records(kind) == 0 {
			t.Errorf("no %s were carried", kind)
		}
	}
	verdicts := map[reputation.Verdict]bool{}
	for _, judged := range source.shown() {
		verdicts[judged.Verdict] = true
	}
	if len(verdicts) < 4 {
		t.Errorf("only the verdicts %v were carried", verdicts)
	}
	for _, w := range []*world{there, back} {
		is, err := w.store.Stopped(t.Context(), stopped)
		check(t, err)
		if !is {
			t.Error("who wants no replies gets some again")
		}
		w.goesOn(last)
	}
}

// goesOn does with a report what its reporter could have done on the store that it was made on.
func (w *world) goesOn(last told) {
	w.t.Helper()
	ctx := w.t.Context()
	again, err := w.intake.Accept(ctx, last.report, last.by, last.retry)
	check(w.t, err)
	if again.Receipt != last.receipt {
		w.t.Error("a retry made a report of its own")
	}
	other := last.report
	other.Text = "something else"
	if _, err := w.intake.Accept(ctx, other, last.by, last.retry); !errors.Is(err, intake.ErrReused) {
		w.t.Errorf("another report under the same key: %v", err)
	}
	renewed, err := w.intake.Accept(ctx, other, last.by, intake.Retry{})
	check(w.t, err)
	for _, s := range renewed.Subjects {
		if s.Outcome != intake.ReplacedYours {
			w.t.Errorf("a reporter is not recognised: %v of %v", s.Outcome, s.Key)
		}
	}
	testimony, err := w.intake.Report(ctx, last.receipt)
	check(w.t, err)
	if testimony.Testimony == nil || testimony.Testimony.Text == "" {
		w.t.Error("the testimony cannot be read")
	}
	corrected, err := w.intake.Replace(ctx, last.receipt, other, last.by)
	check(w.t, err)
	if err := w.intake.Withdraw(ctx, last.receipt); err != nil {
		w.t.Errorf("withdrawing what was corrected: %v", err)
	}
	if examples := w.published().examples; len(examples) > 0 {
		w.t.Errorf("the text of what was corrected is still shown: %+v", examples)
	}
	check(w.t, w.intake.Withdraw(ctx, corrected.Receipt))
	check(w.t, w.intake.Withdraw(ctx, renewed.Receipt))
	w.settle()
	w.verifies()
}

func TestToMemoryAndBack(t *testing.T) { bothWays(t, mem.New()) }

func TestToTheSameKindOfStore(t *testing.T) { bothWays(t, openBolt(t)) }

func TestADemonstrationStaysOne(t *testing.T) {
	w, _ := furnish(t, mem.New(), newRing(t))
	check(t, w.store.Demonstrate(t.Context()))
	is, err := w.imported(w.export(), mem.New()).store.Demonstration(t.Context())
	check(t, err)
	if !is {
		t.Error("imported, a demonstration looks real")
	}
}

// Whoever restores a copy beside the service, to see whether it is whole, signs no message in its name.
func TestAWebhookThatWasRestoredIsToldNothingUntilItIsEnabled(t *testing.T) {
	w, _ := furnish(t, mem.New(), newRing(t))
	check(t, w.store.PutHook(t.Context(), webhook.Hook{
		Name: "a-live-one", Revision: 1, URL: "https://example.edu/live", Scope: trend.Country(), Events: webhook.Events(), Secret: []byte("sealed"), MadeAt: w.now,
	}))
	why := map[string]webhook.Reason{}
	for _, h := range w.imported(w.export(), mem.New()).published().hooks {
		why[h.Name] = h.Why
		if !h.Disabled() {
			t.Errorf("%s is told", h.Name)
		}
	}
	if want := map[string]webhook.Reason{"a-live-one": webhook.Restored, "a-school": webhook.Gone}; !maps.Equal(why, want) {
		t.Errorf("disabled for %v, want %v", why, want)
	}
}

func TestWhatCannotBeTakenOver(t *testing.T) {
	ctx := t.Context()
	w, _ := furnish(t, mem.New(), newRing(t))
	path := w.export()
	t.Run("by a store of other keys", func(t *testing.T) {
		s := mem.New()
		check(t, s.Bind(ctx, newRing(t).Fingerprint()))
		if err := openArchive(t, path).Import(ctx, s, w.ring, nothing); !errors.Is(err, fault.WrongKeys) {
			t.Errorf("got %v", err)
		}
		keepsNothing(t, s)
	})
	t.Run("by a store that keeps something", func(t *testing.T) {
		s, _ := furnish(t, mem.New(), w.ring)
		before := s.shown()
		if err := openArchive(t, path).Import(ctx, s.store, w.ring, nothing); !errors.Is(err, fault.Exists) {
			t.Errorf("got %v", err)
		}
		if !reflect.DeepEqual(s.shown(), before) {
			t.Error("it was written to")
		}
	})
	t.Run("from a store that keeps part of another", func(t *testing.T) {
		s := mem.New()
		check(t, s.Bind(ctx, w.ring.Fingerprint()))
		check(t, s.BeginRestore(ctx, "another"))
		if err := archive.Export(ctx, s, &nowhere{}, w.now, "test"); !errors.Is(err, archive.ErrUnfinished) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("from a store without keys", func(t *testing.T) {
		if err := archive.Export(ctx, mem.New(), &nowhere{}, w.now, "test"); err == nil {
			t.Error("exported nothing")
		}
	})
}

type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// keepsNothing expects a store as it was made.
func keepsNothing(t *testing.T, s store.Store) {
	t.Helper()
	restoring, err := s.Restoring(t.Context())
	check(t, err)
	if restoring != "" {
		t.Error("the store is marked")
	}
	check(t, s.BeginRestore(t.Context(), "to see whether it is empty"))
	check(t, s.EndRestore(t.Context()))
}
