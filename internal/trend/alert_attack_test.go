package trend

import (
	"math"
	"slices"
	"testing"
	"time"
)

// hidden are weeks in which nothing was shown, up to the one before.
func hidden(t *testing.T) *Book { return history(weekOf(t, "2026-W47"), 0, 0, 0, 0, 0, 0, 0, 0) }

// lookout is who sees all alerts of the country on a day, and of the midnight after, at which the day becomes one part.
type lookout struct {
	today time.Time
	book  *Book
	bars  *bars
	bar   bar
}

// looks are those after which there is something of the day: three parts of it, and then it as one.
var looks = []time.Duration{BurstEvery, 2 * BurstEvery, 3 * BurstEvery, day}

func (l *lookout) sees(facts []Fact, noise Noise) (told [4]int) {
	for i, after := range looks {
		for _, b := range Bursts(facts, l.book, l.today.Add(after), nil, noise) {
			if b.Scope == Country() {
				told[i] = b.Reporters
			}
		}
	}
	return told
}

// likelihood is that of what was told with these reports. Five days before are in all looks and the oldest in those of the day; these have a
// draw more each, and the last has one of its own.
func (l *lookout) likelihood(facts []Fact, told [4]int) (sum float64) {
	var counts [4]int
	for i, after := range looks {
		counts[i] = spanAt(l.today.Add(after)).gather(facts, l.book)[Place{ByCategory, "fake_job", ""}].reporters(l.bar.group)
	}
	for i, p := range drawn(5) {
		if p < 1e-12 {
			continue
		}
		both, of := i-widest, drawn(1)
		for look := range 3 {
			of = oneMore(of)
			l.couldBeTold(of, counts[look]+both, told[look])
		}
		last := drawn(1)
		l.couldBeTold(last, counts[3]+both, told[3])
		sum += p * total(of) * total(last)
	}
	return sum
}

// couldBeTold takes the noise away with which of n reporters another band would be told, or none.
func (l *lookout) couldBeTold(noise []float64, n, told int) {
	for i := range noise {
		would := 0
		if reporters := n + i - widest; reporters >= l.bar.least {
			would = band(l.bars.surely(reporters))
		}
		if would != told {
			noise[i] = 0
		}
	}
}

func newLookout(t *testing.T) *lookout {
	l := &lookout{today: date("2026-12-02T00:00:00Z"), book: hidden(t), bars: newBars()}
	l.bar = l.bars.of(Fewer, Least-1)
	return l
}

// alerts are what whoever knows of all others can make of alerts, when they look whether the one reported.
func (l *lookout) alerts(others []Fact, one Fact, keys uint64, g *guesses) (told int) {
	with := append(slices.Clone(others), one)
	for key := range keys {
		yes, facts := key%2 == 0, others
		if yes {
			facts = with
		}
		seen := l.sees(facts, seeded(key))
		for _, band := range seen {
			told += band / Least
		}
		g.add(math.Log(l.likelihood(with, seen))-math.Log(l.likelihood(others, seen)), yes)
	}
	return told
}

// Whoever looks at all alerts has looked through two draws of noise: that of the part of the day in which a report came, and that of the day.
func TestAllAlertsSayOfAReportWhatTwoLooksDo(t *testing.T) {
	l, g, told := newLookout(t), &guesses{}, 0
	for seed := range uint64(2) {
		town := newTown(seed, weekOf(t, "2026-W49"))
		others := town.others[:46]
		for i := range others {
			others[i].ReceivedAt, others[i].At = l.today.Add(time.Duration(i-28)*time.Hour), l.today // 18 of them today
			others[i].Network = uint8(i % 33)
		}
		town.one.ReceivedAt, town.one.At, town.one.Network = l.today.Add(8*time.Hour+30*time.Minute), l.today, 32
		told += l.alerts(others, town.one, 30, g)
	}
	held(t, "alerts of a day", g, 2)
	if told < 20 || g.strongest < 0.1 {
		t.Errorf("%d alerts, at most e^%.2f likelier: there was nothing to look at", told, g.strongest)
	}
}

// Somebody who fills a campus with reports from a few networks, so that one more would be from one too many, waits in vain for that one: what
// four networks can make is no alert, with them or without, however the reports lie in the two weeks of a span.
func TestOneMoreNetworkTellsNothing(t *testing.T) {
	now := date("2026-12-02T18:00:00Z")
	for _, reporter := range []string{"", "recognised"} {
		var planted []Fact
		for i := range 640 {
			f := Fact{ReceivedAt: now.Add(-2 * time.Hour), At: now.Add(-2 * time.Hour), Network: uint8(1 + i%4), Category: "fake_job", Region: "CN-ZJ", Campus: "浙江大学"}
			if i%2 == 0 {
				f.At = now.Add(-4 * day)
			}
			if reporter != "" {
				f.Reporter = reporter + string(rune('a'+i))
			}
			planted = append(planted, f)
		}
		one := planted[0]
		one.Reporter, one.Network, one.At = "the one", 9, now.Add(-time.Hour)
		for key := range uint64(100) {
			for _, facts := range [][]Fact{planted, append(slices.Clone(planted), one)} {
				if found := Bursts(facts, hidden(t), now, nil, seeded(key)); len(found) > 0 {
					t.Fatalf("of four networks %d reports, %q: %+v", len(facts), reporter, found)
				}
			}
		}
	}
}

// Neither does the count itself, brought to where one more decides from as many networks as it takes.
func TestOneMoreReporterIsSeenThroughNoise(t *testing.T) {
	l, g := newLookout(t), &guesses{}
	var planted []Fact
	for i := range l.bar.least - 1 {
		planted = append(planted, Fact{ReceivedAt: l.today.Add(time.Hour), At: l.today, Network: uint8(1 + i%15), Category: "fake_job"})
	}
	one := Fact{Reporter: "the one", ReceivedAt: l.today.Add(7 * time.Hour), At: l.today, Network: 20, Category: "fake_job"}
	if told := l.alerts(planted, one, 60, g); told < 10 {
		t.Errorf("%d alerts: there was nothing to look at", told)
	}
	held(t, "where one more decides", g, 2)
}
