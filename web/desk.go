package web

import (
	"net/url"
	"time"

	"ringfence/internal/moderator"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// Desk is what all pages of the desk have.
type Desk struct {
	Summary
	Who  string         // name of who is signed in; "" where nobody is
	Role moderator.Role // of theirs
	Done string         // what was done just now, by the end of its message; "" for nothing
	Page string         // by the end of the messages of its title and description
}

// Paths of the desk.
const (
	DeskPath         = "/desk"
	DeskSignInPath   = "/desk/sign-in"
	DeskWelcomePath  = "/desk/welcome"
	DeskSignOutPath  = "/desk/sign-out"
	DeskAccountPath  = "/desk/account"
	DeskCasesPath    = "/desk/cases/"
	DeskSubjectsPath = "/desk/subjects"
	DeskTextsPath    = "/desk/texts"
	DeskRegistryPath = "/desk/registry"
	DeskLogPath      = "/desk/log"
)

// rooms are the pages of the desk that its navigation leads to, and who may use them. The account stands beside the name of who is signed in.
var rooms = []struct {
	path, name string
	decides    bool
}{
	{DeskPath, "queue", false},
	{DeskSubjectsPath, "subjects", true},
	{DeskTextsPath, "texts", true},
	{DeskRegistryPath, "registry", false},
	{DeskLogPath, "log", false},
}

// Decides reports whether who is signed in may decide.
func (d Desk) Decides() bool { return d.Role == moderator.Moderator }

// Areas returns the navigation of the desk, which takes the place of the site's for who is signed in.
func (d Desk) Areas() []Area {
	if d.Who == "" {
		return d.Frame.Areas()
	}
	var all []Area
	for _, r := range rooms {
		if r.decides && !d.Decides() {
			continue
		}
		a := Area{Label: d.T("desk." + r.name + ".title"), Path: d.Link(r.path)}
		if d.Page == r.name {
			a.Current = "page"
		}
		all = append(all, a)
	}
	return all
}

// SignedIn says who is.
func (d Desk) SignedIn() string {
	return d.T("desk.signed_in", "name", d.Who, "role", d.T("desk.role."+string(d.Role)))
}

// DoneText says what was done just now, or "".
func (d Desk) DoneText() string {
	if d.Done == "" {
		return ""
	}
	return d.T("desk.done." + d.Done)
}

// Title names the page.
func (d Desk) Title() string { return d.T("desk." + d.Page + ".title") }

// Description says what it is for.
func (d Desk) Description() string { return d.T("desk." + d.Page + ".description") }

// reason is the field of a reason for one of several acts on a page.
func (d Desk) reason(id, value string) Field {
	return d.field(id, "desk.reason", "desk.reason.hint", value)
}

// since says for how long something waits: in hours on its first day.
func (d Desk) since(t, now time.Time) string {
	switch waits := now.Sub(t); {
	case waits < time.Hour:
		return d.T("desk.waits.new")
	case waits < 24*time.Hour:
		return d.T("desk.waits.hours", "count", int(waits/time.Hour))
	default:
		return d.T("desk.waits", "count", int(waits/(24*time.Hour)))
	}
}

// Vocabularies of the desk.
const (
	deskSectors = "desk." + "sector"
	deskAnswers = "desk." + "answer"
)

// DeskSubjectPath is the page at the desk of a subject.
func DeskSubjectPath(key subject.Key) string {
	return DeskSubjectsPath + "?about=" + url.QueryEscape(key.String())
}

// after puts a sentence after another. Chinese has no space there.
func after(l catalogue.Lang, first, second string) string {
	if l == catalogue.ZhCN {
		return first + second
	}
	return first + " " + second
}
