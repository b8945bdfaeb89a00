package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/conversation"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
)

// Source is a store that is exported; see the package store for the contract of each method.
type Source interface {
	Bound(ctx context.Context) (string, error)
	Demonstration(ctx context.Context) (bool, error)
	Restoring(ctx context.Context) (string, error)
	Walk(ctx context.Context, visit func(transfer.Batch) error) error
	KeysAll(ctx context.Context) ([]apikey.Key, error)
}

// Export writes all that a store keeps, while others may go on using it. Its manifest says when and by which version of
// the program.
func Export(ctx context.Context, from Source, to io.Writer, madeAt time.Time, madeBy string) error {
	m := Manifest{Format: format, Version: Version, MadeAt: madeAt.UTC().Truncate(time.Second), MadeBy: madeBy}
	if err := describe(ctx, from, &m); err != nil {
		return err
	}
	w, err := newWriter(to, m)
	if err != nil {
		return err
	}
	e := exporter{w: w}
	if err := from.Walk(ctx, e.batch); err != nil {
		return err
	}
	all, err := from.KeysAll(ctx)
	if err != nil {
		return err
	}
	if err := each(&e, apiKeys, all, transfer.AppendKey); err != nil {
		return err
	}
	return w.close()
}

// describe fills in what the store says of itself.
func describe(ctx context.Context, from Source, m *Manifest) error {
	restoring, err := from.Restoring(ctx)
	if err != nil {
		return err
	}
	if restoring != "" {
		return ErrUnfinished
	}
	if m.Fingerprint, err = from.Bound(ctx); err != nil {
		return err
	}
	if m.Fingerprint == "" {
		return errors.New("there is nothing to export: these data belong to no keys yet")
	}
	m.Demonstration, err = from.Demonstration(ctx)
	return err
}

// exporter writes batches.
type exporter struct {
	w        *writer
	buffer   []byte
	reported bool // reports began
}

// batch writes a batch. Statements and decisions are flushed before the first report, as Import needs it.
func (e *exporter) batch(b transfer.Batch) error {
	if err := each(e, statements, b.Statements, transfer.AppendStatement); err != nil {
		return err
	}
	if err := each(e, decisions, b.Decisions, transfer.AppendDecision); err != nil {
		return err
	}
	if len(b.Reports) > 0 && !e.reported {
		e.reported = true
		if err := errors.Join(e.w.flush(statements), e.w.flush(decisions)); err != nil {
			return err
		}
	}
	if err := each(e, reports, b.Reports, transfer.AppendReport); err != nil {
		return err
	}
	return each(e, stops, b.Stops, transfer.AppendStop)
}

// each writes records of one kind, and fails at one that could not be read again: better now than when it is needed.
func each[T any](e *exporter, k *kind, records []T, line func([]byte, *T) ([]byte, error)) (err error) {
	for i := range records {
		if e.buffer, err = line(e.buffer[:0], &records[i]); err != nil {
			return fmt.Errorf("%s cannot be exported: %w", identity(&records[i]), err)
		}
		if len(e.buffer) > maxLine {
			return fmt.Errorf("%s takes %d bytes: %d is the most that an archive holds", identity(&records[i]), len(e.buffer), maxLine)
		}
		if err := k.parse(&transfer.Batch{}, e.buffer); err != nil {
			return fmt.Errorf("%s could not be imported again: %w", identity(&records[i]), err)
		}
		if err := e.w.line(k, e.buffer); err != nil {
			return err
		}
	}
	return nil
}

// identity names a record to the operator, without anything that opens or unseals it.
func identity(record any) string {
	switch r := record.(type) {
	case *reputation.Statement:
		return fmt.Sprintf("the statement of report %s about %s", r.Report, r.Subject)
	case *reputation.Decision:
		return fmt.Sprintf("the decision %q about %s", r.ID, r.Subject)
	case *transfer.Report:
		return fmt.Sprintf("the report %s", r.Report)
	case *conversation.Name:
		return "the name of one who gets no replies"
	case *apikey.Key:
		return fmt.Sprintf("the API key %q", r.Name)
	}
	return "a record"
}
