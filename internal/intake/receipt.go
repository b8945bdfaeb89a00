package intake

import (
	"context"
	"errors"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Kept is what the holder of a receipt sees of the report.
type Kept struct {
	ReceivedAt time.Time
	Withdrawn  bool
	Polarity   report.Polarity
	Category   report.Category
	OccurredAt time.Time // to the hour
	Region     string
	ByVisitor  bool // it came without an API key, from somebody who cannot be recognised
	Subjects   []KeptSubject
	Testimony  *report.Testimony // redacted; nil once it was withdrawn or has expired
}

// KeptSubject is one subject of a kept report.
type KeptSubject struct {
	Key   subject.Key
	State reputation.State
}

// Report returns what is kept of a report, or fault.NotFound.
func (in *Intake) Report(ctx context.Context, receipt report.Receipt) (Kept, error) {
	ctx, cancel := in.bounded(ctx)
	defer cancel()
	t, err := in.Store.Testimony(ctx, receipt.Hash())
	if err != nil {
		return Kept{}, err
	}
	k := Kept{ReceivedAt: t.ReceivedAt, Withdrawn: t.Withdrawn}
	for _, s := range t.Statements {
		k.Subjects = append(k.Subjects, KeptSubject{s.Subject, s.State})
		k.ByVisitor = s.ByVisitor()
		k.Polarity, k.Category, k.OccurredAt, k.Region = s.Polarity, s.Category, s.At, s.Province
	}
	if len(t.Sealed) == 0 {
		return k, nil
	}
	switch opened, err := in.Keys.Unseal(t.SealedOn, t.Sealed, t.Receipt); {
	case err == nil:
		k.Testimony = &opened
	case !errors.Is(err, fault.NotFound): // its key's time is over
		return Kept{}, err
	}
	return k, nil
}

// Withdraw takes a report back: it no longer counts, and its testimony and reporter are erased. Again is
// no error; an unknown receipt is fault.NotFound.
func (in *Intake) Withdraw(ctx context.Context, receipt report.Receipt) error {
	ctx, cancel := in.bounded(ctx)
	defer cancel()
	t, err := in.Store.Testimony(ctx, receipt.Hash())
	if err != nil {
		return err
	}
	if err := in.Store.Withdraw(ctx, t.Receipt); err != nil {
		return err
	}
	in.withdrawn(ctx, t)
	return nil
}
