package reputation

import (
	"math"
	"time"

	"ringfence/internal/report"
)

// Sums are forward-decayed masses by network bucket.
type Sums [Buckets]float64

// Tally is everything that was said and decided about one subject, added up as of a day. It holds all that
// Judge needs at that day or later, so that a verdict can be computed without reading statements.
type Tally struct {
	Bad      Sums // v: established reports against the subject, those through API keys apart
	Anon     Sums // a: anonymous reports against it
	Fine     Sums // fv: established reports for it, those through API keys apart
	FineAnon Sums // fa: anonymous reports for it
	Keyed    []KeyTally

	Categories []CategoryMass // of bad statements, in the order of the vocabulary
	Days       []Day          // of bad statements, oldest first, at most the last 90 days
	Networks   []LastSeen     // own buckets of bad statements, by bucket
	Provinces  []LastSeen     // provinces of bad statements, by name
	FirstSeen  time.Time      // first bad statement; zero without one
	LastSeen   time.Time      // last bad statement; zero without one
	Live       int            // statements that count, bad and fine

	Child    Child // what this subject adds to its block
	Standing Standing
}

// KeyTally are the established masses that came through one API key.
type KeyTally struct {
	APIKey    string
	Bad, Fine Sums
}

// CategoryMass is the forward-decayed mass of bad statements that name a category.
type CategoryMass struct {
	Category report.Category
	Mass     float64
}

// Date counts days since 1970-01-01 in UTC.
type Date int32

// DateOf returns the day of t in UTC.
func DateOf(t time.Time) Date { return Date(math.Floor(float64(t.Unix()) / 86400)) }

// Time returns the first moment of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Day is what was received on one day.
type Day struct {
	Date        Date
	Reports     int       // anonymous ones at most one per bucket
	First, Last time.Time // received
}

// LastSeen is the last day on which a bad statement had the named property.
type LastSeen struct {
	Name string // a province, or a bucket number in two digits
	Date Date
}

// evidence is a Tally's sums at a moment.
type evidence struct {
	bad      float64 // E_b
	fine     float64 // E_f
	networks float64 // D
	mass     float64 // all bad present values together
}

// masses are the sums of a tally that are not zero, of which most have one, by network bucket.
type masses struct {
	bad, anon, fine, fineAnon []float64
	keyed                     []keyMasses
}

type keyMasses struct{ bad, fine []float64 }

func (t *Tally) masses() masses {
	room := make([]float64, 0, 8)
	some := func(s *Sums) []float64 {
		from := len(room)
		for _, v := range s {
			if v != 0 {
				room = append(room, v)
			}
		}
		return room[from:len(room):len(room)]
	}
	m := masses{bad: some(&t.Bad), anon: some(&t.Anon), fine: some(&t.Fine), fineAnon: some(&t.FineAnon)}
	for i := range t.Keyed {
		m.keyed = append(m.keyed, keyMasses{some(&t.Keyed[i].Bad), some(&t.Keyed[i].Fine)})
	}
	return m
}

func (m *masses) evidence(now time.Time) evidence {
	bad, fine := presentValue(report.Bad, now), 0.0
	if len(m.fine)+len(m.fineAnon)+len(m.keyed) > 0 {
		fine = presentValue(report.Fine, now)
	}
	e := evidence{
		bad:      logs(m.bad, bad) + math.Min(maxAnonymous, logs(m.anon, bad)),
		fine:     logs(m.fine, fine) + math.Min(maxAnonFine, logs(m.fineAnon, fine)),
		networks: spread(m.bad, bad) + spread(m.anon, bad)/2,
		mass:     total(m.bad, bad) + total(m.anon, bad),
	}
	for _, k := range m.keyed {
		e.bad += math.Min(maxKeyEvidence, logs(k.bad, bad))
		e.fine += math.Min(maxKeyEvidence, logs(k.fine, fine))
		e.networks += math.Min(maxKeyNetworks, spread(k.bad, bad))
		e.mass += total(k.bad, bad)
	}
	return e
}

// logs is sum log2(1+v_i): each doubling from one network counts as one more.
func logs(masses []float64, factor float64) (sum float64) {
	for _, v := range masses {
		sum += math.Log1p(v*factor) / math.Ln2
	}
	return sum
}

// spread is sum min(1, 2 v_i): how many networks speak, a faint one in part.
func spread(masses []float64, factor float64) (sum float64) {
	for _, v := range masses {
		sum += math.Min(1, 2*v*factor)
	}
	return sum
}

func total(masses []float64, factor float64) (sum float64) {
	for _, v := range masses {
		sum += v
	}
	return sum * factor
}

// reports counts the bad statements of the last 90 days.
func (t *Tally) reports(now time.Time) (n int) {
	for _, d := range t.Days {
		if inWindow(d.Date, now, RecentDays) {
			n += d.Reports
		}
	}
	return n
}

// span is the time between the first and the last bad statement received in the last 63 days.
func (t *Tally) span(now time.Time) time.Duration {
	var first, last time.Time
	for _, d := range t.Days {
		if !inWindow(d.Date, now, spanDays) {
			continue
		}
		if first.IsZero() {
			first = d.First
		}
		last = d.Last
	}
	return last.Sub(first)
}

// scamShare is the share of scam among what is scam or nuisance; 0 when nothing is either.
func (t *Tally) scamShare() float64 {
	var scam, nuisance float64
	for _, c := range t.Categories {
		switch c.Category.Group() {
		case report.Scam:
			scam += c.Mass
		case report.Nuisance:
			nuisance += c.Mass
		case report.Neither:
		}
	}
	if scam == 0 {
		return 0
	}
	return scam / (scam + nuisance)
}

func recent(seen []LastSeen, now time.Time) (n int) {
	for _, s := range seen {
		if inWindow(s.Date, now, RecentDays) {
			n++
		}
	}
	return n
}

// inWindow reports whether d is one of the last so many days, today included.
func inWindow(d Date, now time.Time, days int) bool { return int(DateOf(now)-d) < days }
