package keyring

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// Receipt returns the code that leads its holder back to a report.
func (r *Ring) Receipt(id report.ID) report.Receipt {
	return receipt(r.named(receiptKey), id)
}

func receipt(key Key, id report.ID) report.Receipt {
	return report.NewReceipt([10]byte(mac(key, "receipt", id[:])[:10]))
}

// ReportID returns the ID of the report that a caller sends under an idempotency key.
func (r *Ring) ReportID(scope, idempotencyKey string) report.ID {
	return reportID(r.named(receiptKey), scope, idempotencyKey)
}

func reportID(key Key, scope, idempotencyKey string) report.ID {
	return report.ID(mac(key, "report", []byte(scope), []byte(idempotencyKey))[:16])
}

// Digest returns a keyed hash by which two submissions of one day can be told apart without keeping either.
// It is made with the day's testimony key and is worth nothing once that is destroyed; it is fault.NotFound
// then.
func (r *Ring) Digest(submission []byte, received time.Time) ([]byte, error) {
	key, err := r.testimonyKey(received)
	if err != nil {
		return nil, err
	}
	return mac(key, "digest", submission)[:16], nil
}

// IsDigest reports whether a digest is that of a submission, under whichever of the keys of the day on which it was received. It is
// fault.NotFound when those are destroyed.
func (r *Ring) IsDigest(digest, submission []byte, received time.Time) (bool, error) {
	keys, err := r.keysOf(reputation.DateOf(received))
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(keys, func(k Key) bool { return hmac.Equal(digest, mac(k, "digest", submission)[:16]) }), nil
}

// Successor returns the ID of the report that replaces another: the same for the same correction, and after
// the other's testimony key is destroyed nobody can tell that the two belong together.
func (r *Ring) Successor(old report.ID, submission []byte, received, now time.Time) (report.ID, error) {
	key, err := r.testimonyKey(received)
	if errors.Is(err, fault.NotFound) {
		key, err = keyOf(r, testimonyKeys, reputation.DateOf(now))
	}
	if err != nil {
		return report.ID{}, err
	}
	return successor(key, old, submission), nil
}

func successor(key Key, old report.ID, submission []byte) report.ID {
	return report.ID(mac(key, "successor", old[:], submission)[:16])
}

// Filed is what a report that is sent again may have been given before the keys were rotated.
type Filed struct {
	ID      report.ID
	Receipt report.Receipt
}

// Retried returns what a report under an idempotency key may have been given by keys from before, those replaced last first. There are
// none for most of the time.
func (r *Ring) Retried(scope, idempotencyKey string) (before []Filed) {
	for _, f := range r.former(formerReceipt, 0) {
		id := reportID(f.key, scope, idempotencyKey)
		before = append(before, Filed{id, receipt(f.key, id)})
	}
	return before
}

// Succeeded is Retried for the report that replaces another.
func (r *Ring) Succeeded(old report.ID, submission []byte, received, now time.Time) (before []Filed, err error) {
	formerly := r.former(formerReceipt, 0)
	if len(formerly) == 0 {
		return nil, nil
	}
	keys, err := r.keysOf(reputation.DateOf(received))
	if errors.Is(err, fault.NotFound) {
		keys, err = r.keysOf(reputation.DateOf(now))
	}
	if err != nil && !errors.Is(err, fault.NotFound) {
		return nil, err
	}
	for _, f := range formerly {
		for _, key := range keys {
			id := successor(key, old, submission)
			before = append(before, Filed{id, receipt(f.key, id)})
		}
	}
	return before, nil
}

// keysOf returns the keys of a day, the present one first, or fault.NotFound.
func (r *Ring) keysOf(day reputation.Date) ([]Key, error) {
	present, err := r.testimonyKey(day.Time())
	former := r.former(formerTestimony, int(day))
	if err != nil && (len(former) == 0 || !errors.Is(err, fault.NotFound)) {
		return nil, err
	}
	var keys []Key
	if err == nil {
		keys = append(keys, present)
	}
	for _, f := range former {
		keys = append(keys, f.key)
	}
	return keys, nil
}

// testimonyKey returns the present key of a day, or fault.NotFound. A key that is not known may have been made by another process since.
func (r *Ring) testimonyKey(t time.Time) (Key, error) {
	day := reputation.DateOf(t)
	r.mu.RLock()
	key, ok := r.material.Testimony[day]
	r.mu.RUnlock()
	if ok {
		return key, nil
	}
	err := r.update(func(m *Material) (bool, error) {
		key, ok = m.Testimony[day]
		return false, nil
	})
	if err == nil && !ok {
		err = fmt.Errorf("keyring: the key of that day was destroyed: %w", fault.NotFound)
	}
	return key, err
}
