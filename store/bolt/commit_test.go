package bolt

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"ringfence/internal/fault"
)

// held is a store whose writer stands still inside a transaction until it is let go, so that what is
// written meanwhile gathers for the next one.
type held struct {
	*Store
	first chan error // the answer to the change that holds the writer
	let   chan struct{}
}

func hold(t *testing.T) *held {
	h := &held{Store: openAt(t, t.TempDir()), first: make(chan error, 1), let: make(chan struct{})}
	t.Cleanup(func() { _ = h.Close() })
	entered := make(chan struct{})
	go func() {
		h.first <- h.commits.do(context.Background(), func(tx) error {
			close(entered)
			<-h.let
			return nil
		})
	}()
	<-entered
	return h
}

// queue adds a change to the next batch and returns where its answer will be.
func (h *held) queue(t *testing.T, change change) chan error {
	t.Helper()
	q := &queued{change: change, done: make(chan error, 1)}
	if err := h.commits.enqueue(context.Background(), q); err != nil {
		t.Fatal(err)
	}
	return q.done
}

// written returns what is kept in meta under a name.
func (h *held) written(t *testing.T, name string) (value string, transaction int) {
	t.Helper()
	err := h.view(context.Background(), func(tx tx) error {
		value, transaction = tx.meta(name), tx.ID()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return value, transaction
}

// put writes a value to meta, then answers.
func put(name string, answer error) change {
	return func(tx tx) error { return errors.Join(tx.in(metaBucket).Put([]byte(name), []byte("written")), answer) }
}

func TestChangesThatGatherShareOneTransaction(t *testing.T) {
	h := hold(t)
	_, before := h.written(t, "a")
	answers := make([]chan error, 100)
	for i := range answers {
		answers[i] = h.queue(t, put(fmt.Sprint(i), nil))
	}
	close(h.let)
	for i, answer := range answers {
		if err := <-answer; err != nil {
			t.Fatal(err)
		}
		if value, _ := h.written(t, fmt.Sprint(i)); value != "written" {
			t.Errorf("change %d was acknowledged and is not there", i)
		}
	}
	if _, after := h.written(t, "a"); after != before+2 {
		t.Errorf("one change and then a hundred took %d transactions, want 2", after-before)
	}
}

func TestAChangeThatFailsLeavesNoTraceAndFailsAlone(t *testing.T) {
	h := hold(t)
	mistake := errors.New("a mistake of its own")
	before, failing, refused, after := h.queue(t, put("before", nil)), h.queue(t, put("failing", mistake)),
		h.queue(t, func(tx) error { return refuse(fault.Exists) }), h.queue(t, put("after", nil))
	close(h.let)
	if err := errors.Join(<-before, <-after); err != nil {
		t.Errorf("changes beside one that failed: %v", err)
	}
	if err := <-failing; !errors.Is(err, mistake) {
		t.Errorf("the failing change: %v", err)
	}
	if err := <-refused; !errors.Is(err, fault.Exists) {
		t.Errorf("the refused change: %v", err)
	}
	for name, want := range map[string]string{"before": "written", "failing": "", "after": "written"} {
		if got, _ := h.written(t, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestAKeyThatBboltRefusesFailsAlone(t *testing.T) {
	h := hold(t)
	long := h.queue(t, put(string(make([]byte, bbolt.MaxKeySize+1)), nil))
	other := h.queue(t, put("other", nil))
	close(h.let)
	if err := <-long; err == nil {
		t.Error("a key past bbolt's limit was written")
	}
	if err := <-other; err != nil {
		t.Errorf("beside it: %v", err)
	}
}

func TestWhenACommitFailsEvenRefusalsAreNotTrue(t *testing.T) {
	q := &queued{answer: refuse(fault.Exists), done: make(chan error, 1)}
	answer([]*queued{q}, berrors.ErrMaxSizeReached)
	if err := <-q.done; !errors.Is(err, fault.Full) || errors.Is(err, fault.Exists) {
		t.Errorf("got %v: what it found may never have been written", err)
	}
}

func TestWaitingForAPlaceEndsWithTheContext(t *testing.T) {
	h := hold(t)
	for range maxQueued {
		h.queue(t, put("a", nil))
	}
	ctx, cancel := context.WithCancel(context.Background())
	answer := make(chan error)
	go func() { answer <- h.commits.do(ctx, put("one too many", nil)) }()
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(h.let)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestWaitingForACommitEndsWithTheContext(t *testing.T) {
	h := hold(t)
	ctx, cancel := context.WithCancel(context.Background())
	answer := make(chan error)
	go func() { answer <- h.commits.do(ctx, put("a", nil)) }()
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(h.let)
}

func TestCloseAnswersWhatWasAccepted(t *testing.T) {
	h := hold(t)
	accepted := h.queue(t, put("a", nil))
	closed := make(chan error)
	go func() { closed <- h.Close() }()
	close(h.let)
	if err := errors.Join(<-h.first, <-accepted, <-closed); err != nil {
		t.Errorf("accepted before closing: %v", err)
	}
	if err := h.commits.do(context.Background(), put("b", nil)); !errors.Is(err, fault.Unavailable) {
		t.Errorf("after closing: %v", err)
	}
}
