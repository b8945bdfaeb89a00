// Package trend turns the reports of a week into figures that everybody may see, and says what rises.
//
// A figure is a Cell of a Table: how many reporters told of something in one ISO week. Each reporter counts once in a table and week.
// Of those who cannot be recognised again, at most PerNetwork count in a cell for each of the 32 groups that networks fall into, so that
// nobody makes a trend alone. To every cell integer Laplace noise of scale 1 is added, which belongs to the cell and is the same whenever
// it is counted; the cell is shown when that is Least or more, and otherwise not even kept. Sums are those of shown cells. While a week is
// open its figures are of the reports until the last midnight, in steps of Step, so that nobody sees a single report arrive; it closes 7
// days after its end, and is never counted again: figures then are exact but for the noise.
//
// Everything here is arithmetic: what was reported comes in as Facts, and the noise as a function.
package trend

import (
	"time"

	"ringfence/internal/report"
)

// What decides which cells are shown.
const (
	Least = 15 // reporters, with the noise, that a cell has which is shown
	Step  = 5  // of the figures of a week that is open
	// PerReporter is in how many rows of a table that is Apart a reporter counts: what is told of one person has its bound.
	PerReporter = 4
	PerNetwork  = 10 // reporters who cannot be recognised that count in a cell for one group of networks
	// Fewer stands for a cell that is not shown where a number is needed: half of Least.
	Fewer = 7
	// WeeksKnown is how many of the weeks before must have been counted where something is compared with them: to a service that has just
	// begun everything is new.
	WeeksKnown = 4
)

// Fact is what figures are made of: one report, bad, live and as it was opened. Nothing of it is kept.
type Fact struct {
	Reporter string // who reported, in whatever form tells two from each other; "" for one who cannot be recognised again
	// Network is 1 more than the group that the reporter's network falls into in the week of At, below reputation.Buckets; 0 is not known.
	Network    uint8
	ReceivedAt time.Time // to the minute
	At         time.Time // when it happened, to the hour
	Category   report.Category
	Kind       report.Kind
	Region     string // ISO 3166; "" when not given
	Campus     string // official name; "" for none
	Knew       []report.Knew
	Sector     report.LeakSector // "" when not given
	Duties     []report.Duty
}

// Table is a set of cells in which each reporter counts once a week, or, in the tables of Apart, once in each row.
type Table string

// The tables. Rows and columns are what is told of the report; "" stands nowhere.
const (
	ByCategory Table = "category" // rows: categories; no columns
	ByProvince Table = "province" // rows: regions (ISO 3166); columns: categories
	ByCampus   Table = "campus"   // rows: official names; columns: categories
	ByChannel  Table = "channel"  // rows: call, text, offer; columns: categories
	ByDuty     Table = "duty"     // rows: duties that offers ask for; no columns
	ByKnew     Table = "knew"     // rows: what the caller already knew; columns: the sector that it is suspected to have leaked from
)

// Tables returns all tables, in the order in which they are shown.
func Tables() []Table {
	return []Table{ByCategory, ByProvince, ByCampus, ByChannel, ByDuty, ByKnew}
}

// Apart reports whether a reporter counts once in each row: one report may tell of several, and each row is a table by itself.
func (t Table) Apart() bool { return t == ByDuty || t == ByKnew }

// Place is where a cell stands.
type Place struct {
	Table  Table
	Row    string
	Column string // "" in tables without columns
}

// Cell is a figure that is shown.
type Cell struct {
	Place
	Reporters int // with the noise; in an open week rounded down to a multiple of Step
}

// Range is a block of numbers that callers rotate through: private.Block has which numbers that are.
type Range struct {
	Block    string          // as "+120255501": its numbers have two digits more
	Category report.Category // that most of its numbers are reported as; "" for none
	Numbers  int             // of it that are listed
}
