package ratelimit

import (
	"context"
	"sync"
	"time"
)

// DefaultCapacity is how many buckets a Local has room for unless told: some 25 MB when all are in use.
const DefaultCapacity = 1 << 18

// LocalConfig is what a Local is made of.
type LocalConfig struct {
	Capacity int              // buckets; DefaultCapacity when 0, and at least one for each of its 64 shards
	Clock    func() time.Time // time.Now when nil; it may jump: set back, it keeps nobody out for longer than an empty bucket takes to fill
}

// Local keeps limits in this process alone, in bounded memory. Only buckets that are not whole take room.
// When there is none left, and none of the buckets in its shard has become whole, a caller without a bucket
// shares one with all such callers of the shard, CampusFactor times the size of his own: nobody who is
// known gains or loses by it, strangers are slowed at worst, and what passes in all stays bounded.
type Local struct {
	clock  func() time.Time
	start  time.Time
	room   int // buckets in a shard
	shards [64]shard
}

// slot is the place of one bucket.
type slot struct {
	who  Caller // the zero Caller for the one that a shard's strangers share
	name string
}

// shard is a part of the buckets. A bucket that is missing is whole.
type shard struct {
	mu    sync.Mutex
	whole map[slot]micros // when the bucket will be whole, since start: GCRA's theoretical arrival time
	swept micros          // when whole buckets were last looked for
	_     [32]byte        // keeps locks apart in memory
}

// NewLocal returns a Local in which every bucket is whole.
func NewLocal(c LocalConfig) *Local {
	if c.Capacity <= 0 {
		c.Capacity = DefaultCapacity
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	l := &Local{clock: c.Clock, start: c.Clock()}
	l.room = max(1, c.Capacity/len(l.shards))
	for i := range l.shards {
		l.shards[i].whole = map[slot]micros{}
		l.shards[i].swept = -sweepEvery
	}
	return l
}

// Allow decides from the buckets of this process.
func (l *Local) Allow(_ context.Context, who Caller, b Budget, n int) Decision {
	return l.decide(who, b, max(n, 1), ByLocal)
}

// decide takes n from who's bucket, or from the strangers' when there is no room for one.
func (l *Local) decide(who Caller, b Budget, n int, by Judge) Decision {
	now, s := l.now(), l.shard(who)
	s.mu.Lock()
	defer s.mu.Unlock()
	at, k, debt := s.find(slot{who, b.Name}, b, n, l.room, now)
	if at.who != who && by == ByLocal {
		by = ByCrowd
	}
	debt, allowed := k.take(debt, n)
	if allowed {
		s.whole[at] = now + debt
	}
	return k.decision(allowed, debt, n, by)
}

// learn takes over a debt that Redis told, when it is larger than what this process knows: so Redis can fail
// without handing anyone a whole bucket.
func (l *Local) learn(who Caller, name string, debt micros) {
	now, s, at := l.now(), l.shard(who), slot{who, name}
	s.mu.Lock()
	defer s.mu.Unlock()
	before, known := s.whole[at]
	if known || s.room(l.room, now) && debt > 0 {
		s.whole[at] = max(before, now+debt)
	}
}

// now is the time since start, within what a bucket can be added to.
func (l *Local) now() micros { return micros(l.clock().Sub(l.start) / time.Microsecond) }

// shard returns the part that who's buckets are in. The bits of a Caller are as good as random.
func (l *Local) shard(who Caller) *shard { return &l.shards[int(who[0])%len(l.shards)] }

// find returns the place of the bucket that n of b are to be taken from, its arithmetic and its debt.
func (s *shard) find(at slot, b Budget, n, most int, now micros) (slot, bucket, micros) {
	k := b.bucket()
	whole, known := s.whole[at]
	if !known && k.holds(n) && !s.room(most, now) {
		at.who, k = Caller{}, b.Times(CampusFactor).bucket()
		whole, known = s.whole[at]
	}
	if !known {
		return at, k, 0
	}
	return at, k, k.clamp(whole - now)
}

// sweepEvery is how often a full shard is searched at most: each search reads all of it.
const sweepEvery = micros(time.Second / time.Microsecond)

// room reports whether one more bucket fits, after throwing out those that have become whole if it must.
func (s *shard) room(most int, now micros) bool {
	if len(s.whole) < most {
		return true
	}
	if since := now - s.swept; since >= 0 && since < sweepEvery {
		return false
	}
	s.swept = now
	for at, whole := range s.whole {
		if whole <= now {
			delete(s.whole, at)
		}
	}
	return len(s.whole) < most
}
