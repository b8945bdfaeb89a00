package handlers_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/publication"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// TestFeedsWhileTheStoreIsAway: they go on, and say of when they are.
func TestFeedsWhileTheStoreIsAway(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	version := fmt.Sprint(p.feeds.List().Version())
	p.store.fail(fmt.Errorf("mongo: %w", fault.Unavailable))
	for _, after := range []time.Duration{0, time.Minute, time.Second, 24 * time.Hour} {
		p.pass(after)
		if p.feeds.CatchUp(t.Context()) == nil {
			t.Fatal("the store is not away")
		}
		for _, path := range []string{"numbers.json", "numbers.json?since=" + version, "callkit/1.json", "manifest", "phoneblock.xml?limit=1"} {
			got := p.do(get("/v1/feeds/" + path))
			stale := p.clock().Sub(start) > time.Minute
			if got.status != http.StatusOK || (got.header.Get("Ringfence-Stale") == "true") != stale || got.header.Get("Ringfence-As-Of") != "2026-11-20T08:30:00Z" {
				t.Errorf("%s, %s later: %d %v", path, p.clock().Sub(start), got.status, got.header)
			}
		}
	}
	p.store.fail(nil)
	p.publish()
	if got := p.do(get("/v1/feeds/numbers.json")); got.header.Get("Ringfence-Stale") != "" || got.header.Get("Ringfence-As-Of") != p.clock().Format(time.RFC3339) {
		t.Errorf("the store is back: %v", got.header)
	}
}

// TestFeedsWhileNobodyCanPublish: a store that can be read and has no room leaves a number on the list that lookups know to be cleared.
func TestFeedsWhileNobodyCanPublish(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	began := p.clock().UTC()
	about, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.store.Decide(t.Context(), reputation.Decision{ID: "cleared", Subject: about, Kind: reputation.Clear, At: p.clock(), Reason: "a reason"}); err != nil {
		t.Fatal(err)
	}
	if err := p.projects.ProjectNow(t.Context(), about); err != nil {
		t.Fatal(err)
	}
	p.feeds.Store = full{p.feeds.Store}
	for range 10 {
		p.pass(30 * time.Second)
		if _, err := p.feeds.Publish(t.Context()); !errors.Is(err, fault.Full) {
			t.Fatal(err)
		}
		if err := p.feeds.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := p.do(get("/v1/feeds/numbers.json")).header
		if stale := p.clock().Sub(began) > 2*time.Minute; (got.Get("Ringfence-Stale") == "true") != stale || got.Get("Ringfence-As-Of") != began.Format(time.RFC3339) {
			t.Errorf("after %s: %v", p.clock().Sub(began), got)
		}
	}
}

// full is a store that has no room for another version.
type full struct{ publication.Store }
