package web

// Manual is what the reference of the API tells, in one language. Whoever knows its description makes it; see
// handlers/api/reference. A text that is no Passage holds no marks.
type Manual struct {
	Summary  string
	About    Passage
	Parts    []Part
	Failures []Failure // answers that many operations share, ...
	Problem  Member    // ... and what each of them is
	Headers  []Header  // those that many answers share
}

// Part is the operations about one matter.
type Part struct {
	Name       string // in its address
	Title      string
	About      Passage
	Operations []Operation
	Objects    []Member // what several of them take or answer
}

// Operation is a method on a path.
type Operation struct {
	ID, Method, Path string
	Summary          string
	About            Passage
	Keyed            bool      // it needs an API key
	Limit            Allowance // of a network without one; the zero one where nothing is counted
	Trials           []Trial
	Parameters       []Member
	Body             *Body // nil where none is taken
	Answers          []Answer
	Failures         []FailureLink
}

// Trial is a command that tries an operation, and what it may print. It begins with ORIGIN for the address of a service.
type Trial struct {
	About  string // what it shows; "" where the operation says it
	Fed    *Fed   // nil where it stands for itself
	Status string // what it is answered with
	Command
}

// Fed is what of a command an earlier one must have answered.
type Fed struct {
	Member string // of its answer
	Shown  string // what stands in the command in its place
}

// Body is what is sent.
type Body struct {
	About    Passage
	Contents []Content
}

// Content is a body in one media type.
type Content struct {
	Media   string
	Shape   Member
	Example string // where no command shows one
}

// Answer is what an operation may answer.
type Answer struct {
	Status   string // several where they mean the same
	About    Passage
	Shared   []HeaderLink
	Headers  []Member // of its own
	Contents []Content
}

// HeaderLink leads to a Header.
type HeaderLink struct{ ID, Name string }

// Header is one that many answers share.
type Header struct {
	ID string
	Member
}

// Failure is a problem that many operations answer with.
type Failure struct {
	ID, Status string
	About      Passage
	Shared     []HeaderLink
	Headers    []Member // of its own
	Example    string
}

// FailureLink leads to a Failure.
type FailureLink struct {
	ID, Status string
	Codes      []string
}

// Member is a value and what it may be: a parameter, a header, or a member of an object.
type Member struct {
	Name    string // "" for a body as a whole
	Place   string // where a parameter stands
	Type    string // as string, or object[] for a list of objects
	Object  string // the ID of the object on this page that says more; "" where Members do
	Need    string // that it must be there, or may be absent; "" where neither need be said
	About   Passage
	Bounds  [][]Span
	Values  []string // where there are no others
	Members []Member
}
