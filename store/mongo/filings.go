package mongo

import (
	"context"
	"maps"
	"slices"
	"sync"

	"ringfence/internal/report"
)

// filings are the reports that this process is filing: nobody need finish them in its place, and whoever reads here
// what was said waits for what File has returned of.
type filings struct {
	mu    sync.Mutex
	open  map[*filing]bool
	owing int // of those how many are kept and not yet said
}

// filing is one report on its way.
type filing struct {
	receipt report.ReceiptHash
	kept    bool          // its testimony is durable, and File need not wait for its statements
	said    chan struct{} // closed when its statements are written, or will not be by this call
	over    chan struct{} // closed when nothing is owed any more, or will be by this call
}

// behind is how many reports may be acknowledged and still owe their statements, before File waits.
const behind = 1000

// begin notes that a report is being filed.
func (f *filings) begin(receipt report.ReceiptHash) *filing {
	one := &filing{receipt: receipt, said: make(chan struct{}), over: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open == nil {
		f.open = make(map[*filing]bool)
	}
	f.open[one] = true
	return one
}

// keep notes that its testimony is durable: from here on whoever reads waits for its statements. It reports whether
// so many are owed that whoever files should wait too.
func (f *filings) keep(one *filing) (many bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one.kept = true
	f.owing++
	return f.owing > behind
}

// say notes that its statements are written, or will not be by this call.
func (f *filings) say(one *filing) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one.kept {
		f.owing--
	}
	close(one.said)
}

// end notes that it no longer is.
func (f *filings) end(one *filing) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.open, one)
	close(one.over)
}

func (f *filings) all() []*filing {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.open))
}

func (f *filings) acknowledged() (owing []*filing) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.owing == 0 {
		return nil
	}
	for one := range f.open {
		if one.kept {
			owing = append(owing, one)
		}
	}
	return owing
}

// receipts returns those of the reports that are being filed.
func (f *filings) receipts() map[report.ReceiptHash]bool {
	here := make(map[report.ReceiptHash]bool)
	for _, one := range f.all() {
		here[one.receipt] = true
	}
	return here
}

// settle returns when the statements are written of all reports that were acknowledged before it was called. One whose
// testimony is still on its way was not, and keeps nobody waiting.
func (f *filings) settle(ctx context.Context) error {
	for _, one := range f.acknowledged() {
		if err := await(ctx, one.said); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// finish returns when none of those owes anything, or ctx ends.
func (f *filings) finish(ctx context.Context) {
	for _, one := range f.all() {
		_ = await(ctx, one.over)
	}
}

func await(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
