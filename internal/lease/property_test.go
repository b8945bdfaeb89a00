package lease_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// calm is when all troubles are over, in a run of TestNeverTwoAtOnce.
const calm = 70 * time.Second

// fate is how a process ends, if it does.
type fate struct {
	how  string // lives, killed, stopped
	when time.Duration
}

// TestNeverTwoAtOnce lets many want one lease, with calls that fail, that stand still or that are answered late
// or never, and with some killed or stopped. Never may two work at once; and when all troubles are over one
// must, as soon as a vanished leader must be replaced.
func TestNeverTwoAtOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(drawProcess), 1, 5).Draw(rt, "processes")
		fates := make([]fate, len(all))
		joins := make([]time.Duration, len(all))
		living := 0
		for i := range all {
			all[i].name = fmt.Sprint("process ", i)
			joins[i] = drawTime(rt, 0, 20*time.Second, "joins")
			fates[i] = fate{rapid.SampledFrom([]string{"lives", "lives", "killed", "stopped"}).Draw(rt, "fate"), drawTime(rt, 20*time.Second, calm, "when")}
			if fates[i].how == "lives" {
				living++
			}
		}
		worked := false
		log, wrong := inWorld(t, func(w *world) {
			for i, p := range all {
				w.goes.Go(func() { w.live(p, joins[i], fates[i]) })
			}
			pass(calm + within)
			worked = w.at() != "" || w.last > calm
		})
		if wrong || (living > 0 && !worked) {
			rt.Fatalf("at the end one works: %v; of so many that live: %d\n%s", worked, living, strings.Join(log, "\n"))
		}
	})
}

// live lets a process have its fate.
func (w *world) live(p *process, joins time.Duration, f fate) {
	pass(joins)
	w.join(p)
	pass(f.when - joins)
	switch f.how {
	case "killed":
		p.kill()
	case "stopped":
		p.stopped()
	}
}

func drawTime(rt *rapid.T, least, most time.Duration, name string) time.Duration {
	return time.Duration(rapid.Int64Range(least.Milliseconds(), most.Milliseconds()).Draw(rt, name)) * time.Millisecond
}

// drawProcess draws one that takes almost as long to stop working as it may.
func drawProcess(rt *rapid.T) *process {
	p := &process{
		latency: drawTime(rt, 0, 300*time.Millisecond, "latency"),
		winding: drawTime(rt, 0, 2900*time.Millisecond, "winding"),
	}
	if rapid.IntRange(0, 3).Draw(rt, "ends by itself") == 0 {
		p.lasts = drawTime(rt, time.Second, 20*time.Second, "lasts")
		p.fails = rapid.Bool().Draw(rt, "fails")
	}
	p.troubles = rapid.SliceOfN(rapid.Custom(drawTrouble), 0, 5).Draw(rt, "troubles")
	slices.SortFunc(p.troubles, func(a, b trouble) int { return int(a.from - b.from) })
	return p
}

func drawTrouble(rt *rapid.T) trouble {
	t := trouble{kind: kind(rapid.IntRange(0, int(kinds)-1).Draw(rt, "kind"))}
	t.from = drawTime(rt, 0, calm-time.Second, "from")
	t.lasts = drawTime(rt, 0, min(30*time.Second, calm-t.from), "lasts")
	t.later = drawTime(rt, 0, min(20*time.Second, calm-t.from-t.lasts), "later")
	return t
}
