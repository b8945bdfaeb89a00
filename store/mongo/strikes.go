package mongo

import (
	"context"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// strikes strikes out what reports owed, when nobody waits for it: of many reports together.
type strikes struct {
	strike  func(receipts [][]byte)
	end     func(*filing)
	mu      sync.Mutex
	waiting []*filing
	away    bool
}

// between is how long further ones are gathered. A report whose strike is lost with this process is completed once
// more, which costs little.
const between = 100 * time.Millisecond

// struckOut is the change of a report that owes nothing any more.
func struckOut() bson.M { return bson.M{"$unset": bson.M{"n": "", "p": "", fieldOwed: ""}} }

// strike strikes out what these reports owed, or else they are completed once more.
func (s *Store) strike(receipts [][]byte) {
	_ = s.trip(context.Background(), short, func(ctx context.Context) error {
		_, err := s.in(testimonies).UpdateMany(ctx, bson.M{"_id": bson.M{"$in": receipts}, fieldOwed: owesStatements}, struckOut())
		return err
	})
}

// add has one struck out, and then ends it.
func (k *strikes) add(one *filing) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.waiting = append(k.waiting, one)
	if !k.away {
		k.away = true
		go k.run()
	}
}

// run makes round trips until nothing is to be struck out.
func (k *strikes) run() {
	for {
		some := k.next()
		if len(some) == 0 {
			return
		}
		receipts := make([][]byte, len(some))
		for i, one := range some {
			receipts[i] = one.receipt[:]
		}
		k.strike(receipts)
		for _, one := range some {
			k.end(one)
		}
		<-time.After(between)
	}
}

// next takes some that wait, and notes when there are none.
func (k *strikes) next() []*filing {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := min(len(k.waiting), inBulk)
	some := k.waiting[:n:n]
	k.waiting = k.waiting[n:]
	k.away = n > 0
	return some
}
