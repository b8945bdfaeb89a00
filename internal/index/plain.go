package index

import (
	"sync"
	"time"

	"ringfence/internal/reputation"
)

// Plain says which of the plain judgements there can be one is: those with the same Plain differ in FirstSeen and
// LastSeen alone. Most numbers share a few dozen. It is 0 for a judgement that is not plain.
type Plain uint16

// Plains is more than every Plain.
const Plains = 1 + reputation.UndatedEnd

// plainOf returns the Plain of an entry without detail.
func plainOf(p reputation.Packed) Plain {
	if n, ok := p.Undated(); ok {
		return Plain(1 + n)
	}
	return 0
}

// derived is what of a plain judgement is made with logarithms and lists, and held for all that share it.
type derived struct {
	low, high  uint8
	confidence float64
	reasons    []reputation.Reason
}

// plains are what can be derived of every plain judgement there can be: from the score, whether there were
// reports in the last 90 days, and whether those came from several networks.
var plains = sync.OnceValue(func() *[128 * 4]derived {
	all := new([128 * 4]derived)
	for score := range reputation.Packed(101) {
		for flags := range reputation.Packed(4) {
			p := score<<2 | flags&1<<14 | flags>>1<<40 // as Packed has them
			j := p.Unpack(time.Time{})
			all[plainPlace(p)] = derived{uint8(j.Low), uint8(j.High), j.Confidence, j.Reasons}
		}
	}
	return all
})

func plainPlace(p reputation.Packed) int {
	recent := 0
	if p>>14&7 != 0 {
		recent = 1
	}
	return p.Score()<<2 | recent | int(p>>40&1)<<1
}

// plain makes j, which says nothing yet, the judgement of an entry without detail.
func (e entry) plain(j *reputation.Judgement) {
	d := &plains()[plainPlace(e.packed)]
	e.packed.Head(j)
	j.Low, j.High, j.Confidence, j.Reasons = int(d.low), int(d.high), d.confidence, d.reasons
	j.FirstSeen, j.MonthOnly = e.first.time(), true
}
