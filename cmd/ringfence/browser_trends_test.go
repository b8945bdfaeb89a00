//go:build browser

package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"ringfence/internal/trend"
	"ringfence/store/bolt"
)

// trendedCampus is a university with figures.
const trendedCampus = "浙江大学"

// trended puts figures of weeks into the store of a folder, so that pages about trends have something to show: a category that rises, one that
// does not, weeks that are not shown, one that nobody counted, and alerts. All are closed, so that the server counts none again.
func trended(t *testing.T, folder string) {
	t.Helper()
	s, err := bolt.Open(bolt.Config{Path: filepath.Join(folder, "data")})
	if err != nil {
		t.Fatal(err)
	}
	newest := trend.WeekOf(time.Now()).Add(-1)
	for back := range 12 {
		if back == 5 {
			continue
		}
		if _, err := s.SaveWeek(context.Background(), trendedWeek(newest.Add(-back), back)); err != nil {
			t.Fatal(err)
		}
	}
	found := time.Now().UTC().Truncate(time.Hour)
	for _, b := range []trend.Burst{
		{ID: "a", Scope: trend.Campus(trendedCampus), Category: "fake_job", FoundAt: found, LastAt: found, Reporters: 60, Usual: 20},
		{ID: "b", Scope: trend.Country(), Category: "loan", FoundAt: found.AddDate(0, 0, -4), LastAt: found.AddDate(0, 0, -3), Reporters: 30, Usual: 7},
	} {
		if err := s.SaveBurst(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func trendedWeek(w trend.Week, back int) trend.Rollup {
	r := trend.Rollup{Week: w, AsOf: w.ClosesAt(), Closed: true}
	jobs := 40 + back%3
	if back == 0 {
		jobs = 130
	}
	for _, p := range []trend.Place{
		{Table: trend.ByCategory, Row: "fake_job"}, {Table: trend.ByProvince, Row: "CN-ZJ", Column: "fake_job"}, {Table: trend.ByCampus, Row: trendedCampus, Column: "fake_job"},
		{Table: trend.ByDuty, Row: "lend_card"}, {Table: trend.ByKnew, Row: "exam", Column: "exam_site"},
	} {
		r.Cells = append(r.Cells, trend.Cell{Place: p, Reporters: jobs})
	}
	if back%4 != 3 {
		r.Cells = append(r.Cells, trend.Cell{Place: trend.Place{Table: trend.ByCategory, Row: "loan"}, Reporters: 18},
			trend.Cell{Place: trend.Place{Table: trend.ByKnew, Row: "name", Column: "courier"}, Reporters: 22})
	}
	r.Ranges = []trend.Range{{Block: "+120255501", Category: "fake_job", Numbers: 3}}
	return r
}
