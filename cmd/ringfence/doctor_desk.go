package main

import (
	"time"

	"ringfence/internal/moderator"
)

const answeredWithin = 3 * 24 * time.Hour // by a moderator, whoever disputes what is said of their number

// staff tells who may work at the desk: without a moderator whoever disputes anything waits for nobody.
func (x *exam) staff() {
	const (
		about = "moderators"
		add   = "ringfence moderator add NAME invites one"
	)
	if !x.staffed {
		return
	}
	moderators, auditors := map[moderator.State]int{}, map[moderator.State]int{}
	for _, a := range x.people {
		if a.Role == moderator.Moderator {
			moderators[a.State(x.now)]++
		} else {
			auditors[a.State(x.now)]++
		}
	}
	if locked := moderators[moderator.Locked] + auditors[moderator.Locked]; locked > 0 {
		x.Warn(about, "see with ringfence moderator list until when, and ask its holder: somebody may be guessing", "%s locked after wrong passwords or codes", counted(locked, "account"))
	}
	switch deciding := moderators[moderator.Active] + moderators[moderator.Locked]; { // which open by themselves, within a day
	case deciding == 0 && moderators[moderator.Invited] > 0:
		x.Warn(about, "have them take it up at /desk/welcome before it ends", "%s, and nobody who can answer disputes yet", counted(moderators[moderator.Invited], "invitation"))
	case deciding == 0:
		x.Warn(about, add, "none can sign in: disputes and documents wait for nobody, and documents are erased after 30 days, read or not")
	case deciding == 1:
		x.Warn(about, add, "only one can sign in: an official number takes two, and nobody stands in for them")
	default:
		x.Fine(about, "%s and %s can sign in at /desk", counted(moderators[moderator.Active], "moderator"), counted(auditors[moderator.Active], "auditor"))
	}
}

// waiting tells how long owners of numbers have waited.
func (x *exam) waiting() {
	const about = "disputes"
	switch {
	case x.look == nil:
	case x.look.Disputes == 0:
		x.Fine(about, "none waits for a moderator")
	case x.now.Sub(x.look.Oldest) > answeredWithin:
		x.Warn(about, "have a moderator answer them at /desk; documents can be read for 30 days and no longer",
			"%s open, the oldest waits since %s", counted(x.look.Disputes, "dispute"), x.look.Oldest.UTC().Format(time.DateOnly))
	default:
		x.Fine(about, "%s open, the oldest waits since %s", counted(x.look.Disputes, "dispute"), x.look.Oldest.UTC().Format(time.DateOnly))
	}
}

// kept tells of the audit log, and of what is erased.
func (x *exam) kept() {
	if x.look == nil {
		return
	}
	const log = "audit log"
	switch {
	case x.look.LogErr != nil:
		x.Wrong(log, "do not repair it: run ringfence audit verify with a checkpoint that was kept elsewhere, and keep the file as it is", "%v", x.look.LogErr)
	case x.look.Logged == 0:
		x.Fine(log, "no entry yet; the first start begins it")
	default:
		x.Fine(log, "%d entries; ringfence audit verify compares all of them, and only a checkpoint that was kept elsewhere shows that they were put back or written anew", x.look.Logged)
	}
	const erased = "erasing"
	switch {
	case x.look.Scrubbing:
		x.Warn(erased, "start the server, which goes on with it within a day", "what was erased is not overwritten in the file yet: that was interrupted")
	case x.look.Erased.IsZero():
		x.Fine(erased, "nothing was due yet; a running server looks every hour")
	default:
		x.Fine(erased, "last on %s; a running server looks every hour, and ringfence retention tells what was erased", x.look.Erased.Format(time.DateOnly))
	}
}
