package keyring

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
)

// Reporter returns the pseudonym of an identity under the present key of the present epoch, and those under the keys by which it was
// known before, the last first: those of this epoch that were replaced, and those of the epoch before, as far as they are kept.
func (r *Ring) Reporter(identity string, now time.Time) (present reputation.Pseudonym, previous []reputation.Pseudonym, err error) {
	key, earlier, err := r.reporterKeys(now)
	if err != nil {
		return "", nil, err
	}
	for _, k := range earlier {
		previous = append(previous, pseudonym(k, identity))
	}
	return pseudonym(key, identity), previous, nil
}

// reporterKeys returns the key of reporters at a moment, and those that were before it, the last first.
func (r *Ring) reporterKeys(now time.Time) (present Key, previous []Key, err error) {
	epoch := epochOf(now)
	if present, err = keyOf(r, reporterKeys, epoch); err != nil {
		return Key{}, nil, err
	}
	for _, f := range r.former(formerReporter, epoch) {
		previous = append(previous, f.key)
	}
	if old, ok := r.existing(reporterKeys, epoch-1); ok {
		previous = append(previous, old)
	}
	for _, f := range r.former(formerReporter, epoch-1) {
		previous = append(previous, f.key)
	}
	return present, previous, nil
}

func pseudonym(key Key, identity string) reputation.Pseudonym {
	sum := mac(key, "reporter", []byte(identity))
	return reputation.Pseudonym(hex.EncodeToString(sum[:16]))
}

// Buckets returns the network buckets of a group of reporters for a subject and for the subject's block. A
// subject without a block has the same bucket for both.
func (r *Ring) Buckets(group string, about subject.Key, now time.Time) (own, block uint8, err error) {
	n, err := r.Networks(now)
	if err != nil {
		return 0, 0, err
	}
	own, block = n.Buckets(group, about)
	return own, block, nil
}

// EmployerBucket returns the network bucket of a group of reporters for the normal form of an employer's name.
func (r *Ring) EmployerBucket(group, name string, now time.Time) (uint8, error) {
	n, err := r.Networks(now)
	if err != nil {
		return 0, err
	}
	return n.bucket(group, "employer/"+name), nil
}

// WeekNetwork returns the network bucket of a group of reporters for a week. It is made under the key of the epoch in which the week
// begins, so that a group has one bucket in it, whenever its reports come.
func (r *Ring) WeekNetwork(group string, w trend.Week) (uint8, error) {
	n, err := r.Networks(w.Start())
	if err != nil {
		return 0, err
	}
	return n.bucket(group, "week/"+w.String()), nil
}

// Networks gives buckets under the key of one moment, for many reports at a time. It is for one goroutine.
type Networks struct{ keyed hash.Hash }

// Networks returns those under the key of now.
func (r *Ring) Networks(now time.Time) (*Networks, error) {
	key, err := keyOf(r, bucketKeys, epochOf(now))
	if err != nil {
		return nil, err
	}
	return &Networks{hmac.New(sha256.New, key[:])}, nil
}

// Buckets is as that of Ring.
func (n *Networks) Buckets(group string, about subject.Key) (own, block uint8) {
	own = n.bucket(group, about.String())
	if name, ok := about.Block(); ok {
		return own, n.bucket(group, name)
	}
	return own, own
}

func (n *Networks) bucket(group, name string) uint8 {
	n.keyed.Reset()
	return sum(n.keyed, "bucket", []byte(group), []byte(name))[0] % reputation.Buckets
}
