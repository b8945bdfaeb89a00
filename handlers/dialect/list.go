package dialect

import (
	"errors"

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
	return d.Send(c, list)
}

// partOf returns which part of the list is asked for: what changed since a version, 0 for all of it, or at most so many of it, 0 for all.
func partOf(c echo.Context) (since uint64, most int, err error) {
	from, limit := c.QueryParam("since"), c.QueryParam("limit")
	if from != "" && limit != "" {
		return 0, 0, &route.Refused{Refusal: route.SinceWithLimit}
	}
	if from != "" {
		version, ok := route.Digits(from)
		if !ok {
			return 0, 0, &route.Refused{Refusal: route.BadVersion}
		}
		since = version
	}
	if limit != "" {
		n, ok := route.Digits(limit)
		if !ok || n == 0 {
			return 0, 0, &route.Refused{Refusal: route.BadLimit}
		}
		most = int(min(n, 1<<31-1))
	}
	return since, most, nil
}
