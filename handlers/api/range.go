package api

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/private"
)

// ranged answers GET /v1/ranges/{prefix}. Nothing of it is in words, and nothing tells who asked.
func (a *API) ranged(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	prefix, ok := private.ParsePrefix(route.Param(c, "prefix"))
	if !ok {
		return &route.Refused{Refusal: route.BadPrefix}
	}
	d, err := a.ranges.of(a, prefix)
	if err != nil {
		return err
	}
	a.demonstrates(c)
	h := c.Response().Header()
	d.kept.Set(h)
	a.asOf.Tell(h, a.Index.AsOf())
	if held := c.Request().Header["If-None-Match"]; len(held) > 0 && route.Holds(held, d.tag) {
		return c.NoContent(http.StatusNotModified)
	}
	d.body.Set(h)
	c.Response().WriteHeader(http.StatusOK)
	_, err = c.Response().Write(d.document)
	return err
}

// rangeFresh is how long a range may be kept: as long as an answer that a number is unknown. A proxy must not compress it either.
const rangeFresh = 10 * time.Minute

// rangeDocument is a range as it is sent, in the turn it was made for.
type rangeDocument struct {
	turn       uint64
	document   []byte
	tag        string
	kept, body route.Fixed // header fields: of every answer, and of one with a body
}

// ranges are the documents that were asked for, by prefix. All of them take about 100 MB when a million numbers are listed.
type ranges []atomic.Pointer[rangeDocument]

// of returns the document of a range, which is made anew when the range may have changed.
func (r ranges) of(a *API, p private.Prefix) (*rangeDocument, error) {
	if d := r[p].Load(); d != nil && d.turn == a.Index.RangeTurn(p) {
		return d, nil
	}
	known, turn, err := a.Index.Range(p)
	if err != nil {
		return nil, err
	}
	d := newRangeDocument(known, turn, a.Pad)
	r[p].Store(d)
	return d, nil
}

func newRangeDocument(known private.Range, turn uint64, pad private.Padding) *rangeDocument {
	document, version := known.Append(nil, pad)
	tag := `"` + strconv.FormatUint(version, 10) + `"`
	return &rangeDocument{
		turn: turn, document: document, tag: tag,
		kept: route.Fixed{
			{echo.HeaderCacheControl, []string{"public, max-age=" + strconv.Itoa(int(rangeFresh/time.Second)) + ", no-transform"}},
			{"Etag", []string{tag}},
		},
		body: route.Fixed{
			{echo.HeaderContentType, []string{echo.MIMEApplicationJSON}},
			{echo.HeaderContentLength, []string{strconv.Itoa(len(document))}},
		},
	}
}
