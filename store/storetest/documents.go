package storetest

import (
	"bytes"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// sent makes up a document of a case, sent so many minutes after noon and sealed on that day.
func sent(ofCase, name string, minutes int) casefile.Document {
	at := noon.Add(time.Duration(minutes) * time.Minute)
	return casefile.Document{
		Case: ofCase, Name: name, Type: "application/pdf", Size: 1000, SentAt: at, SealedOn: reputation.DateOf(at), Box: fmt.Appendf(nil, "box of %s", name),
	}
}

// sends stores documents, and their cases first.
func (s *stage) sends(documents ...casefile.Document) {
	s.t.Helper()
	for _, d := range documents {
		if _, err := s.store.Case(s.ctx, d.Case); err != nil {
			s.opens(opened(d.Case, about(5), 0))
		}
		s.ok(s.store.PutDocument(s.ctx, d))
	}
}

// documents expects these documents of a case.
func (s *stage) documents(ofCase string, want ...casefile.Document) {
	s.t.Helper()
	got, err := s.store.Documents(s.ctx, ofCase)
	s.ok(err)
	same(s.t, "documents of "+ofCase, got, want)
	n, err := s.store.CountDocuments(s.ctx, ofCase)
	s.ok(err)
	same(s.t, "how many documents of "+ofCase, n, len(want))
}

// erasesBoxes expects so many documents to be erased.
func (s *stage) erasesBoxes(before reputation.Date, limit, want int) {
	s.t.Helper()
	erased, err := s.store.EraseDocuments(s.ctx, before, limit)
	s.ok(err)
	same(s.t, "erased", erased, want)
}

const minutesPerDay = 24 * 60

var documentSentences = []sentence{
	{"documents of a case come in the order in which they were sent, and of one second by name", func(s *stage) {
		s.documents("a")
		s.sends(sent("a", "y", 1), sent("a", "z", 0), sent("a", "x", 1), sent("aa", "x", 0), sent("b", "x", 0))
		s.documents("a", sent("a", "z", 0), sent("a", "x", 1), sent("a", "y", 1))
		s.documents("aa", sent("aa", "x", 0))
		s.documents("c")
	}},
	{"one of 2 MiB and more comes back as it was", func(s *stage) {
		d := sent("a", "x", 0)
		d.Size, d.Box = 2<<20, bytes.Repeat([]byte{0, 1, 0xff}, 1<<20)
		s.sends(d)
		s.documents("a", d)
	}},
	{"a document of an unknown case is not found", func(s *stage) {
		s.fails(s.store.PutDocument(s.ctx, sent("a", "x", 0)), fault.NotFound)
		s.documents("a")
	}},
	{"a name is kept once for a case", func(s *stage) {
		s.sends(sent("a", "x", 0))
		s.fails(s.store.PutDocument(s.ctx, sent("a", "x", 1)), fault.Exists)
		s.documents("a", sent("a", "x", 0))
	}},
	{"those sealed before a day are erased, as many as asked, and no others", func(s *stage) {
		today := reputation.DateOf(noon)
		s.sends(sent("a", "x", -2*minutesPerDay), sent("a", "y", -minutesPerDay), sent("b", "x", -minutesPerDay), sent("b", "y", 0))
		s.erasesBoxes(today-2, 10, 0)
		s.erasesBoxes(today, 0, 0)
		s.erasesBoxes(today-1, 10, 1)
		s.documents("a", sent("a", "y", -minutesPerDay))
		s.erasesBoxes(today, 1, 1)
		s.erasesBoxes(today, 10, 1)
		s.erasesBoxes(today, 10, 0)
		s.documents("a")
		s.documents("b", sent("b", "y", 0))
		s.erasesBoxes(today+1, 10, 1)
		s.documents("b")
		s.sends(sent("b", "y", 0))
		s.documents("b", sent("b", "y", 0))
	}},
	{"those of a case are dropped, and of no other, and may be sent again", func(s *stage) {
		s.sends(sent("a", "x", 0), sent("a", "y", 1), sent("aa", "x", 0), sent("b", "x", 0))
		s.ok(s.store.DropDocuments(s.ctx, "a"))
		s.ok(s.store.DropDocuments(s.ctx, "a"))
		s.ok(s.store.DropDocuments(s.ctx, "unknown"))
		s.documents("a")
		s.documents("aa", sent("aa", "x", 0))
		s.sends(sent("a", "x", 0))
		s.erasesBoxes(reputation.DateOf(noon)+1, 10, 3)
	}},
	{"its time is kept to the second", func(s *stage) {
		d := sent("a", "x", 0)
		spread(&d.SentAt)
		s.sends(d)
		s.documents("a", sent("a", "x", 0))
	}},
	{"what is handed over belongs to the receiver", func(s *stage) {
		d := sent("a", "x", 0)
		s.sends(d)
		d.Box[0] = 'X'
		got, err := s.store.Documents(s.ctx, "a")
		s.ok(err)
		got[0].Box[0] = 'X'
		s.documents("a", sent("a", "x", 0))
	}},
	{"of all who send one name one is kept, and of all who erase it one did", func(s *stage) {
		s.opens(opened("a", about(5), 0))
		var kept, erased atomic.Int64
		var group sync.WaitGroup
		for range contenders {
			group.Go(func() {
				if s.store.PutDocument(s.ctx, sent("a", "x", 0)) == nil {
					kept.Add(1)
				}
			})
		}
		group.Wait()
		for range contenders {
			group.Go(func() {
				n, err := s.store.EraseDocuments(s.ctx, reputation.DateOf(noon)+1, 10)
				check(s, err)
				erased.Add(int64(n))
			})
		}
		group.Wait()
		same(s.t, "kept and erased", [2]int64{kept.Load(), erased.Load()}, [2]int64{1, 1})
	}},
	{"a document that cannot be kept is an error", func(s *stage) {
		s.opens(opened("a", about(5), 0))
		for name, spoil := range map[string]func(*casefile.Document){
			"without a name":      func(d *casefile.Document) { d.Name = "" },
			"without a case":      func(d *casefile.Document) { d.Case = "" },
			"of a strange name":   func(d *casefile.Document) { d.Name = "a\x00b" },
			"with nothing in it":  func(d *casefile.Document) { d.Box = nil },
			"that was never sent": func(d *casefile.Document) { d.SentAt = time.Time{} },
		} {
			d := sent("a", "x", 0)
			if spoil(&d); s.store.PutDocument(s.ctx, d) == nil {
				s.t.Errorf("put a document %s", name)
			}
		}
		s.documents("a")
	}},
}
