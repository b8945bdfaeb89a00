package main

import (
	"context"
	"iter"
	"time"

	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/publication"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

const (
	listed  = 100_000 // made-up numbers that are published
	lateOne = 100     // of so many one came with the newest version
)

// blocked is what is published: made-up numbers of which all the same is told.
type blocked struct {
	*index.Index
	numbers *synthetic
	what    reputation.Packed
	late    bool // those that come late are there
}

// Exported returns the numbers, in order.
func (b *blocked) Exported() (iter.Seq2[subject.Key, reputation.Packed], error) {
	step := b.numbers.space() / listed
	return func(yield func(subject.Key, reputation.Packed) bool) {
		for n := range uint64(listed) {
			if !b.late && n%lateOne == 0 {
				continue
			}
			key, err := subject.ParseKey(b.numbers.number(n * step))
			if err != nil || !yield(key, b.what) {
				return
			}
		}
	}, nil
}

// blockedBy publishes two versions and keeps them from becoming stale until ctx ends.
func blockedBy(ctx context.Context, x *index.Index, keys *keyring.Ring) (*publication.Publication, error) {
	numbers, err := newSynthetic(1, time.Now())
	if err != nil {
		return nil, err
	}
	told := reputation.Judgement{Verdict: reputation.Scam, Listed: true, Reports: reputation.BandOf(11), LastSeen: time.Now()}
	b := &blocked{Index: x, numbers: numbers, what: reputation.Pack(told).Told()}
	list := publication.New(publication.Config{Store: mem.New(), Lookups: b, Keys: keys, Clock: time.Now})
	for _, b.late = range []bool{false, true} {
		if _, err := list.Publish(ctx); err != nil {
			return nil, err
		}
	}
	go func() { _ = list.Run(ctx) }()
	go list.Follow(ctx, func(error) {})
	return list, nil
}
