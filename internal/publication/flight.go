package publication

import (
	"fmt"
	"sync"

	"ringfence/internal/fault"
)

// inFlight is how many times the bytes that are kept ready may be on their way to readers.
const inFlight = 4

// small is what every reader takes in the time that all answers have.
const small = 256 << 10

// flight bounds the memory of large documents that are being sent. Who reads slowly holds one long after it was taken from the shelf.
type flight struct {
	most int // bytes

	mu    sync.Mutex
	bytes int // of documents with readers, each counted once
}

// Lend is called before a document is sent, and back once it was. All readers of a document share it; one that nobody is being sent
// is fault.Unavailable while too much is on its way to others.
func (d *Document) Lend() (back func(), err error) {
	if len(d.Body) <= small {
		return func() {}, nil
	}
	f := d.flight
	f.mu.Lock()
	defer f.mu.Unlock()
	if d.readers == 0 {
		if f.bytes > 0 && f.bytes+len(d.Body) > f.most {
			return nil, fmt.Errorf("publication: %d bytes are being read: %w", f.bytes, fault.Unavailable)
		}
		f.bytes += len(d.Body)
	}
	d.readers++
	return d.back, nil
}

// back takes leave of a reader.
func (d *Document) back() {
	d.flight.mu.Lock()
	defer d.flight.mu.Unlock()
	if d.readers--; d.readers == 0 {
		d.flight.bytes -= len(d.Body)
	}
}
