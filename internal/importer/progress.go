package importer

import "sync"

// progress tells how far an import is, which reads and stores at the same time. Storing the rows of so many bytes
// takes about as long as reading five times as many.
type progress struct {
	size int // bytes of all files
	tell func(done, total int)

	mu           sync.Mutex
	read         int // bytes
	held, stored int // rows, of which stored cannot be more than held
	told         int
}

const storing = 5

// reads tells that so many bytes were read in all, and rows in them.
func (p *progress) reads(bytes, rows int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read, p.held = min(bytes, p.size), rows
	p.told = max(p.told, p.done())
	p.tell(p.told, p.total())
}

// stores tells that so many rows were stored in all.
func (p *progress) stores(rows int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stored = rows
	p.told = max(p.told, p.done())
	p.tell(p.told, p.total())
}

func (p *progress) done() int {
	return p.read + int(storing*float64(p.read)*float64(p.stored)/float64(max(1, p.held)))
}

func (p *progress) total() int { return (1 + storing) * p.size }
