package web

// About says what this site is, who runs it and what it is not.
type About struct {
	Frame
	Operator Operator
}

func (About) set() string { return "about" }

// Title names the page.
func (a About) Title() string { return a.T("about.title") }

// Description says what is on it.
func (a About) Description() string { return a.T("about.description") }
