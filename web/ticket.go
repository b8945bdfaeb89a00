package web

// Ticket is a code that is shown once, and how to take it along and to come back with it.
type Ticket struct {
	Frame
	Heading, Code string
	Keep          string // why to keep it
	Lead          string // what comes before the address
	Path, Back    string // where it leads back, and as people type that
}

// Words are the owner's, as everybody reads them.
type Words struct{ Text, Lang string }

// Ledger is a table of words and counts, which scrolls by itself where it is too wide.
type Ledger struct {
	Caption string
	Heads   []string // of all columns
	Rows    []LedgerRow
}

// LedgerRow is a line of a Ledger.
type LedgerRow struct {
	Head  string
	Cells []string
}
