package web

import (
	"slices"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// Text puts a reply to a text message into words, which repeat nothing of what was sent but the number that was reported. With what the network puts around them, as a
// signature of up to 12 signs in brackets, they are always one segment. host is where the pages are, "" for nowhere: it is named where
// there is room. The zero Reply has no words.
func Text(r conversation.Reply, host, around string) string {
	if r.Kind == "" {
		return ""
	}
	l := catalogue.Lang(r.Lang)
	all := sentences(r)
	if path, ok := pageFor(r); ok && host != "" {
		more := l.Text("reply.more", "address", host+path)
		all = append(all, sentence{text: more, short: more, rank: address})
	}
	return fitting(l, around, all)
}

// pageOf is where more is to be read, for the kinds of replies that a page adds something to.
var pageOf = map[conversation.Kind]string{
	conversation.Known: "", conversation.Reported: "/receipt", conversation.HowTo: "/sms", conversation.Owner: "/owners", conversation.Unclear: "/sms",
}

func pageFor(r conversation.Reply) (path string, ok bool) {
	if r.Problem == smstext.Denial {
		return "/owners", true
	}
	path, ok = pageOf[r.Kind]
	return path, ok
}

// sentence is a part of a reply, in words and in fewer.
type sentence struct {
	text, short string
	rank        rank
}

// say returns the sentence of a message.
func say(l catalogue.Lang, rank rank, id string, args ...any) sentence {
	return sentence{text: l.Text("reply."+id, args...), short: l.Text("reply.short."+id, args...), rank: rank}
}

// rank says what a reply can do without: the last one first.
type rank uint8

const (
	needed rank = iota
	advised
	helpful
	aside
	detail
	address
)

// fitting joins sentences, without those that a segment has no room for. Before anything is left out that matters, all say it in
// fewer words.
func fitting(l catalogue.Lang, around string, all []sentence) string {
	if text, fits := joined(l, around, all, aside); fits {
		return text
	}
	short := slices.Clone(all)
	for i := range short {
		short[i].text = short[i].short
	}
	text, _ := joined(l, around, short, needed)
	return text
}

// joined joins sentences, and leaves out those above a rank as long as they do not fit.
func joined(l catalogue.Lang, around string, all []sentence, keep rank) (text string, fits bool) {
	all = slices.Clone(all)
	for {
		last := 0
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
		if fits = smstext.Segments(around+text) <= 1; fits || all[last].rank <= keep {
			return text, fits
		}
		all = slices.Delete(all, last, last+1)
	}
}

// sentences returns all that there is to say, in its order.
func sentences(r conversation.Reply) []sentence {
	l := catalogue.Lang(r.Lang)
	switch r.Kind {
	case conversation.Known:
		return known{NewSubject(Frame{Lang: l}, r.About, r.Judgement, time.Time{})}.sentences()
	case conversation.Reported:
		return reported(l, r)
	case conversation.WantsNumber:
		return []sentence{say(l, needed, "wants_number", "hours", hours(conversation.PendingFor))}
	case conversation.Unclear:
		return []sentence{unclear(l, r.Problem)}
	case conversation.Withdrawn, conversation.NoReport, conversation.Proved, conversation.Owner, conversation.NoCode, conversation.HowTo, conversation.FirstAid, conversation.Stopped,
		conversation.Resumed, conversation.Unreportable, conversation.OwnNumber, conversation.TooOften, conversation.Elsewhere:
	}
	return []sentence{say(l, needed, string(r.Kind))}
}

// reported names what was reported, for whoever wrote it wrong, if it is a number: a link is passed on by no carrier.
func reported(l catalogue.Lang, r conversation.Reply) []sentence {
	all := []sentence{say(l, helpful, "reported")}
	switch r.About.Kind() {
	case subject.Number, subject.ShortCode, subject.Port:
		all[0] = say(l, helpful, "reported.about", "number", r.About.Format())
	}
	paid := aside
	if r.LeftOut != "" {
		all = append(all, say(l, advised, "left_out."+string(r.LeftOut)))
		paid = detail
	}
	return append(all, say(l, needed, "reported.receipt", "receipt", r.Receipt), say(l, needed, "reported.back"), say(l, paid, "reported.paid"))
}

// unclear says what would have been understood.
func unclear(l catalogue.Lang, p smstext.Problem) sentence {
	switch p {
	case "":
		return say(l, needed, "unclear")
	case smstext.TooMany:
		return say(l, needed, "unclear.too_many", "limit", report.MaxSubjects)
	case smstext.Unnamed:
		return say(l, needed, "unclear.unnamed", "hours", hours(conversation.PendingFor))
	case smstext.NoNumber, smstext.BadNumber, smstext.TwoAsked, smstext.BadAddress, smstext.BadReceipt, smstext.Denial, smstext.Empty:
	}
	return say(l, needed, "unclear."+string(p))
}

// known is what is known of a subject, in a few words. What it says is decided as on the page.
type known struct{ Subject }

func (k known) sentences() []sentence {
	var all []sentence
	add := func(holds bool, rank rank, id string, args ...any) {
		if holds {
			all = append(all, say(k.Lang, rank, id, args...))
		}
	}
	add(k.Sample(), needed, "sample")
	add(true, needed, "finding."+k.finding())
	add(k.Disputed(), needed, "disputed")
	if why, ok := k.why(); ok {
		all = append(all, why)
	}
	add(k.is(reputation.Recycled), aside, "recycled")
	if category, ok := k.mostly(); ok {
		add(true, detail, "mostly", "category", k.Name(catalogue.Categories, category))
	}
	add(true, advised, "advice."+k.advice())
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
func (k known) why() (sentence, bool) {
	j := k.Judgement
	because := func(id string, args ...any) (sentence, bool) { return say(k.Lang, helpful, "why."+id, args...), true }
	for _, r := range j.Reasons {
		if j.Verdict == reputation.Cleared && r.Code != reputation.ReasonImitated {
			continue // what speaks against it did not make the verdict
		}
		switch r.Code {
		case reputation.ReasonReports:
			if j.Reports > 0 {
				return because("reports", "band", catalogue.Band(k.Lang, j.Reports), "days", reputation.RecentDays)
			}
			return because("too_old", "days", reputation.RecentDays)
		case reputation.ReasonTooOld:
			return because("too_old", "days", reputation.RecentDays)
		case reputation.ReasonNetworks:
			if j.Networks > reputation.BandOf(1) {
				return because("networks", "band", catalogue.Band(k.Lang, j.Networks))
			}
			return because("networks.few")
		case reputation.ReasonNeighbours, reputation.ReasonImitated:
			return because(string(r.Code))
		case reputation.ReasonConfirmed, reputation.ReasonCleared, reputation.ReasonOfficial, reputation.ReasonNone, reputation.ReasonFine,
			reputation.ReasonDisputed:
		}
	}
	return sentence{}, false
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

// service is what it is called where its address is not known, or must not be named.
const service = "Ringfence"

// OwnerCode is the text that six digits are sent with to the number of a dispute, in words that say who sends them and why. host is
// where the pages are, "" for nowhere; around is as of Text.
func OwnerCode(l catalogue.Lang, digits, host, around string) string {
	where := host
	if where == "" {
		where = service
	}
	return fitting(l, around, []sentence{
		say(l, needed, "digits", "code", digits, "where", where), say(l, helpful, "digits.not_you"), say(l, needed, "digits.stop"),
	})
}
