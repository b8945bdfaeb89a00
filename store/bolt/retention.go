package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// sealedLate is how long before its report was received a testimony may have been sealed so that EraseTestimony finds it in its time;
// else it does so later by the difference. Both are done at once.
const sealedLate = 48 * time.Hour

// EraseTestimony implements store.Retention. Reports are looked for in the order of time, from where the last that may hold
// anything was found, which meta keeps: so it is no matter how many there ever were.
func (s *Store) EraseTestimony(ctx context.Context, before reputation.Date, limit int) (erased int, err error) {
	nothing := false
	err = s.view(ctx, func(tx tx) error { // mostly, and then nobody need wait for the disk
		from := []byte(tx.meta(metaErased))
		over, next := tx.overdue(from, before, 1)
		nothing = len(over) == 0 && bytes.Equal(from, next)
		return nil
	})
	if err != nil || nothing {
		return 0, err
	}
	err = s.commits.do(ctx, func(tx tx) error {
		erased, err = tx.eraseTestimony(before, limit)
		return err
	})
	if err != nil {
		return 0, err
	}
	return erased, nil
}

func (tx tx) eraseTestimony(before reputation.Date, limit int) (erased int, err error) {
	from := []byte(tx.meta(metaErased))
	over, next := tx.overdue(from, before, limit)
	for _, t := range over {
		if err := tx.eraseText(t); err != nil {
			return erased, err
		}
		erased++
	}
	if bytes.Equal(from, next) {
		return erased, nil
	}
	return erased, tx.in(metaBucket).Put([]byte(metaErased), next)
}

// overdue returns up to limit reports that hold a testimony which was sealed before a day, and the key in received before which none
// will hold any once those are erased.
func (tx tx) overdue(from []byte, before reputation.Date, limit int) (over []record.Finished, next []byte) {
	next = from
	holding := false
	end := receivedKey(before.Time().Add(sealedLate))
	c := tx.in(receivedBucket).Cursor()
	for k, _ := c.Seek(from); k != nil && bytes.Compare(k, end) < 0 && len(over) < limit; k, _ = c.Next() {
		t, holds := tx.holdsText(k)
		switch {
		case holds && t.SealedOn >= before:
			holding = true
		case holds:
			over = append(over, t)
		}
		if !holding {
			next = bytes.Clone(k)
		}
	}
	return over, next
}

// holdsText returns the report that a key in received leads to, and whether it has anything to be erased. One that cannot be read
// has not: its key is destroyed all the same.
func (tx tx) holdsText(key []byte) (t record.Finished, holds bool) {
	minute := len(receivedKey(time.Time{}))
	if len(key) != minute+len(report.ReceiptHash{}) {
		return t, false
	}
	t, err := tx.testimony(report.ReceiptHash(key[minute:]))
	return t, err == nil && (t.Sealed != nil || t.Digest != nil)
}

// eraseText erases the words of a report, which is finished first: what is unfinished is kept with its words. Where that cannot be read
// it cannot be finished either, and is erased with the rest.
func (tx tx) eraseText(t record.Finished) error {
	unfinished := tx.in(unfinishedBucket)
	if _, err := record.DecodeUnfinished(unfinished.Get(t.Receipt[:])); err != nil {
		if err := unfinished.Delete(t.Receipt[:]); err != nil {
			return err
		}
	} else if err := tx.complete(t.Receipt); err != nil {
		return err
	}
	t, err := tx.testimony(t.Receipt) // another that was finished may have withdrawn it
	if err != nil {
		return err
	}
	t.Sealed, t.Digest = nil, nil
	return tx.putTestimony(t)
}

// rewind has EraseTestimony look again at a report that comes with an earlier time than those it looked at: one of an archive.
func (tx tx) rewind(received []byte) error {
	if bytes.Compare(received, []byte(tx.meta(metaErased))) >= 0 {
		return nil
	}
	return tx.in(metaBucket).Put([]byte(metaErased), received)
}

// Aged implements store.Retention. It reads all of reporters, where nothing stays that it was asked for and was then frozen: so no
// index by time must be written with every report.
func (s *Store) Aged(ctx context.Context, before time.Time, after subject.Key, limit int) (aged []subject.Key, err error) {
	if limit <= 0 {
		return nil, ctx.Err()
	}
	least := least{n: limit}
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(reportersBucket).Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			received, about, err := cutSaid(k)
			if err != nil {
				return fmt.Errorf("%w reporters: %w", fault.Damaged, err)
			}
			if received.Before(before) && string(about) > after.String() {
				least.add(about)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, name := range least.sorted() {
		about, err := subject.ParseKey(name)
		if err != nil {
			return nil, explain(fmt.Errorf("%w reporters: %w", fault.Damaged, err))
		}
		aged = append(aged, about)
	}
	return aged, nil
}

// least keeps the n least of those added, each once.
type least struct {
	n     int
	names []string
}

func (l *least) add(name []byte) {
	const slack = 2 // how many times n are kept until they are sorted
	if len(l.names) > 0 && string(name) == l.names[len(l.names)-1] {
		return
	}
	if l.names = append(l.names, string(name)); len(l.names) >= slack*l.n+1024 {
		l.names = l.sorted()
	}
}

func (l *least) sorted() []string {
	slices.Sort(l.names)
	l.names = slices.Compact(l.names)
	return l.names[:min(l.n, len(l.names))]
}

// cutSaid returns when a statement was received and its subject, of its key in reporters.
func cutSaid(key []byte) (received time.Time, about []byte, err error) {
	const length, minutes = 2, 8
	if len(key) < length {
		return received, nil, errKey
	}
	at := length + int(binary.BigEndian.Uint16(key))
	if len(key) < at+minutes {
		return received, nil, errKey
	}
	about, _, _ = bytes.Cut(key[at+minutes:], []byte{separator})
	return time.Unix(60*int64(^binary.BigEndian.Uint64(key[at:])-1<<63), 0), about, nil
}

// Freeze implements store.Retention, in one transaction.
func (s *Store) Freeze(ctx context.Context, about subject.Key, before time.Time) (frozen int, err error) {
	err = s.commits.do(ctx, func(tx tx) error {
		said, err := statementsIn(tx.cluster(statementsBucket), about)
		if err != nil {
			return err
		}
		changed := reputation.Freeze(said, before)
		frozen = len(changed)
		for i := range changed {
			was := slices.IndexFunc(said, func(s reputation.Statement) bool { return s.Report == changed[i].Report })
			if err := tx.freeze(&said[was], &changed[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return frozen, nil
}

func (tx tx) freeze(was, is *reputation.Statement) error {
	if was.Reporter != "" {
		key, err := saidKey(was)
		if err != nil {
			return err
		}
		if err := tx.in(reportersBucket).Delete(key); err != nil {
			return err
		}
	}
	if was.Version != is.Version {
		return tx.putStatement(is)
	}
	value, err := record.EncodeStatement(*is)
	if err != nil {
		return err
	}
	return tx.in(statementsBucket).Put(statementKey(is), value)
}

// SaveErasure implements store.Retention.
func (s *Store) SaveErasure(ctx context.Context, a erasure.Account) error {
	if err := record.AdmitErasure(a); err != nil {
		return err
	}
	value, err := record.EncodeErasure(a)
	if err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error { return tx.in(erasuresBucket).Put(dateKey(a.Day), value) })
}

// Erasures implements store.Retention.
func (s *Store) Erasures(ctx context.Context, from reputation.Date) (found []erasure.Account, err error) {
	err = s.view(ctx, func(tx tx) error {
		c := tx.in(erasuresBucket).Cursor()
		for k, v := c.Seek(dateKey(from)); k != nil; k, v = c.Next() {
			a, err := record.DecodeErasure(v)
			if err != nil {
				return err
			}
			found = append(found, a)
		}
		return nil
	})
	return found, err
}
