package archive_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"ringfence/internal/archive"
	"ringfence/internal/conversation"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
	"ringfence/store"
	"ringfence/store/mem"
)

var errPulled = errors.New("the plug was pulled")

// pulled is a store that does so many writes, and of the next its first half.
type pulled struct {
	store.Store
	left int
}

func (p *pulled) pull() bool {
	p.left--
	return p.left < 0
}

func (p *pulled) Bind(ctx context.Context, fingerprint string) error {
	if p.pull() {
		return errPulled
	}
	return p.Store.Bind(ctx, fingerprint)
}

func (p *pulled) Add(ctx context.Context, statements []reputation.Statement) (int, error) {
	if p.pull() {
		_, _ = p.Store.Add(ctx, statements[:len(statements)/2])
		return 0, errPulled
	}
	return p.Store.Add(ctx, statements)
}

func (p *pulled) Restore(ctx context.Context, reports []transfer.Report) error {
	if p.pull() {
		_ = p.Store.Restore(ctx, reports[:len(reports)/2])
		return errPulled
	}
	return p.Store.Restore(ctx, reports)
}

func (p *pulled) Stop(ctx context.Context, name conversation.Name) error {
	if p.pull() {
		return errPulled
	}
	return p.Store.Stop(ctx, name)
}

func (p *pulled) SaveWeek(ctx context.Context, r trend.Rollup) (bool, error) {
	if !r.Closed && p.pull() { // of a few weeks, or this would take long
		return false, errPulled
	}
	return p.Store.SaveWeek(ctx, r)
}

func (p *pulled) PutExample(ctx context.Context, e trend.Example) error {
	if p.pull() {
		return errPulled
	}
	return p.Store.PutExample(ctx, e)
}

func (p *pulled) PutHook(ctx context.Context, h webhook.Hook) error {
	if p.pull() {
		return errPulled
	}
	return p.Store.PutHook(ctx, h)
}

func (p *pulled) Complete(ctx context.Context, receipt report.ReceiptHash) error {
	if p.pull() {
		return errPulled
	}
	return p.Store.Complete(ctx, receipt)
}

func (p *pulled) EndRestore(ctx context.Context) error {
	if p.pull() {
		return errPulled
	}
	return p.Store.EndRestore(ctx)
}

// unfinished is a report that a crash cut short.
func unfinished() transfer.Report {
	r := transfer.Report{Unfinished: true, SealedTestimony: reputation.SealedTestimony{Report: report.ID{1}, Receipt: report.ReceiptHash{1}}}
	for _, about := range []subject.Key{number(1), number(40)} {
		r.Statements = append(r.Statements, reputation.Statement{
			Subject: about, Report: r.Report, ReceivedAt: end(), At: end(), Mass: 1, Polarity: report.Bad, Tier: reputation.Anonymous,
			State: reputation.Live, Version: 1,
		})
		r.Subjects = append(r.Subjects, about)
	}
	return r
}

// TestInterrupted pulls the plug at the first write of an import, at the second, and so on. Each time the store says
// that it is not whole, and importing again makes it so.
func TestInterrupted(t *testing.T) {
	source := mem.New()
	w, _ := furnish(t, source, newRing(t))
	check(t, source.Restore(t.Context(), []transfer.Report{unfinished()}))
	path := w.export()
	whole := w.imported(path, mem.New())
	for writes := 0; ; writes++ {
		s := &pulled{Store: mem.New(), left: writes}
		a := openArchive(t, path)
		err := a.Import(t.Context(), s, w.ring, nothing)
		if err == nil {
			if writes < 4 {
				t.Errorf("an import makes only %d writes", writes)
			}
			return
		}
		if !errors.Is(err, errPulled) {
			t.Fatalf("after %d writes: %v", writes, err)
		}
		if restoring, err := s.Restoring(t.Context()); err != nil || restoring == "" {
			t.Errorf("after %d writes the store does not say that it is not whole: %v", writes, err)
		}
		if err := archive.Export(t.Context(), s, nowhere{}, w.now, "test"); err == nil {
			t.Errorf("after %d writes part of it can be exported", writes)
		}
		again := w.imported(path, s.Store)
		again.verifies()
		if !reflect.DeepEqual(again.shown(), whole.shown()) || !reflect.DeepEqual(again.published(), whole.published()) {
			t.Errorf("interrupted after %d writes and imported again, it is not the same", writes)
		}
	}
}
