package bolt

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// One of each of what is published.
var (
	counted = trend.Rollup{Week: trend.WeekOf(time.Unix(7*86400, 0)), AsOf: time.Unix(14*86400, 0).UTC(), Closed: true}
	found   = trend.Burst{ID: "burst", Scope: trend.Country(), Category: "loan", FoundAt: time.Unix(60, 0).UTC(), LastAt: time.Unix(60, 0).UTC(), Reporters: 15}
	told    = webhook.Hook{Name: "a-school", Revision: 1, URL: "https://example.edu/", Scope: trend.Country(), Secret: []byte("sealed"), MadeAt: time.Unix(60, 0).UTC()}
)

// approved is the example of a report.
func approved(of reputation.SealedTestimony) trend.Example {
	return trend.Example{ID: "example", Receipt: of.Receipt, Category: "loan", Kind: report.Call, Text: "approved words", ApprovedAt: time.Unix(86400, 0)}
}

// A file that was written before there were trends is of this format, and is given what it lacks.
func TestAFileWithoutTrendsIsGivenRoomForThem(t *testing.T) {
	s := openAt(t, t.TempDir())
	r := spoken(t)
	check(t, s.File(t.Context(), r))
	path := s.db.Path()
	check(t, s.Close())
	rewrite(t, path, func(tx tx) (err error) {
		for _, b := range []bucket{weeksBucket, burstsBucket, examplesBucket, hooksBucket} {
			err = errors.Join(err, tx.DeleteBucket([]byte(b)))
		}
		return err
	})
	if e, err := Examine(filepath.Dir(path)); err != nil || e.Format != formatVersion {
		t.Fatalf("a file of format %d, %v", e.Format, err)
	}
	s = openAt(t, filepath.Dir(path))
	defer s.Close()
	kept, err := s.SaveWeek(t.Context(), counted)
	err = errors.Join(err, s.SaveBurst(t.Context(), found), s.PutExample(t.Context(), approved(r)), s.PutHook(t.Context(), told))
	if err != nil || !kept {
		t.Errorf("the figures are kept: %v, %v", kept, err)
	}
}

// A program that does not know examples leaves one where it withdraws a report.
func TestTheExampleOfAReportThatWasWithdrawnElsewhereIsLeftOut(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	r := spoken(t)
	check(t, s.File(t.Context(), r))
	check(t, s.PutExample(t.Context(), approved(r)))
	check(t, s.commits.do(t.Context(), func(tx tx) error {
		kept, err := tx.testimony(r.Receipt)
		kept.Withdrawn, kept.Sealed = true, nil
		return errors.Join(err, tx.putTestimony(kept))
	}))
	if all, err := s.Examples(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("shown: %+v, %v", all, err)
	}
	check(t, s.DropExample(t.Context(), "example"))
}

func TestFiguresThatMakeNoSenseAreCountedAnew(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	check(t, s.commits.do(t.Context(), func(tx tx) error { return tx.in(weeksBucket).Put([]byte(counted.Week.String()), []byte("rubbish")) }))
	if kept, err := s.SaveWeek(t.Context(), counted); err != nil || !kept {
		t.Errorf("kept: %v, %v", kept, err)
	}
	if all, err := s.Weeks(t.Context(), trend.Week{}, 10); err != nil || len(all) != 1 || !all[0].Closed {
		t.Errorf("weeks: %+v, %v", all, err)
	}
}
