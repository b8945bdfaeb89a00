package rollup

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/store"
	"ringfence/store/mem"
)

// town is a store with keys, what is said there, and a process that counts it.
type town struct {
	*testing.T
	store  store.Store
	ring   *keyring.Ring
	trends *Trends
	now    time.Time
	open   []index.Open
	n      uint64
}

// monday begins the week of these tests, 2026-W47.
var monday = time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)

var thisWeek = trend.WeekOf(monday)

func newTown(t *testing.T) *town {
	t.Helper()
	ring, err := keyring.OpenAt(&keyring.Memory{}, monday)
	if err != nil {
		t.Fatal(err)
	}
	return townOf(t, mem.New(), ring)
}

func townOf(t *testing.T, s store.Store, ring *keyring.Ring) *town {
	t.Helper()
	w := &town{T: t, store: s, ring: ring, now: monday}
	w.trends = w.process(s)
	return w
}

// process returns another process, with a store that may misbehave.
func (w *town) process(s Store) *Trends {
	w.Helper()
	campuses, err := campus.New()
	w.ok(err)
	return New(Config{
		Store: s, Keys: quiet{w.ring}, Clock: func() time.Time { return w.now }, Campuses: campuses,
		Open: func() ([]index.Open, error) { return append([]index.Open{}, w.open...), nil },
	})
}

// quiet are keys under which all noise is 0.
type quiet struct{ *keyring.Ring }

func (quiet) Noise(string) uint64 { return math.MaxUint64 }

func (w *town) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// at sets the clock, by days and hours since monday.
func (w *town) at(days, hours int) *town {
	w.now = monday.AddDate(0, 0, days).Add(time.Duration(hours) * time.Hour)
	return w
}

// said is what a report says; what is not given is made up.
type said struct {
	about     subject.Key
	tier      reputation.Tier
	by        reputation.Pseudonym // "" with Verified is somebody new
	at        time.Time            // now
	polarity  report.Polarity
	category  report.Category
	region    string
	testimony report.Testimony
}

var number = func() subject.Key {
	key, err := subject.ParseKey("+12025550143")
	if err != nil {
		panic(err)
	}
	return key
}()

// says files a report by somebody who can be recognised, unless it is anonymous.
func (w *town) says(s said) report.ReceiptHash {
	w.Helper()
	w.n++
	r := reputation.SealedTestimony{ReceivedAt: w.now.Truncate(time.Minute)}
	binary.BigEndian.PutUint64(r.Report[8:], w.n)
	binary.BigEndian.PutUint64(r.Receipt[8:], w.n)
	if s.tier == "" {
		s.tier = reputation.Verified
	}
	if s.by == "" && s.tier != reputation.Anonymous {
		s.by = reputation.Pseudonym(fmt.Sprint("reporter ", w.n))
	}
	if s.polarity == "" {
		s.polarity = report.Bad
	}
	if s.about == (subject.Key{}) {
		s.about = number
	}
	r.Statements = []reputation.Statement{{
		Subject: s.about, Report: r.Report, ReceivedAt: r.ReceivedAt, At: reputation.EventTime(s.at, r.ReceivedAt), Mass: 1, Polarity: s.polarity,
		Category: s.category, Tier: s.tier, Reporter: s.by, Province: s.region, State: reputation.Live, Version: 1,
	}}
	if s.testimony.Kind == "" {
		s.testimony.Kind = report.Call
	}
	var err error
	r.SealedOn, r.Sealed, err = w.ring.Seal(s.testimony, r.Receipt, w.now)
	w.ok(err)
	w.ok(w.store.File(w.Context(), r))
	return r.Receipt
}

// crowd has so many say it.
func (w *town) crowd(n int, s said) (receipts []report.ReceiptHash) {
	w.Helper()
	for range n {
		receipts = append(receipts, w.says(s))
	}
	return receipts
}

func (w *town) counts() {
	w.Helper()
	w.ok(w.trends.Count(w.Context()))
}

// stored returns what is stored of weeks.
func (w *town) stored() []trend.Rollup {
	w.Helper()
	all, err := w.store.Weeks(w.Context(), trend.Week{}, 100)
	w.ok(err)
	return all
}

// tells expects the figure of a place in the stored roll-up of a week.
func (w *town) tells(when string, p trend.Place, of trend.Week, want trend.Figure) {
	w.Helper()
	if got := trend.NewBook(w.stored()).At(p, of); got != want {
		w.Errorf("%s: %v in %s is %+v, want %+v", when, p, of, got, want)
	}
}

func (w *town) same(what string, got, want any) {
	w.Helper()
	if !reflect.DeepEqual(got, want) {
		w.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

var loans = trend.Place{Table: trend.ByCategory, Row: "loan"}

func open(n int) trend.Figure   { return trend.Figure{Reporters: n, Status: trend.Shown, Open: true} }
func closed(n int) trend.Figure { return trend.Figure{Reporters: n, Status: trend.Shown} }
