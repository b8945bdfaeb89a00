package api

import (
	"errors"
	"sync"

	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// desk is memory to answer a batch in. All of its lists are empty between batches.
type desk struct {
	numbers []report.SubjectDraft
	keys    []subject.Key
	origins []subject.Origin
	page    []byte
}

// desks are used again and again: a batch of 500 would take 300 kB from the heap. Each batch starts with empty lists,
// so that it sees nothing of another.
var desks = sync.Pool{New: func() any {
	return &desk{
		numbers: make([]report.SubjectDraft, 0, MaxNumbers), keys: make([]subject.Key, 0, MaxNumbers), origins: make([]subject.Origin, 0, MaxNumbers),
	}
}}

// leave clears the desk for the next batch, of all that would keep the body of this one.
func (d *desk) leave() {
	clear(d.numbers[:cap(d.numbers)]) // decodeBatch fills it behind its end
	clear(d.keys)
	d.keys, d.origins, d.page = d.keys[:0], d.origins[:0], d.page[:0]
	desks.Put(d)
}

// parse reads what a batch asks for, and returns why entries name no subject, by their place.
func (d *desk) parse(asked batch) (refused map[int]*subject.Error, err error) {
	for i, entry := range asked.Numbers {
		key, err := parse(entry, asked.Region)
		if err != nil {
			var unread *subject.Error
			if !errors.As(err, &unread) {
				return nil, err
			}
			if refused == nil {
				refused = make(map[int]*subject.Error)
			}
			refused[i] = unread
		}
		d.keys = append(d.keys, key)
	}
	return refused, nil
}

// locate asks for the origins one right after the other: each waits for memory, and so they wait together.
func (d *desk) locate(l catalogue.Lang) {
	for _, key := range d.keys {
		d.origins = append(d.origins, key.Origin(string(l)))
	}
}
