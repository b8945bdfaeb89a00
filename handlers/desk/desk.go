// Package desk is where moderators and auditors work: they sign in, see what waits, read disputes, statements and texts, and decide. Whatever
// they read of people is written to the audit log before they see it, and whatever they do before it is done, both by the workers that are
// asked here: where that fails the answer is 503, and nothing is shown or done.
//
// A page opens by one line of the site map, which says for whom: nobody but the helper that mounts it looks at cookies and roles. No answer is
// kept by browsers or caches, every form is posted from the same site, and nothing of a password or a code is logged, shown again or counted.
package desk

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/accounts"
	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/examples"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/moderator"
	"ringfence/internal/recorder"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/sanction"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// People lets people in; see accounts.Roll.
type People interface {
	SignIn(ctx context.Context, t accounts.Try) (accounts.Admission, error)
	Session(cookie string) (accounts.Session, bool)
	SignOut(ctx context.Context, name string) error
	ChangePassword(ctx context.Context, name, present, password, code string) (accounts.Admission, error)
	Invited(ctx context.Context, code string, sealed []byte) (accounts.Welcome, error)
	Settle(ctx context.Context, code string, sealed []byte, password, factorCode string) error
}

// Cases are disputes; see dispute.Office. Reading one is written down by it.
type Cases interface {
	Pending(ctx context.Context, limit int) ([]casefile.Case, error)
	ReadCase(ctx context.Context, id, by string) (dispute.File, error)
	ReadDocument(ctx context.Context, id, name, by string) (dispute.Paper, []byte, error)
	Admit(ctx context.Context, id, by string) (casefile.Case, error)
	Answer(ctx context.Context, id string, outcome casefile.Outcome, by, reason string) (casefile.Case, error)
}

// Rulings makes decisions; see ruling.Bench.
type Rulings interface {
	Rule(ctx context.Context, kind reputation.DecisionKind, about subject.Key, by, reason string) (reputation.Decision, error)
	Undo(ctx context.Context, about subject.Key, id, by, reason string) (reputation.Decision, error)
}

// Sanctions shows statements, which is written down by it, and takes them out of the count; see sanction.Bench.
type Sanctions interface {
	Read(ctx context.Context, about subject.Key, by string) (sanction.View, error)
	Overturn(ctx context.Context, about subject.Key, handle, by, reason string) error
	Reinstate(ctx context.Context, about subject.Key, handle, by, reason string) error
	Distrust(ctx context.Context, about subject.Key, handle, by, reason string) error
	Trust(ctx context.Context, about subject.Key, handle, by, reason string) error
	Break(ctx context.Context, about subject.Key, by, reason string) (overturned int, err error)
	Dismiss(ctx context.Context, about subject.Key, by, reason string) error
}

// Texts are those of reporters; see examples.Desk. Reading those that wait is written down by it.
type Texts interface {
	Waiting(ctx context.Context, category report.Category, limit int, by string) ([]examples.Text, error)
	Approve(ctx context.Context, name, by string) (trend.Example, error)
	Approved(ctx context.Context) ([]examples.Published, error)
	TakeBack(ctx context.Context, id, by string) error
}

// Register is the registry of official numbers; see register.Register.
type Register interface {
	Waiting(ctx context.Context) ([]registry.Proposal, error)
	Entries(ctx context.Context) ([]registry.Entry, error)
	Propose(ctx context.Context, p registry.Proposal, by string) (registry.Proposal, error)
	Remove(ctx context.Context, about subject.Key, reason, by string) (registry.Proposal, error)
	Approve(ctx context.Context, id, by string) (registry.Proposal, error) // which stays open where it was the operator's
	Decline(ctx context.Context, id, by string) error
}

// Kept is what needs no entry to be read: decisions are public, and of disputes and flags no more is shown than that there are some.
type Kept interface {
	Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error)
	CasesAbout(ctx context.Context, about subject.Key) ([]casefile.Case, error)
	Flags(ctx context.Context, limit int) ([]brigade.Flag, error)
}

// Log is the audit log; see recorder.Recorder.
type Log interface {
	Head() (size uint64, root auditlog.Hash)
	Status() recorder.Status
	Entries(ctx context.Context, from uint64, n int) ([]auditlog.Entry, error)
	Opened(ofCase, document, by string) bool
}

// Lookups answers what the public is told; see index.Index.
type Lookups interface {
	Lookup(key subject.Key) (index.Answer, error)
}

// Config is what a Desk is made of.
type Config struct {
	People    People
	Cases     Cases
	Rulings   Rulings
	Sanctions Sanctions
	Texts     Texts
	Register  Register
	Kept      Kept
	Log       Log
	Lookups   Lookups
	Trends    trends.Counted // nil tells none
	Clock     func() time.Time
	Demo      func() bool // whether the data are a demonstration; nil for never
	Origin    string      // scheme and host that people know the service by; may be ""
	Contact   web.Contact // whom to ask for an account; may be ""
}

// Desk answers moderators and auditors.
type Desk struct{ Config }

// New returns a Desk.
func New(c Config) *Desk {
	if c.Trends == nil {
		c.Trends = trends.Nothing{}
	}
	return &Desk{c}
}

// visit is a request by somebody who is signed in.
type visit struct {
	echo.Context
	accounts.Session
}

// Limits of the bodies of forms, in bytes.
const maxForm = 16 << 10

// Routes is the site map of the desk.
func (d *Desk) Routes() []route.Route {
	return []route.Route{
		d.outside(http.MethodGet, web.DeskSignInPath, d.signInForm),
		d.outside(http.MethodPost, web.DeskSignInPath, d.signIn),
		d.outside(http.MethodGet, web.DeskWelcomePath, d.welcomeForm),
		d.outside(http.MethodPost, web.DeskWelcomePath, d.welcome),

		d.forAll(http.MethodGet, web.DeskPath, d.queue),
		d.forAll(http.MethodPost, web.DeskSignOutPath, d.signOut),
		d.forAll(http.MethodGet, web.DeskAccountPath, d.account),
		d.forAll(http.MethodPost, web.DeskAccountPath, d.changePassword),
		d.forAll(http.MethodGet, web.DeskLogPath, d.log),
		d.forAll(http.MethodGet, web.DeskRegistryPath, d.registry),

		d.forModerators(http.MethodPost, web.DeskRegistryPath+"/propose", d.propose),
		d.forModerators(http.MethodPost, web.DeskRegistryPath+"/remove", d.remove),
		d.forModerators(http.MethodPost, web.DeskRegistryPath+"/decide", d.decide),
		d.forModerators(http.MethodGet, web.DeskCasesPath+":id", d.dispute),
		d.forModerators(http.MethodPost, web.DeskCasesPath+":id", d.answer),
		d.forModerators(http.MethodPost, web.DeskCasesPath+":id/admit", d.admit),
		d.forModerators(http.MethodGet, web.DeskCasesPath+":id/documents/:name", d.document),
		d.forModerators(http.MethodGet, web.DeskSubjectsPath, d.subject),
		d.forModerators(http.MethodPost, web.DeskSubjectsPath+"/rule", d.rule),
		d.forModerators(http.MethodPost, web.DeskSubjectsPath+"/undo", d.undo),
		d.forModerators(http.MethodPost, web.DeskSubjectsPath+"/report", d.judge),
		d.forModerators(http.MethodPost, web.DeskSubjectsPath+"/flag", d.flag),
		d.forModerators(http.MethodGet, web.DeskTextsPath, d.texts),
		d.forModerators(http.MethodPost, web.DeskTextsPath+"/approve", d.approve),
		d.forModerators(http.MethodPost, web.DeskTextsPath+"/take-back", d.takeBack),
	}
}

// outside is a page for who is not signed in. Whatever it is sent bounds guessing.
func (d *Desk) outside(method, path string, handle echo.HandlerFunc) route.Route {
	r := page(method, path, func(c echo.Context) error {
		unkept(c)
		return handle(c)
	})
	if method == http.MethodPost {
		r.Budget = route.SignIn
	}
	return r
}

// forAll is a page for whoever is signed in.
func (d *Desk) forAll(method, path string, handle func(visit) error) route.Route {
	return d.behind(method, path, handle, moderator.Moderator, moderator.Auditor)
}

// forModerators is a page for those who decide.
func (d *Desk) forModerators(method, path string, handle func(visit) error) route.Route {
	return d.behind(method, path, handle, moderator.Moderator)
}

// behind is a page for who is signed in with one of these roles. Others are told so, and nothing else.
func (d *Desk) behind(method, path string, handle func(visit) error, roles ...moderator.Role) route.Route {
	return page(method, path, func(c echo.Context) error {
		unkept(c)
		s, ok := d.session(c)
		if !ok {
			return d.showSignIn(c, http.StatusUnauthorized, "", "session")
		}
		v := visit{c, s}
		if !slices.Contains(roles, s.Role) {
			return d.showQueue(v, http.StatusForbidden, "role")
		}
		err := handle(v)
		if errors.Is(err, fault.NotFound) && !c.Response().Committed { // told where they can go on
			return d.showQueue(v, http.StatusNotFound, "missing")
		}
		return err
	})
}

func page(method, path string, handle echo.HandlerFunc) route.Route {
	r := route.Route{Method: method, Path: path, Handle: handle, Page: true}
	if method == http.MethodPost {
		r.MaxBody = maxForm
	}
	return r
}

// unkept has neither browsers nor caches keep the answer.
func unkept(c echo.Context) { c.Response().Header().Set(echo.HeaderCacheControl, "no-store") }

// frame is what surrounds the answer to c, as of the page at a path.
func (d *Desk) frame(c echo.Context, path string) web.Frame {
	f := web.Frame{Lang: route.Lang(c), Origin: d.Origin, Path: path, Demo: d.Demo != nil && d.Demo()}
	if l, ok := catalogue.Parse(c.QueryParam("lang")); ok {
		f.Lang, f.Chosen = l, true
	}
	return f
}

// on begins a page for who is signed in, which has these problems.
func (d *Desk) on(v visit, name, path string, problems ...web.Problem) web.Desk {
	return web.Desk{
		Summary: web.Summary{Frame: d.frame(v.Context, path), Problems: problems}, Who: v.Name, Role: v.Role, Page: name, Done: done(v.Context),
	}
}

// done is what was done just now, as a redirect said: nothing else is said again.
func done(c echo.Context) string {
	said := c.QueryParam("done")
	for _, one := range strings.Fields(outcomes) {
		if one == said && c.Request().Method == http.MethodGet {
			return said
		}
	}
	return ""
}

const outcomes = "welcome signed_out password ruled undone overturned reinstated distrusted trusted broken dismissed admitted answered approved taken_back proposed seconded entered declined"

// show answers with a page.
func (d *Desk) show(c echo.Context, status int, p web.Page) error {
	var html bytes.Buffer
	if err := web.Render(&html, p); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderVary, "Accept-Language, Cookie")
	return c.HTMLBlob(status, html.Bytes())
}

// then goes on to a page that says what was done.
func (d *Desk) then(c echo.Context, path, did string) error {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return c.Redirect(http.StatusSeeOther, d.frame(c, path).Link(path+separator+"done="+did))
}
