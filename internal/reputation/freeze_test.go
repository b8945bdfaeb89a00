package reputation

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/report"
)

// TestFreezeChangesNothingOfWhatCounts draws what may be said of a number, freezes it, and stops anywhere on the way: the tally is the
// same to the last bit, under any decisions, and nobody is named who should not be.
func TestFreezeChangesNothingOfWhatCounts(t *testing.T) {
	start := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		said := make([]Statement, rapid.IntRange(0, 12).Draw(t, "statements"))
		for i := range said {
			who := rapid.SampledFrom([]Pseudonym{"", "one", "another"}).Draw(t, "reporter")
			at := start.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "minute")) * time.Minute)
			said[i] = Statement{
				Report: report.ID{byte(rapid.IntRange(0, 255).Draw(t, "report")), byte(i)}, ReceivedAt: at, At: at, Mass: float64(i + 1), Polarity: report.Bad,
				Tier: Verified, Own: uint8(i), Reporter: who, Version: 1,
				State: rapid.SampledFrom([]State{Live, Live, Live, Withdrawn, Overturned, Superseded}).Draw(t, "state"),
			}
			if who != "" && rapid.Bool().Draw(t, "of an earlier epoch") {
				said[i].Reporter, said[i].Person = "later "+who, who
			}
		}
		var decisions []Decision
		for i := range rapid.IntRange(0, 3).Draw(t, "decisions") {
			kind := rapid.SampledFrom([]DecisionKind{Recycle, Forget, Dispute, Undo}).Draw(t, "kind")
			decisions = append(decisions, Decision{ID: fmt.Sprint(i), Kind: kind, At: start.Add(time.Duration(i) * 3 * time.Minute), Undoes: fmt.Sprint(i - 1)})
		}
		before := start.Add(time.Duration(rapid.IntRange(-1, 11).Draw(t, "before")) * time.Minute)
		now := start.Add(time.Hour)
		frozen := Freeze(said, before)
		after := slices.Clone(said)
		for i := 0; ; i++ {
			for d := range len(decisions) + 1 {
				if got, want := Fold(after, decisions[:d], now), Fold(said, decisions[:d], now); !reflect.DeepEqual(got, want) {
					t.Fatalf("after %d of %d:\n got %+v\nwant %+v", i, len(frozen), got, want)
				}
			}
			if i == len(frozen) {
				break
			}
			at := slices.IndexFunc(after, func(s Statement) bool { return s.Report == frozen[i].Report })
			if frozen[i].State != after[at].State && frozen[i].Version != after[at].Version+1 {
				t.Errorf("became %s in version %d", frozen[i].State, frozen[i].Version)
			}
			after[at] = frozen[i]
		}
		for _, s := range after {
			if named := s.Speaks() != ""; named && s.ReceivedAt.Before(before) {
				t.Errorf("received %s, before %s, and names its reporter", s.ReceivedAt, before)
			}
		}
		if again := Freeze(after, before); len(again) > 0 {
			t.Errorf("freezing again changes %v", again)
		}
	})
}

func TestOverturnAndReinstate(t *testing.T) {
	s := Statement{State: Live, Version: 1, Reporter: "one"}
	if s.Reinstate() || !s.Overturn() || s.Overturn() || s.State != Overturned || s.Version != 2 || s.Reporter != "one" {
		t.Errorf("overturned: %+v", s)
	}
	if !s.Reinstate() || s.State != Live || s.Version != 3 {
		t.Errorf("reinstated: %+v", s)
	}
	s.State = Withdrawn
	if s.Reinstate() || s.Overturn() {
		t.Errorf("what was withdrawn became %s", s.State)
	}
}
