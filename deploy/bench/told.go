package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/rollup"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/store/bolt"
)

// Made-up reports of people here, who are all told apart, so that each counts.
const (
	fewTold    = 10_000
	manyTold   = 2_000_000
	toldDays   = 28     // before now in which they were received: what is sealed can be read for 30
	toldWeeks  = 52     // weeks before those of which figures are kept
	toldAWeek  = 2_500  // reports of each of these
	toldOf     = 10_000 // numbers that they are about
	toldPlaces = 5      // categories, provinces and campuses that they tell of
	toldChunk  = 200_000
	toldAtOnce = 5_000 // in one transaction: among more of them each that goes between others moves too many
)

var toldRegions = report.Provinces()[:toldPlaces]

// toldCampuses are in each of the first provinces.
var toldCampuses = [toldPlaces]string{"北京大学", "南开大学", "燕山大学", "山西大学", "内蒙古大学"}

// toldFact is what the i-th report tells, received at a moment. Each of the places comes with each other as often as any.
func toldFact(i int, received time.Time) trend.Fact {
	of := func(n int) int { return i / n % toldPlaces }
	return trend.Fact{
		Reporter: fmt.Sprintf("%032x", i+1), Network: uint8(1 + i%reputation.Buckets), ReceivedAt: received, At: received.Truncate(time.Hour),
		Category: report.Categories()[of(1)], Region: toldRegions[of(toldPlaces)], Campus: toldCampuses[of(1)],
		Kind: []report.Kind{report.Call, report.Text, report.Offer}[i%3], Knew: report.Knews()[of(1) : of(1)+2], Sector: report.LeakSectors()[i%3],
		Duties: report.Duties()[i%4 : i%4+2],
	}
}

// tell fills a data folder with so many reports, and with the figures of a year before them.
func tell(ctx context.Context, data, keys string, reports int, now time.Time) (err error) {
	ring, err := keyring.Open(keyring.InFile(keys))
	if err != nil {
		return err
	}
	store, err := bolt.Open(bolt.Config{Path: data})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Bind(ctx, ring.Fingerprint()); err != nil {
		return err
	}
	first := trend.WeekOf(now.AddDate(0, 0, -toldDays))
	for w := first.Add(-toldWeeks); w.Before(first); w = w.Add(1) {
		if _, err := store.SaveWeek(ctx, trend.Count(w, toldIn(w), nil, w.ClosesAt()).Rollup(ring.Noise)); err != nil {
			return err
		}
	}
	for from := 0; from < reports; from += toldChunk {
		some, err := newlyTold(ring, from, min(from+toldChunk, reports), reports, now)
		if err != nil {
			return err
		}
		if err := some.into(ctx, store); err != nil {
			return err
		}
	}
	campuses, err := campus.New()
	if err != nil {
		return err
	}
	counted := rollup.New(rollup.Config{
		Store: store, Keys: ring, Campuses: campuses, Clock: func() time.Time { return now },
		Open: func() ([]index.Open, error) { return nil, nil },
	})
	return counted.CountWeeks(ctx)
}

// toldIn are the reports of a week of which only figures are kept.
func toldIn(w trend.Week) (facts []trend.Fact) {
	for i := range toldAWeek {
		facts = append(facts, toldFact(i, w.Start().Add(time.Duration(i)*time.Minute)))
	}
	return facts
}

// toldReports are some, as a store takes them.
type toldReports struct {
	statements []reputation.Statement
	reports    []transfer.Report
}

func newlyTold(ring *keyring.Ring, from, to, all int, now time.Time) (some toldReports, err error) {
	begin := now.AddDate(0, 0, -toldDays)
	for i := from; i < to; i++ {
		received := begin.Add(time.Duration(float64(now.Sub(begin)) * float64(i) / float64(all))).Truncate(time.Minute)
		f := toldFact(i, received)
		about, err := subject.ParseKey(fmt.Sprintf("+861310%07d", i%toldOf))
		if err != nil {
			return some, err
		}
		id := toldID(i)
		receipt := ring.Receipt(id).Hash()
		t := report.Testimony{
			Kind: f.Kind, Text: texts[i%len(texts)], Knew: f.Knew, LeakSector: f.Sector, Campus: f.Campus, Offer: &report.JobOffer{Duties: f.Duties},
			Lang: "zh-CN", WeekNetwork: f.Network,
		}
		day, sealed, err := ring.Seal(t, receipt, received)
		if err != nil {
			return some, err
		}
		some.statements = append(some.statements, reputation.Statement{
			Subject: about, Report: id, ReceivedAt: received, At: f.At, Mass: reputation.Mass(reputation.Verified.Weight(), report.Bad, f.At),
			Polarity: report.Bad, Category: f.Category, Tier: reputation.Verified, Own: f.Network - 1, Block: f.Network - 1, Province: f.Region,
			Reporter: reputation.Pseudonym(f.Reporter), State: reputation.Live, Version: 1,
		})
		some.reports = append(some.reports, transfer.Report{
			SealedTestimony: reputation.SealedTestimony{Receipt: receipt, Report: id, ReceivedAt: received, SealedOn: day, Sealed: sealed},
			Subjects:        []subject.Key{about},
		})
	}
	return some, nil
}

// toldID spreads IDs as random ones are.
func toldID(i int) (id report.ID) {
	h := fnv.New128a()
	_, _ = fmt.Fprint(h, i)
	copy(id[:], h.Sum(nil))
	return id
}

// into writes them in the order in which a store has them, which is the fastest.
func (r *toldReports) into(ctx context.Context, store *bolt.Store) error {
	slices.SortFunc(r.statements, func(a, b reputation.Statement) int {
		if c := strings.Compare(a.Subject.String(), b.Subject.String()); c != 0 {
			return c
		}
		return bytes.Compare(a.Report[:], b.Report[:])
	})
	slices.SortFunc(r.reports, func(a, b transfer.Report) int { return bytes.Compare(a.Receipt[:], b.Receipt[:]) })
	for some := range slices.Chunk(r.statements, toldAtOnce) {
		if _, err := store.Add(ctx, some); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(r.reports, toldAtOnce) {
		if err := store.Restore(ctx, some); err != nil {
			return err
		}
	}
	return nil
}
