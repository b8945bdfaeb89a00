// Package crashpoint names the moments at which a crash would hurt most, so that tests can kill the
// process exactly there. In a normal build Reach does nothing and costs nothing; built with the tag
// "crash", the process kills itself with SIGKILL at the point that RINGFENCE_CRASH_AT names.
package crashpoint

// Point is such a moment.
type Point string

const (
	TestimonyStored Point = "testimony-stored" // the testimony is on disk, its statements are not
	ReportStored    Point = "report-stored"    // the statements are on disk, not projected, not acknowledged
	TallyRead       Point = "tally-read"       // statements were read, the compare-and-set is still to come
	CommitMerging   Point = "commit-merging"   // several callers' writes are merged into one commit, not on disk
	EditionBegun    Point = "edition-begun"    // parts of an edition may be kept, and nothing says that it was published
	EditionStored   Point = "edition-stored"   // a version is published and this process does not know it, nor has it folded
	FoldBegun       Point = "fold-begun"       // a whole edition takes the place of others, which may still be there
	WeekStored      Point = "week-stored"      // a week is stored, those after it are not counted
	BurstStored     Point = "burst-stored"     // a burst is stored, others that were found are not
)

// Points lists every point on the way of a report.
func Points() []Point { return []Point{TestimonyStored, ReportStored, TallyRead, CommitMerging} }

// Publishing lists every point on the way of a published version.
func Publishing() []Point { return []Point{EditionBegun, EditionStored, FoldBegun} }

// Counting lists every point on the way of the figures of trends.
func Counting() []Point { return []Point{WeekStored, BurstStored} }
