package web

// Step is one thing to do, with what helps to do it.
type Step struct {
	Name, Text string
	Calls      []Call
	Links      []Link
}

// Call is a telephone number to dial; Number is what the telephone is given.
type Call struct{ Number, Label string }

// Link leads to another page.
type Link struct{ Path, Label string }

// Way leads to another page and says what for.
type Way struct{ Path, Label, Text string }
