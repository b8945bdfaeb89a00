package attack

import (
	"fmt"
	"time"

	"ringfence/internal/demo"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// over is how long attackers take who know that a scam takes six hours.
const over = 7 * time.Hour

// Campaigns returns all of them, each over by end.
func Campaigns(end time.Time) []Campaign {
	end = end.UTC().Truncate(time.Hour)
	var all []Campaign
	add := func(name, tries string, script func(*play)) {
		p := play{about: About(), end: end}
		script(&p)
		all = append(all, Campaign{Name: name, Tries: tries, About: p.about, Others: p.others, Acts: p.acts})
	}
	add("one-range", "300 phones, all of one range of numbers", func(p *play) { p.soil(many(300, neighbour), over) })
	add("visitors", "300 visitors of the page, each in another network", func(p *play) { p.soil(many(300, visitor), over) })
	add("six", "6 phones of 6 ranges", func(p *play) { p.soil(ranges(6, 6), over) })
	add("seven", "7 phones of 7 ranges", func(p *play) { p.soil(ranges(7, 7), over) })
	add("nine", "9 phones of 3 ranges", func(p *play) { p.soil(ranges(9, 3), over) })
	add("mixed", "4 phones of 4 ranges, and 4 visitors", func(p *play) { p.soil(append(ranges(4, 4), many(4, visitor)...), over) })
	add("hasty", "20 phones of 20 ranges within an hour", func(p *play) { p.soil(ranges(20, 20), time.Hour) })
	add("again", "2 phones of 2 ranges, daily for 3 weeks", func(p *play) { p.again(ranges(2, 2), 21) })
	add("api-key", "200 users of an API key that leaked", func(p *play) { p.soil(many(200, user), over) })
	add("neighbours", "20 numbers beside it by 4 phones, and it by one", func(p *play) { p.surround(ranges(4, 4), 20) })
	add("retract", "7 phones of 7 ranges, which take it back after a day", func(p *play) { p.retract(ranges(7, 7)) })
	add("brigade", "40 newcomers of two networks within two hours", (*play).brigade)
	add("wash", "30 phones of 2 ranges say that a scam is fine", func(p *play) { p.victims(); p.wash(ranges(30, 2)) })
	add("wash-wide", "30 phones of 30 ranges say that a scam is fine", func(p *play) { p.victims(); p.wash(ranges(30, 30)) })
	add("dispute", "its owner contests a scam", func(p *play) { p.victims(); p.contest(p.end.Add(-time.Hour)) })
	add("dispute-on", "its owner contests a scam, and goes on with it", func(p *play) {
		p.victims()
		p.contest(p.end.Add(-4 * 24 * time.Hour))
		p.tell(&p.others, []reputation.Speaker{victim(20), victim(21), victim(22)}, 3*24*time.Hour, report.Bad)
	})
	add("forget", "its owner asks that all on a scam be deleted", func(p *play) { p.victims(); p.ask(Forget) })
	add("renew", "its owner says that a scam is somebody else's now", func(p *play) { p.victims(); p.ask(Renew) })
	return all
}

// play is a campaign that is being written.
type play struct {
	about        subject.Key
	end          time.Time
	reports      int
	others, acts []demo.Event
}

// report is what somebody tells.
func (p *play) report(to *[]demo.Event, at time.Time, about subject.Key, by reputation.Speaker, polarity report.Polarity) {
	r := report.Report{Kind: report.Call, Polarity: polarity, Subjects: []subject.Key{about}, OccurredAt: at.Add(-time.Minute)}
	if polarity == report.Bad {
		r.Category = "impersonation_service"
	}
	*to = append(*to, demo.Event{At: at, Act: demo.Tell, Number: p.reports, Report: r, By: by})
	p.reports++
}

// tell has each of some people report in turn, the last of them half an hour before the end.
func (p *play) tell(to *[]demo.Event, by []reputation.Speaker, over time.Duration, polarity report.Polarity) {
	for i, one := range by {
		ago := over - time.Duration(i)*over/time.Duration(max(len(by)-1, 1))
		p.report(to, p.end.Add(-ago-30*time.Minute).Truncate(time.Minute), p.about, one, polarity)
	}
}

// soil has attackers report a number of which nobody else has anything to say.
func (p *play) soil(by []reputation.Speaker, over time.Duration) {
	p.tell(&p.acts, by, over, report.Bad)
}

// wash has attackers say that a number is fine.
func (p *play) wash(by []reputation.Speaker) { p.tell(&p.acts, by, over, report.Fine) }

// again has the same report daily.
func (p *play) again(by []reputation.Speaker, days int) {
	for day := days; day > 0; day-- {
		for i, one := range by {
			p.report(&p.acts, p.end.Add(-time.Duration(day)*24*time.Hour+time.Duration(i+1)*time.Hour), p.about, one, report.Bad)
		}
	}
}

// surround has attackers report what lies beside a number, and one of them it.
func (p *play) surround(by []reputation.Speaker, beside int) {
	area := p.about.String()[:5]
	for i := range beside {
		for j, one := range by {
			about := key(fmt.Sprintf("%s55501%02d", area, i*100/beside))
			p.report(&p.acts, p.end.Add(-over+time.Duration(i)*15*time.Minute+time.Duration(j)*time.Minute), about, one, report.Bad)
		}
	}
	p.report(&p.acts, p.end.Add(-time.Hour), p.about, by[0], report.Bad)
}

// retract has attackers report, and take it back a day later.
func (p *play) retract(by []reputation.Speaker) {
	for i, one := range by {
		p.report(&p.acts, p.end.Add(-36*time.Hour+time.Duration(i)*70*time.Minute), p.about, one, report.Bad)
	}
	for i := range by {
		p.acts = append(p.acts, demo.Event{At: p.end.Add(-time.Hour + time.Duration(i)*time.Minute), Act: demo.Withdraw, Number: i})
	}
}

// brigade is that of the demo.
func (p *play) brigade() {
	p.about = demo.Brigaded()
	p.acts = demo.Brigade(p.end.Add(-3 * time.Hour))
	p.reports = len(p.acts)
}

// victims are twelve whom a scam rang within three days: five by phone, and seven visitors.
func (p *play) victims() {
	for i := range 12 {
		by := visitor(400 + i)
		if i%5 < 2 {
			by = victim(i)
		}
		p.report(&p.others, p.end.Add(-5*24*time.Hour+time.Duration(i)*6*time.Hour), p.about, by, report.Bad)
	}
}

// contest has the owner dispute what is said.
func (p *play) contest(at time.Time) {
	p.acts = append(p.acts, demo.Event{At: at, Act: demo.Contest, Ruling: reputation.Decision{
		Subject: p.about, Kind: reputation.Dispute, By: "owner", Reason: "This is my number, and I rang nobody.",
	}})
}

// ask has the owner ask for something.
func (p *play) ask(act demo.Act) {
	p.acts = append(p.acts, demo.Event{At: p.end.Add(-time.Hour), Act: act, Ruling: reputation.Decision{Subject: p.about, By: "owner"}})
}

// About is the number that all campaigns but the demo's are about.
func About() subject.Key { return key("+12125550142") }

// key reads what is written down in this package, which a test holds to be readable.
func key(s string) subject.Key {
	k, _ := subject.ParseKey(s)
	return k
}
