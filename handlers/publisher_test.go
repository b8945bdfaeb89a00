package handlers_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"ringfence/internal/listing"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// publisher is a service that publishes what a moderator confirms.
type publisher struct {
	*edge
	n int
}

// decide has a moderator rule on numbers, and publishes.
func (p *publisher) decide(kind reputation.DecisionKind, numbers ...string) {
	p.t.Helper()
	for _, number := range numbers {
		about, err := subject.ParseKey(number)
		if err != nil {
			p.t.Fatal(err)
		}
		for range 3 {
			p.say(about)
		}
		p.n++
		err = p.store.Decide(p.t.Context(), reputation.Decision{ID: fmt.Sprintf("%06d", p.n), Subject: about, Kind: kind, At: p.clock(), Reason: "a reason"})
		if err != nil {
			p.t.Fatal(err)
		}
		if err := p.projects.ProjectNow(p.t.Context(), about); err != nil {
			p.t.Fatal(err)
		}
	}
	p.publish()
}

// say files a verified report from a network of its own.
func (p *publisher) say(about subject.Key) {
	p.t.Helper()
	p.n++
	filed := reputation.SealedTestimony{ReceivedAt: p.clock().Truncate(time.Minute), Receipt: report.ReceiptHash{byte(p.n)}, Report: report.ID{byte(p.n)}}
	at := reputation.EventTime(time.Time{}, filed.ReceivedAt)
	filed.Statements = []reputation.Statement{{
		Subject: about, Report: filed.Report, ReceivedAt: filed.ReceivedAt, At: at, Mass: reputation.Mass(0.6, report.Bad, at), Polarity: report.Bad,
		Category: "loan", Tier: reputation.Verified, Own: uint8(p.n % reputation.Buckets), Block: uint8(p.n % reputation.Buckets),
		Reporter: reputation.Pseudonym(fmt.Sprint("reporter ", p.n)), State: reputation.Live, Version: 1,
	}}
	if err := p.store.File(p.t.Context(), filed); err != nil {
		p.t.Fatal(err)
	}
}

func (p *publisher) publish() {
	p.t.Helper()
	if _, err := p.feeds.Publish(context.WithoutCancel(p.t.Context())); err != nil {
		p.t.Fatal(err)
	}
}

// list is what these tests read of numbers.json.
type list struct {
	Version, Base uint64
	Added         []struct{ Key string }
	Removed       []string
	Demonstration bool
}

// read asks for numbers.json and says in short what it has.
func (p *publisher) read(query string) (list, string) {
	p.t.Helper()
	var l list
	p.ask(get("/v1/feeds/numbers.json"+query), http.StatusOK, &l)
	var keys []string
	for _, e := range l.Added {
		keys = append(keys, "+"+e.Key)
	}
	for _, key := range l.Removed {
		keys = append(keys, "-"+key)
	}
	return l, strings.Join(keys, " ")
}

// decoded returns an answer's body as it was before it was compressed.
func decoded(t *testing.T, r reply) []byte {
	t.Helper()
	var from io.Reader = strings.NewReader(r.body)
	var err error
	switch r.header.Get("Content-Encoding") {
	case "gzip":
		from, err = gzip.NewReader(from)
	case "zstd":
		from, err = zstd.NewReader(from)
	}
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// long publishes a list of so many numbers as another process would.
func (p *publisher) long(entries int) {
	p.t.Helper()
	old := p.feeds.List()
	what := p.exported()
	var numbers iter.Seq2[subject.Key, reputation.Packed] = func(yield func(subject.Key, reputation.Packed) bool) {
		for n := range entries {
			key, err := subject.ParseKey(fmt.Sprintf("+8613%09d", n))
			if err != nil {
				p.t.Fatal(err)
			}
			if !yield(key, what) {
				return
			}
		}
	}
	changes := old.Compared(numbers)
	next := old.Next(changes, p.clock())
	if won, err := p.store.Publish(p.t.Context(), listing.NewEdition(next, changes), old.Version()); err != nil || !won {
		p.t.Fatal(won, err)
	}
	if err := p.feeds.CatchUp(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

// exported returns what is told of a number on the list.
func (p *publisher) exported() (what reputation.Packed) {
	for e := range p.feeds.List().Entries() {
		what = e.What
	}
	return what
}
