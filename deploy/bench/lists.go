package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"time"

	"ringfence/internal/listing"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// lists measures a version in which a million numbers come onto an empty list, and telling of them as a delta, against writing the same
// bytes to a file.
func lists(_ context.Context, g *ground) ([]row, error) {
	const numbers = 1_000_000
	now := time.Now()
	entries, err := listedNumbers(numbers, now)
	if err != nil {
		return nil, err
	}
	before := (&listing.List{}).Next(nil, now)
	format, ok := listing.FormatNamed("numbers.json")
	if !ok {
		return nil, errors.New("there is no numbers.json")
	}
	var edition, delta []byte
	pairs, err := g.Alternate(func() (float64, error) {
		heap() // both begin with an empty one
		start := time.Now()
		changes := before.Compared(func(yield func(subject.Key, reputation.Packed) bool) {
			for i := range entries {
				if !yield(entries[i].Key, entries[i].What) {
					return
				}
			}
		})
		next := before.Next(changes, now.Add(time.Minute))
		edition = listing.NewEdition(next, changes).Body
		told, err := next.Since(before.Version())
		delta = format.Append(nil, &told)
		if len(told.Added) != numbers {
			err = errors.Join(err, errors.New("not all numbers came onto the list"))
		}
		return time.Since(start).Seconds(), err
	}, func() (float64, error) {
		heap()
		start := time.Now()
		path := g.Path("lists")
		err := errors.Join(os.WriteFile(path, edition, 0o600), os.WriteFile(path+".json", delta, 0o600))
		took := time.Since(start).Seconds()
		return took, errors.Join(err, os.Remove(path), os.Remove(path+".json"))
	})
	return []row{{
		What:      "version of " + figure(numbers) + " numbers and its delta as JSON, " + figure(float64(len(edition)+len(delta))) + " bytes",
		Yardstick: "writing the same bytes", Unit: "seconds", Pairs: pairs, Wanted: bound{Most: 10},
	}}, err
}

// listedNumbers makes up so many Chinese mobile numbers that are on the list, in order.
func listedNumbers(count int, now time.Time) ([]listing.Entry, error) {
	entries := make([]listing.Entry, count)
	for i := range entries {
		key, err := subject.ParseKey("+8613" + strconv.FormatUint(100_000_000+uint64(i)*stride%900_000_000, 10))
		if err != nil {
			return nil, err
		}
		entries[i] = listing.Entry{Key: key, What: reputation.Pack(reputation.Judgement{
			Verdict: reputation.Scam, Listed: true, Reports: reputation.BandOf(3 + i%20), Networks: reputation.BandOf(3 + i%9), LastSeen: now.AddDate(0, 0, -i%90),
			Categories: []reputation.CategoryShare{{Category: string(report.CategoryAt(i % 15)), Share: 1}},
		}).Told()}
	}
	slices.SortFunc(entries, func(a, b listing.Entry) int { return listing.Compare(a.Key, b.Key) })
	return entries, nil
}
