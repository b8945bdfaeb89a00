package web

import (
	"fmt"

	"ringfence/internal/auditlog"
	"ringfence/internal/moderator"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// DeskLog is the audit log, the newest entries first.
type DeskLog struct {
	Desk
	Size    uint64
	Root    string // base64, as checkpoints have it
	Lines   []DeskEntry
	Older   string // path of the page before; "" for none
	Damaged bool   // the store does not show all that was seen of it
}

func (DeskLog) set() string { return "desk_log" }

// DeskEntry is a line of the log.
type DeskEntry struct {
	Index                         string
	At, By, What, Subject, Reason string
	Path                          string // of the subject at the desk; "" for none
}

// Head says how long the log is.
func (d DeskLog) Head() string { return d.T("desk.log.head", "count", int(d.Size)) }

// TrustText says whether the log is as it was.
func (d DeskLog) TrustText() string {
	if d.Damaged {
		return d.T("desk.log.damaged")
	}
	return d.T("desk.log.sound")
}

// Add adds an entry.
func (d *DeskLog) Add(e auditlog.Entry) {
	line := DeskEntry{Index: fmt.Sprint(e.Index), At: minute(d.Lang, e.At), By: e.By, What: d.T("desk.action." + string(e.Action)), Reason: e.Reason}
	switch {
	case e.Action == auditlog.ChangedPeople:
		line.What += " · " + d.T("desk.people."+e.Kind) + " · " + e.Object
		if role := moderator.Role(e.Reason); role == moderator.Moderator || role == moderator.Auditor {
			line.Reason = d.T("desk.role." + e.Reason)
		}
	case e.Action == auditlog.ClosedCase:
		line.What += " · " + d.T("desk.outcome."+e.Kind)
	case e.Action == auditlog.Decided, e.Action == auditlog.Adopted && e.Subject != (subject.Key{}):
		line.What += " · " + d.T("desk.decision."+e.Kind)
	case e.Action == auditlog.ReadTexts && e.Kind != "":
		line.What += " · " + d.Name(catalogue.Categories, e.Kind)
	case e.Action == auditlog.Proposed && e.Kind == auditlog.Removal:
		line.What += " · " + d.T("desk.log.removal") + " · " + e.Name
	case e.Action == auditlog.Proposed:
		line.What += " · " + d.T("desk.sector."+e.Kind) + " · " + e.Name
	}
	if e.Object != "" && (e.Action == auditlog.KeysRotated || e.Action == auditlog.KeysDestroyed || e.Action == auditlog.Abandoned) {
		line.What += " · " + e.Object
	}
	if e.Subject != (subject.Key{}) {
		line.Subject = e.Subject.Format()
		if d.Decides() {
			line.Path = d.Link(DeskSubjectPath(e.Subject))
		}
	}
	d.Lines = append(d.Lines, line)
}
