package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"go.etcd.io/bbolt"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
	"ringfence/store/record"
)

// Examination is what a look into a data folder tells.
type Examination struct {
	Bytes         int64  // of the file
	Format        int    // of the file; opening it brings an earlier one to that of this program
	Fingerprint   string // of the keys that the data belong to, "" while there are none
	Demonstration bool
	Restoring     bool // they are part of an archive, whose import is not over
	Subjects      int
	Projected     time.Time  // as of when that was that was projected last; zero if nothing was
	Week          trend.Week // the last of which there are figures; zero if there are none
	Counted       time.Time  // as of when those are
	Hooks, Off    int        // webhooks, and those of them that are told nothing more
	People        []moderator.Account
	Disputes      int       // that wait for a moderator
	Oldest        time.Time // since when the first of them does
	Logged        uint64    // entries of the audit log
	LogErr        error     // why the log cannot be what was written
	Erased        time.Time // the last day on which something was erased because its time was over; zero if there is none
	Scrubbing     bool      // overwriting what was erased was interrupted
}

// Examine looks into a data folder and changes nothing there. Its errors are those of Open, and fault.NotFound.
func Examine(folder string) (Examination, error) {
	path := filepath.Join(folder, fileName)
	e, err := examine(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Examination{}, fmt.Errorf("%s: %w", path, fault.NotFound)
	}
	if err != nil {
		return Examination{}, fmt.Errorf("open %s: %w", path, explain(err))
	}
	return e, nil
}

func examine(path string) (e Examination, err error) {
	defer recoverDamage(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return e, err
	}
	if _, err := inspect(path); err != nil {
		return e, err
	}
	options := options()
	options.ReadOnly = true
	db, err := bbolt.Open(path, fileMode, options)
	if err != nil {
		return e, err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	e.Bytes, e.Format = info.Size(), formatVersion
	err = db.View(func(btx *bbolt.Tx) error {
		tx := tx{btx}
		if tx.in(metaBucket) == nil { // its first transaction was never finished
			return nil
		}
		if e.Format, err = strconv.Atoi(tx.meta(metaFormat)); err != nil {
			return err
		}
		e.Fingerprint, e.Demonstration = tx.meta(metaFingerprint), tx.meta(metaDemonstration) != ""
		e.Restoring = tx.meta(metaRestoring) != ""
		e.Subjects = tx.in(changesBucket).Stats().KeyN
		if _, about := tx.in(changesBucket).Cursor().Last(); about != nil {
			if p, ok := tx.changed(about); ok {
				e.Projected = p.AsOf
			}
		}
		return errors.Join(e.lookAtTrends(tx), e.lookAtDesk(tx))
	})
	return e, err
}

// lookAtDesk looks at who works at the desk, at who waits for them, and at what is written down and erased, of which files of earlier
// formats have nothing.
func (e *Examination) lookAtDesk(tx tx) error {
	for _, b := range []bucket{accountsBucket, casesBucket, pendingBucket, logBucket, erasuresBucket} {
		if tx.in(b) == nil {
			return nil
		}
	}
	e.Scrubbing = tx.in(scrubBucket) != nil
	if e.Logged, e.LogErr = tx.logged(); e.LogErr == nil && uint64(tx.in(logBucket).Stats().KeyN) != e.Logged {
		e.LogErr = fmt.Errorf("%w log: %d entries are there, and the last says that there are %d", fault.Damaged, tx.in(logBucket).Stats().KeyN, e.Logged)
	}
	if day, _ := tx.in(erasuresBucket).Cursor().Last(); day != nil {
		last, err := cutDate(day)
		if err != nil {
			return err
		}
		e.Erased = last.Time()
	}
	return errors.Join(
		tx.in(accountsBucket).ForEach(func(_, value []byte) error {
			a, err := record.DecodeAccount(value)
			e.People = append(e.People, a)
			return err
		}),
		tx.in(pendingBucket).ForEach(func(key, _ []byte) error {
			c, err := tx.listed(key)
			if err == nil && c.State != casefile.Waiting {
				e.waits(&c)
			}
			return err
		}))
}

// waits counts a dispute that waits for a moderator.
func (e *Examination) waits(c *casefile.Case) {
	since := c.ProvedAt
	if since.IsZero() {
		since = c.OpenedAt
	}
	if e.Disputes++; e.Oldest.IsZero() || since.Before(e.Oldest) {
		e.Oldest = since
	}
}

// lookAtTrends looks at figures and at who is told of them, which files of earlier formats have none of.
func (e *Examination) lookAtTrends(tx tx) error {
	if weeks := tx.in(weeksBucket); weeks != nil {
		if _, value := weeks.Cursor().Last(); value != nil {
			r, err := record.DecodeWeek(value)
			if err != nil {
				return err
			}
			e.Week, e.Counted = r.Week, r.AsOf
		}
	}
	hooks := tx.in(hooksBucket)
	if hooks == nil {
		return nil
	}
	return hooks.ForEach(func(_, value []byte) error {
		h, err := record.DecodeHook(value)
		if e.Hooks++; h.State() == webhook.Off {
			e.Off++
		}
		return err
	})
}
