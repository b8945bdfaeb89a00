package web

import (
	"slices"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/smstext"
	"ringfence/web/catalogue"
)

// Text puts a reply to a text message into words, which are always one segment and repeat nothing of what was sent. host is where
// the pages are, "" for nowhere: it is named where there is room. The zero Reply has no words.
func Text(r conversation.Reply, host string) string {
	if r.Kind == "" {
		return ""
	}
	l := catalogue.Lang(r.Lang)
	all := sentences(r)
	if path, ok := pageOf[r.Kind]; ok && host != "" {
		all = append(all, sentence{l.Text("reply.more", "address", host+path), address})
	}
	return fitting(l, all)
}

// pageOf is where more is to be read, for the kinds of replies that a page adds something to.
var pageOf = map[conversation.Kind]string{
	conversation.Known: "", conversation.Reported: "/receipt", conversation.HowTo: "/sms", conversation.Unclear: "/sms",
}

// sentence is a part of a reply.
type sentence struct {
	text string
	rank rank
}

// rank says what a reply can do without: the last one first.
type rank uint8

const (
	needed rank = iota
	helpful
	aside
	detail
	address
)

// fitting joins sentences, without those that a segment has no room for.
func fitting(l catalogue.Lang, all []sentence) string {
	for {
		text, last := "", 0
		for i, s := range all {
			if i == 0 {
				text = s.text
			} else {
				text = l.Text("reply.both", "first", text, "second", s.text)
			}
			if s.rank > all[last].rank {
				last = i
			}
		}
		if smstext.Segments(text) <= 1 || all[last].rank == needed {
			return text
		}
		all = slices.Delete(all, last, last+1)
	}
}

// sentences returns all that there is to say, in its order.
func sentences(r conversation.Reply) []sentence {
	l := catalogue.Lang(r.Lang)
	say := func(rank rank, id string, args ...any) sentence { return sentence{l.Text("reply."+id, args...), rank} }
	switch r.Kind {
	case conversation.Known:
		return known{NewSubject(Frame{Lang: l}, r.About, r.Judgement, time.Time{})}.sentences()
	case conversation.Reported:
		return []sentence{say(needed, "reported", "receipt", r.Receipt), say(needed, "reported.back"), say(helpful, "reported.paid")}
	case conversation.WantsNumber:
		return []sentence{say(needed, "wants_number", "hours", hours(conversation.PendingFor))}
	case conversation.Unclear:
		return []sentence{unclear(l, r.Problem)}
	case conversation.Withdrawn, conversation.NoReport, conversation.Proved, conversation.NoCode, conversation.HowTo, conversation.Stopped,
		conversation.Resumed, conversation.Unreportable, conversation.OwnNumber, conversation.TooOften, conversation.Elsewhere:
	}
	return []sentence{say(needed, string(r.Kind))}
}

// unclear says what would have been understood.
func unclear(l catalogue.Lang, p smstext.Problem) sentence {
	switch p {
	case "":
		return sentence{l.Text("reply.unclear"), needed}
	case smstext.TooMany:
		return sentence{l.Text("reply.unclear.too_many", "limit", report.MaxSubjects), needed}
	case smstext.NoNumber, smstext.BadNumber, smstext.BadReceipt, smstext.Empty:
	}
	return sentence{l.Text("reply.unclear." + string(p)), needed}
}

// known is what is known of a subject, in a few words. What it says is decided as on the page.
type known struct{ Subject }

func (k known) sentences() []sentence {
	var all []sentence
	add := func(holds bool, rank rank, id string, args ...any) {
		if holds {
			all = append(all, sentence{k.T("reply."+id, args...), rank})
		}
	}
	add(k.Sample(), needed, "sample")
	add(true, needed, "finding."+k.finding())
	add(k.Disputed(), needed, "disputed")
	if why, ok := k.why(); ok {
		all = append(all, sentence{why, helpful})
	}
	add(k.is(reputation.Recycled), aside, "recycled")
	if category, ok := k.mostly(); ok {
		add(true, detail, "mostly", "category", k.Name(catalogue.Categories, category))
	}
	add(true, needed, "advice."+k.advice())
	return all
}

// finding is that of the page, but that a helpline, which nobody can report, is told from what nobody has.
func (k known) finding() string {
	if report.Helpline(k.Key) {
		return "helpline"
	}
	return k.Subject.finding()
}

// why is the first reason for the verdict that the finding does not say.
func (k known) why() (string, bool) {
	j := k.Judgement
	for _, r := range j.Reasons {
		if j.Verdict == reputation.Cleared && r.Code != reputation.ReasonImitated {
			continue // what speaks against it did not make the verdict
		}
		switch r.Code {
		case reputation.ReasonReports:
			if j.Reports > 0 {
				return k.T("reply.why.reports", "band", catalogue.Band(k.Lang, j.Reports), "days", reputation.RecentDays), true
			}
			return k.T("reply.why.too_old", "days", reputation.RecentDays), true
		case reputation.ReasonTooOld:
			return k.T("reply.why.too_old", "days", reputation.RecentDays), true
		case reputation.ReasonNetworks:
			if j.Networks > reputation.BandOf(1) {
				return k.T("reply.why.networks", "band", catalogue.Band(k.Lang, j.Networks)), true
			}
			return k.T("reply.why.networks.few"), true
		case reputation.ReasonNeighbours, reputation.ReasonImitated:
			return k.T("reply.why." + string(r.Code)), true
		case reputation.ReasonConfirmed, reputation.ReasonCleared, reputation.ReasonOfficial, reputation.ReasonNone, reputation.ReasonFine,
			reputation.ReasonDisputed:
		}
	}
	return "", false
}

// advice names the one thing to do: how grave it is, and what kind of contact it is about.
func (k known) advice() string {
	contact := contactBy(k.Key.Kind())
	switch {
	case report.Helpline(k.Key):
		return "helpline"
	case k.is(reputation.SpoofSuspected) || k.because(reputation.ReasonImitated):
		return "forged." + contact
	case k.warned():
		return "stop." + contact
	case k.Judgement.Verdict == reputation.Cleared:
		return "stay." + contact
	}
	return "check." + contact
}
