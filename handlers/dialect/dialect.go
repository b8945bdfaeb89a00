// Package dialect answers apps that speak the API of PhoneBlock (phoneblock.net), below /phoneblock. The first of them is SpamBlocker for
// Android, whose requests and decisions the tests repeat as its source has them.
//
// Such an app blocks a call when one of five words stands anywhere in an answer: D_POLL, G_FRAUD, E_ADVERTISING, F_GAMBLE or B_MISSED. So no
// answer has one of them for what must not be blocked, in no member and in no problem, and C_PING, for which no app blocks, is never
// answered. It looks neither at votes nor at anything else.
//
// A number is rated
//
//	G_FRAUD       when its verdict is scam, whatever the trick was: the other words are of nuisances, which never have that verdict
//	B_MISSED      when its verdict is suspicious and the caller asked for min=suspicious; PhoneBlock has no word between fine and fraud
//	A_LEGITIMATE  else. It is all that the dialect has for unknown, which does not mean safe
//
// In a demonstration only the developers' sample numbers are anything else, and lists are empty.
package dialect

import (
	"context"
	"crypto/sha1" //nolint:gosec // what these apps hash numbers with; nothing is secured by it
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/publication"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Reports accepts reports; see intake.Intake.
type Reports interface {
	Accept(ctx context.Context, r report.Report, by reputation.Speaker, retry intake.Retry) (intake.Accepted, error)
}

// Lookups answers what is known of a number; see index.Index.
type Lookups interface {
	Lookup(key subject.Key) (index.Answer, error)
	// BySHA1 returns the listed number whose E.164 form, as +12025550143, has this hash.
	BySHA1(sum [sha1.Size]byte) (subject.Key, bool)
	// AsOf returns when all that it answers from was last complete.
	AsOf() time.Time
}

// Config is what a Dialect is made of.
type Config struct {
	Reports Reports
	Lookups Lookups
	Lists   Lists
	Send    func(echo.Context, *publication.Document) error // answers with a list; see api.API
	Clock   func() time.Time
	Demo    func() bool // whether the data are a demonstration; nil for never
	Origin  string      // scheme and host that people know the service by, which presets lead to; "" for those of the request
	Number  string      // what people text reports to; "" for none
}

// Dialect answers apps that speak PhoneBlock's API.
type Dialect struct {
	Config
	asOf route.AsOf
}

// New returns a Dialect.
func New(c Config) *Dialect { return &Dialect{Config: c} }

// maxRating is the most bytes of a report: a comment of 4,000 characters, each escaped.
const maxRating = 64 << 10

// Routes is the site map of the dialect, and of the presets by which SpamBlocker comes to speak it.
func (d *Dialect) Routes() []route.Route {
	return []route.Route{
		{Method: http.MethodGet, Path: "/phoneblock/api/test", Handle: d.test, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/phoneblock/api/check", Handle: d.check, Budget: route.Lookup, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/phoneblock/api/num/:number", Handle: d.number, Budget: route.Lookup, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/phoneblock/api/search/:number", Handle: d.search, Budget: route.Lookup, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/phoneblock/api/blocklist", Handle: d.blocklist, Open: true, Instant: true},
		{Method: http.MethodPost, Path: "/phoneblock/api/rate", Handle: d.rate, MaxBody: maxRating, Budget: route.Report},
		{Method: http.MethodGet, Path: "/presets/spamblocker/:file", Handle: d.preset, Open: true, Instant: true},
	}
}
