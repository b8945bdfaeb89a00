package intake_test

import (
	"context"
	"errors"
	"testing"

	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/store"
)

// brokenProjector fails always: what was acknowledged must not depend on it.
type brokenProjector struct{}

func TestReportIsAcknowledgedThoughProjectingFails(t *testing.T) {
	w := newTown(t)
	w.Projector = brokenProjector{}
	w.accept(report.Report{}, web, "")
	if n := w.live(number); n != 1 {
		t.Errorf("the sweeper made up for %d reports, want 1", n)
	}
}

// fullStore has no room.
type fullStore struct{ store.Store }

func TestReportIsNotAcknowledgedWhenTheStoreIsFull(t *testing.T) {
	w := newTown(t)
	w.Store = fullStore{w.store}
	_, err := w.Accept(context.Background(), report.Report{Kind: report.Call, Subjects: []subject.Key{number}}, web, intake.Retry{})
	if !errors.Is(err, fault.Full) || !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}
