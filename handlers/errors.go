package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/dialect"
	"ringfence/handlers/route"
	"ringfence/handlers/sms"
	"ringfence/internal/apikey"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/listing"
	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// outcome is one row of the table from errors to answers. code names the problem, and in the catalogue its
// words; a Refused brings its own.
type outcome struct {
	is     func(error) bool
	status int
	code   string
}

// table is searched from the top. What is not in it is a 500, whose cause is only logged.
var table = []outcome{
	{as[report.Problems], http.StatusBadRequest, "invalid"},
	{as[*subject.Error], http.StatusBadRequest, route.BadSubject},
	{sentinel(report.ErrReceipt), http.StatusBadRequest, "bad_receipt"},
	{sentinel(dispute.ErrCode), http.StatusBadRequest, "bad_dispute_code"},
	{sentinel(dispute.ErrClaim), http.StatusBadRequest, "dispute_claim"},
	{sentinel(dispute.ErrProof), http.StatusBadRequest, "dispute_proof"},
	{sentinel(dispute.ErrWords), http.StatusBadRequest, "dispute_words"},
	{sentinel(dispute.ErrLang), http.StatusBadRequest, "dispute_lang"},
	{sentinel(dispute.ErrSample), http.StatusConflict, "dispute_sample"},
	{sentinel(dispute.ErrNothing), http.StatusConflict, "dispute_nothing"},
	{sentinel(dispute.ErrListed), http.StatusConflict, "dispute_listed"},
	{sentinel(dispute.ErrUnderWay), http.StatusConflict, "dispute_under_way"},
	{sentinel(dispute.ErrAnswered), http.StatusConflict, "dispute_answered"},
	{sentinel(dispute.ErrStep), http.StatusConflict, "dispute_step"},
	{sentinel(dispute.ErrClosed), http.StatusConflict, "dispute_closed"},
	{sentinel(dispute.ErrNoText), http.StatusConflict, "dispute_no_text"},
	{sentinel(dispute.ErrStopped), http.StatusConflict, "dispute_stopped"},
	{sentinel(dispute.ErrPaper), http.StatusBadRequest, "dispute_paper"},
	{sentinel(dispute.ErrPapers), http.StatusConflict, "dispute_papers"},
	{sentinel(dispute.ErrUnproved), http.StatusForbidden, "dispute_unproved"},
	{sentinel(dispute.ErrResolver), http.StatusServiceUnavailable, "dispute_resolver"},
	{refused(route.TooLarge), http.StatusRequestEntityTooLarge, ""},
	{refused(route.MediaType), http.StatusUnsupportedMediaType, ""},
	{refused(route.BulkMediaType), http.StatusUnsupportedMediaType, ""},
	{refused(route.CrossOrigin), http.StatusForbidden, ""},
	{refused(route.NoFeed), http.StatusNotFound, ""},
	{refused(route.NoTable), http.StatusNotFound, ""},
	{refused(route.NotAcceptable), http.StatusNotAcceptable, ""},
	{as[*route.Refused], http.StatusBadRequest, ""},
	{sentinel(listing.ErrFuture), http.StatusBadRequest, "future_version"},
	{sentinel(listing.ErrGone), http.StatusGone, "version_gone"},
	{as[*excess], http.StatusTooManyRequests, "too_many"},
	{sentinel(errWrongKeys), http.StatusTooManyRequests, "wrong_keys"},
	{sentinel(errMisplaced), http.StatusUnauthorized, "misplaced_key"},
	{sentinel(apikey.ErrNone), http.StatusUnauthorized, "needs_key"},
	{sentinel(apikey.ErrUnknown), http.StatusUnauthorized, "unknown_key"},
	{sentinel(apikey.ErrRevoked), http.StatusUnauthorized, "revoked_key"},
	{sentinel(apikey.ErrExpired), http.StatusUnauthorized, "expired_key"},
	{sentinel(apikey.ErrScope), http.StatusForbidden, "key_scope"},
	{sentinel(apikey.ErrTier), http.StatusForbidden, "key_tier"},
	{sentinel(sms.ErrUnsigned), http.StatusUnauthorized, "unsigned"},
	{sentinel(sms.ErrWrong), http.StatusUnauthorized, "wrong_signature"},
	{sentinel(sms.ErrLate), http.StatusUnauthorized, "late_signature"},
	{sentinel(sms.ErrReplayed), http.StatusForbidden, "replayed"},
	{sentinel(sms.ErrForbidden), http.StatusForbidden, "unknown_gateway"},
	{sentinel(fault.NotFound), http.StatusNotFound, "not_found"},
	{sentinel(dialect.ErrNoNumber), http.StatusNotFound, "no_text_number"},
	{sentinel(intake.ErrReused), http.StatusConflict, "reused"},
	{sentinel(intake.ErrConfirmed), http.StatusConflict, "confirmed"},
	{sentinel(intake.ErrWithdrawn), http.StatusGone, "withdrawn"},
	{sentinel(fault.Full), http.StatusServiceUnavailable, "full"},
	{sentinel(fault.Unavailable), http.StatusServiceUnavailable, "unavailable"},
	{sentinel(context.DeadlineExceeded), http.StatusServiceUnavailable, "unavailable"},
	{sentinel(context.Canceled), http.StatusServiceUnavailable, "unavailable"}, // the client went away
	{sentinel(echo.ErrNotFound), http.StatusNotFound, "no_page"},
	{sentinel(echo.ErrMethodNotAllowed), http.StatusMethodNotAllowed, "method"},
}

var unforeseen = outcome{status: http.StatusInternalServerError, code: "internal"}

func as[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func sentinel(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func refused(because route.Refusal) func(error) bool {
	return func(err error) bool {
		var r *route.Refused
		return errors.As(err, &r) && r.Refusal == because
	}
}

func outcomeOf(err error) outcome {
	for _, o := range table {
		if !o.is(err) {
			continue
		}
		var form *route.Refused
		if o.code == "" && errors.As(err, &form) {
			o.code = string(form.Refusal)
		}
		return o
	}
	return unforeseen
}

// problem says in words what err is, and nothing of what it wraps.
func (o outcome) problem(l catalogue.Lang, err error) route.Problem {
	var problems report.Problems
	var unreadable *subject.Error
	var form *route.Refused
	var beyond *excess
	switch {
	case errors.As(err, &problems):
		return route.ProblemOfFields(l, o.status, o.code, problems)
	case errors.As(err, &unreadable):
		return route.ProblemOfSubject(l, o.status, unreadable)
	case errors.As(err, &form):
		return route.ProblemOfForm(l, o.status, form)
	case errors.As(err, &beyond):
		return route.NewProblem(l, o.status, o.code, "advice", l.Text(beyond.advice()))
	}
	return route.NewProblem(l, o.status, o.code)
}

// errorWriter answers every request that failed.
type errorWriter struct {
	log   *slog.Logger
	page  func(c echo.Context, status int, code string) error
	pages map[string]bool // templates of the routes that people see
	mutes map[string]bool // and of those whose errors have no body
}

func newErrorWriter(config Config) *errorWriter {
	w := &errorWriter{log: config.Log, page: config.ErrorPage, pages: make(map[string]bool), mutes: make(map[string]bool)}
	for _, r := range config.Routes {
		w.pages[r.Path] = w.pages[r.Path] || r.Page
		w.mutes[r.Path] = w.mutes[r.Path] || r.Mute
	}
	return w
}

const retryAfter = "5" // seconds

// problemHeader says what is wrong where an error has no body.
const problemHeader = "Ringfence-Problem"

func (w *errorWriter) write(err error, c echo.Context) {
	if c.Response().Committed {
		return // the client went away while it was being answered
	}
	o := outcomeOf(err)
	w.note(c, o, err)
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Del("ETag")
	if o.status == http.StatusServiceUnavailable {
		h.Set(echo.HeaderRetryAfter, retryAfter)
	}
	if o.status == http.StatusUnauthorized {
		h.Set(echo.HeaderWWWAuthenticate, challenge(err))
	}
	if w.page != nil && w.isPage(c) {
		if w.page(c, o.status, o.code) == nil || c.Response().Committed {
			return
		}
	}
	if w.mutes[c.Path()] {
		h.Set(problemHeader, "/problems/"+o.code)
		h.Set(echo.HeaderContentType, echo.MIMETextPlainCharsetUTF8)
		_ = c.NoContent(o.status)
		return
	}
	p := o.tell(c, err)
	route.Speak(c)
	h.Set(echo.HeaderContentType, "application/problem+json")
	_ = c.JSON(o.status, p) // fails only when the client has gone
}

// tell says what err is to the program that sent a request.
func (o outcome) tell(c echo.Context, err error) route.Problem {
	p := o.problem(route.Lang(c), err)
	if o.status >= http.StatusInternalServerError {
		p.Instance = "/requests/" + c.Response().Header().Get(echo.HeaderXRequestID)
	}
	return p
}

// explaining lets a handler have errors of parts of a request told as those of whole ones are.
func (w *errorWriter) explaining(next echo.HandlerFunc) echo.HandlerFunc {
	explain := func(c echo.Context, err error) route.Problem {
		o := outcomeOf(err)
		w.note(c, o, err)
		return o.tell(c, err)
	}
	return func(c echo.Context) error {
		route.LetExplain(c, explain)
		return next(c)
	}
}

// challenge asks for an API key, as RFC 6750, 3 has it.
func challenge(err error) string {
	if errors.Is(err, apikey.ErrNone) {
		return "Bearer"
	}
	return `Bearer error="invalid_token"`
}

// isPage reports whether people see the answer: at a page's address, and where there is nothing outside
// what is for programs.
func (w *errorWriter) isPage(c echo.Context) bool {
	if c.Path() == "" {
		return !forPrograms(c.Request().URL.Path)
	}
	return w.pages[c.Path()]
}

// forPrograms reports whether no person asks for such addresses.
func forPrograms(path string) bool {
	return slices.ContainsFunc([]string{"/v1/", "/phoneblock/", "/presets/"}, func(root string) bool { return strings.HasPrefix(path, root) })
}

// note logs the cause of what is no client's mistake. Causes name nobody; what a driver or the network
// quotes all the same is taken out.
func (w *errorWriter) note(c echo.Context, o outcome, err error) {
	if o.status < http.StatusInternalServerError || errors.Is(err, context.Canceled) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request", c.Response().Header().Get(echo.HeaderXRequestID)),
		slog.String("method", methodOf(c)), slog.String("route", templateOf(c)),
		slog.Int("status", o.status), slog.String("cause", redact.Text(err.Error())),
	}
	var p *panicked
	if errors.As(err, &p) {
		attrs = append(attrs, slog.Any("stack", p.stack))
	}
	w.log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed", attrs...)
}
