package evaluation

import (
	"slices"
	"time"
)

// measures adds up, over the measured days, what becomes the result.
type measures struct {
	calendar calendar
	world    *world

	days       int
	complaints int
	flagged    []int // by rule: complaints on numbers that it flagged
	listed     []int // by rule: sizes of its list
	quiet      []ratio
	caught     [][len(sizes)]float64 // by ranking: complaints on its lists
}

// ratio is a mean in the making.
type ratio struct {
	sum  float64
	days int
}

func newMeasures(c calendar, w *world) *measures {
	return &measures{calendar: c, world: w, flagged: make([]int, len(rules)), listed: make([]int, len(rules)),
		quiet: make([]ratio, len(rules)), caught: make([][len(sizes)]float64, len(rankings))}
}

// before measures listed day i, which the world has yet to live.
func (m *measures) before(i int, day listedDay) {
	if !m.calendar.isMeasured(i) {
		return
	}
	today := m.world.stream.complaints[day.from:day.to]
	m.days++
	m.complaints += len(today)
	for _, c := range today {
		for r := range rules {
			if m.world.numbers[c.number].flagged&(1<<r) != 0 {
				m.flagged[r]++
			}
		}
	}
	last := m.calendar.days[len(m.calendar.days)-1].date
	whole := m.calendar.days[i-1].date+lookAhead <= last
	for r := range rules {
		list := m.world.rules[r].list
		m.listed[r] += len(list)
		if whole && len(list) > 0 {
			m.quiet[r].sum += float64(m.world.quiet(list)) / float64(len(list))
			m.quiet[r].days++
		}
	}
	m.rank(today)
}

func (m *measures) rank(today []complaint) {
	for k, r := range rankings {
		ends := r.cutoffs(m.world)
		for _, c := range today {
			n := &m.world.numbers[c.number]
			if n.count == 0 {
				continue
			}
			worth := r.worth(m.world, n)
			for i := range ends {
				m.caught[k][i] += ends[i].holds(worth)
			}
		}
	}
}

// quiet counts the numbers of a list that nobody complains about in the days to come.
func (w *world) quiet(list []int32) (n int) {
	for _, id := range list {
		next := w.stream.complaints[w.numbers[id].tail].next
		if next == 0 || w.stream.complaints[next].day > w.today+lookAhead {
			n++
		}
	}
	return n
}

func (m *measures) result() Result {
	days := m.calendar.days
	r := Result{
		Stream: Stream{
			From: days[0].date.Time().Format(time.DateOnly), To: days[len(days)-1].date.Time().Format(time.DateOnly),
			Days: len(days), Complaints: len(m.world.stream.complaints) - 1, Numbers: len(m.world.numbers),
			Once:    float64(len(m.world.numbers)-len(m.world.repeat)) / float64(len(m.world.numbers)),
			LeftOut: m.world.stream.leftOut,
		},
		MeasuredDays: m.days, MeasuredComplaints: m.complaints, LeftOut: m.calendar.leftOut(),
		Notes: slices.Clone(notes),
	}
	for i, of := range m.world.rules {
		row := RuleRow{Rule: of.name, Flagged: float64(m.flagged[i]) / float64(m.complaints), ListSize: float64(m.listed[i]) / float64(m.days)}
		row.EverFlagged, row.MedianDelay = m.delays(of.firsts)
		if q := m.quiet[i]; q.days > 0 {
			share := q.sum / float64(q.days)
			row.FalseLooking = &share
		}
		r.Rules = append(r.Rules, row)
	}
	for k, of := range rankings {
		row := RankingRow{Ranking: of.name}
		for i, size := range sizes {
			row.Recall = append(row.Recall, Recall{size, m.caught[k][i] / float64(m.complaints)})
		}
		r.Rankings = append(r.Rankings, row)
	}
	return r
}

// delays returns how many numbers a rule first flagged after warm-up, and the median of their delays; nil
// for none.
func (m *measures) delays(firsts []firstFlag) (int, *float64) {
	all := make([]int32, 0, len(firsts))
	for _, f := range firsts {
		if f.day >= warmUp {
			all = append(all, f.delay)
		}
	}
	if len(all) == 0 {
		return 0, nil
	}
	slices.Sort(all)
	median := float64(all[(len(all)-1)/2]+all[len(all)/2]) / 2
	return len(all), &median
}
