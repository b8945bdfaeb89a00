// Package reputation turns what was said about a subject into a verdict that carries its reasons.
//
// It is arithmetic: statements and decisions in, a Judgement out, the time a parameter. Truth is two
// append-only kinds of record, Statement and Decision; a Tally is all of them about one subject added up,
// and Judge weighs a Tally at a moment. Sums use forward decay (Cormode, Shkapenyuk, Srivastava, Xu:
// "Forward Decay", ICDE 2009), so they do not depend on the order or the time of adding.
package reputation

import "time"

// Every constant of the formula, with what it stands for.
const (
	// FormulaVersion names this formula. A projection made with another version is rebuilt.
	FormulaVersion = 3

	halfLifeBad  = 21 * 24 * time.Hour  // T_bad: a bad report counts half after three weeks
	halfLifeFine = 180 * 24 * time.Hour // T_fine: what a shop is does not change as fast
	maxBackdate  = 7 * 24 * time.Hour   // t is at most this long before receipt

	prior           = -3.0 // z without evidence: 1 in 20
	perEvidence     = 1.1  // ln 3: one unit of independent evidence triples the odds
	perFine         = 0.8  // a fine report weighs a little less
	fineShare       = 0.66 // fine reports cancel at most this share of the bad evidence ...
	fineFloor       = 0.5  // ... and this much more: all of one report
	maxAnonymous    = 2.0  // E_a: all anonymous evidence together
	maxAnonFine     = 0.75 // the same, of fine reports
	maxKeyEvidence  = 2.0  // E through one API key
	maxKeyNetworks  = 2.0  // D through one API key
	perDispute      = 2.0  // taken from z while a dispute is in force
	scamScore       = 85   // least score of a scam, its neighbours left out
	scamNetworks    = 3.0  // least D of a scam
	scamShare       = 0.5  // least share of scam categories of a scam
	scamSpan        = 6 * time.Hour
	suspiciousScore = 25
	suspiciousD     = 1.0
	listedD         = 2.0
	clearedScore    = 10 // highest score of a cleared or an official number
	spoofScore      = 60 // highest score of a number whose caller ID may be forged
	spoofEvidence   = 1.7
	spoofProvinces  = 3
	spoofNetworks   = 4.0
	lapseNetworks   = 2.0 // established D after a dispute at which it lapses
	intervalZ       = 1.28
	intervalFloor   = 0.5

	// RulingLasts is how long a moderator's ruling is in force.
	RulingLasts = 180 * 24 * time.Hour
	// DisputeEvery is how often one number can be disputed.
	DisputeEvery = 180 * 24 * time.Hour

	// RecentDays is over how many days reports and networks are counted.
	RecentDays = 90
	spanDays   = 63 // days over which first and last report must lie apart
	tellable   = 3  // fewer reports than this: no category, no chart, dates to the month

	// Horizon is how far ahead of a projection its due hour lies at most.
	Horizon = 168 * time.Hour
	// NeighbourStep is the change of a number's neighbour term that makes its projection due.
	NeighbourStep = 0.05

	// Buckets is how many network buckets a statement can fall into.
	Buckets = 32
)

// Landmark is L of forward decay: masses are values as of this moment.
var Landmark = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
