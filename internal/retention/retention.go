// Package retention erases what its time is over for, and says in numbers what it erased. One process does so for all, every hour.
//
//	sealed texts and their digests   when their day is 30 days over, as is their key
//	documents of disputes            likewise; what else is sealed in a dispute package dispute takes out, see Office.Scrub
//	who made a statement             180 days after it was received; what it supersedes is written down before, so that all counts as it did
//	who is distrusted                each name 270 days after the day on which it was put on the list: nobody has that pseudonym again. It ends
//	                                 with the name that a moderator put there; further ones that are left stand for what was overturned
//	what was deleted from a file     within a day, overwritten
//
// Destroying a key (keyring.Expire, in each process with its keys file) makes what was sealed with it unreadable wherever a copy of it
// survives; this package takes it out of the store as well. What people wrote to text message gateways is forgotten by the gateway,
// within days. What a copy of the store holds, a backup or an archive, stays in that copy until the operator deletes it.
//
// Nothing that is done here changes a verdict: projection.Verify finds nothing before and after.
package retention

import (
	"context"
	"errors"
	"sync"
	"time"

	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/follow"
	"ringfence/internal/keyring"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// How long things are kept, in days.
const (
	TextsKept    = keyring.TestimonyKept // from the end of their day
	LinksKept    = 180
	DistrustKept = keyring.EpochKept
)

// Store keeps what is erased; see the package store for the contract of each method.
type Store interface {
	EraseTestimony(ctx context.Context, before reputation.Date, limit int) (erased int, err error)
	EraseDocuments(ctx context.Context, before reputation.Date, limit int) (erased int, err error)
	Aged(ctx context.Context, before time.Time, after subject.Key, limit int) ([]subject.Key, error)
	Freeze(ctx context.Context, about subject.Key, before time.Time) (frozen int, err error)
	Forgive(ctx context.Context, before reputation.Date) (forgiven int, err error)
	Scrub(ctx context.Context) error
	SaveErasure(ctx context.Context, a erasure.Account) error
	Erasures(ctx context.Context, from reputation.Date) ([]erasure.Account, error)
}

const (
	every   = time.Hour
	retry   = time.Minute
	givesUp = 10 * time.Minute

	manyTexts    = 500  // erased in one write, which others wait for
	manySubjects = 5000 // asked for at once: a store may have to read much to find the first
	together     = 64   // frozen at a time, so that they share the wait for the disk
)

// Config is what a Retention is made of.
type Config struct {
	Store Store
	Clock func() time.Time
	// Erased is told what a sweep erased, unless that is nothing; nil for nobody.
	Erased func(erasure.Account)
}

// Retention erases. It is safe for concurrent use.
type Retention struct {
	Config
	accounts sync.Mutex // held while an account is read and written

	mu       sync.Mutex
	swept    time.Time
	scrubbed reputation.Date // the last day on which that was done here
}

// New returns a Retention that has erased nothing yet.
func New(c Config) *Retention { return &Retention{Config: c} }

// Run sweeps at once and every hour until ctx ends. When that goes on failing it returns the last error.
func (r *Retention) Run(ctx context.Context) error {
	return follow.Chore{
		Do: func(ctx context.Context) error {
			_, err := r.Sweep(ctx)
			return err
		},
		Period: func() time.Duration { return every }, Retry: retry, GivesUp: givesUp,
	}.Run(ctx)
}

// Swept returns when all was last erased here that was due; zero before the first time.
func (r *Retention) Swept() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.swept
}

// Bounds are the times before which nothing is kept.
type Bounds struct {
	Texts    reputation.Date // the day a text or a document was sealed on
	Links    time.Time       // when a statement that names its reporter was received
	Distrust reputation.Date // the day somebody was distrusted on
}

// BoundsAt returns the times before which nothing is kept at a moment.
func BoundsAt(now time.Time) Bounds {
	today := reputation.DateOf(now)
	return Bounds{Texts: today - TextsKept, Links: now.AddDate(0, 0, -LinksKept), Distrust: today - DistrustKept}
}

// Sweep erases all that is due and returns what that was, also where an error ended it. What was erased is noted in the account of the
// day.
func (r *Retention) Sweep(ctx context.Context) (erased erasure.Account, err error) {
	now := r.Clock()
	erased.Day = reputation.DateOf(now)
	err = r.erase(ctx, BoundsAt(now), &erased)
	if erased != (erasure.Account{Day: erased.Day}) {
		err = errors.Join(err, r.Note(context.WithoutCancel(ctx), erased))
		if r.Erased != nil {
			r.Erased(erased)
		}
	}
	if err = errors.Join(err, r.scrub(ctx, erased.Day)); err != nil {
		return erased, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.swept = now
	return erased, nil
}

// erase erases each kind, whatever became of the others: what cannot be read of one must not keep all else for ever.
func (r *Retention) erase(ctx context.Context, b Bounds, erased *erasure.Account) error {
	var texts, documents, links, list error
	erased.Texts, texts = inParts(ctx, b.Texts, r.Store.EraseTestimony)
	erased.Documents, documents = inParts(ctx, b.Texts, r.Store.EraseDocuments)
	erased.Links, links = r.freeze(ctx, b.Links)
	_, list = r.Store.Forgive(ctx, b.Distrust)
	return errors.Join(texts, documents, links, list)
}

// inParts erases a part at a time until none is left.
func inParts(ctx context.Context, before reputation.Date, erase func(context.Context, reputation.Date, int) (int, error)) (erased int, err error) {
	for {
		n, err := erase(ctx, before, manyTexts)
		if erased += n; err != nil || n < manyTexts {
			return erased, err
		}
	}
}

// freeze takes reporters from all statements that were received before a moment.
func (r *Retention) freeze(ctx context.Context, before time.Time) (links int, err error) {
	var damaged error
	for after := (subject.Key{}); ; {
		aged, err := r.Store.Aged(ctx, before, after, manySubjects)
		if err != nil {
			return links, err
		}
		n, failed := r.freezeAll(ctx, aged, before)
		if links += n; failed != nil {
			damaged = failed
		}
		if failed != nil && !errors.Is(failed, fault.Damaged) || len(aged) < manySubjects {
			return links, damaged
		}
		after = aged[len(aged)-1]
	}
}

// freezeAll freezes subjects, some at a time. One that cannot be read does not keep it from the others; any other error does.
func (r *Retention) freezeAll(ctx context.Context, aged []subject.Key, before time.Time) (links int, err error) {
	var (
		mu      sync.Mutex
		working sync.WaitGroup
	)
	next := make(chan subject.Key)
	for range min(together, len(aged)) {
		working.Go(func() {
			for about := range next {
				n, failed := r.Store.Freeze(ctx, about, before)
				mu.Lock()
				if links += n; failed != nil && (err == nil || errors.Is(err, fault.Damaged)) {
					err = failed
				}
				mu.Unlock()
			}
		})
	}
	for _, about := range aged {
		mu.Lock()
		ends := err != nil && !errors.Is(err, fault.Damaged)
		mu.Unlock()
		if ends {
			break
		}
		next <- about
	}
	close(next)
	working.Wait()
	return links, err
}

// scrub has the store overwrite what was erased and withdrawn, once a day. Where somebody still reads what was there, a backup under way,
// it is tried again with the next sweep.
func (r *Retention) scrub(ctx context.Context, today reputation.Date) error {
	r.mu.Lock()
	done := r.scrubbed == today
	r.mu.Unlock()
	if done {
		return nil
	}
	switch err := r.Store.Scrub(ctx); {
	case errors.Is(err, fault.Unavailable):
		return nil
	case err != nil:
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.scrubbed = today
	return nil
}

// Note adds to the account of a day what was erased on it. What two processes note in the same instant may be one of them: an account
// is a number to show, and nothing depends on it.
func (r *Retention) Note(ctx context.Context, erased erasure.Account) error {
	r.accounts.Lock()
	defer r.accounts.Unlock()
	kept, err := r.Store.Erasures(ctx, erased.Day)
	if err != nil {
		return err
	}
	total := erasure.Account{Day: erased.Day}
	if len(kept) > 0 && kept[0].Day == erased.Day {
		total = kept[0]
	}
	return r.Store.SaveErasure(ctx, total.Plus(erased))
}

// NoteToday is Note for what was erased just now.
func (r *Retention) NoteToday(ctx context.Context, erased erasure.Account) error {
	erased.Day = reputation.DateOf(r.Clock())
	return r.Note(ctx, erased)
}

// Accounts returns what was erased on each of the last days, today among them, that anything was erased on.
func (r *Retention) Accounts(ctx context.Context, days int) ([]erasure.Account, error) {
	return r.Store.Erasures(ctx, reputation.DateOf(r.Clock())-reputation.Date(days-1))
}
