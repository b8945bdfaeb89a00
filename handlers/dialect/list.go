package dialect

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/listing"
	"ringfence/internal/publication"
)

// Lists hands out what is published; see publication.Publication.
type Lists interface {
	Document(name string, since uint64, most int) (*publication.Document, error)
}

// blocklist answers GET /api/blocklist: the whole list, what changed since a version or, with a limit, those of the list who are most likely to call.
func (d *Dialect) blocklist(c echo.Context) error {
	format, err := formatOf(c)
	if err != nil {
		return err
	}
	since, most, err := partOf(c)
	if err != nil {
		return err
	}
	name := "phoneblock." + format
	list, err := d.Lists.Document(name, since, most)
	if errors.Is(err, listing.ErrGone) || errors.Is(err, listing.ErrFuture) {
		// An app that is told of an error asks for the same version again, for ever.
		list, err = d.Lists.Document(name, 0, 0)
	}
	if err != nil {
		return err
	}
	return send(c, list)
}

// partOf returns which part of the list is asked for: what changed since a version, 0 for all of it, or at most so many of it, 0 for all.
func partOf(c echo.Context) (since uint64, most int, err error) {
	from, limit := c.QueryParam("since"), c.QueryParam("limit")
	if from != "" && limit != "" {
		return 0, 0, &route.Refused{Refusal: route.SinceWithLimit}
	}
	if from != "" {
		if since, err = strconv.ParseUint(from, 10, 63); err != nil {
			return 0, 0, wrong("since")
		}
	}
	if limit != "" {
		n, err := strconv.ParseUint(limit, 10, 31)
		if err != nil || n == 0 {
			return 0, 0, wrong("limit")
		}
		most = rounded(int(n))
	}
	return since, most, nil
}

// rounded returns the largest of 1, 2, 5, 10, 20, 50 ... that is not more than n: for each limit another list has to be made, and so there are few.
func rounded(n int) int {
	unit := 1
	for unit <= n/10 {
		unit *= 10
	}
	for _, times := range []int{5, 2} {
		if times*unit <= n {
			return times * unit
		}
	}
	return unit
}

// send answers with a list, compressed for who takes that, or with 304 for who has it.
func send(c echo.Context, list *publication.Document) error {
	h, body, tag := c.Response().Header(), list.Body, hex.EncodeToString(list.Sum[:16])
	h.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
	h.Set(echo.HeaderCacheControl, "public, max-age=60")
	if takesGzip(c.Request().Header) {
		body, tag = list.Coded(publication.Gzip), tag+"-gzip"
		h.Set(echo.HeaderContentEncoding, string(publication.Gzip))
	}
	h.Set("ETag", `"`+tag+`"`)
	if list.Demo {
		h.Set("Ringfence-Demonstration", "true")
	}
	if route.Holds(c.Request().Header["If-None-Match"], `"`+tag+`"`) {
		h.Del(echo.HeaderContentEncoding)
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, list.Media, body)
}

// takesGzip reports whether a caller names gzip in Accept-Encoding, and not to refuse it.
func takesGzip(h http.Header) bool {
	for entry := range strings.SplitSeq(strings.Join(h.Values(echo.HeaderAcceptEncoding), ","), ",") {
		coding, weight, _ := strings.Cut(strings.ReplaceAll(entry, " ", ""), ";")
		if strings.EqualFold(coding, string(publication.Gzip)) && strings.TrimRight(weight, "0.") != "q=" {
			return true
		}
	}
	return false
}
