package keyring

import (
	"fmt"
	"slices"
	"time"

	"ringfence/internal/reputation"
)

// Rotate replaces the keys under which what comes from now on is hidden: those of receipts, of the texts of this day, of the reporters
// and buckets of this epoch, of limits, of proofs of work, of sessions, and of secrets as webhooks and accounts have. Whoever has a copy of
// the keys from before can then open no text that comes, find no receipt that is handed out, recognise no reporter and open no secret that
// is sealed from now on. What was sealed before opens until its time, secrets for as long as they are kept, and reporters are recognised
// under the key before as under that of the previous epoch.
//
// The others stay. Without those that name who wants no replies, draw the noise of trends and fill up ranges, what the service promised
// would not hold: whoever has them and the data goes on to test whether a known phone wants none, and to subtract the noise. Those that sign
// are replaced by RotateSigning and ReplaceSigning.
//
// Networks count anew: for the rest of the week and the epoch one may be counted as two. Whoever is signed in is so no more.
func (r *Ring) Rotate(now time.Time) error {
	return r.update(func(m *Material) (bool, error) {
		at := nextRotation(m, now)
		retire(m, formerReceipt, 0, m.Named[receiptKey], at)
		retire(m, formerSecret, 0, m.Named[secretKey], at)
		for _, purpose := range []string{receiptKey, limitsKey, proofKey, sessionKey, secretKey} {
			m.Named[purpose] = newKey()
		}
		for day, key := range m.Testimony {
			if day >= reputation.DateOf(now) { // or some clock is fast
				retire(m, formerTestimony, int(day), key, at)
				m.Testimony[day] = newKey()
			}
		}
		for epoch, key := range m.Reporter {
			if epoch >= epochOf(now) {
				retire(m, formerReporter, epoch, key, at)
				m.Reporter[epoch] = newKey()
			}
		}
		for epoch := range m.Bucket { // one of the epoch before may still be asked for the week in which this one began
			m.Bucket[epoch] = newKey()
		}
		return true, nil
	})
}

// nextRotation returns when former keys were replaced that are so now: no two rotations are of one second.
func nextRotation(m *Material, now time.Time) time.Time {
	at := now.UTC().Truncate(time.Second)
	if all := formerKeys(m); len(all) > 0 && !at.After(all[0].replaced) {
		at = all[0].replaced.Add(time.Second)
	}
	return at
}

// Kind is what keys are of that can be destroyed before their time.
type Kind string

// The kinds.
const (
	Texts     Kind = "texts"     // nobody reads a text, a memory of a sender, or a document of a dispute that was sealed under them
	Reporters Kind = "reporters" // nobody learns who made a statement, or recognises its reporter in the next
)

// Destroy destroys the keys of a kind that were in use before a day, and returns how many. The key of a day or epoch that is not over is
// destroyed too where it was in use before, and another takes its place; if the keys were rotated since, that is the one from before alone.
// The keys of buckets go with those of reporters.
func (r *Ring) Destroy(what Kind, before reputation.Date) (destroyed int, err error) {
	err = r.update(func(m *Material) (bool, error) {
		switch what {
		case Texts:
			destroyed = destroyTexts(m, before)
		case Reporters:
			destroyed = destroyReporters(m, before)
		default:
			return false, fmt.Errorf("there are no keys of %q that can be destroyed", what)
		}
		return destroyed > 0, nil
	})
	return destroyed, err
}

func destroyTexts(m *Material, before reputation.Date) (destroyed int) {
	for day := range m.Testimony {
		if day < before {
			delete(m.Testimony, day)
			retire(m, destroyedTestimony, int(day), newKey(), day.Time())
			destroyed++
		}
	}
	for _, f := range formerKeys(m) {
		if f.family == formerTestimony && reputation.Date(f.of) < before {
			delete(m.Named, f.name)
			destroyed++
		}
	}
	return destroyed
}

func destroyReporters(m *Material, before reputation.Date) (destroyed int) {
	epochs := map[int]bool{}
	for epoch := range m.Reporter {
		epochs[epoch] = true
	}
	for epoch := range m.Bucket {
		epochs[epoch] = true
	}
	for _, f := range formerKeys(m) {
		epochs[f.of] = epochs[f.of] || f.family == formerReporter
	}
	for epoch := range epochs {
		began := epochStart(epoch)
		for _, f := range slices.Backward(formerOf(m, formerReporter, epoch)) {
			if began.Before(before.Time()) {
				delete(m.Named, f.name)
				destroyed++
			}
			began = f.replaced
		}
		if began.Before(before.Time()) {
			destroyed += destroy(m.Reporter, epoch) + destroy(m.Bucket, epoch)
		}
	}
	return destroyed
}

// destroy destroys a key, if there is one, and returns how many that is.
func destroy[T comparable](keys map[T]Key, of T) int {
	n := len(keys)
	delete(keys, of)
	return n - len(keys)
}
