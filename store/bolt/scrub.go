package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	berrors "go.etcd.io/bbolt/errors"

	"ringfence/internal/fault"
)

const (
	// scrubPages is how many pages one commit of Scrub fills: others who write wait for it.
	scrubPages = 2048
	// scrubTries is how often Scrub may fill pages without overwriting one of those it should, before it gives up: somebody has been
	// reading for long, a backup say, and may see them.
	scrubTries = 8
)

// Scrub implements store.Retention. Pages that are free when it begins, which may hold what was erased before, are overwritten: it
// fills them with nothing, which it then deletes. Where there are hardly any left the file grows by some pages, which are used next.
//
// Pages that a reader may still see, as a backup under way does, cannot be overwritten; then it is fault.Unavailable, and the rest
// is for the next time.
func (s *Store) Scrub(ctx context.Context) error {
	var stale []uint64
	err := s.view(ctx, func(tx tx) (err error) {
		stale, err = freePages(tx.Tx)
		return err
	})
	if err != nil || len(stale) == 0 {
		return err
	}
	return errors.Join(s.fill(ctx, stale), s.commits.do(context.WithoutCancel(ctx), tx.unscrub))
}

// fill writes to free pages until none of these has what it had.
func (s *Store) fill(ctx context.Context, stale []uint64) error {
	filler := filler{}
	for tries := 0; len(stale) > 0; {
		if tries == scrubTries {
			return fmt.Errorf("%w: somebody still reads what was there before %d pages were freed", fault.Unavailable, len(stale))
		}
		pages := min(scrubPages, len(stale)+scrubSpare)
		if tries > 0 || filler.next == 0 { // so that the file hardly grows where none of them may be used
			pages = min(pages, (tries+1)*scrubSpare)
		}
		if err := s.commits.do(ctx, func(tx tx) error { return filler.write(tx, pages) }); err != nil {
			return err
		}
		before := len(stale)
		if err := s.commits.do(ctx, func(tx tx) (err error) {
			if stale, err = tx.stillFree(stale); err != nil {
				return err
			}
			return refuse(errLooked)
		}); !errors.Is(err, errLooked) {
			return err
		}
		if tries++; len(stale) < before {
			tries = 0
		}
	}
	return nil
}

// scrubSpare is how many pages more than are wanted are filled: a commit itself takes and frees some.
const scrubSpare = 64

var errLooked = errors.New("looked, and wrote nothing")

// filler writes records that fill pages, in the order of their keys.
type filler struct{ next uint64 }

// write fills so many pages. bbolt puts at least two records into one that it splits off, so each is just less than half of one.
func (f *filler) write(tx tx, pages int) error {
	b, err := tx.CreateBucketIfNotExists([]byte(scrubBucket))
	if err != nil {
		return err
	}
	b.FillPercent = 1
	const header, element, key = 16, 16, 8
	value := make([]byte, (tx.DB().Info().PageSize-header)/2-element-key)
	for i := range uint64(2 * pages) {
		if err := b.Put(binary.BigEndian.AppendUint64(nil, f.next+i), value); err != nil {
			return err
		}
	}
	f.next += uint64(2 * pages)
	return nil
}

// stillFree returns those of these pages that were never used since.
func (tx tx) stillFree(pages []uint64) ([]uint64, error) {
	var failed error
	still := slices.DeleteFunc(slices.Clone(pages), func(id uint64) bool {
		page, err := tx.Page(int(id))
		failed = errors.Join(failed, err)
		return err == nil && page.Type != "free"
	})
	return still, failed
}

// unscrub drops what Scrub filled pages with.
func (tx tx) unscrub() error {
	if err := tx.DeleteBucket([]byte(scrubBucket)); !errors.Is(err, berrors.ErrBucketNotFound) {
		return err
	}
	return nil
}
