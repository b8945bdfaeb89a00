package trend

import "time"

// Scope is for whom something is told: the country, which is all reports, a province or a campus.
type Scope struct {
	Table Table  // ByCategory is the country; ByProvince; ByCampus
	Row   string // the region or the official name; "" for the country
}

// Country is the scope of all reports.
func Country() Scope { return Scope{Table: ByCategory} }

// What makes a burst; see Bursts.
const (
	BurstTail     = 1e-4 // probability, at most, of as many reporters going by the weeks before
	BurstNetworks = 5    // groups of networks they come from, at least; reporters are Least at least
	BurstWeeks    = 8    // weeks before that are looked at
	BurstSpan     = week // before now in which reports are counted, by when they were received
)

// Burst is a category that far more reporters told of within a week than in the weeks before.
type Burst struct {
	ID        string // of scope, category and the week in which it was found first; in a URL it needs no escapes
	Scope     Scope
	Category  string
	FoundAt   time.Time
	LastAt    time.Time // when it was last seen to go on
	Reporters int       // at most so many were counted in a span of BurstSpan, as a band: 15, 30, 60, 120 ... "or more"
	Usual     float64   // reporters a week before, with Fewer for weeks that are not shown
}
