package evaluation

import (
	"encoding/binary"
	"math"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

const (
	lowScore  = 25 // from which a number can be suspicious
	highScore = 85 // from which it can be a scam

	// category is what every complaint is taken for. The extract does not say what callers wanted; taken for
	// a nuisance, or for nothing, no number could ever reach the verdict of scam.
	category report.Category = "impersonation_service"

	// rounding is more than the sums here can differ from reputation's.
	rounding = 1e-9
)

// weight is that of the operator's import.
var weight = reputation.Partner.Weight()

// judged is a number of which reputation has been asked.
type judged struct {
	tally   reputation.Tally
	around  reputation.Surroundings
	tail    int32 // the latest complaint in tally
	day     int32 // of the judgement
	score   int
	verdict reputation.Verdict
}

// judge returns reputation's judgement on a number at now.
func (w *world) judge(id int32) *judged {
	n := &w.numbers[id]
	j := w.judged[id]
	switch {
	case j != nil && j.day == w.today:
		return j
	case j == nil:
		j = &judged{around: reputation.Around(w.stream.keys[id], 0)}
		w.judged[id] = j
	}
	if j.tail != n.tail {
		j.tally, j.tail = reputation.Fold(w.statements(id), nil, w.now), n.tail
	}
	verdict := reputation.Judge(&j.tally, j.around, w.now)
	j.day, j.score, j.verdict = w.today, verdict.Score, verdict.Verdict
	return j
}

// promising reports whether a number has evidence enough for a score that any rule asks for. If not, it is
// not even judged.
func (w *world) promising(id int32) bool {
	if w.evidence(&w.numbers[id]) >= w.least-rounding {
		return true
	}
	delete(w.judged, id)
	return false
}

// statements are the complaints so far as an import would store them.
func (w *world) statements(id int32) []reputation.Statement {
	n := &w.numbers[id]
	all := make([]reputation.Statement, 0, n.count)
	for i := n.head; ; i = w.stream.complaints[i].next {
		c := w.stream.complaints[i]
		day := (w.stream.first + reputation.Date(c.day)).Time()
		s := reputation.Statement{
			Subject: w.stream.keys[id], ReceivedAt: day, At: day, Mass: reputation.Mass(weight, report.Bad, day),
			Polarity: report.Bad, Category: category, Tier: reputation.Partner, Own: c.bucket, Block: c.bucket, Province: "US",
			State: reputation.Live, Version: 1,
		}
		binary.BigEndian.PutUint32(s.Report[:], uint32(i))
		all = append(all, s)
		if i == n.tail {
			return all
		}
	}
}

// leastEvidence finds by asking how much bad evidence alone makes a score.
func leastEvidence(score int) float64 {
	low, high := 0.0, 64.0
	for high-low > rounding/8 {
		middle := (low + high) / 2
		tally := reputation.Tally{Bad: reputation.Sums{math.Exp2(middle) - 1}}
		if reputation.Judge(&tally, reputation.Surroundings{KnownRange: true}, reputation.Landmark).Score >= score {
			high = middle
		} else {
			low = middle
		}
	}
	return low
}
