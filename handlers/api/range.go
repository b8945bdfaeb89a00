package api

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
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
	rangeKept.Set(h)
	h["Etag"] = d.tag
	a.asOf.Tell(h, a.Index.AsOf())
	if held := c.Request().Header["If-None-Match"]; len(held) > 0 && route.Holds(held, d.tag[0]) {
		return c.NoContent(http.StatusNotModified)
	}
	jsonFields.Set(h)
	h[echo.HeaderContentLength] = d.length
	c.Response().WriteHeader(http.StatusOK)
	_, err = c.Response().Write(d.document)
	return err
}

// rangeFresh is how long a range may be kept: as long as an answer that a number is unknown. A proxy must not compress it either.
const rangeFresh = 10 * time.Minute

// rangeKept are the header fields of every answer about a range.
var rangeKept = route.Fixed{
	{echo.HeaderCacheControl, []string{"public, max-age=" + strconv.Itoa(int(rangeFresh/time.Second)) + ", no-transform"}},
}

// rangeDocument is a range as it is sent, in the turn it was made for.
type rangeDocument struct {
	turn        uint64
	tag, length []string // values of header fields
	document    []byte
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
	return &rangeDocument{
		turn: turn, document: document, length: lengths.of(len(document)),
		tag: slices.Clip([]string{`"` + strconv.FormatUint(version, 10) + `"`}),
	}
}

// lengths are the values of Content-Length, one for all documents of a length, so that it is near at hand: ranges have few lengths.
var lengths lengthFields

type lengthFields struct{ written sync.Map } // by length

func (l *lengthFields) of(n int) []string {
	field, _ := l.written.LoadOrStore(n, slices.Clip([]string{strconv.Itoa(n)}))
	return field.([]string)
}
