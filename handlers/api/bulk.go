package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"ringfence/handlers/route"
	"ringfence/internal/apikey"
	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

const (
	// rowsBeside is how many rows this process takes at once, of all requests together: a store writes together what comes
	// together, and single reports must find room beside them.
	rowsBeside = 32
	// takingWithin is how long taking the rows of a request may last once its body is here. Those that are left then are to be
	// sent again.
	takingWithin = 20 * time.Second
	// bulkTimeout is that, and as long as the server waits for a body.
	bulkTimeout = 45 * time.Second
	// answering is how long the answer has to reach its reader.
	answering = 10 * time.Second
)

// What became of a row, in words of the metric.
const (
	rowAccepted    = "accepted"
	rowRefused     = "refused"
	rowUnavailable = "unavailable"
)

// bulkAnswer is the answer to many reports.
type bulkAnswer struct {
	Accepted    int         `json:"accepted"`
	Refused     int         `json:"refused"`
	Unavailable int         `json:"unavailable"`
	Results     []rowResult `json:"results"`
}

// rowResult is what became of one row: what POST /v1/reports answers, or a problem.
type rowResult struct {
	Row  int `json:"row"`
	Line int `json:"line"`
	*accepted
	Problem *route.Problem `json:"problem,omitempty"`
}

// bulk answers POST /v1/reports/bulk.
func (a *API) bulk(c echo.Context) error {
	holder, keyed := route.Holder(c)
	switch {
	case !keyed:
		return apikey.ErrNone
	case holder.Tier != apikey.Partner:
		return apikey.ErrTier
	}
	name, err := idempotencyKey(c.Request().Header)
	if err != nil {
		return err
	}
	if name == "" {
		return &route.Refused{Refusal: route.NeedsIdempotency}
	}
	all, err := rows(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), takingWithin)
	defer cancel()
	// Where no network is below, as in tests, there is no deadline to move.
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(takingWithin + answering))
	a.count(holder.Name, bulkAnswer{}) // so that the first that fail are seen to be more than none
	lot := a.newLot(c, name, all)
	lot.take(ctx)
	answer := lot.answer(c)
	counted := answer
	if errors.Is(c.Request().Context().Err(), context.Canceled) { // the partner hung up: what was not tried says nothing of the service
		counted.Unavailable = 0
	}
	a.count(holder.Name, counted)
	if answer.Unavailable > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, "5")
	}
	return confidential(c, http.StatusOK, answer)
}

// lot are the rows of one request on their way in.
type lot struct {
	*API
	items    []item
	stopped  atomic.Pointer[error] // why no further row is taken
	panicked atomic.Pointer[any]
}

// item is one row.
type item struct {
	row
	report  report.Report
	by      reputation.Speaker
	retry   intake.Retry
	after   []chan struct{} // rows of the same person about the same subject, which come first: the last one counts
	done    chan struct{}
	taken   intake.Accepted
	untried bool
}

// opinion is one person's about one subject.
type opinion struct {
	identity string
	about    subject.Key
}

func (a *API) newLot(c echo.Context, name string, rows []row) *lot {
	l := &lot{API: a, items: make([]item, len(rows))}
	now, before := a.Clock(), make(map[opinion]chan struct{})
	for i := range rows {
		it := &l.items[i]
		it.row, it.done = rows[i], make(chan struct{})
		if it.report, it.err = it.read(now); it.err != nil {
			continue
		}
		it.by = route.Speaker(c, it.report.User)
		it.retry = intake.Retry{Scope: "bulk/" + scope(c), Key: fmt.Sprintf("%s/%d", name, i+1)}
		for _, about := range it.report.Subjects {
			held := opinion{it.by.Identity, about}
			if earlier, ok := before[held]; ok && held.identity != "" {
				it.after = append(it.after, earlier)
			}
			before[held] = it.done
		}
	}
	return l
}

// take has the rows accepted, some beside others. When the store goes away it leaves the rest. A panic on behalf of one goes on
// here, where the edge catches it.
func (l *lot) take(ctx context.Context) {
	var all errgroup.Group
	for i := range l.items {
		it := &l.items[i]
		if it.err != nil {
			continue
		}
		select {
		case l.beside <- struct{}{}:
		case <-ctx.Done():
			it.untried = true
			close(it.done)
			continue
		}
		all.Go(func() error {
			defer func() {
				if p := recover(); p != nil {
					l.panicked.Store(&p)
				}
				close(it.done)
				<-l.beside
			}()
			l.takeOne(ctx, it)
			return nil
		})
	}
	_ = all.Wait() // what became of each stands with it
	if p := l.panicked.Load(); p != nil {
		panic(*p)
	}
}

// takeOne waits for rows that hold their places already, and so never for one that waits for its own.
func (l *lot) takeOne(ctx context.Context, it *item) {
	for _, earlier := range it.after {
		<-earlier
	}
	if it.untried = l.stopped.Load() != nil || ctx.Err() != nil; it.untried {
		return
	}
	it.taken, it.err = l.Intake.Accept(ctx, it.report, it.by, it.retry)
	if away(it.err) {
		l.stopped.CompareAndSwap(nil, &it.err)
	}
}

// away reports whether the next row would fail of the same.
func away(err error) bool {
	return errors.Is(err, fault.Unavailable) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// answer says what became of each row.
func (l *lot) answer(c echo.Context) bulkAnswer {
	answer := bulkAnswer{Results: make([]rowResult, len(l.items))}
	var untried *route.Problem // the same of all
	for i := range l.items {
		it, result := &l.items[i], &answer.Results[i]
		result.Row, result.Line = i+1, it.line
		switch {
		case it.untried:
			if untried == nil {
				p := route.Explain(c, l.left())
				untried = &p
			}
			result.Problem = untried
		case it.err != nil:
			p := route.Explain(c, it.err)
			it.place(&p)
			result.Problem = &p
		default:
			kept := newAccepted(it.taken)
			result.accepted = &kept
			answer.Accepted++
			continue
		}
		if result.Problem.Status >= http.StatusInternalServerError {
			answer.Unavailable++
		} else {
			answer.Refused++
		}
	}
	return answer
}

// left is why rows were not tried: the store went away, or the time was over.
func (l *lot) left() error {
	if err := l.stopped.Load(); err != nil {
		return *err
	}
	return context.DeadlineExceeded
}

func newRowCounter() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ringfence_bulk_rows_total", Help: "Reports that came many in a request, by the name of the API key and outcome.",
	}, []string{"key", "outcome"})
}

// count counts the rows of a key.
func (a *API) count(key string, answer bulkAnswer) {
	a.rows.WithLabelValues(key, rowAccepted).Add(float64(answer.Accepted))
	a.rows.WithLabelValues(key, rowRefused).Add(float64(answer.Refused))
	a.rows.WithLabelValues(key, rowUnavailable).Add(float64(answer.Unavailable))
}
