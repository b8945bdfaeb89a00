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
