package desk

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/accounts"
	"ringfence/internal/moderator"
	"ringfence/web"
)

// Names of cookies.
const (
	sessionCookie = "ringfence_desk"
	deviceCookie  = "ringfence_device"
)

// session returns who sent a request, and has their browser keep a cookie that was renewed.
func (d *Desk) session(c echo.Context) (accounts.Session, bool) {
	cookie, err := c.Cookie(sessionCookie)
	if err != nil {
		return accounts.Session{}, false
	}
	s, ok := d.People.Session(cookie.Value)
	if ok && s.Cookie != "" {
		d.keep(c, sessionCookie, s.Cookie, 0)
	}
	return s, ok
}

// keep has a browser keep a cookie, for as long as it runs where no time is given, and send it to the desk alone.
func (d *Desk) keep(c echo.Context, name, value string, long time.Duration) {
	c.SetCookie(&http.Cookie{ //nolint:gosec // on this machine it is tried without TLS
		Name: name, Value: value, Path: web.DeskPath, MaxAge: int(long / time.Second), HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: strings.HasPrefix(d.Origin, "https://") || c.Scheme() == "https",
	})
}

// let has a browser keep what lets it in.
func (d *Desk) let(c echo.Context, in accounts.Admission) {
	d.keep(c, sessionCookie, in.Cookie, 0)
	d.keep(c, deviceCookie, in.Device, accounts.DeviceLasts)
}

// signInForm asks who somebody is.
func (d *Desk) signInForm(c echo.Context) error {
	return d.showSignIn(c, http.StatusOK, "", "")
}

// showSignIn shows the form with the name as typed, and what is wrong by the end of its message.
func (d *Desk) showSignIn(c echo.Context, status int, name, wrong string) error {
	p := web.DeskSignIn{Name: name, Contact: d.Contact, Unsent: unsent(c), Desk: web.Desk{Summary: web.Summary{Frame: d.frame(c, web.DeskSignInPath)}, Page: "signin", Done: done(c)}}
	if wrong != "" {
		p.Problems = []web.Problem{{Text: p.T("desk.problem." + wrong)}}
	}
	return d.show(c, status, p)
}

// unsent is what somebody wrote into a form whose session had ended meanwhile: it is given back, to be copied. Nothing of the form that
// signs in is.
func unsent(c echo.Context) (written []string) {
	if c.Request().Method != http.MethodPost || c.Path() == web.DeskSignInPath || c.Path() == web.DeskAccountPath {
		return nil
	}
	fields, err := form(c)
	if err != nil {
		return nil
	}
	for _, name := range []string{"reason", "reason_rule", "reason_undo", "reason_report", "reason_flag", "number", "body", "evidence", "gone"} {
		if typed := strings.TrimSpace(fields.Get(name)); typed != "" {
			written = append(written, typed)
		}
	}
	return written
}

// signIn lets somebody in.
func (d *Desk) signIn(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	t := accounts.Try{Name: strings.TrimSpace(fields.Get("name")), Password: fields.Get("password"), Code: fields.Get("code")}
	if cookie, err := c.Cookie(deviceCookie); err == nil {
		t.Device = cookie.Value
	}
	in, err := d.People.SignIn(c.Request().Context(), t)
	if errors.Is(err, accounts.ErrSignIn) {
		return d.showSignIn(c, http.StatusUnauthorized, t.Name, "sign_in")
	}
	if err != nil {
		return err
	}
	d.let(c, in)
	return c.Redirect(http.StatusSeeOther, d.frame(c, web.DeskPath).Link(web.DeskPath))
}

// signOut ends every session of who asks.
func (d *Desk) signOut(v visit) error {
	if err := d.People.SignOut(v.Request().Context(), v.Name); err != nil {
		return err
	}
	d.keep(v.Context, sessionCookie, "", -time.Second)
	return d.then(v.Context, web.DeskSignInPath, "signed_out")
}

// account is where somebody changes their password.
func (d *Desk) account(v visit) error {
	return d.show(v.Context, http.StatusOK, web.DeskAccount{Desk: d.on(v, "account", web.DeskAccountPath)})
}

// changePassword changes it.
func (d *Desk) changePassword(v visit) error {
	fields, err := form(v.Context)
	if err != nil {
		return err
	}
	in, err := d.People.ChangePassword(v.Request().Context(), v.Name, fields.Get("present"), fields.Get("password"), fields.Get("code"))
	if err == nil {
		d.let(v.Context, in)
		return d.then(v.Context, web.DeskAccountPath, "password")
	}
	f := d.frame(v.Context, web.DeskAccountPath)
	problem, refused := problemOf(f, "password", err)
	if errors.Is(err, accounts.ErrSignIn) {
		problem = web.Problem{Field: "present", Text: f.T("desk.problem.present")}
	}
	if !refused {
		return err
	}
	return d.show(v.Context, http.StatusUnprocessableEntity, web.DeskAccount{Desk: d.on(v, "account", web.DeskAccountPath, problem)})
}

// welcomeForm asks for an invitation.
func (d *Desk) welcomeForm(c echo.Context) error {
	return d.showWelcome(c, http.StatusOK, "")
}

func (d *Desk) newWelcome(c echo.Context, typed string, problems ...web.Problem) web.DeskWelcome {
	return web.DeskWelcome{Code: typed, Contact: d.Contact, Desk: web.Desk{Summary: web.Summary{Frame: d.frame(c, web.DeskWelcomePath), Problems: problems}, Page: "welcome"}}
}

func (d *Desk) showWelcome(c echo.Context, status int, typed string, problems ...web.Problem) error {
	p := d.newWelcome(c, typed, problems...)
	if typed != "" {
		p.Held = "welcome"
	}
	return d.show(c, status, p)
}

// welcome shows whom an invitation is for, with a second factor to take along, and settles the account once its code and a password came.
func (d *Desk) welcome(c echo.Context) error {
	fields, err := form(c)
	if err != nil {
		return err
	}
	ctx, typed := c.Request().Context(), fields.Get("invitation")
	sealed, _ := base64.RawURLEncoding.DecodeString(fields.Get("sealed")) // what cannot be read is another one
	w, err := d.People.Invited(ctx, typed, sealed)
	if err != nil {
		return d.uninvited(c, typed, err)
	}
	if fields.Get("settle") == "" || fields.Get("show") != "" {
		return d.offer(c, http.StatusOK, typed, w)
	}
	err = d.People.Settle(ctx, typed, w.Sealed, fields.Get("password"), fields.Get("code"))
	f := d.frame(c, web.DeskWelcomePath)
	switch field := fieldOf(err); {
	case err == nil:
		return d.then(c, web.DeskSignInPath, "welcome")
	case field == "":
		return d.uninvited(c, typed, err)
	default:
		problem, _ := problemOf(f, field, err)
		return d.offer(c, http.StatusUnprocessableEntity, typed, w, problem)
	}
}

// fieldOf is what of a welcome is wrong, "" where it is none of its fields.
func fieldOf(err error) string {
	switch {
	case errors.Is(err, accounts.ErrCode):
		return "code"
	case errors.Is(err, moderator.ErrShort), errors.Is(err, moderator.ErrLong), errors.Is(err, moderator.ErrNamed), errors.Is(err, moderator.ErrCommon):
		return "password"
	}
	return ""
}

// uninvited asks again for an invitation.
func (d *Desk) uninvited(c echo.Context, typed string, err error) error {
	problem, refused := problemOf(d.frame(c, web.DeskWelcomePath), "invitation", err)
	if !refused {
		return err
	}
	return d.showWelcome(c, http.StatusNotFound, typed, problem)
}

// offer shows an invitation.
func (d *Desk) offer(c echo.Context, status int, typed string, w accounts.Welcome, problems ...web.Problem) error {
	p := d.newWelcome(c, typed, problems...)
	p.Held, p.Name, p.As, p.Until = "welcome", w.Name, w.Role, w.Until
	p.Sealed, p.Secret = base64.RawURLEncoding.EncodeToString(w.Sealed), moderator.Spelled(w.Secret)
	if err := p.Offer(moderator.FactorURI(issuer(route.Origin(c, d.Origin)), w.Name, w.Secret)); err != nil {
		return err
	}
	return d.show(c, status, p)
}

// issuer is what an authenticator app files an account of a site under.
func issuer(origin string) string {
	if u, err := url.Parse(origin); err == nil && u.Hostname() != "" {
		return "Ringfence " + u.Hostname()
	}
	return "Ringfence"
}
