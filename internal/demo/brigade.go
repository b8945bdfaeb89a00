package demo

import (
	"net/netip"
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Brigaded is the number of an honest shop that a crowd of new identities reports within two hours, all from two networks, one of phones and one of visitors.
func Brigaded() subject.Key { return key("+16145550162") }

const (
	brigadeSize   = 40
	brigadeBefore = 9.0 / 7 // weeks before the end
)

// brigade returns its reports: phones that lie beside each other, and visitors of one network. They write the same.
func (y Year) brigade(until time.Time) (told []telling) {
	if y.Weeks < 2 {
		return nil
	}
	return brigade(y.Seed, before(until, brigadeBefore))
}

// Brigade returns those reports alone, from a moment on.
func Brigade(from time.Time) (events []Event) {
	told := brigade(Seed, from)
	slices.SortStableFunc(told, func(a, b telling) int { return a.at.Compare(b.at) })
	for i := range told {
		events = append(events, Event{At: told[i].at, Act: Tell, Number: i, Report: told[i].report, By: told[i].by})
	}
	return events
}

func brigade(seed uint64, from time.Time) (told []telling) {
	d := newDice(seed, "brigade", 0)
	for i := range brigadeSize {
		by := reputation.OnWeb(netip.AddrFrom4([4]byte{203, 0, 113, byte(i)}))
		if i%5 == 0 {
			by = reputation.ByPhone(american("947", i))
		}
		at := from.Add(time.Duration(d.IntN(120)) * time.Minute)
		told = append(told, telling{at: at, by: by, report: report.Report{
			Kind: report.Call, Polarity: report.Bad, Category: "shopping", Subjects: []subject.Key{Brigaded()}, OccurredAt: at.Add(-time.Hour),
			Text: "骗子店铺，大家快举报，收了钱不发货！", Lang: "zh-CN",
		}})
	}
	return told
}
