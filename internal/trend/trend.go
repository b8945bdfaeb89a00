// Package trend turns the reports of a week into figures that everybody may see, and says what rises.
//
// # Figures
//
// A figure is a Cell of a Table: how many reporters told of something in one ISO week. Each reporter counts once in a table and week, with what
// was said first; in a table that is Apart, once in each of up to PerReporter rows. Of those who cannot be recognised again, at most PerNetwork
// count in a cell for each of the 32 groups that networks fall into, so that without noise it takes five groups of networks to show a figure
// of what few told of before, and one more for each PerUsual that were shown of the cell in weeks that are closed. Of honest strangers on many networks this leaves out
// hardly any where there are 30; of 100 it leaves out a quarter at first, and a few when the cell is known. A figure that lacks that many
// is told to be AtLeast what it says. Where all of them are in 8 groups of networks a cell has no more than 24 at first, however many they are. Who
// can be recognised counts in any case.
//
// A week is counted four times, at its Stages: twice while it goes on, when it is over, and when it closes 7 days later; after that it is never
// counted again. Each stage adds the reports received since the one before, and integer Laplace noise of scale 1 for that part, which belongs
// to the part and the cell and is the same whenever it is counted. The cell is shown when the sum of all parts is Least or more, and
// otherwise not even kept. Totals are sums of shown cells. Until the week closes, figures are in steps of Step.
//
// # What the noise hides
//
// Noise of a whole cell that stays while its week goes on would hide nothing: whoever knows of all reports but one sees by how much figures
// grow, and so what the noise is, and then whether the one was made; a test does that. With noise for each part a report is in one part only, and
// all that is ever published of a cell is made of parts. So whether somebody made a certain report changes the probability of whatever
// is published of one cell, however often it is asked for, by a factor of e at most (differential privacy with epsilon 1; Dwork, McSherry,
// Nissim, Smith: "Calibrating Noise to Sensitivity in Private Data Analysis", TCC 2006), and thresholds, steps, totals, lists, shares and
// what rises add nothing, since they are made of figures. To have withdrawn it is another such thing.
//
// That is so while nobody else counts in its place. Where the one tells the same again later in the week, or where strangers of the same group
// of networks are more than count, the next counts when the first is missing, in a part of its own: then two parts differ, and the
// factor is e^2; tests come to it. What is said below of several cells and of alerts then doubles too. Who can be recognised and is taken
// away with everything that they told changes one part still. An attacker on the same group of networks, who fills it but for one, reports
// once more before one time of counting and takes that back before the next, sees who cannot be recognised through all four draws: e^4,
// and as much of each day in alerts. So does who sees a week counted again after a backup from before was put back, if others
// withdrew meanwhile: the noise is the same, and what they told is not.
//
// A report stands in up to 4 cells, one of each table by category, province, campus and channel, and in up to PerReporter of each table
// that is Apart; these add up (composition: epsilon 4 for those, and 12 with all). Alerts add 2 for each of three tables, since a report
// is first in a part of its day and then in the day: see Bursts. Doubled that holds for who makes room for another as long as both are in the
// span; once the first has left it the other counts in any case, and what later alerts add then is not bounded here. Somebody who
// knows of all other reports, and to the hour and word what one would have said, and wants to know whether it was made, would guess right
// in 50 of 100 cases without figures. By one cell no attack is right in more than 73, by 4 in more than 82, by 12 in more than 95 (Kairouz, Oh,
// Viswanath: "The Composition Theorem for Differential Privacy", ICML 2015); the best attack
// on figures as they are, which tests carry out, is right in 64, 75 and 84. So noise keeps what one person said from those who know much; from
// those who know everything else it does not keep whether somebody who had very much to tell told it.
//
// Two things are outside this. That a cell exists is not hidden by noise: one in which nobody else is can only be shown if the one report
// was made, which happens to one in 19,000 such cells (delta 5e-5). And blocks of numbers (Range) are counted from what is listed for everybody.
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
