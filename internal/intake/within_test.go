package intake_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

// mute is a store that answers nothing.
type mute struct{ *mem.Store }

func (mute) File(ctx context.Context, _ reputation.SealedTestimony) error {
	<-ctx.Done()
	return ctx.Err()
}

func (mute) Testimony(ctx context.Context, _ report.ReceiptHash) (reputation.SealedTestimony, error) {
	<-ctx.Done()
	return reputation.SealedTestimony{}, ctx.Err()
}

// idle is a projector that never comes to an end.
type idle struct{ intake.Projector }

func (idle) Project(ctx context.Context, _ ...subject.Key) error {
	<-ctx.Done()
	return ctx.Err()
}

func (p idle) ProjectNow(ctx context.Context, about ...subject.Key) error {
	return p.Project(ctx, about...)
}

const within = 1500 * time.Millisecond

// With a store that answers nothing a reporter is told to come back after the time that the store has, and no later.
func TestAStoreThatAnswersNothingIsGivenUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		a := w.accept(report.Report{}, web, "")
		w.Within, w.Intake.Store = within, mute{w.store}
		r := report.Report{Kind: report.Call, Subjects: []subject.Key{number}}
		for name, ask := range map[string]func() error{
			"accept":   func() error { _, err := w.Accept(t.Context(), r, web, intake.Retry{}); return err },
			"replace":  func() error { _, err := w.Replace(t.Context(), a.Receipt, r, web); return err },
			"withdraw": func() error { return w.Withdraw(t.Context(), a.Receipt) },
			"report":   func() error { _, err := w.Report(t.Context(), a.Receipt); return err },
		} {
			begun := time.Now()
			if err := ask(); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != within {
				t.Errorf("%s: %v after %v, want it given up after %v", name, err, time.Since(begun), within)
			}
		}
	})
}

// What is stored is acknowledged in that time too, shown or not.
func TestWhatIsStoredIsAcknowledgedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		w.Within, w.Projector = within, idle{}
		begun := time.Now()
		a := w.accept(report.Report{}, web, "")
		if took := time.Since(begun); took != within {
			t.Errorf("it took %v, want %v", took, within)
		}
		if n := w.live(number); n != 1 {
			t.Errorf("%d statements", n)
		}
		begun = time.Now()
		if err := w.Withdraw(t.Context(), a.Receipt); err != nil || time.Since(begun) != within {
			t.Errorf("withdrawn after %v: %v", time.Since(begun), err)
		}
	})
}
