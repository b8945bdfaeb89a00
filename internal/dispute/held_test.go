package dispute

import (
	"maps"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// TestBatchesOfWhatIsHeld: no batch has fewer than three, and what comes later changes none that was told.
func TestBatchesOfWhatIsHeld(t *testing.T) {
	at := func(month time.Month) time.Time { return time.Date(2026, month, 9, 8, 0, 0, 0, time.UTC) }
	one := func(month time.Month) reputation.Statement {
		return reputation.Statement{ReceivedAt: at(month), Polarity: report.Bad, Category: "loan", Tier: reputation.Anonymous, State: reputation.Live}
	}
	var statements []reputation.Statement
	for _, month := range []time.Month{time.January, time.February, time.March, time.March, time.May, time.May, time.July, time.July, time.July} {
		statements = append(statements, one(month))
	}
	statements[4].State = reputation.Withdrawn
	for now, want := range map[time.Month]map[time.Month]int{
		time.February: {}, time.March: {}, time.April: {time.March: 4}, time.June: {time.March: 4}, time.July: {time.March: 4},
		time.August: {time.March: 4, time.July: 5}, time.December: {time.March: 4, time.July: 5},
	} {
		got := map[time.Month]int{}
		for _, s := range said(statements, at(time.January), at(now)) {
			got[s.Month.Month()]++
		}
		if !maps.Equal(got, want) {
			t.Errorf("in %v is told %v, want %v", now, got, want)
		}
	}
	count := map[reputation.State]int{}
	for _, s := range said(statements, at(time.January), at(time.December)) {
		count[s.State]++
	}
	if count[reputation.Live] != 7 || count[reputation.Closed] != 2 { // one was withdrawn, one is of before
		t.Errorf("states: %v", count)
	}
}
