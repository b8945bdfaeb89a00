package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers/route"
	"ringfence/internal/proof"
	"ringfence/ratelimit"
)

// Where a proof of work is found: programs send it in a header, forms in a field.
const (
	proofHeader = "Altcha"
	proofField  = "altcha"
)

// challenges is the site map of what leads to a proof of work.
func (g *gate) challenges() []route.Route {
	if g.limits.ProofSecret == nil {
		return nil
	}
	return []route.Route{{Method: http.MethodGet, Path: "/proof", Handle: g.challenge, Budget: route.Challenge, Instant: true}}
}

// challenge gives a challenge, each time another.
func (g *gate) challenge(c echo.Context) error {
	given, err := proof.New(g.limits.proofSecret(), g.clock())
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(http.StatusOK, given)
}

// Why a proof is not accepted that is one, or is not looked at.
var (
	errNone    = errors.New("no proof came")
	errUntried = errors.New("too many proofs came")
	errUnspent = errors.New("nothing is left for those who prove") // so it still counts later
	errSpent   = errors.New("the proof counted before")
	errUnsure  = errors.New("whether the proof counted before is not known") // other instances cannot be asked
)

// proofOutcomes are what becomes of proofs, in the words of the metric.
var proofOutcomes = []struct {
	err  error
	word string
}{
	{nil, "accepted"}, {proof.ErrUnreadable, "unreadable"}, {proof.ErrWrong, "wrong"}, {proof.ErrExpired, "expired"},
	{errSpent, "used"}, {errUnsure, "unsure"}, {errUnspent, "unspent"}, {errUntried, "untried"},
}

// countProofs registers the metric of proofs, from 0 on.
func (g *gate) countProofs(metrics *prometheus.Registry) error {
	g.proofs = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ringfence_proofs_total", Help: "Proofs of work that came with requests, by what became of them.",
	}, []string{"outcome"})
	for _, o := range proofOutcomes {
		g.proofs.WithLabelValues(o.word)
	}
	if err := metrics.Register(g.proofs); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// prove looks for a proof of work in a request for which nothing is left, from a network, and charges it to what those
// have who prove. It returns the bill that holds, and whether a proof would have allowed more.
func (g *gate) prove(c echo.Context, r route.Route, network, who asker, refused bill) (due bill, provable bool) {
	if g.limits.ProofSecret == nil {
		return refused, false
	}
	due, err := g.accept(c, r, network, who, sure(refused))
	for _, o := range proofOutcomes {
		if errors.Is(err, o.err) {
			g.proofs.WithLabelValues(o.word).Inc()
		}
	}
	switch {
	case err == nil, errors.Is(err, errUnspent) && due.RetryAfter < refused.RetryAfter:
		return due, false
	case errors.Is(err, errUnspent):
		return refused, false
	}
	return refused, sure(refused) && !errors.Is(err, errUnsure)
}

// accept verifies the proof that came with a request, charges the request, and spends the proof. It is spent last, so
// that it still counts later when there is nothing left; a proof that counted before takes from those who prove in vain.
func (g *gate) accept(c echo.Context, r route.Route, network, who asker, sureOfAll bool) (due bill, err error) {
	if !mayHoldProof(c.Request(), r) {
		return due, errNone
	}
	if !g.charge(c, g.trials, network, g.limits.Budgets.ProofTrial).Allowed {
		return due, errUntried
	}
	given := proofIn(c.Request(), r)
	if given == "" {
		return due, errNone
	}
	challenge, err := proof.Verify(g.limits.proofSecret(), given, g.clock())
	if err != nil {
		return due, err
	}
	if !sureOfAll {
		return due, errUnsure
	}
	if due = g.charge(c, g.limits.Limiter, who, g.allowances[r.Proved].budget); !due.Allowed {
		return due, errUnspent
	}
	name := asker{ratelimit.Name(g.limits.CallerSecret(), "proof/"+challenge), 1}
	switch once := g.charge(c, g.limits.Limiter, name, g.limits.Budgets.Proof); {
	case !sure(once):
		return due, errUnsure
	case !once.Allowed:
		return due, errSpent
	}
	return due, nil
}

// sure reports whether a decision is that of a limiter that all instances share, or, where none is configured, of this
// instance alone. Only that can tell that a proof was not spent before: what stands in for it is not believed, and then
// the tighter limit holds.
func sure(b bill) bool { return b.By == ratelimit.ByRedis || b.By == ratelimit.ByLocal }

// mayHoldProof reports whether a proof may be found in a request for r, which was not read so far.
func mayHoldProof(req *http.Request, r route.Route) bool {
	if !r.Page {
		return req.Header.Get(proofHeader) != ""
	}
	media, _, err := mime.ParseMediaType(req.Header.Get(echo.HeaderContentType))
	return err == nil && media == echo.MIMEApplicationForm && req.ContentLength <= r.MaxBody
}

// proofIn returns the proof that came with a request for r, or "". A form is read for it, and left to be read again.
func proofIn(req *http.Request, r route.Route) string {
	if !r.Page {
		return req.Header.Get(proofHeader)
	}
	read, _ := io.ReadAll(io.LimitReader(req.Body, r.MaxBody)) // an error comes again to whoever reads on
	req.Body = reread{io.MultiReader(bytes.NewReader(read), req.Body), req.Body}
	fields, err := url.ParseQuery(string(read))
	if err != nil {
		return ""
	}
	return fields.Get(proofField)
}

// reread is a body that begins again.
type reread struct {
	io.Reader
	io.Closer
}
