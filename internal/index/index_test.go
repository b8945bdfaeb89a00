package index_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

func key(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSamplesAnswerOneVerdictEach(t *testing.T) {
	x := index.New(index.Config{Store: mem.New(), Clock: clock})
	for n, want := range []reputation.Verdict{reputation.Unknown, reputation.Cleared, reputation.Suspicious, reputation.Scam, reputation.Suspicious} {
		a, err := x.Lookup(context.Background(), key(t, fmt.Sprintf("+1202555010%d", n)))
		if err != nil || a.Judgement.Verdict != want {
			t.Errorf("sample %d is %v, want %v; %v", n, a.Judgement.Verdict, want, err)
		}
		if disputed := len(a.Judgement.Conditions) > 0 && a.Judgement.Conditions[0] == reputation.Disputed; disputed != (n == 4) {
			t.Errorf("sample %d has conditions %v", n, a.Judgement.Conditions)
		}
	}
}

func TestNothingKnownIsAnAnswer(t *testing.T) {
	x := index.New(index.Config{Store: mem.New(), Clock: clock})
	for _, s := range []string{"+12025550143", "CN/95588", "wechat/nobody1", "domain/example.org"} {
		a, err := x.Lookup(context.Background(), key(t, s))
		if err != nil || a.Judgement.Verdict != reputation.Unknown || a.Judgement.Shown || a.Judgement.Reasons[0].Code != reputation.ReasonNone {
			t.Errorf("%s: %+v, %v", s, a.Judgement, err)
		}
	}
}

// A call centre rotates through a ten of numbers: the one it will use next is weighed by the others, and
// stays unknown.
func TestNumberAmongReportedNeighbours(t *testing.T) {
	s := mem.New()
	projector := projection.New(projection.Config{Store: s, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	for i := range 6 {
		about := key(t, fmt.Sprintf("+1202555013%d", i))
		st := reputation.Statement{
			Subject: about, Report: report.ID{byte(i + 1)}, ReceivedAt: now, At: now, Polarity: report.Bad, Category: "loan",
			Mass: reputation.Mass(0.6, report.Bad, now), Tier: reputation.Verified, Own: uint8(i), Block: uint8(i), State: reputation.Live, Version: 1,
		}
		err := s.File(context.Background(), reputation.SealedTestimony{Receipt: report.ReceiptHash{byte(i + 1)}, Report: st.Report, Statements: []reputation.Statement{st}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := projector.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	x := index.New(index.Config{Store: s, Clock: clock})
	a, err := x.Lookup(context.Background(), key(t, "+12025550139"))
	if err != nil || a.Judgement.Score <= 5 || a.Judgement.Score > 15 || a.Judgement.Verdict != reputation.Unknown || a.Judgement.Reasons[1].Code != reputation.ReasonNeighbours {
		t.Errorf("beside six reported numbers: %+v, %v", a.Judgement, err)
	}
	if far, _ := x.Lookup(context.Background(), key(t, "+12025550243")); far.Judgement.Score != 5 {
		t.Errorf("in the next block: score %d", far.Judgement.Score)
	}
}

// gone is a store that cannot be reached.
type gone struct{}

func (gone) Projection(context.Context, subject.Key) (reputation.Projection, error) {
	return reputation.Projection{}, fault.Unavailable
}

func (gone) Block(context.Context, string) ([]reputation.Projection, error) {
	return nil, fault.Unavailable
}

func TestLookupSaysWhenTheStoreIsAway(t *testing.T) {
	x := index.New(index.Config{Store: gone{}, Clock: clock})
	if _, err := x.Lookup(context.Background(), key(t, "+12025550143")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}
