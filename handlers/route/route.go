// Package route is the line of the site map that every room behind the edge is written in, and the few
// small things that all of them do with a request: who asks, in which language, with which body, and how
// to tell them what was wrong.
package route

import (
	"cmp"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/web/catalogue"
)

// DefaultTimeout is how long a handler may take when its Route does not say.
const DefaultTimeout = 10 * time.Second

// UploadTimeout is how long a document of some megabytes may take to come, and to be kept: telephones send slowly. 5 MiB come at 0.7 Mbit/s. The
// proxy of deploy has as long.
const UploadTimeout = time.Minute

// AcceptLanguage is the request header that answers in words vary by.
const AcceptLanguage = "Accept-Language"

// Speak says that an answer is in the caller's language, and returns it.
func Speak(c echo.Context) catalogue.Lang {
	l := Lang(c)
	SpeakIn(c, l)
	return l
}

// SpeakIn says that an answer is in a language.
func SpeakIn(c echo.Context, l catalogue.Lang) { spoken[l].Set(c.Response().Header()) }

// spoken are the header fields of an answer in each language.
var spoken = map[catalogue.Lang]Fixed{catalogue.ZhCN: speak(catalogue.ZhCN), catalogue.En: speak(catalogue.En)}

func speak(l catalogue.Lang) Fixed {
	return Fixed{{echo.HeaderVary, []string{AcceptLanguage}}, {"Content-Language", []string{string(l)}}}
}

// Route is one line of the site map. Whoever mounts it applies what it says, so that no handler can forget
// a limit.
type Route struct {
	Method  string
	Path    string // echo's template, such as /v1/numbers/:number
	Handle  echo.HandlerFunc
	MaxBody int64         // bytes; 0 means that no body is taken
	Budget  Budget        // what a request is charged to; "" means Range
	Proved  Budget        // what one with a proof of work is charged to when nothing is left of Budget; "" means that proofs are not looked at
	Timeout time.Duration // of the request's context; 0 means DefaultTimeout
	Slow    bool          // its body may take all of Timeout to come, though the server has less time for others
	Instant bool          // Handle answers from memory and waits for nothing: its context needs no end
	Page    bool          // browsers show it: errors are pages, and other sites cannot post to it
	Framed  bool          // every site may show it in a frame, and what is wrong with a request to it too; without script and forms
	Open    bool          // scripts of every site may call it, without credentials
	Mute    bool          // whoever asks shows any body as the answer: errors have none, and say in a header what they are
	Partial bool          // parts of a request may fail while others do not: Handle has each explained by Explain
	Signed  bool          // Handle verifies who sent it, also by Authorization: what stands there is no API key
}

// Budget names what requests to a route are charged to, as ratelimit.Budgets does. An API key opens a route
// with a budget when it has the scope of the budget.
type Budget string

// The budgets. Answers to lookups are charged to Lookup, also as pages.
const (
	Lookup  Budget = "lookup"
	Batch   Budget = "batch"
	Report  Budget = "report"
	Bulk    Budget = "bulk" // many reports at once
	Receipt Budget = "receipt"
	Dispute Budget = "dispute" // opening one
	Range   Budget = "range"
	Probe   Budget = "probe"
	SignIn  Budget = "sign_in" // at the desk, and the invitations to it
	Gateway Budget = "gateway" // text messages, as a gateway delivers them
	Free    Budget = "free"    // nothing: for what costs less than counting it

	ProvedReport Budget = "proved_report"
	Challenge    Budget = "challenge"
)

// Within returns how long the context of a request lasts.
func (r Route) Within() time.Duration { return cmp.Or(r.Timeout, DefaultTimeout) }

// Charged returns what requests are charged to: Range where a route does not say, so that none is unlimited by being forgotten.
func (r Route) Charged() Budget {
	if r.Budget == "" {
		return Range
	}
	return r.Budget
}

// Param returns a path parameter decoded: echo leaves %2B as it is whenever the path has an escape that is
// not needed, and has decoded the parameter otherwise.
func Param(c echo.Context, name string) string {
	value := c.Param(name)
	if c.Request().URL.RawPath == "" {
		return value
	}
	if decoded, err := url.PathUnescape(value); err == nil {
		return decoded
	}
	return value
}

// Lang returns the language that the caller reads best.
func Lang(c echo.Context) catalogue.Lang {
	return catalogue.Match(c.Request().Header.Get(AcceptLanguage))
}
