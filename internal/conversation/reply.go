package conversation

import (
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// Kind says what a reply is about.
type Kind string

// The kinds of replies.
const (
	Known        Kind = "known"         // what is known of About: Judgement
	Reported     Kind = "reported"      // a report was taken: Receipt
	WantsNumber  Kind = "wants_number"  // a forwarded text is kept until its number is named
	Withdrawn    Kind = "withdrawn"     // the report of a receipt no longer counts
	NoReport     Kind = "no_report"     // there is no report with that receipt
	Proved       Kind = "proved"        // a page's code was right: its report counts as that of a verified phone
	Owner        Kind = "owner"         // a dispute's code was right: the number is the sender's
	NoCode       Kind = "no_code"       // there is no such code, or no longer
	HowTo        Kind = "how_to"        // the forms there are
	FirstAid     Kind = "first_aid"     // what a victim is to do at once
	Stopped      Kind = "stopped"       // the last reply until the sender asks for replies again
	Resumed      Kind = "resumed"       // replies come again
	Unclear      Kind = "unclear"       // Problem says why
	Unreportable Kind = "unreportable"  // a line of the police or the like, or a number that is an example: report.Helpline
	OwnNumber    Kind = "own_number"    // the only number named is the sender's own
	TooOften     Kind = "too_often"     // nothing was done with the message: too many came from this sender
	Elsewhere    Kind = "not_by_signed" // a code came through a gateway that does not prove whose phone it is
)

// Kinds returns every kind.
func Kinds() []Kind {
	return []Kind{Known, Reported, WantsNumber, Withdrawn, NoReport, Proved, Owner, NoCode, HowTo, FirstAid, Stopped, Resumed, Unclear, Unreportable, OwnNumber, TooOften, Elsewhere}
}

// Reply is what a sender is told, before it is put into words. The zero Reply says nothing, and nothing is sent.
type Reply struct {
	Kind      Kind
	Lang      smstext.Lang         // never ""
	About     subject.Key          // of Known; of Reported where it is the only one reported
	Judgement reputation.Judgement // of Known
	Receipt   report.Receipt       // of Reported
	LeftOut   Kind                 // of Reported: Unreportable or OwnNumber where the message named such a number too, else ""
	Problem   smstext.Problem      // of Unclear
}
