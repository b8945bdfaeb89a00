package trend

// Status says whether a figure can be told.
type Status int

// What becomes of a figure. None at all is Missing.
const (
	Missing    Status = iota // nobody counted the week while it could be counted
	Suppressed               // fewer than Least, noise included
	Shown
)

// Figure is what is told of a place in a week.
type Figure struct {
	Reporters int // 0 unless it is Shown
	Status    Status
	Open      bool // it changes until its week closes
	AtLeast   bool // so many that not all who cannot be recognised count: there may have been far more
}

// Between returns the fewest and the most reporters that the figure of a counted week may stand for, noise included and so far as the week is
// counted: one that is Suppressed may be all that is less than Least, and one that is Open was rounded down. Of a Missing one nothing is known.
func (f Figure) Between() (low, high int) {
	switch {
	case f.Status == Suppressed:
		return 0, Least - 1
	case f.Status == Shown && f.Open:
		return f.Reporters, f.Reporters + Step - 1
	}
	return f.Reporters, f.Reporters
}

// Point is a figure of a series.
type Point struct {
	Week Week
	Figure
}

// Share is a category's part of all reporters that are shown.
type Share struct {
	Category  string
	Share     float64 // 0 to 1
	Reporters int
}
