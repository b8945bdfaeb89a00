package web

import (
	"fmt"
	"time"

	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
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

// Reason is the field of a reason for one of several acts on a page.
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

// DeskSignIn asks who somebody is.
type DeskSignIn struct {
	Desk
	Name    string   // as typed
	Unsent  []string // what somebody wrote whose session had ended, to be copied
	Contact Contact
}

func (DeskSignIn) set() string { return "desk_signin" }

// Fields are those of the form. What is secret is typed anew.
func (d DeskSignIn) Fields() []Field {
	name := d.field("name", "desk.name", "", d.Name)
	name.Complete = "username"
	password := d.field("password", "desk.password", "", "")
	password.Type, password.Complete = "password", "current-password"
	code := d.field("code", "desk.code", "desk.code.hint", "")
	code.Large, code.Complete = true, "one-time-code"
	return []Field{name, password, code}
}

// DeskWelcome has somebody who was invited choose a password and a second factor. Without a Name it asks for the invitation.
type DeskWelcome struct {
	Desk
	Code    string // of the invitation, as typed
	Name    string // whom it invites
	As      moderator.Role
	Until   time.Time
	Sealed  string // the second factor, as it comes back
	Secret  string // the second factor, as it is typed into an app
	QR      Code   // the same, drawn
	Contact Contact
}

func (DeskWelcome) set() string { return "desk_welcome" }

// Offer puts a second factor onto the page: its address is drawn.
func (d *DeskWelcome) Offer(uri string) error {
	code, err := newCode(uri)
	code.Label = d.T("desk.welcome.qr")
	d.QR = code
	return err
}

// Invites says whom.
func (d DeskWelcome) Invites() string {
	return d.T("desk.welcome.invites", "name", d.Name, "role", d.T("desk.role."+string(d.As)), "until", minute(d.Lang, d.Until))
}

// Invitation asks for its code.
func (d DeskWelcome) Invitation() Field {
	f := d.field("invitation", "desk.welcome.code", "desk.welcome.code.hint", d.Code)
	f.Large = true
	return f
}

// Password asks for one.
func (d DeskWelcome) Password() Field {
	f := d.field("password", "desk.welcome.password", "desk.password.hint", "")
	f.Type, f.Complete = "password", "new-password"
	return f
}

// Factor asks for what the app shows.
func (d DeskWelcome) Factor() Field {
	f := d.field("code", "desk.welcome.factor", "desk.code.hint", "")
	f.Large, f.Complete = true, "one-time-code"
	return f
}

// DeskAccount is where somebody changes their password.
type DeskAccount struct{ Desk }

func (DeskAccount) set() string { return "desk_account" }

// Fields are those of the form.
func (d DeskAccount) Fields() []Field {
	present := d.field("present", "desk.account.present", "", "")
	present.Type, present.Complete = "password", "current-password"
	password := d.field("password", "desk.account.new", "desk.password.hint", "")
	password.Type, password.Complete = "password", "new-password"
	code := d.field("code", "desk.code", "desk.code.hint", "")
	code.Large, code.Complete = true, "one-time-code"
	return []Field{present, password, code}
}

// DeskQueue is what waits, by urgency.
type DeskQueue struct {
	Desk
	Parts []DeskPart
}

func (DeskQueue) set() string { return "desk_queue" }

// DeskPart is what waits of one kind.
type DeskPart struct {
	ID      string
	Heading string
	Text    string
	Ways    []Way
	None    string // said where nothing waits
	More    string // said where more waits than is shown
}

// Part adds what waits of a kind. Of those that are not shown there may be more than were counted: least says so.
func (d *DeskQueue) Part(kind string, ways []Way, more int, least bool) {
	p := DeskPart{ID: "part-" + kind, Heading: d.T("desk.queue." + kind), Text: d.T("desk.queue." + kind + ".text"), Ways: ways}
	if len(ways) == 0 {
		p.None = d.T("desk.queue.none")
	}
	switch {
	case more > 0 && least:
		p.More = d.T("desk.queue.least", "count", more)
	case more > 0:
		p.More = d.T("desk.queue.more", "count", more)
	}
	d.Parts = append(d.Parts, p)
}

// DeskRegistry is where numbers are proposed for the registry.
type DeskRegistry struct {
	Desk
	Number, Name, Sector, Evidence string // of a proposal, as typed
	Gone, Reason                   string // of a removal, as typed
	Waiting                        []DeskProposal
	Entries                        int
}

func (DeskRegistry) set() string { return "desk_registry" }

// DeskProposal is one that waits.
type DeskProposal struct {
	ID         string
	Heading    string
	Facts      []Fact
	Evidence   Evidence
	Own        bool   // who reads the page proposed it
	Operator   bool   // no moderator has proposed it yet
	Shown      string // what is shown of the number now, in words; "" for nothing that speaks against it
	About      string // path of the number at the desk; "" for who may not see it
	Looked     Field  // to be ticked before it is approved, where something speaks against it
	Unfinished bool   // somebody approved it, and the decision is still to be made
}

// Add adds a proposal about a subject that is judged so.
func (d *DeskRegistry) Add(p registry.Proposal, j reputation.Judgement, now time.Time) {
	what := "desk.registry.entry"
	if p.Remove != "" {
		what = "desk.registry.removal"
	}
	shown := DeskProposal{
		ID: p.ID, Heading: d.T(what, "number", p.Subject.Format()), Evidence: evidence(p.Evidence), Own: p.By == d.Who, Operator: p.ByOperator(), Unfinished: p.State == registry.Approved,
		Facts: []Fact{{d.T("desk.registry.name"), p.Name}},
	}
	if p.Sector != "" {
		shown.Facts = append(shown.Facts, Fact{d.T("desk.registry.sector"), d.T("desk.sector." + string(p.Sector))})
	}
	shown.Facts = append(shown.Facts, Fact{d.T("desk.registry.by"), p.By}, Fact{d.T("desk.registry.at"), minute(d.Lang, p.At) + " · " + d.since(p.At, now)})
	if d.Decides() {
		shown.About = d.Link(DeskSubjectPath(p.Subject))
	}
	if p.Remove == "" && Warned(j.Verdict) {
		of := NewSubject(d.Frame, p.Subject, j, now)
		shown.Shown = d.T("desk.registry.shown", "shown", of.Headline())
		if counts := of.Reasons(); len(counts) > 0 {
			shown.Shown += " " + counts[0]
		}
		shown.Looked = d.field("looked-"+p.ID, "desk.registry.looked", "", "")
		shown.Looked.Options = []Option{{ID: shown.Looked.ID, Value: "yes", Label: shown.Looked.Label}}
	}
	d.Waiting = append(d.Waiting, shown)
}

// Warned reports whether a verdict warns of a number: who makes it an official one should know.
func Warned(v reputation.Verdict) bool { return v == reputation.Scam || v == reputation.Suspicious }

// Count says how many entries there are.
func (d DeskRegistry) Count() string { return d.T("desk.registry.entries", "count", d.Entries) }

// Fields are those of a proposal.
func (d DeskRegistry) Fields() []Field {
	number := d.field("number", "desk.number", "desk.number.hint", d.Number)
	return []Field{number, d.field("body", "desk.registry.name", "desk.registry.name.hint", d.Name)}
}

// SectorField is a list of the sectors.
func (d DeskRegistry) SectorField() Field {
	f := d.field("sector", "desk.registry.sector", "", "")
	f.Options = options(d.Frame, "sector", deskSectors, registry.Sectors(), d.Sector)
	f.Options[0].ID = ""
	return f
}

// EvidenceField asks where it says so.
func (d DeskRegistry) EvidenceField() Field {
	return d.field("evidence", "desk.registry.evidence", "desk.registry.evidence.hint", d.Evidence)
}

// GoneFields are those of a removal.
func (d DeskRegistry) GoneFields() []Field {
	return []Field{d.field("gone", "desk.number", "desk.number.hint", d.Gone), d.field("reason", "desk.reason", "desk.reason.hint", d.Reason)}
}

// Vocabularies of the desk.
const (
	deskSectors = "desk." + "sector"
	deskAnswers = "desk." + "answer"
)

// DeskSubjectPath is the page at the desk of a subject.
func DeskSubjectPath(key subject.Key) string {
	return DeskSubjectsPath + "?about=" + queryEscape(key.String())
}

// DeskLog is the audit log, the newest entries first.
type DeskLog struct {
	Desk
	Size    uint64
	Root    string // base64, as checkpoints have it
	Lines   []DeskEntry
	Older   string // path of the page before; "" for none
	Damaged bool   // the store does not show all that was seen of it
}

func (DeskLog) set() string { return "desk_log" }

// DeskEntry is a line of the log.
type DeskEntry struct {
	Index                         string
	At, By, What, Subject, Reason string
	Path                          string // of the subject at the desk; "" for none
}

// Head says how long the log is.
func (d DeskLog) Head() string { return d.T("desk.log.head", "count", int(d.Size)) }

// TrustText says whether the log is as it was.
func (d DeskLog) TrustText() string {
	if d.Damaged {
		return d.T("desk.log.damaged")
	}
	return d.T("desk.log.sound")
}

// number writes an index.
func number(n uint64) string { return fmt.Sprint(n) }
