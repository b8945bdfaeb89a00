package demo

import (
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// published are the approvals of a moderator: of each wording the newest text whose reporter allowed it to be shown and that was
// there long enough to be read.
func (y Year) published(told []telling, until time.Time) (events []Event) {
	latest := until.Add(-2 * 24 * time.Hour)
	done := map[string]bool{}
	for i, t := range slices.Backward(told) {
		if t.report.Polarity != report.Bad || !t.report.Consent.PublishText || t.report.Text == "" || t.at.After(latest) || done[t.words] {
			continue
		}
		done[t.words] = true
		d := newDice(y.Seed, "read", i)
		events = append(events, Event{At: t.at.Add(time.Duration(20+d.IntN(26)) * time.Hour), Act: Publish, Number: i})
	}
	return events
}

// followed is what reporters do afterwards: some visitors confirm by phone, some correct, some take back.
func (y Year) followed(told []telling, until time.Time) (events []Event) {
	for i := range told {
		t := &told[i]
		if t.stream == nil || t.report.Consent.PublishText {
			continue
		}
		d := newDice(y.Seed, "follow", i)
		e := Event{Number: i}
		switch chance := d.Float64(); {
		case chance < 0.03:
			e.Act, e.At = Withdraw, t.at.Add(time.Duration(1+d.IntN(96))*time.Hour)
		case chance < 0.05:
			e.Act, e.At = Correct, t.at.Add(time.Duration(3+d.IntN(600))*time.Minute)
			e.Report, e.By = t.report, t.by
			e.Report.Text += correction(t.report.Lang)
		case chance < 0.17 && t.by.Tier == reputation.Anonymous:
			e.Act, e.At, e.By = Confirm, t.at.Add(time.Duration(4+d.IntN(40))*time.Minute), phone(d)
		default:
			continue
		}
		if !e.At.After(until) {
			events = append(events, e)
		}
	}
	return events
}

func correction(lang string) string {
	if lang == "en" {
		return " Added: I did not pay anything."
	}
	return "补充：我没有转账。"
}
