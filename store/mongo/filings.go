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
	mu   sync.Mutex
	open map[*filing]bool
}

// filing is one report on its way.
type filing struct {
	receipt report.ReceiptHash
	said    chan struct{} // closed when its statements are written, or will not be by this call
	over    chan struct{} // closed when nothing is owed any more, or will be by this call
}

// behind is how many reports may be acknowledged and still owe their statements, before File waits.
const behind = 1000

// begin notes that a report is being filed.
func (f *filings) begin(receipt report.ReceiptHash) *filing {
	one := &filing{receipt, make(chan struct{}), make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open == nil {
		f.open = make(map[*filing]bool)
	}
	f.open[one] = true
	return one
}

// end notes that it no longer is.
func (f *filings) end(one *filing) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.open, one)
	close(one.over)
}

// many reports whether whoever files should wait.
func (f *filings) many() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.open) > behind
}

func (f *filings) all() []*filing {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.open))
}

// receipts returns those of the reports that are being filed.
func (f *filings) receipts() map[report.ReceiptHash]bool {
	here := make(map[report.ReceiptHash]bool)
	for _, one := range f.all() {
		here[one.receipt] = true
	}
	return here
}

// settle returns when the statements are written of all reports that were being filed when it was called.
func (f *filings) settle(ctx context.Context) error {
	for _, one := range f.all() {
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
