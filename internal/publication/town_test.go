package publication_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/publication"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
	"ringfence/store/mem"
)

// town is a store in which things are said and decided, with a clock of its own, and keys.
type town struct {
	*testing.T
	now   time.Time // zero for that of a bubble of synctest
	n     int
	store store.Store
	keys  *keyring.Ring
	*projection.Projector
}

func newTown(t *testing.T, s store.Store, now time.Time) *town {
	t.Helper()
	w := &town{T: t, now: now, store: s}
	var err error
	if w.keys, err = keyring.Open(&keyring.Memory{}); err != nil {
		t.Fatal(err)
	}
	w.Projector = projection.New(projection.Config{Store: s, Clock: w.clock, Log: slog.New(slog.DiscardHandler)})
	return w
}

// noon is when most tests take place.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func quietTown(t *testing.T) *town {
	t.Helper()
	return newTown(t, mem.New(), noon)
}

func (w *town) clock() time.Time {
	if w.now.IsZero() {
		return time.Now()
	}
	return w.now
}

// pass lets time pass.
func (w *town) pass(d time.Duration) {
	if w.now.IsZero() {
		time.Sleep(d)
	} else {
		w.now = w.now.Add(d)
	}
}

func (w *town) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// process returns what one process has of its own.
func (w *town) process() *publication.Publication {
	w.Helper()
	lookups := index.New(index.Config{Store: w.store, Clock: w.clock})
	_, err := lookups.Load(context.Background())
	w.must(err)
	return publication.New(publication.Config{Store: w.store, Lookups: lookups, Keys: w.keys, Clock: w.clock})
}

// decide has something decided, and shown by lookups.
func (w *town) decide(kind reputation.DecisionKind, about ...subject.Key) {
	w.Helper()
	for _, about := range about {
		w.n++
		w.must(w.store.Decide(context.Background(), reputation.Decision{ID: fmt.Sprintf("%06d", w.n), Subject: about, Kind: kind, At: w.clock(), Reason: "a reason"}))
		w.must(w.ProjectNow(context.Background(), about))
	}
}

// confirm has numbers reported from three networks, and called a scam by a moderator.
func (w *town) confirm(about ...subject.Key) {
	w.Helper()
	for _, about := range slices.Concat(about, about, about) {
		w.say(about)
	}
	w.decide(reputation.Confirm, about...)
}

// receipt returns that of the nth thing that was said or decided.
func receipt(n int) report.ReceiptHash { return report.ReceiptHash{byte(n >> 8), byte(n)} }

// say files a verified report about a subject, from a network of its own.
func (w *town) say(about subject.Key) {
	w.Helper()
	w.n++
	filed := reputation.SealedTestimony{ReceivedAt: w.clock().Truncate(time.Minute), Receipt: receipt(w.n), Report: report.ID{byte(w.n >> 8), byte(w.n)}}
	at := reputation.EventTime(time.Time{}, filed.ReceivedAt)
	filed.Statements = []reputation.Statement{{
		Subject: about, Report: filed.Report, ReceivedAt: filed.ReceivedAt, At: at, Mass: reputation.Mass(0.6, report.Bad, at), Polarity: report.Bad,
		Category: "loan", Tier: reputation.Verified, Own: uint8(w.n % reputation.Buckets), Block: uint8(w.n % reputation.Buckets),
		Reporter: reputation.Pseudonym(fmt.Sprint("reporter ", w.n)), State: reputation.Live, Version: 1,
	}}
	w.must(w.store.File(context.Background(), filed))
	w.must(w.ProjectNow(context.Background(), about))
}

// publish has a process look, and expects it to publish or not.
func (w *town) publish(p *publication.Publication, want bool) {
	w.Helper()
	did, err := p.Publish(context.Background())
	w.must(err)
	if did != want {
		w.Errorf("published %v, want %v", did, want)
	}
}

// lists expects just these subjects on the list of a process.
func (w *town) lists(p *publication.Publication, want ...subject.Key) {
	w.Helper()
	var got []subject.Key
	for e := range p.List().Entries() {
		got = append(got, e.Key)
	}
	if !slices.Equal(got, want) {
		w.Errorf("on the list are %v, want %v", got, want)
	}
}

// number returns a number that is reserved for fiction.
func number(n int) subject.Key { return key(fmt.Sprintf("+1202555%04d", 105+n)) }

func key(s string) subject.Key {
	k, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return k
}
