package trends

import (
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/trend"
)

// Answer is a document made of a book.
type Answer struct {
	Book  *trend.Book
	Media string // type
	Body  []byte
	Texts bool // it holds texts, each of which is gone when who reported it withdraws it: nobody keeps them without asking again
}

// freshFor is for how long caches may keep what was counted: it changes once in an hour at most.
const freshFor = 5 * time.Minute

// How caches keep figures and texts.
var (
	figuresKept = route.Fixed{{echo.HeaderCacheControl, []string{"public, max-age=" + strconv.Itoa(int(freshFor/time.Second))}}}
	textsKept   = route.Fixed{{echo.HeaderCacheControl, []string{"no-cache"}}}
)

// Send answers with a document that everybody may keep, as of when it is, and whether that is too long ago.
func (d *Desk) Send(c echo.Context, a Answer) error {
	h, now, read := c.Response().Header(), d.Clock(), d.Counted.AsOf()
	d.asOf.Tell(h, read)
	if now.Sub(read) > readWithin || overdue(a.Book, now.Add(-countedWithin)) {
		route.Stale.Set(h)
	}
	if figuresKept.Set(h); a.Texts {
		textsKept.Set(h)
	}
	return route.SendTagged(c, a.Media, a.Body)
}

// What was counted is old when it could not be read for so long, or when a week was not counted so long after its moment.
const (
	readWithin    = 5 * time.Minute
	countedWithin = 2 * time.Hour
)

// countable is how many weeks before the one that goes on can still be counted: reports of earlier ones cannot be read any more.
const countable = 3

// overdue reports whether a week had to be counted at now, and was not. Where no week was ever counted nothing is old.
func overdue(b *trend.Book, now time.Time) bool {
	weeks := b.Weeks()
	if len(weeks) == 0 {
		return false
	}
	last, current := weeks[len(weeks)-1], trend.WeekOf(now)
	for w := current.Add(-countable); !current.Before(w); w = w.Add(1) {
		r, counted := b.Rollup(w)
		if (counted || last.Before(w)) && !r.Closed && w.Due(r.AsOf, now) {
			return true
		}
	}
	return false
}
