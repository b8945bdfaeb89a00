package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/gateway"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

func mustKey(s string) subject.Key {
	key, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return key
}

// aPhone and anotherPhone are senders.
var aPhone, anotherPhone = mustKey("+12025550150"), mustKey("+12025550151")

// world is a service with a desk for text messages, in memory and with a clock of its own.
type world struct {
	t       testing.TB
	now     time.Time
	disk    *disk
	keys    *keyring.Ring
	lookups *index.Index
	reports *intake.Intake
	codes   codes
	limit   int // new messages that are allowed; they count down
	asked   []string
	*gateway.Desk
	sent int // messages by say
}

func newWorld(t testing.TB) *world {
	t.Helper()
	keys, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, now: time.Date(2026, 11, 20, 12, 0, 30, 0, time.UTC), disk: &disk{Store: mem.New()}, keys: keys, codes: codes{}, limit: 1 << 30}
	w.lookups = index.New(index.Config{Store: w.disk, Clock: w.clock})
	if _, err := w.lookups.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	projector := projection.New(projection.Config{Store: w.disk, Clock: w.clock, Log: slog.New(slog.DiscardHandler), Shown: w.lookups.Show})
	w.reports = intake.New(intake.Config{Store: w.disk, Projector: projector, Keys: keys, Clock: w.clock})
	w.Desk = w.open()
	return w
}

func (w *world) clock() time.Time { return w.now }

// open returns a further desk of the service, as another process has, or as this one has when it starts again.
func (w *world) open() *gateway.Desk {
	return gateway.New(gateway.Config{Reports: w.reports, Lookups: w.lookups, Store: w.disk, Keys: w.keys, Codes: w.codes, Clock: w.clock,
		Allow: func(_ context.Context, who string) bool {
			w.asked = append(w.asked, who)
			w.limit--
			return w.limit >= 0
		}})
}

// openUnlimited returns a desk that several goroutines may use at once with others.
func (w *world) openUnlimited() *gateway.Desk {
	desk := w.open()
	desk.Allow = func(context.Context, string) bool { return true }
	return desk
}

// noPhone is whose code it is before it was texted.
var noPhone subject.Key

// codes are those that pages wait for, and whose phone they came from.
type codes map[string]subject.Key

func (c codes) Hear(_ context.Context, code string, phone subject.Key) (bool, error) {
	by, waits := c[code]
	if !waits || !by.IsZero() && by != phone {
		return false, nil
	}
	c[code] = phone
	return true, nil
}

// take has the desk take a message, and fails when it does not.
func (w *world) take(r gateway.Received) conversation.Reply {
	w.t.Helper()
	reply, err := w.Take(context.Background(), r)
	if err != nil {
		w.t.Fatalf("%s: %v", r.Body, err)
	}
	return reply
}

// message is one that aPhone sends, a second after what came before, through a gateway that proves it.
func (w *world) message(body string) gateway.Received {
	w.sent++
	w.after(time.Second)
	return gateway.Received{Gateway: "twilio", Signed: true, ID: fmt.Sprint("SM", w.sent), From: aPhone, Body: body, Sent: w.now}
}

// say has aPhone send a message.
func (w *world) say(body string) conversation.Reply {
	w.t.Helper()
	return w.take(w.message(body))
}

// after lets time go by.
func (w *world) after(d time.Duration) { w.now = w.now.Add(d) }

// says fails unless a reply is of a kind, and returns it.
func (w *world) says(reply conversation.Reply, want conversation.Kind) conversation.Reply {
	w.t.Helper()
	if reply.Kind != want {
		w.t.Fatalf("told %q, want %q", reply.Kind, want)
	}
	return reply
}

// counting returns the reports that count, in words: how many of one sort, their kind, tier, category, subjects and text.
func (w *world) counting() (all []string) {
	w.t.Helper()
	err := w.disk.Store.Received(context.Background(), w.now.AddDate(-1, 0, 0), w.now.AddDate(1, 0, 0), func(reports []reputation.SealedTestimony) error {
		for _, r := range reports {
			if !r.Withdrawn {
				all = append(all, w.told(r))
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func (w *world) told(r reputation.SealedTestimony) string {
	w.t.Helper()
	said, err := w.keys.Unseal(r.SealedOn, r.Sealed, r.Receipt)
	if err != nil {
		w.t.Fatal(err)
	}
	words := []string{string(said.Kind), string(r.Statements[0].Tier), string(r.Statements[0].Category)}
	for _, s := range r.Statements {
		if s.State != reputation.Live {
			w.t.Errorf("a statement of a report that counts is %s", s.State)
		}
		words = append(words, s.Subject.String())
	}
	return strings.Join(append(words, said.Text), " ")
}

// counts fails unless exactly these reports count.
func (w *world) counts(want ...string) {
	w.t.Helper()
	slices.Sort(want)
	if got := w.counting(); !slices.Equal(got, want) {
		w.t.Errorf("these count:\n%q\nwant\n%q", got, want)
	}
}

// remembered returns what is remembered of a phone that a gateway proves; "" for nothing.
func (w *world) remembered(phone subject.Key) string {
	w.t.Helper()
	name, _, err := w.keys.Conversation(reputation.ByPhone(phone).Identity, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	kept, err := w.disk.Store.Conversation(context.Background(), name)
	if errors.Is(err, fault.NotFound) {
		return ""
	}
	if err != nil {
		w.t.Fatal(err)
	}
	note, err := w.keys.OpenNote(kept.SealedOn, kept.Sealed, name)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(note)
}

// stopped reports whether a sender wants no replies.
func (w *world) stopped(who string) bool {
	w.t.Helper()
	name := w.keys.StopName(who)
	stopped, err := w.disk.Store.Stopped(context.Background(), name)
	if err != nil {
		w.t.Fatal(err)
	}
	return stopped
}

// errCrash is what everything returns from the moment at which a process dies until it is started again.
var errCrash = fmt.Errorf("crashed: %w", fault.Unavailable)

// disk is a store that can crash at a chosen call, before or after it has taken effect, and remembers what was written.
type disk struct {
	*mem.Store

	mu    sync.Mutex
	calls int // that are made before the crash; 0 for none to come
	after bool
	down  bool
	wrote []any
}

// crash has the store crash at the n-th call from now.
func (d *disk) crash(n int, after bool) { d.calls, d.after, d.down = n, after, false }

// call makes one call, or crashes.
func (d *disk) call(do func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		return errCrash
	}
	if d.calls > 0 {
		d.calls--
		d.down = d.calls == 0
	}
	if d.down && !d.after {
		return errCrash
	}
	err := do()
	if d.down {
		return errCrash
	}
	return err
}

func (d *disk) Conversation(ctx context.Context, name conversation.Name) (r conversation.Record, err error) {
	err = d.call(func() error { r, err = d.Store.Conversation(ctx, name); return err })
	return r, err
}

func (d *disk) Converse(ctx context.Context, r conversation.Record) (won bool, err error) {
	err = d.call(func() error {
		d.wrote = append(d.wrote, r)
		won, err = d.Store.Converse(ctx, r)
		return err
	})
	return won, err
}

func (d *disk) Stop(ctx context.Context, name conversation.Name) error {
	return d.call(func() error { d.wrote = append(d.wrote, name); return d.Store.Stop(ctx, name) })
}

func (d *disk) Resume(ctx context.Context, name conversation.Name) error {
	return d.call(func() error { return d.Store.Resume(ctx, name) })
}

func (d *disk) Stopped(ctx context.Context, name conversation.Name) (stopped bool, err error) {
	err = d.call(func() error { stopped, err = d.Store.Stopped(ctx, name); return err })
	return stopped, err
}

func (d *disk) File(ctx context.Context, t reputation.SealedTestimony) error {
	return d.call(func() error { d.wrote = append(d.wrote, t); return d.Store.File(ctx, t) })
}

func (d *disk) Complete(ctx context.Context, receipt report.ReceiptHash) error {
	return d.call(func() error { return d.Store.Complete(ctx, receipt) })
}

func (d *disk) Testimony(ctx context.Context, receipt report.ReceiptHash) (t reputation.SealedTestimony, err error) {
	err = d.call(func() error { t, err = d.Store.Testimony(ctx, receipt); return err })
	return t, err
}

func (d *disk) Withdraw(ctx context.Context, receipt report.ReceiptHash) error {
	return d.call(func() error { return d.Store.Withdraw(ctx, receipt) })
}

func (d *disk) History(ctx context.Context, by reputation.Pseudonym, n int) (all []reputation.Statement, err error) {
	err = d.call(func() error { all, err = d.Store.History(ctx, by, n); return err })
	return all, err
}
