package reputation

import (
	"math"
	"testing"
	"time"

	"ringfence/internal/report"
)

// TestWorkAddsUp checks that what is explained is what is judged.
func TestWorkAddsUp(t *testing.T) {
	now := Landmark.AddDate(0, 3, 0)
	for networks := range 10 {
		var all []Statement
		for i := range networks {
			at := now.Add(-time.Duration(i) * time.Hour)
			all = append(all, Statement{Report: report.ID{byte(i)}, ReceivedAt: at, At: at, Mass: Mass(0.6, report.Bad, at), Polarity: report.Bad,
				Tier: Verified, Own: uint8(i), Category: "loan", State: Live})
		}
		tally := Fold(all, nil, now)
		w := Work(&tally, Surroundings{KnownRange: true}, now)
		r, sum := TheRules(), 0.0
		for _, reason := range w.Reasons {
			sum += reason.Term
		}
		if math.Abs(sum-r.PerEvidence*w.Evidence) > 1e-9 || math.Abs(r.Start+sum-w.LogOdds) > 1e-9 || percent(w.LogOdds) != w.Score {
			t.Errorf("%d networks: the terms make %v, evidence %v, z %v, score %d", networks, sum, w.Evidence, w.LogOdds, w.Score)
		}
		if w.Count != networks || (w.Spread >= r.ScamNetworks && w.Score >= r.ScamScore && networks > int(r.ScamSpan.Hours())) != (w.Verdict == Scam) {
			t.Errorf("%d networks: %+v", networks, w)
		}
	}
}
