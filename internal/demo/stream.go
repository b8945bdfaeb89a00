package demo

import (
	"cmp"
	"math"
	"strings"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// stream is one trick or nuisance, of which people tell for some weeks or all year.
type stream struct {
	name     string
	category report.Category // that of its name when ""
	polarity report.Polarity // Bad when ""
	weekly   float64         // reports at its height
	begins   float64         // weeks before the end; 0 is with the year
	ends     float64         // weeks before the end; 0 is not yet
	grows    float64         // weeks in which it grows to its height; ramp when 0
	kinds    []share[report.Kind]

	who   []share[campus.Campus] // the campuses of those who tell, campuses when nil
	study float64                // how many of those who tell are students who say where
	where []share[string]        // regions of the others, provinces when nil

	knew    []report.Knew // what callers know, most of them about half of it
	knowing float64       // how many of the callers know anything
	sectors []share[report.LeakSector]

	duties []report.Duty
	offers []report.JobOffer

	from     []subject.Key // numbers and accounts, all at once, or one after another with rotates
	rotates  int           // how many of from are in use at a time; 0 is all
	accounts []subject.Key // that are told beside the number by some
	words    []words
}

const (
	ramp  = 1.2 // weeks in which a campaign grows
	fades = 1.0 // weeks in which it goes
)

// height is how much of a stream's reports come on a day, counted in weeks before the end.
func (s *stream) height(before float64) float64 {
	if s.begins == 0 {
		return 1
	}
	if before > s.begins || before < s.ends {
		return 0
	}
	h := min(1, 0.1+0.9*(s.begins-before)/cmp.Or(s.grows, ramp))
	if s.ends > 0 {
		h = min(h, (before-s.ends)/fades+0.15)
	}
	return h
}

// day tells what people report of a stream within the 24 hours that end so many days before the end of the year.
func (s *stream) day(seed uint64, end time.Time, day int) []telling {
	d := newDice(seed, s.name, day)
	n := d.poisson(s.weekly / 7 * s.height((float64(day)+0.5)/7))
	told := make([]telling, 0, n)
	for range n {
		at := end.Add(-time.Duration(day)*24*time.Hour - time.Duration(1+d.IntN(24*60-1))*time.Minute)
		told = append(told, s.tell(d, at, day))
	}
	return told
}

// tell makes one report.
func (s *stream) tell(d dice, at time.Time, day int) telling {
	r := report.Report{Kind: draw(d, s.kinds), Polarity: cmp.Or(s.polarity, report.Bad), Category: s.category, Subjects: s.about(d, day)}
	r.OccurredAt = at.Add(-time.Duration(math.Exp(6*d.Float64())) * 10 * time.Minute) // from minutes to some days before
	s.place(d, &r)
	s.leak(d, &r)
	fit := s.fitting(r.Kind)
	w := fit[d.IntN(len(fit))]
	r.Lang = w.lang
	if d.chance(0.6) {
		r.Text = w.fill(d, r.Subjects)
		r.Consent.PublishText = d.chance(0.35)
	}
	if r.Kind == report.Offer {
		s.offer(d, &r)
	}
	return telling{at: at, stream: s, words: w.text, report: r, by: speaker(d, r.Kind)}
}

// about draws what a report is about. The first numbers are used more than the last.
func (s *stream) about(d dice, day int) []subject.Key {
	from := s.from
	if s.rotates > 0 { // some numbers for a week, and then the next
		start := (10_000 - day/7) * s.rotates % len(from)
		from = append(from[start:len(from):len(from)], from[:start]...)[:s.rotates]
	}
	about := []subject.Key{pick(d, from, 1.7)}
	if len(s.accounts) > 0 && d.chance(0.3) {
		about = append(about, pick(d, s.accounts, 1.5))
	}
	return about
}

func (s *stream) place(d dice, r *report.Report) {
	if d.chance(s.study) {
		of := s.who
		if of == nil {
			of = campuses
		}
		c := draw(d, of)
		r.Campus, r.Region = c.Name, c.Region
		return
	}
	if d.chance(0.12) {
		return // does not say
	}
	from := s.where
	if from == nil {
		from = provinces
	}
	r.Region = draw(d, from)
}

func (s *stream) leak(d dice, r *report.Report) {
	if !d.chance(s.knowing) {
		return
	}
	for _, k := range s.knew {
		if len(r.Knew) == 0 || d.chance(0.5) {
			r.Knew = append(r.Knew, k)
		}
		r.Consent.Sensitive = r.Consent.Sensitive || k.Sensitive()
	}
	r.LeakSector = draw(d, s.sectors)
}

func (s *stream) offer(d dice, r *report.Report) {
	if len(s.offers) == 0 {
		return
	}
	o := pick(d, s.offers, 1)
	for _, duty := range s.duties {
		if d.chance(0.5) {
			o.Duties = append(o.Duties, duty)
		}
	}
	r.Offer = &o
}

// amounts of money that callers speak of.
var amounts = []string{"98", "188", "300", "480", "600", "999", "1200", "1980", "2000", "3600", "4800", "5000", "8600", "12000", "20000", "36000", "58000"}

// wages are what is paid for a day of what nobody should do.
var wages = []string{"80", "120", "150", "180", "200", "260", "300", "500"}

// fill writes what somebody tells about subjects.
func (w *words) fill(d dice, about []subject.Key) string {
	account := ""
	if len(about) > 1 {
		account = about[1].Value()
	}
	if account == "" {
		account = "demo_kefu_07"
	}
	name := about[0].Value()
	if about[0].Kind() == subject.Number {
		name = about[0].Format()
	}
	return strings.NewReplacer("{n}", name, "{w}", account, "{a}", pick(d, amounts, 1.8), "{d}", pick(d, wages, 1)).Replace(w.text)
}
