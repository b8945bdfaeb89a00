package listing_test

import (
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"ringfence/internal/listing"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// million makes up so many Chinese mobile numbers, in order.
func million(n int) []listing.Entry {
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]listing.Entry, 0, n)
	day := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	for i := range n {
		key, err := subject.ParseKey("+861" + strconv.Itoa(3_000_000_000+r.IntN(7_000_000_000)))
		if err != nil {
			panic(err)
		}
		all = append(all, listing.Entry{Key: key, What: told(r.IntN(6), day.AddDate(0, 0, -r.IntN(90)), i%20)})
	}
	slices.SortFunc(all, func(a, b listing.Entry) int { return listing.Compare(a.Key, b.Key) })
	return slices.CompactFunc(all, func(a, b listing.Entry) bool { return a.Key == b.Key })
}

// told is what is told of a scam with a band of reports, last seen on a day, of the category at a place.
func told(band int, last time.Time, category int) reputation.Packed {
	j := reputation.Judgement{Verdict: reputation.Scam, Listed: true, Reports: reputation.Band(band), Networks: reputation.Band(band), LastSeen: last}
	if band > 1 {
		j.Categories = []reputation.CategoryShare{{Category: string(report.CategoryAt(category)), Share: 1}}
	}
	return reputation.Pack(j).Told()
}

func all(entries []listing.Entry) iter.Seq2[subject.Key, reputation.Packed] {
	return func(yield func(subject.Key, reputation.Packed) bool) {
		for _, e := range entries {
			if !yield(e.Key, e.What) {
				return
			}
		}
	}
}

func BenchmarkVersionOfAMillion(b *testing.B) {
	entries := million(1_000_000)
	now := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	for b.Loop() {
		l := &listing.List{}
		changes := l.Compared(all(entries))
		b.SetBytes(int64(len(listing.NewEdition(l.Next(changes, now), changes).Body)))
	}
}

func BenchmarkAgainAMillion(b *testing.B) {
	entries := million(1_000_000)
	now := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	l := (&listing.List{}).Next(entries, now)
	entries[5].What = told(5, now, 3)
	for b.Loop() {
		changes := l.Compared(all(entries))
		l.Next(changes, now)
	}
}

func BenchmarkFoldAMillion(b *testing.B) {
	l := (&listing.List{}).Next(million(1_000_000), time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC))
	for b.Loop() {
		b.SetBytes(int64(len(l.Folded().Body)))
	}
}

func BenchmarkApplyAMillion(b *testing.B) {
	e := (&listing.List{}).Next(million(1_000_000), time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)).Folded()
	for b.Loop() {
		if _, err := new(listing.List).Apply(e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFormatsOfAMillion(b *testing.B) {
	l := (&listing.List{}).Next(million(1_000_000), time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC))
	for _, name := range l.Names() {
		b.Run(name, func(b *testing.B) {
			f, _ := listing.FormatNamed(name)
			var body []byte
			for b.Loop() {
				d := l.Whole()
				body = f.Append(body[:0], &d)
			}
			b.SetBytes(int64(len(body)))
		})
	}
}

func BenchmarkMostOfAMillion(b *testing.B) {
	l := (&listing.List{}).Next(million(1_000_000), time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC))
	for b.Loop() {
		l.Whole().Most(100_000)
	}
}
