package evaluation

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"ringfence/internal/ftc"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// fixture is 20,000 rows of the real stream.
func fixture(t *testing.T) []Row {
	t.Helper()
	file, err := os.Open("../projection/testdata/ftc-20000.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := ftc.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	for row, err := range Complaints(r) {
		var bad *ftc.RowError
		switch {
		case err == nil:
			rows = append(rows, row)
		case !errors.As(err, &bad):
			t.Fatal(err)
		}
	}
	if len(rows) < 18_000 {
		t.Fatalf("only %d rows", len(rows))
	}
	return rows
}

// busyStream is made so that the rules disagree: few numbers, some in no assigned range, which come and go.
func busyStream(seed uint64) []Row {
	random := rand.New(rand.NewPCG(seed, 3))
	s := &story{}
	for day := range 120 {
		s.tell(fmt.Sprintf("+1303555%04d", day), "303", day)
		for n := range 40 {
			if random.IntN(30) > 12-n/10*3 || day/20%2 == n%2 {
				continue
			}
			number := fmt.Sprintf("+1202555%04d", 200+n)
			if n%4 == 0 {
				number = fmt.Sprintf("+1200555%04d", n) // no such area code
			}
			for range 1 + random.IntN(1+n) {
				s.tell(number, fmt.Sprint(201+random.IntN(3+n/5)), day)
			}
		}
	}
	return s.rows
}

// reference computes everything anew from the rows, for one number at the end of one day.
type reference struct {
	rows map[subject.Key][]Row
	keys []subject.Key
}

func newReference(rows []Row) reference {
	r := reference{rows: map[subject.Key][]Row{}}
	for _, row := range rows {
		if r.rows[row.Number] == nil {
			r.keys = append(r.keys, row.Number)
		}
		r.rows[row.Number] = append(r.rows[row.Number], row)
	}
	return r
}

func (r reference) until(key subject.Key, day reputation.Date) []Row {
	rows := r.rows[key]
	return rows[:len(rows)-len(slices.DeleteFunc(slices.Clone(rows), func(row Row) bool { return row.Day <= day }))]
}

func (r reference) judge(key subject.Key, day reputation.Date) reputation.Judgement {
	var all []reputation.Statement
	for i, row := range r.until(key, day) {
		at := reputation.EventTime(row.Day.Time(), row.Day.Time())
		by := reputation.ByImport(ftc.Source, row.Group)
		st := reputation.Statement{
			Subject: key, ReceivedAt: at, At: at, Mass: reputation.Mass(by.Weight, report.Bad, at), Polarity: report.Bad,
			Category: "impersonation_service", Tier: by.Tier, Own: bucketOf(row), Block: bucketOf(row), Province: "US",
			Reporter: reputation.Pseudonym(by.Identity), State: reputation.Live, Version: 1,
		}
		binary.BigEndian.PutUint64(st.Report[:], uint64(i)+1)
		all = append(all, st)
	}
	now := day.Time().AddDate(0, 0, 1)
	tally := reputation.Fold(all, nil, now)
	return reputation.Judge(&tally, reputation.Around(key, 0), now)
}

// decayed is the decayed count, summed over complaints.
func (r reference) decayed(key subject.Key, day reputation.Date, halfLife float64) (sum float64) {
	for _, row := range r.until(key, day) {
		sum += math.Exp2(-float64(day+1-row.Day) / halfLife)
	}
	return sum
}

func (r reference) evidence(key subject.Key, day reputation.Date) (sum float64) {
	var buckets reputation.Sums
	for _, row := range r.until(key, day) {
		buckets[bucketOf(row)] += 0.6 * math.Exp2(-float64(day+1-row.Day)/21)
	}
	for _, v := range buckets {
		sum += math.Log2(1 + v)
	}
	return sum
}

// flags says which rules flag a number, in the order of the table.
func (r reference) flags(key subject.Key, day reputation.Date) []bool {
	j, votes := r.judge(key, day), len(r.until(key, day))
	n := r.decayed(key, day, 125)
	p := 1.0 // the general form of Wilson's lower bound, with all votes against
	z2 := 1.96 * 1.96
	wilson := (p + z2/(2*n) - 1.96*math.Sqrt((p*(1-p)+z2/(4*n))/n)) / (1 + z2/n)
	return []bool{
		j.Score >= 25, j.Score >= 85, j.Verdict == reputation.Scam,
		votes >= 1, votes >= 4, votes >= 10,
		r.decayed(key, day, 14) >= 2, r.decayed(key, day, 21) >= 3, r.decayed(key, day, 21) >= 7, votes > 0 && wilson >= 0.5,
	}
}

// replay loads rows and calls check at the end of every listed day.
func replay(t *testing.T, rows []Row, check func(w *world, day reputation.Date)) {
	t.Helper()
	s, err := load(all(rows))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(s)
	for _, day := range s.days {
		w.live(day)
		check(w, day.date)
	}
}

// What a rule flags is what it says of a number judged from nothing but the rows, on every day: by
// reputation.Fold and reputation.Judge, and by the baselines' formulas.
func TestFlagsAreTheRules(t *testing.T) {
	for name, stream := range map[string]struct {
		rows   []Row
		sample int // of the numbers with one or two complaints, one in so many is compared
	}{"real": {fixture(t), 60}, "busy": {busyStream(1), 1}} {
		ref := newReference(stream.rows)
		compared, flagged := 0, make([]int, len(rules))
		replay(t, stream.rows, func(w *world, day reputation.Date) {
			for id, key := range w.stream.keys {
				if len(ref.rows[key]) < 3 && id%stream.sample != 0 {
					continue
				}
				compared++
				for r, want := range ref.flags(key, day) {
					got := w.numbers[id].flagged&(1<<r) != 0
					if want {
						flagged[r]++
					}
					if got != want || got != slices.Contains(w.rules[r].list, int32(id)) {
						t.Fatalf("%s: %s at the end of %v, %s: %v, want %v", name, key, day.Time(), rules[r].name, got, want)
					}
				}
			}
		})
		t.Logf("%s: %d judgements compared; flagged %v", name, compared, flagged)
		if slices.Contains(flagged[:2], 0) || name == "busy" && slices.Contains(flagged, 0) {
			t.Errorf("%s: a rule was never put to the test", name)
		}
	}
}

// A forged number's score is capped while four networks speak. When one fades below half a vote, after
// 21 log2(0.6/0.5) = 5.5 days, the score rises without a complaint.
func TestCapGoesWithoutComplaint(t *testing.T) {
	const forged = "+12005550143" // no such area code
	s, areas := quietDays(50), areasApart(t, forged, 4)
	for _, area := range areas[:3] {
		s.tell(forged, area, many(100, 31)...)
	}
	s.tell(forged, areas[3], 31)
	ref, capped := newReference(s.rows), map[int]bool{}
	replay(t, s.rows, func(w *world, day reputation.Date) {
		for id, key := range w.stream.keys {
			if key.String() != forged || day < start+31 {
				continue
			}
			capped[int(day-start)] = w.numbers[id].flagged&2 == 0
			if j := ref.judge(key, day); capped[int(day-start)] != (j.Score < 85) {
				t.Errorf("day %d: score %d", day-start, j.Score)
			}
		}
	})
	for day, is := range capped {
		if is != (day < 31+5) {
			t.Errorf("day %d: capped %v", day, is)
		}
	}
}

// areasApart returns n area codes in different buckets of a number.
func areasApart(t *testing.T, number string, n int) []string {
	t.Helper()
	var areas []string
	taken := map[uint8]bool{}
	for area := 201; len(areas) < n; area++ {
		row := new(story).tell(number, fmt.Sprint(area), 0).rows[0]
		if b := bucketOf(row); !taken[b] {
			taken[b] = true
			areas = append(areas, row.Group)
		}
	}
	return areas
}

// Recall is what a full sort of all numbers gives, equals at the end of a list in the mean.
func TestRecallIsThatOfAFullSort(t *testing.T) {
	ref, compared := newReference(fixture(t)), 0
	values := []func(subject.Key, reputation.Date) float64{
		func(k subject.Key, d reputation.Date) float64 { return float64(len(ref.until(k, d))) },
		func(k subject.Key, d reputation.Date) float64 { return ref.decayed(k, d, 3) },
		func(k subject.Key, d reputation.Date) float64 { return ref.decayed(k, d, 7) },
		func(k subject.Key, d reputation.Date) float64 { return ref.decayed(k, d, 14) },
		func(k subject.Key, d reputation.Date) float64 { return ref.decayed(k, d, 30) },
		ref.evidence,
	}
	replay(t, fixture(t), func(w *world, day reputation.Date) {
		if (day-w.stream.first)%9 != 8 {
			return
		}
		for k, r := range rankings {
			worth := make([]float64, len(w.numbers))
			order := make([]int, len(w.numbers))
			for id, key := range w.stream.keys {
				worth[id], order[id] = math.Round(values[k](key, day)/rounding)*rounding, id
			}
			slices.SortFunc(order, func(a, b int) int { return cmp.Compare(worth[b], worth[a]) })
			ends := r.cutoffs(w)
			for i, size := range sizes {
				on := order[:min(size, len(order))]
				last := worth[on[len(on)-1]]
				tied, tiedOn := 0, 0
				for n, id := range order {
					if worth[id] == last {
						tied++
						if n < len(on) {
							tiedOn++
						}
					}
				}
				for id := range w.numbers {
					want := 0.0
					switch {
					case worth[id] == 0:
					case worth[id] > last:
						want = 1
					case worth[id] == last:
						want = float64(tiedOn) / float64(tied)
					}
					if got := ends[i].holds(r.worth(w, &w.numbers[id])); !near(got, want) {
						t.Fatalf("%s, day %d, top %d: number %d with %v: %v, want %v", r.name, day-w.stream.first, size, id, worth[id], got, want)
					}
					compared++
				}
			}
		}
	})
	if compared == 0 {
		t.Error("nothing compared")
	}
}
