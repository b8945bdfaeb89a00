package trend

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/report"
)

// These tests attack what is published. The attacker knows the report of everybody but one, and of that one all that the report would say
// and when; whether it was made is what the attacker wants to know. The attacker looks at every figure each time that the week is counted, and
// at every alert each hour, and takes what is likelier by all of it, to the last bit: nobody can do better who does not know the key of
// the noise.

// town is what an attacker knows: what others said, and what the one would have said.
type town struct {
	week   Week
	others []Fact
	one    Fact
}

// newTown has cells of the one that lie around the least, where figures come and go, and far above it.
func newTown(seed uint64, w Week) *town {
	random := rand.New(rand.NewPCG(8, seed))
	knew := []report.Knew{"name", "school", "exam", "family"}
	t := &town{week: w}
	for i := range 60 + random.IntN(60) {
		at := w.Start().Add(time.Duration(random.IntN(7*24)) * time.Hour)
		f := Fact{
			Reporter: fmt.Sprint(i), Network: uint8(random.IntN(33)), At: at, ReceivedAt: at.Add(time.Duration(random.IntN(3*24*60)) * time.Minute),
			Category: "fake_job", Kind: report.Offer, Region: "CN-ZJ", Campus: "浙江大学", Sector: "exam_site",
			Knew: knew, Duties: report.Duties()[:4],
		}
		if random.IntN(3) == 0 {
			f.Campus = ""
		}
		if random.IntN(4) == 0 {
			f.Region = "CN-BJ"
		}
		t.others = append(t.others, f)
	}
	t.one = t.others[0]
	t.one.Reporter, t.one.Region, t.one.Campus = "the one", "CN-ZJ", "浙江大学"
	t.one.At = w.Start().Add(time.Duration(random.IntN(7*24)) * time.Hour)
	t.one.ReceivedAt = t.one.At.Add(time.Duration(random.IntN(7*24)) * time.Hour)
	return t
}

// answers are the exact counts each time that the week is counted, as they are with either answer to what the attacker asks.
type answers struct{ no, yes []Counts }

// reported asks whether the one reported.
func (t *town) reported() (a answers) {
	for _, now := range t.week.Stages() {
		a.no = append(a.no, Count(t.week, t.others, nil, now))
		a.yes = append(a.yes, Count(t.week, append(slices.Clone(t.others), t.one), nil, now))
	}
	return a
}

// withdrawn asks whether the one, who reported at once, took it back within the week.
func (t *town) withdrawn() (a answers) {
	t.one.At, t.one.ReceivedAt = t.week.Start(), t.week.Start()
	of := t.reported()
	return answers{no: of.yes, yes: slices.Concat(of.yes[:2], of.no[2:])}
}

// saidTwice asks whether the one, who can be recognised and told the same on Sunday, told it on Monday already.
func (t *town) saidTwice() answers {
	t.one.At, t.one.ReceivedAt = t.week.Start(), t.week.Start()
	again := t.one
	again.ReceivedAt = t.week.End().Add(-time.Hour)
	t.others = append(t.others, again)
	return t.reported()
}

// inACrowd asks the same of somebody who cannot be recognised, in a crowd that more and more join until Sunday.
func (t *town) inACrowd() answers {
	t.one.Reporter, t.one.Network = "", 3
	t.one.At, t.one.ReceivedAt = t.week.Start(), t.week.Start()
	for i := range PerNetwork {
		next := t.one
		next.ReceivedAt = t.week.Start().Add(time.Duration(i) * day)
		t.others = append(t.others, next)
	}
	return t.reported()
}

// takingBack asks the same where an attacker of the same group fills up what counts of it but one, adds a report before the second time of
// counting, takes it back before the third and adds it again before the last: the one counts each second time.
func (t *town) takingBack() (a answers) {
	t.one.Reporter, t.one.Network = "", 3
	t.one.At, t.one.ReceivedAt = t.week.Start(), t.week.Start()
	for i, now := range t.week.Stages() {
		others := slices.Concat(t.others, slices.Repeat([]Fact{t.one}, PerNetwork-1+i%2))
		a.no = append(a.no, Count(t.week, others, nil, now))
		a.yes = append(a.yes, Count(t.week, append(others, t.one), nil, now))
	}
	return a
}

// sight is what was published, each time that the week was counted, and what can be made of it.
type sight struct {
	answers
	books []*Book
	known map[Place]float64
}

func (a answers) published(yes bool, noise Noise) *sight {
	s, counts := &sight{a, nil, map[Place]float64{}}, a.no
	if yes {
		counts = a.yes
	}
	for _, c := range counts {
		s.books = append(s.books, NewBook([]Rollup{c.Rollup(noise)}))
	}
	return s
}

// evidence is the logarithm of how much likelier what was published of a place is when the answer is yes.
func (s *sight) evidence(p Place) float64 {
	if _, ok := s.known[p]; !ok {
		s.known[p] = s.evidenceAt(p, 0, 1, 2, 3)
	}
	return s.known[p]
}

func (s *sight) evidenceAt(p Place, stages ...int) float64 {
	return math.Log(s.likelihood(s.yes, p, stages)) - math.Log(s.likelihood(s.no, p, stages))
}

func (s *sight) likelihood(counts []Counts, p Place, stages []int) float64 {
	noise, draws := drawn(0), 0
	for _, i := range stages {
		for ; draws <= i; draws++ {
			noise = oneMore(noise)
		}
		possible(noise, counts[i].cells[p], s.books[i].At(p, counts[i].week))
	}
	return total(noise)
}

func total(noise []float64) (sum float64) {
	for _, p := range noise {
		sum += p
	}
	return sum
}

// possible takes the noise away with which a cell of n would not be told as it is.
func possible(noise []float64, n int, told Figure) {
	for i := range noise {
		shown := n + i - widest
		if told.Open {
			shown -= shown % Step
		}
		if told.Status == Suppressed && (n == 0 || shown < Least) || told.Status == Shown && n > 0 && shown == told.Reporters {
			continue
		}
		noise[i] = 0
	}
}

// guesses counts how often an attacker is right who goes by evidence, where the one reported in half of all towns.
type guesses struct {
	right, all float64
	strongest  float64
}

func (g *guesses) add(evidence float64, reported bool) {
	g.all++
	g.strongest = max(g.strongest, math.Abs(evidence))
	switch {
	case almost(evidence, 0, 1e-12):
		g.right += 0.5
	case (evidence > 0) == reported:
		g.right++
	}
}

func (g *guesses) rate() float64 { return g.right / g.all }

// error is what chance adds to rate, five times its deviation.
func (g *guesses) error() float64 { return 2.5 / math.Sqrt(g.all) }

// votes is how often whoever has n looks, each through one draw of noise, can be right at best: each look says no more than the answer of somebody
// who lies in 1 of 1+e cases (Kairouz, Oh, Viswanath: "The Composition Theorem for Differential Privacy", ICML 2015), so that the majority decides.
func votes(n int) (right float64) {
	p := math.E / (1 + math.E)
	for k := range n + 1 {
		ways, _ := math.Lgamma(float64(n + 1))
		a, _ := math.Lgamma(float64(k + 1))
		b, _ := math.Lgamma(float64(n - k + 1))
		chance := math.Exp(ways-a-b) * math.Pow(p, float64(k)) * math.Pow(1-p, float64(n-k))
		switch {
		case 2*k > n:
			right += chance
		case 2*k == n:
			right += chance / 2
		}
	}
	return right
}

const (
	towns       = 8
	keysOfATown = 150
)

// attack lets attackers guess in many towns under many keys, each by evidence of its own.
func attack(t *testing.T, ask func(*town) answers, noise func(key uint64) Noise, attackers map[string]func(*sight) float64) map[string]*guesses {
	g, w := map[string]*guesses{}, weekOf(t, "2026-W48")
	for name := range attackers {
		g[name] = &guesses{}
	}
	for seed := range uint64(towns) {
		a := ask(newTown(seed, w))
		for key := range uint64(keysOfATown) {
			yes := key%2 == 0
			s := a.published(yes, noise(seed<<32|key))
			for name, evidence := range attackers {
				g[name].add(evidence(s), yes)
			}
		}
	}
	return g
}

// held fails a test in which guesses are better than so many looks at a draw of noise each can be.
func held(t *testing.T, name string, g *guesses, looks int) {
	t.Helper()
	t.Logf("%s: right in %.3f, bound %.3f; at most e^%.2f likelier", name, g.rate(), votes(looks), g.strongest)
	if g.rate() > votes(looks)+g.error() || g.strongest > float64(looks)+1e-9 {
		t.Errorf("%s: right in %.3f, bound %.3f; at most e^%.2f likelier, bound e^%d", name, g.rate(), votes(looks), g.strongest, looks)
	}
}

// Whoever asks a cell each time that it is counted has looked through one draw of noise, as whoever asks once: nothing is averaged out.
func TestAskingAgainAddsNothing(t *testing.T) {
	p := Place{ByCampus, "浙江大学", "fake_job"}
	attackers := map[string]func(*sight) float64{
		"once it is closed": func(s *sight) float64 { return s.evidenceAt(p, 3) },
		"each time":         func(s *sight) float64 { return s.evidenceAt(p, 0, 1, 2, 3) },
	}
	for name, ask := range map[string]func(*town) answers{"reported": (*town).reported, "withdrawn": (*town).withdrawn} {
		for how, g := range attack(t, ask, seeded, attackers) {
			held(t, name+", asked "+how, g, 1)
		}
	}
}

// In whose place somebody else counts when it is missing, a report moves two parts: the other's falls as its own rises.
func TestWhoMakesRoomForAnotherIsSeenThroughTwoDraws(t *testing.T) {
	for name, test := range map[string]struct {
		ask func(*town) answers
		of  Place
	}{
		"said twice":                   {(*town).saidTwice, Place{ByCampus, "浙江大学", "fake_job"}},
		"in a crowd of a campus":       {(*town).inACrowd, Place{ByCampus, "浙江大学", "fake_job"}},
		"in a crowd of the country":    {(*town).inACrowd, Place{ByCategory, "fake_job", ""}},
		"said twice, of what was told": {(*town).saidTwice, Place{ByDuty, string(report.Duties()[0]), ""}},
	} {
		g := attack(t, test.ask, seeded, map[string]func(*sight) float64{"": func(s *sight) float64 { return s.evidence(test.of) }})[""]
		held(t, name, g, 2)
		if g.strongest < 1.5 {
			t.Errorf("%s: at most e^%.2f likelier: nobody took the other's place", name, g.strongest)
		}
	}
}

// Whoever takes back what fills the group of another sees the other through each draw of noise that a cell has, and through no more.
func TestWhoTakesBackSeesThroughEachDraw(t *testing.T) {
	p := Place{ByCampus, "浙江大学", "fake_job"}
	g := attack(t, (*town).takingBack, seeded, map[string]func(*sight) float64{"": func(s *sight) float64 { return s.evidence(p) }})[""]
	held(t, "taking back", g, len(stages))
	if g.strongest <= 2 {
		t.Errorf("at most e^%.2f likelier: it did not count each second time", g.strongest)
	}
}

// The attack is good enough to break noise that stays as long as a week is open, in steps of 5, which is what was planned at first.
func TestTheAttackBreaksNoiseThatStays(t *testing.T) {
	stays := func(key uint64) Noise {
		return func(name string) uint64 {
			if strings.Contains(name, "|1|") {
				return seeded(key)(name)
			}
			return silent(name)
		}
	}
	p := Place{ByCategory, "fake_job", ""}
	g := attack(t, (*town).reported, stays, map[string]func(*sight) float64{"": func(s *sight) float64 {
		likelihood := func(counts []Counts) float64 {
			noise := drawn(1)
			for i, b := range s.books {
				possible(noise, counts[i].cells[p], b.At(p, counts[i].week))
			}
			return total(noise)
		}
		return math.Log(likelihood(s.yes)) - math.Log(likelihood(s.no))
	}})[""]
	if g.rate() < votes(1)+0.03 || !math.IsInf(g.strongest, 1) {
		t.Errorf("right in %.3f, at most e^%.3f likelier", g.rate(), g.strongest)
	}
}

// Totals and neighbours say less than the cell itself: a total has the noise of all its cells, and each neighbour brings its own.
func TestTotalsAndNeighboursAddNothing(t *testing.T) {
	w := weekOf(t, "2026-W48")
	sum := func(s *sight, table Table, row string) (sum int) {
		for p, n := range s.no[3].cells {
			if p.Table == table && (row == "" || p.Row == row) {
				sum += n
			}
		}
		return sum
	}
	beyond := func(s *sight, table Table, row string) float64 { // what is shown beyond what the attacker knows of
		return float64(s.books[3].Sum(table, row, w).Reporters - sum(s, table, row))
	}
	attackers := map[string]func(*sight) float64{
		"the total of its province":          func(s *sight) float64 { return beyond(s, ByProvince, "CN-ZJ") - 0.5 },
		"the total of all provinces":         func(s *sight) float64 { return beyond(s, ByProvince, "") - 0.5 },
		"the country less another province":  func(s *sight) float64 { return beyond(s, ByCategory, "") - beyond(s, ByProvince, "CN-BJ") - 0.5 },
		"the province and less than channel": func(s *sight) float64 { return beyond(s, ByProvince, "CN-ZJ") + beyond(s, ByChannel, "") - 1 },
	}
	for how, g := range attack(t, (*town).reported, seeded, attackers) {
		if g.rate() > votes(1)+g.error() {
			t.Errorf("%s: right in %.3f, bound %.3f", how, g.rate(), votes(1))
		}
	}
}

// What is to be feared of all that figures say of one report is what as many looks say as there are cells that it stands in. The package
// comment has what this finds.
func TestTablesTogetherSayWhatTheirNumberSays(t *testing.T) {
	one := newTown(0, weekOf(t, "2026-W48")).one
	sets := map[string][]Table{
		"one table":       {ByProvince},
		"four tables":     {ByCategory, ByProvince, ByCampus, ByChannel},
		"what they knew":  {ByKnew},
		"all there is":    Tables(),
		"two of one fact": {ByCategory, ByProvince},
	}
	cells := map[string]int{}
	attackers := map[string]func(*sight) float64{}
	for name, tables := range sets {
		var places []Place
		for _, table := range tables {
			places = append(places, one.places(table)...)
		}
		cells[name] = len(places)
		attackers[name] = func(s *sight) (sum float64) {
			for _, p := range places {
				sum += s.evidence(p)
			}
			return sum
		}
	}
	for name, g := range attack(t, (*town).reported, seeded, attackers) {
		held(t, fmt.Sprintf("%s, %d cells", name, cells[name]), g, cells[name])
		if name == "all there is" && (cells[name] != 4+2*PerReporter || g.rate() < 0.8) {
			t.Errorf("of %d cells the attack is right in %.3f: it learns less than it could", cells[name], g.rate())
		}
	}
}

// A cell that nobody else is in is not there without the one. That it is shown is what noise does not hide; it hardly ever happens.
func TestOneAloneIsHardlyEverShown(t *testing.T) {
	shown := 0.0
	for i, p := range drawn(len(stages)) {
		if 1+i-widest >= Least {
			shown += p
		}
	}
	if shown > 1.0/19000 || shown < 1.0/20000 {
		t.Errorf("one in %.0f", 1/shown)
	}
}
