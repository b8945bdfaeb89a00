package sanction

import (
	"context"
	"errors"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

// Break takes all reports out of the count that make the brigade which is flagged on a subject, each as Overturn does, with an entry of its
// own in the audit log, and has the flag wait no longer. It returns how many those were. Who sent them goes on to be heard: some may have
// been talked into it. Doing it again does what a crash left undone.
func (b *Bench) Break(ctx context.Context, about subject.Key, by, reason string) (overturned int, err error) {
	flag, err := b.flag(ctx, about)
	if err != nil {
		return 0, err
	}
	if reason, err = ruling.Reasoned(about, by, reason); err != nil {
		return 0, err
	}
	found, ok, err := b.Brigades.Find(ctx, about)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, ErrNoCrowd
	}
	said := make([]reputation.Statement, len(found.Made))
	for i, id := range found.Made {
		if err := b.record(ctx, auditlog.Overturned, about, id.String(), by, reason); err != nil {
			return 0, err
		}
		said[i].Subject, said[i].Report = about, id
	}
	if err := b.change(ctx, b.Store.Overturn, said...); err != nil {
		return 0, err
	}
	return len(said), b.dismiss(ctx, flag, by, reason)
}

// Dismiss has a flag wait no longer: a moderator looked, and it is none, or all was done. What comes after may be flagged anew.
func (b *Bench) Dismiss(ctx context.Context, about subject.Key, by, reason string) error {
	flag, err := b.flag(ctx, about)
	if err != nil {
		return err
	}
	return b.dismiss(ctx, flag, by, reason)
}

func (b *Bench) dismiss(ctx context.Context, f brigade.Flag, by, reason string) error {
	if err := b.record(ctx, auditlog.Dismissed, f.Subject, "", by, reason); err != nil {
		return err
	}
	f.Dismissed, f.By = b.Clock().UTC().Truncate(time.Second), by
	return b.Store.SaveFlag(ctx, f)
}

// flag returns the flag that waits on a subject.
func (b *Bench) flag(ctx context.Context, about subject.Key) (brigade.Flag, error) {
	f, err := b.Store.Flag(ctx, about)
	if errors.Is(err, fault.NotFound) || err == nil && !f.Dismissed.IsZero() {
		return f, ErrNoFlag
	}
	return f, err
}
