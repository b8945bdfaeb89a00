package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"ringfence/internal/apikey"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// Target is a store that takes an archive over; see the package store for the contract of each method.
type Target interface {
	Bound(ctx context.Context) (string, error)
	Bind(ctx context.Context, fingerprint string) error
	Demonstrate(ctx context.Context) error
	BeginRestore(ctx context.Context, archive string) error
	EndRestore(ctx context.Context) error
	Add(ctx context.Context, statements []reputation.Statement) (added int, err error)
	Decide(ctx context.Context, d reputation.Decision) error
	Restore(ctx context.Context, reports []transfer.Report) error
	Unfinished(ctx context.Context, limit int) ([]reputation.SealedTestimony, error)
	Complete(ctx context.Context, receipt report.ReceiptHash) error
	Stop(ctx context.Context, name conversation.Name) error
	SaveWeek(ctx context.Context, r trend.Rollup) (kept bool, err error)
	SaveBurst(ctx context.Context, b trend.Burst) error
	PutExample(ctx context.Context, e trend.Example) error
	PutHook(ctx context.Context, h webhook.Hook) error
	PutKey(ctx context.Context, k apikey.Key) error
	KeysAll(ctx context.Context) ([]apikey.Key, error)
	PutAccount(ctx context.Context, a moderator.Account) error
	PutCase(ctx context.Context, c casefile.Case) error
	PutDocument(ctx context.Context, d casefile.Document) error
	PutProposal(ctx context.Context, p registry.Proposal) error
	SaveFlag(ctx context.Context, f brigade.Flag) error
	Distrust(ctx context.Context, d transfer.Distrusted) error
	SaveErasure(ctx context.Context, a erasure.Account) error
	Append(ctx context.Context, at uint64, entry []byte) (won bool, err error)
	Entries(ctx context.Context, from uint64, limit int) ([][]byte, error)
}

// Keys are those that an archive belongs to; see keyring.Ring.
type Keys interface {
	// EndSessions has no cookie of before open anything.
	EndSessions() error
}

// atOnce is how many small writes are under way at a time.
const atOnce = 32

// Import writes all that is in an archive to a store, once it is verified. The store must keep nothing: anything else is
// fault.Exists, and other keys are fault.WrongKeys. When it is interrupted the store is marked, and importing the same
// archive again goes on. All that was imported still awaits projection. It tells how many bytes are read, of how many.
//
// Accounts come as they are, since what opens them is sealed for all that they are. A cookie of when the archive was made would open the desk
// again for who has signed out, was disabled or lost a phone since: so sessions end with the keys, before anybody can be served.
func (a *Archive) Import(ctx context.Context, to Target, keys Keys, progress func(done, total int)) error {
	if !a.verified {
		if err := a.Verify(ctx, func(int, int) {}); err != nil {
			return err
		}
	}
	if err := a.begin(ctx, to); err != nil {
		return err
	}
	if err := a.carry(ctx, to, progress); err != nil {
		return err
	}
	if err := complete(ctx, to); err != nil {
		return err
	}
	if a.Records(Accounts) > 0 {
		if err := keys.EndSessions(); err != nil {
			return err
		}
	}
	return to.EndRestore(ctx)
}

// begin marks the store.
func (a *Archive) begin(ctx context.Context, to Target) error {
	switch bound, err := to.Bound(ctx); {
	case err != nil:
		return err
	case bound != "" && bound != a.Fingerprint:
		return fault.WrongKeys
	}
	if err := to.BeginRestore(ctx, a.id); err != nil {
		return err
	}
	if err := to.Bind(ctx, a.Fingerprint); err != nil {
		return err
	}
	if !a.Demonstration {
		return nil
	}
	return to.Demonstrate(ctx)
}

// carry reads the next batch while one is written.
func (a *Archive) carry(ctx context.Context, to Target, progress func(done, total int)) error {
	both, ctx := errgroup.WithContext(ctx)
	batches := make(chan transfer.Batch, 1)
	both.Go(func() error {
		defer close(batches)
		return a.read(ctx, func(b transfer.Batch) error {
			select {
			case batches <- b:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}, progress)
	})
	both.Go(func() error {
		for b := range batches {
			if err := a.write(ctx, to, b); err != nil {
				return err
			}
		}
		return nil
	})
	return both.Wait()
}

// write writes a batch. What is there already stays. No webhook is told before the operator enables it: an archive may be imported to look
// at, beside the service that it is of.
func (a *Archive) write(ctx context.Context, to Target, b transfer.Batch) error {
	if len(b.Statements) > 0 {
		if _, err := to.Add(ctx, b.Statements); err != nil {
			return err
		}
	}
	if len(b.Reports) > 0 {
		if err := to.Restore(ctx, b.Reports); err != nil {
			return err
		}
	}
	some, several := errgroup.WithContext(ctx)
	some.SetLimit(atOnce)
	for _, d := range b.Decisions {
		some.Go(func() error { return to.Decide(several, d) })
	}
	for _, name := range b.Stops {
		some.Go(func() error { return to.Stop(several, name) })
	}
	for _, r := range b.Weeks {
		some.Go(func() error { _, err := to.SaveWeek(several, r); return err })
	}
	for _, one := range b.Bursts {
		some.Go(func() error { return to.SaveBurst(several, one) })
	}
	for _, e := range b.Examples {
		some.Go(func() error { return putExample(several, to, e) })
	}
	for _, h := range b.Hooks {
		h.Restore(a.MadeAt)
		some.Go(func() error { return unless(fault.Exists, to.PutHook(several, h)) })
	}
	if err := some.Wait(); err != nil {
		return err
	}
	for _, k := range b.Keys {
		if err := putKey(ctx, to, k); err != nil {
			return err
		}
	}
	return writeRights(ctx, to, b)
}

// putExample writes an example that is not there yet, unless its report was filed or withdrawn while the archive was written.
func putExample(ctx context.Context, to Target, e trend.Example) error {
	return unless(fault.NotFound, unless(fault.Exists, to.PutExample(ctx, e)))
}

// unless returns an error that is no such fault.
func unless(such, err error) error {
	if errors.Is(err, such) {
		return nil
	}
	return err
}

// putKey writes a key that is not there yet.
func putKey(ctx context.Context, to Target, k apikey.Key) error {
	err := to.PutKey(ctx, k)
	if !errors.Is(err, fault.Exists) {
		return err
	}
	all, unread := to.KeysAll(ctx)
	if unread != nil {
		return unread
	}
	if !slices.ContainsFunc(all, func(other apikey.Key) bool { return other.Name == k.Name && other.Hash == k.Hash }) {
		return fmt.Errorf("the API key %s: %w", k.Name, err)
	}
	return nil
}

// complete writes what unfinished reports still owe.
func complete(ctx context.Context, to Target) error {
	for {
		owing, err := to.Unfinished(ctx, 10*atOnce)
		if err != nil || len(owing) == 0 {
			return err
		}
		some, several := errgroup.WithContext(ctx)
		some.SetLimit(atOnce)
		for i := range owing {
			some.Go(func() error { return to.Complete(several, owing[i].Receipt) })
		}
		if err := some.Wait(); err != nil {
			return err
		}
	}
}
