package publication

// pens are as many as there are processors. Whoever writes a document, or compresses one, holds one: of a million numbers each takes a
// processor and much memory.
type pens chan struct{}

// take waits for a pen, and returns what puts it back.
func (p pens) take() (back func()) {
	p <- struct{}{}
	return func() { <-p }
}
