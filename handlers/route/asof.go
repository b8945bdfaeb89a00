package route

import (
	"net/http"
	"sync/atomic"
	"time"
)

// asOfField tells as of when an answer is that does not say so in its body.
const asOfField = "Ringfence-As-Of"

// AsOf tells as of when answers are. Its value is written once for all who ask within a second.
type AsOf struct{ last atomic.Pointer[stamp] }

type stamp struct {
	second int64
	value  []string
}

// Tell has the header of an answer say as of when it is.
func (a *AsOf) Tell(h http.Header, of time.Time) {
	last := a.last.Load()
	if last == nil || last.second != of.Unix() {
		last = &stamp{of.Unix(), []string{of.UTC().Format(time.RFC3339)}}
		a.last.Store(last)
	}
	h[asOfField] = last.value[:1:1]
}

// Stale are the header fields of an answer that may have changed since what it says it is as of.
var Stale = Fixed{{"Ringfence-Stale", []string{"true"}}}
