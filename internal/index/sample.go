package index

import (
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// samples are what the developers' numbers answer, by their last digit. They go through the same formula
// as every other number.
var samples = [...]struct {
	reports  int
	decision reputation.DecisionKind
}{
	{reports: 0},                             // unknown
	{reports: 2, decision: reputation.Clear}, // clear
	{reports: 5},                             // suspicious
	{reports: 12},                            // scam
	{reports: 12, decision: reputation.Dispute}, // suspicious: a scam until its owner contested
}

// sample returns the judgement of a developers' number as of now.
func sample(n int, now time.Time) reputation.Judgement {
	s := samples[n]
	statements := make([]reputation.Statement, s.reports)
	for i := range statements {
		received := now.Add(-time.Duration(i+1) * 7 * time.Hour)
		statements[i] = reputation.Statement{
			Report: report.ID{byte(i)}, ReceivedAt: received, At: received,
			Mass:     reputation.Mass(reputation.Verified.Weight(), report.Bad, received),
			Polarity: report.Bad, Category: "impersonation_service", Tier: reputation.Verified,
			Own: uint8(i), State: reputation.Live,
		}
	}
	var decisions []reputation.Decision
	if s.decision != "" {
		decisions = append(decisions, reputation.Decision{Kind: s.decision, At: now.Add(-time.Hour)})
	}
	tally := reputation.Fold(statements, decisions, now)
	return reputation.Judge(&tally, reputation.Surroundings{KnownRange: true}, now)
}
