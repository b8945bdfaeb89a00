package web

import "net/url"

// SignIn is where members of universities sign in before they report.
type SignIn struct {
	Frame
	Campuses []string // with which one can
	Failed   string   // why nobody was signed in: unreachable, cancelled, expired; "" for no reason
}

func (SignIn) set() string { return "signin" }

// Title names the page.
func (s SignIn) Title() string { return s.T("signin.title") }

// Description says what it is for.
func (s SignIn) Description() string { return s.T("signin.description") }

// Failure says why nobody was signed in, and what to do.
func (s SignIn) Failure() string {
	if s.Failed == "" {
		return ""
	}
	return s.T("signin." + s.Failed)
}

// With leads to the sign-in of a university.
func (s SignIn) With(campus string) string { return s.Link("/sign-in/with/" + url.PathEscape(campus)) }
