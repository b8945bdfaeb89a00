package api

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/keyring"
	"ringfence/internal/listing"
	"ringfence/internal/publication"
)

// feed answers GET /v1/feeds/{name}.
func (a *API) feed(c echo.Context) error { return a.feedNamed(c, route.Param(c, "name")) }

// callKit answers GET /v1/feeds/callkit/{file}.
func (a *API) callKit(c echo.Context) error {
	return a.feedNamed(c, "callkit/"+route.Param(c, "file"))
}

func (a *API) feedNamed(c echo.Context, name string) error {
	since, limit, err := feedQuery(c)
	if err != nil {
		return err
	}
	d, err := a.Feeds.Document(name, since, limit)
	switch {
	case errors.Is(err, publication.ErrNoFeed):
		return noFeed(c)
	case errors.Is(err, listing.ErrGone):
		c.Response().Header().Set("Link", `</v1/feeds/`+name+`>; rel="alternate"`)
		return err
	case err != nil:
		return err
	}
	return a.Send(c, d)
}

// noFeed answers, with the names that there are, whoever asks for another or for none.
func noFeed(echo.Context) error { return &route.Refused{Refusal: route.NoFeed, Names: FeedNames()} }

// FeedNames are the feeds that there always are, and how the others are named.
func FeedNames() []string {
	return append([]string{"manifest", "keys", "callkit/CALLING-CODE.json"}, (&listing.List{}).Names()...)
}

// manifest answers GET /v1/feeds/manifest.
func (a *API) manifest(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	d, err := a.Feeds.Manifest()
	if err != nil {
		return err
	}
	return a.Send(c, d)
}

// noQuery refuses parameters where there are none.
func noQuery(c echo.Context) error {
	if c.Request().URL.RawQuery != "" {
		return &route.Refused{Refusal: route.UnknownParameter}
	}
	return nil
}

// feedQuery returns the version that the caller has, 0 for none, and how many entries he wants at most, 0 for all.
func feedQuery(c echo.Context) (since uint64, limit int, err error) {
	raw := c.Request().URL.RawQuery
	if raw == "" {
		return 0, 0, nil
	}
	if version, plain := strings.CutPrefix(raw, "since="); plain { // as nearly all write it
		if since, ok := route.Digits(version); ok {
			return since, 0, nil
		}
	}
	query := c.QueryParams()
	for name := range query {
		if name != "since" && name != "limit" {
			return 0, 0, &route.Refused{Refusal: route.UnknownParameter, Names: []string{"since", "limit"}}
		}
	}
	if len(query) == 2 {
		return 0, 0, &route.Refused{Refusal: route.SinceWithLimit}
	}
	if versions, given := query["since"]; given {
		since, ok := route.Digits(versions[0])
		if !ok || len(versions) > 1 {
			return 0, 0, &route.Refused{Refusal: route.BadVersion}
		}
		return since, 0, nil
	}
	limits := query["limit"]
	most, ok := route.Digits(limits[0])
	if !ok || most == 0 || len(limits) > 1 {
		return 0, 0, &route.Refused{Refusal: route.BadLimit}
	}
	return 0, int(min(most, 1<<31-1)), nil
}

const (
	feedFresh  = time.Minute // for how long caches may keep a feed: a version lasts about as long at least
	staleAfter = time.Minute // without news, a list is said to be stale
)

// feedFields are the header fields of every feed.
var feedFields = route.Fixed{
	{echo.HeaderCacheControl, []string{"public, max-age=" + strconv.Itoa(int(feedFresh/time.Second))}},
	{echo.HeaderVary, []string{echo.HeaderAcceptEncoding}},
}

// Send answers with a document, whose bytes all callers share: none is copied, also for whoever reads slowly.
func (a *API) Send(c echo.Context, d *publication.Document) error {
	h := c.Response().Header()
	coding, ok := codingOf(c.Request().Header[echo.HeaderAcceptEncoding])
	if !ok {
		return &route.Refused{Refusal: route.NotAcceptable}
	}
	feedFields.Set(h)
	a.date(h)
	if d.Demo {
		demonstration.Set(h)
	}
	written := d.Written[:] // the callers share it too
	if coding != identity {
		written = slices.Clone(written)
		written[0] = strings.TrimSuffix(written[0], `"`) + "-" + string(coding) + `"` // the bytes are others
	}
	h["Etag"], h["Ringfence-Version"], h["Ringfence-Base"] = written[:1:1], written[1:2:2], written[2:3:3]
	if held := c.Request().Header["If-None-Match"]; len(held) > 0 && route.Holds(held, written[0]) {
		return c.NoContent(http.StatusNotModified)
	}
	back, err := d.Lend()
	if err != nil {
		return err
	}
	defer back()
	body := d.Body
	if coding != identity {
		body = d.Coded(coding)
		written[4], h[echo.HeaderContentEncoding] = strconv.Itoa(len(body)), []string{string(coding)}
	}
	h[echo.HeaderContentType], h[echo.HeaderContentLength] = written[3:4:4], written[4:5:5]
	allow(c.Response(), len(body))
	c.Response().WriteHeader(http.StatusOK)
	_, err = c.Response().Write(body)
	return err
}

// date says as of when the list is what lookups say. It is stale when that is too long ago, as where nobody can publish, or when it or
// the lookups have had no news.
func (a *API) date(h http.Header) {
	const comparedWithin = 2 * time.Minute // longer than a change waits to be published
	compared, now := a.Feeds.Compared(), a.Clock()
	a.feedsAsOf.Tell(h, compared)
	if now.Sub(compared) > comparedWithin || now.Sub(a.Feeds.AsOf()) > staleAfter || now.Sub(a.Index.AsOf()) > staleAfter {
		route.Stale.Set(h)
	}
}

// slowest is how many bytes a second a reader of a large document takes at least; what is smaller goes in the time that every answer has.
const slowest = 32 << 10

// allow gives the reader of a large document the time for it.
func allow(to http.ResponseWriter, size int) {
	const everyAnswer = 30 * time.Second
	if size > int(everyAnswer/time.Second)*slowest/4 {
		// Where no network is below, as in tests, there is no deadline to move.
		_ = http.NewResponseController(to).SetWriteDeadline(time.Now().Add(everyAnswer + time.Duration(size/slowest)*time.Second))
	}
}

// signers is the answer of GET /v1/feeds/keys.
type signers struct {
	Keys []signer `json:"keys"`
}

// signer is a key that signs manifests.
type signer struct {
	Key   string `json:"key"` // as signed notes have verifier keys (https://c2sp.org/signed-note)
	Made  string `json:"made"`
	Until string `json:"until,omitempty"` // when it signs no more
}

func newSigners(keys []keyring.SigningKey) signers {
	answer := signers{make([]signer, len(keys))}
	for i, k := range keys {
		answer.Keys[i] = signer{Key: k.Verifier, Made: k.Made.UTC().Format(time.RFC3339)}
		if !k.Until.IsZero() {
			answer.Keys[i].Until = k.Until.UTC().Format(time.RFC3339)
		}
	}
	return answer
}

// signing answers GET /v1/feeds/keys.
func (a *API) signing(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	keys, err := a.SigningKeys(a.Clock())
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h[echo.HeaderCacheControl] = []string{"public, max-age=" + strconv.Itoa(int(feedFresh/time.Second))}
	return c.JSON(http.StatusOK, newSigners(keys))
}
