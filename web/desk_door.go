package web

import (
	"time"

	"ringfence/internal/moderator"
)

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
