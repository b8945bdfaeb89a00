package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// Source is a store that is exported; see the package store for the contract of each method.
type Source interface {
	Bound(ctx context.Context) (string, error)
	Demonstration(ctx context.Context) (bool, error)
	Restoring(ctx context.Context) (string, error)
	Walk(ctx context.Context, visit func(transfer.Batch) error) error
	Weeks(ctx context.Context, from trend.Week, limit int) ([]trend.Rollup, error)
	Bursts(ctx context.Context, since time.Time) ([]trend.Burst, error)
	Examples(ctx context.Context) ([]trend.Example, error)
	Hooks(ctx context.Context) ([]webhook.Hook, error)
	KeysAll(ctx context.Context) ([]apikey.Key, error)
	Accounts(ctx context.Context) ([]moderator.Account, error)
	Cases(ctx context.Context, after string, limit int) ([]casefile.Case, error)
	Documents(ctx context.Context, ofCase string) ([]casefile.Document, error)
	Proposals(ctx context.Context, after string, limit int) ([]registry.Proposal, error)
	FlagsAll(ctx context.Context, after subject.Key, limit int) ([]brigade.Flag, error)
	DistrustedAll(ctx context.Context) ([]transfer.Distrusted, error)
	Erasures(ctx context.Context, from reputation.Date) ([]erasure.Account, error)
	Entries(ctx context.Context, from uint64, limit int) ([][]byte, error)
}

// weeksAtOnce is how many weeks are in memory at a time.
const weeksAtOnce = 10

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
	if err := w.flush(reports); err != nil { // before the first example, as Import needs it
		return err
	}
	if err := e.weeks(ctx, from); err != nil {
		return err
	}
	if err := e.lists(ctx, from); err != nil {
		return err
	}
	if err := e.rights(ctx, from); err != nil {
		return err
	}
	return w.close()
}

// weeks writes the figures of all weeks.
func (e *exporter) weeks(ctx context.Context, from Source) error {
	for next := (trend.Week{}); ; {
		some, err := from.Weeks(ctx, next, weeksAtOnce)
		if err != nil || len(some) == 0 {
			return err
		}
		if err := each(e, weeks, some, transfer.AppendWeek); err != nil {
			return err
		}
		next = some[len(some)-1].Week.Add(1)
	}
}

// lists writes what a store returns as a whole. What was filed since all reports were written has perhaps an example, which
// Import passes over.
func (e *exporter) lists(ctx context.Context, from Source) error {
	found, err := from.Bursts(ctx, time.Time{})
	if err == nil {
		err = each(e, bursts, found, transfer.AppendBurst)
	}
	if err != nil {
		return err
	}
	approved, err := from.Examples(ctx)
	if err == nil {
		err = each(e, examples, approved, transfer.AppendExample)
	}
	if err != nil {
		return err
	}
	told, err := from.Hooks(ctx)
	if err == nil {
		err = each(e, hooks, told, transfer.AppendHook)
	}
	if err != nil {
		return err
	}
	issued, err := from.KeysAll(ctx)
	if err != nil {
		return err
	}
	return each(e, apiKeys, issued, transfer.AppendKey)
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
	case *trend.Rollup:
		return fmt.Sprintf("the week %s", r.Week)
	case *trend.Burst:
		return fmt.Sprintf("the burst %q", r.ID)
	case *trend.Example:
		return fmt.Sprintf("the example %q", r.ID)
	case *webhook.Hook:
		return fmt.Sprintf("the webhook %q", r.Name)
	case *apikey.Key:
		return fmt.Sprintf("the API key %q", r.Name)
	case *moderator.Account:
		return fmt.Sprintf("the moderator %q", r.Name)
	case *casefile.Case:
		return fmt.Sprintf("the dispute %s about %s", r.ID, r.Subject)
	case *casefile.Document:
		return fmt.Sprintf("a document of the dispute %s", r.Case)
	case *registry.Proposal:
		return fmt.Sprintf("the proposal %q about %s", r.ID, r.Subject)
	case *brigade.Flag:
		return fmt.Sprintf("the flag on %s", r.Subject)
	case *transfer.Distrusted:
		return "the pseudonym of one who is distrusted"
	case *erasure.Account:
		return fmt.Sprintf("what was erased on %s", r.Day.Time().Format(time.DateOnly))
	case *transfer.Entry:
		return fmt.Sprintf("the entry %d of the audit log", r.Index)
	}
	return "a record"
}
