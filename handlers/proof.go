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
	given, err := proof.New(g.limits.ProofSecret, g.clock())
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(http.StatusOK, given)
}

// Why a proof is not accepted that is one.
var (
	errSpent  = errors.New("the proof counted before")
	errUnsure = errors.New("whether the proof counted before is not known") // other instances cannot be asked
)

// proofOutcomes are what becomes of proofs, in the words of the metric.
var proofOutcomes = []struct {
	err  error
	word string
}{
	{nil, "accepted"}, {proof.ErrUnreadable, "unreadable"}, {proof.ErrWrong, "wrong"}, {proof.ErrExpired, "expired"},
	{errSpent, "used"}, {errUnsure, "unsure"},
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

// proved reports whether a request came with a proof of work that its route takes, and spends it.
func (g *gate) proved(c echo.Context, r route.Route) bool {
	if r.Proved == "" || g.off || g.limits.ProofSecret == nil {
		return false
	}
	given := proofIn(c.Request(), r)
	if given == "" {
		return false
	}
	err := g.accept(c, given)
	for _, o := range proofOutcomes {
		if errors.Is(err, o.err) {
			g.proofs.WithLabelValues(o.word).Inc()
		}
	}
	return err == nil
}

// once is the budget by which a proof counts one time, as long as any clock might take its challenge for valid.
var once = ratelimit.Budget{Name: "proof", Rate: 1, Period: 2 * proof.Lifetime, Burst: 1}

// accept verifies a proof and spends it. Only a limiter that all instances share can tell that a proof was not spent
// before: what stands in for it is not believed, and then the tighter limit holds.
func (g *gate) accept(c echo.Context, given string) error {
	challenge, err := proof.Verify(g.limits.ProofSecret, given, g.clock())
	if err != nil {
		return err
	}
	name := ratelimit.Name(g.limits.Secret, "proof/"+challenge)
	switch d := g.limits.Limiter.Allow(c.Request().Context(), name, once, 1); {
	case d.By != ratelimit.ByRedis && d.By != ratelimit.ByLocal:
		return errUnsure
	case !d.Allowed:
		return errSpent
	}
	return nil
}

// proofIn returns the proof that came with a request for r, or "". A form is read for it, and left to be read again.
func proofIn(req *http.Request, r route.Route) string {
	if !r.Page {
		return req.Header.Get(proofHeader)
	}
	media, _, err := mime.ParseMediaType(req.Header.Get(echo.HeaderContentType))
	if err != nil || media != echo.MIMEApplicationForm || req.ContentLength > r.MaxBody {
		return ""
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
