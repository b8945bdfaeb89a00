package publication

import "sync"

// place is where a document stands on the shelf.
type place struct {
	version, since uint64
	name           string
	most           int
	demo           bool
}

// shelf keeps the documents of the newest version ready, those that were asked for last, up to a number of bytes. Of all who
// ask for one that is not there, one makes it.
type shelf struct {
	most int // bytes

	mu      sync.Mutex
	version uint64 // of what is kept
	slots   map[place]*slot
	bytes   int
	turn    uint64 // counts what was asked for
}

// slot is a document that is there or being made.
type slot struct {
	made  func() (*Document, error)
	bytes int    // that are counted of it
	used  uint64 // the turn in which it was asked for last
}

// overhead is what a document takes beside its bytes, at most.
const overhead = 1 << 10

// begin lets go of what is not of a version.
func (s *shelf) begin(version uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version, s.slots, s.bytes = version, make(map[place]*slot), 0
}

// get returns a document, which is made when it is not there. One of another version is not kept.
func (s *shelf) get(at place, made func() (*Document, error)) (*Document, error) {
	s.mu.Lock()
	if at.version != s.version {
		s.mu.Unlock()
		return made()
	}
	s.turn++
	kept, ok := s.slots[at]
	if !ok {
		kept = &slot{}
		kept.made = sync.OnceValues(func() (*Document, error) {
			d, err := made()
			if err != nil {
				s.drop(at, kept)
				return nil, err
			}
			s.count(at, kept, overhead+len(d.Body))
			d.grew = func(bytes int) { s.count(at, kept, bytes) }
			return d, nil
		})
		s.slots[at] = kept
	}
	kept.used = s.turn
	s.mu.Unlock()
	return kept.made()
}

// peek returns a document if it is there or being made.
func (s *shelf) peek(at place) (*Document, bool) {
	s.mu.Lock()
	kept, ok := s.slots[at]
	s.mu.Unlock()
	if !ok {
		return nil, false
	}
	d, err := kept.made()
	return d, err == nil
}

// drop takes away what could not be made.
func (s *shelf) drop(at place, gone *slot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots[at] == gone {
		delete(s.slots, at)
		s.bytes -= gone.bytes
	}
}

// count adds to what a document takes, and takes away those that were not asked for longest while all take too much. This one stays.
func (s *shelf) count(at place, grown *slot, bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots[at] != grown {
		return
	}
	grown.bytes += bytes
	s.bytes += bytes
	for s.bytes > s.most {
		var oldest place
		found := false
		for at, kept := range s.slots {
			if kept != grown && kept.bytes > 0 && (!found || kept.used < s.slots[oldest].used) {
				oldest, found = at, true
			}
		}
		if !found {
			return
		}
		s.bytes -= s.slots[oldest].bytes
		delete(s.slots, oldest)
	}
}
