package evaluation

import (
	"math"

	"ringfence/internal/reputation"
)

// rule says of a number whether to warn of it.
type rule struct {
	name    string
	flags   func(w *world, id int32) bool
	lasting bool // what it flags it flags for ever
	among   int  // 1 + index of a rule outside of whose flags it flags nothing; 0 for none
}

// wilson is z of the Wilson score interval at 95 %.
const wilson = 1.96

// rules are the rows of the table, at most 16.
var rules = []rule{
	{name: "score >= 25", flags: func(w *world, id int32) bool { return w.promising(id) && w.judge(id).score >= lowScore }},
	{name: "score >= 85", flags: func(w *world, id int32) bool { return w.judge(id).score >= highScore }, among: 1},
	{name: "verdict scam", flags: func(w *world, id int32) bool { return w.judge(id).verdict == reputation.Scam }, among: 1},
	{name: "votes >= 1", flags: votes(1), lasting: true},
	{name: "votes >= 4", flags: votes(4), lasting: true},
	{name: "votes >= 10", flags: votes(10), lasting: true},
	{name: "decayed votes, T = 14 d, >= 2", flags: decayedVotes(2, 2)},
	{name: "decayed votes, T = 21 d, >= 3", flags: decayedVotes(3, 3)},
	{name: "decayed votes, T = 21 d, >= 7", flags: decayedVotes(3, 7)},
	{name: "Wilson lower bound, T = 125 d, >= 0.5", flags: wilsonBound(5, 0.5)},
}

func votes(least int32) func(*world, int32) bool {
	return func(w *world, id int32) bool { return w.numbers[id].count >= least }
}

func decayedVotes(halfLife int, least float64) func(*world, int32) bool {
	return func(w *world, id int32) bool { return w.decayed(&w.numbers[id], halfLife) >= least }
}

// WilsonBound returns the lower end of the Wilson score interval at 95 % (E. B. Wilson, 1927) of a share, where so many votes of n are
// against a number; 0 without votes.
func WilsonBound(against, n float64) float64 {
	if n <= 0 {
		return 0
	}
	share, z2 := against/n, wilson*wilson
	return (share + z2/(2*n) - wilson*math.Sqrt(share*(1-share)/n+z2/(4*n*n))) / (1 + z2/n)
}

// wilsonBound asks for the Wilson bound of n votes of n: the stream has no votes for a number. That is n/(n+z^2), which is written out since
// it is asked for often. n is the decayed count.
func wilsonBound(halfLife int, least float64) func(*world, int32) bool {
	return func(w *world, id int32) bool {
		n := w.decayed(&w.numbers[id], halfLife)
		return n/(n+wilson*wilson) >= least
	}
}

// roster is what a rule flags at the end of a day.
type roster struct {
	rule
	list   []int32
	firsts []firstFlag
}

// firstFlag is a number's first on a roster.
type firstFlag struct {
	day   int32 // since stream.first
	delay int32 // in days since the number's first complaint
}

// muster brings every roster to the end of today. Evidence only fades without a complaint, so a number
// that is not on a roster can come on it only today, if it was complained about; and on one among another
// roster, if it is there: the cap on forged numbers can go as evidence fades.
func (w *world) muster() {
	for i := range w.rules {
		r, bit := &w.rules[i], uint16(1)<<i
		candidates := w.fresh
		old := r.list
		r.list = r.list[:0]
		switch {
		case r.lasting:
			r.list = old
		case r.among > 0:
			for _, id := range old {
				w.numbers[id].flagged &^= bit
			}
			candidates = w.rules[r.among-1].list
		default:
			for _, id := range old {
				if r.flags(w, id) {
					r.list = append(r.list, id)
				} else {
					w.numbers[id].flagged &^= bit
				}
			}
		}
		for _, id := range candidates {
			if n := &w.numbers[id]; n.flagged&bit == 0 && r.flags(w, id) {
				r.list = append(r.list, id)
				n.flagged |= bit
				if n.ever&bit == 0 {
					n.ever |= bit
					r.firsts = append(r.firsts, firstFlag{w.today, w.today - n.first})
				}
			}
		}
	}
}
