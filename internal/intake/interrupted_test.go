package intake_test

import (
	"context"
	"errors"
	"testing"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/store"
)

// dying is a store that dies between a report's testimony and its statements.
type dying struct{ store.Store }

func (d dying) File(ctx context.Context, t reputation.SealedTestimony) error {
	return errors.Join(d.Restore(ctx, []transfer.Report{{SealedTestimony: t, Unfinished: true}}), fault.Unavailable)
}

// TestACorrectionThatWasInterruptedHoldsOnceItIsAcknowledged, though no sweep came in between.
func TestACorrectionThatWasInterruptedHoldsOnceItIsAcknowledged(t *testing.T) {
	w := newTown(t)
	old := w.accept(report.Report{Category: "loan"}, web, "")
	correction := report.Report{Kind: report.Call, Subjects: []subject.Key{another}, Category: "prize"}
	w.Store = dying{w.store}
	if _, err := w.Replace(context.Background(), old.Receipt, correction, web); !errors.Is(err, fault.Unavailable) {
		t.Fatal(err)
	}
	w.Store = w.store
	a, err := w.Replace(context.Background(), old.Receipt, correction, web)
	if err != nil {
		t.Fatal(err)
	}
	for receipt, want := range map[report.Receipt]bool{old.Receipt: true, a.Receipt: false} {
		if kept, err := w.Report(context.Background(), receipt); err != nil || kept.Withdrawn != want {
			t.Errorf("withdrawn is %v, want %v; %v", kept.Withdrawn, want, err)
		}
	}
}
