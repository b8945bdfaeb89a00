package recorder

import (
	"maps"
	"slices"

	"ringfence/internal/auditlog"
	"ringfence/internal/moderator"
)

// person is an account as entries say it is: all of them, the last of each kind, and all the roles it was given.
type person struct {
	changes  []auditlog.Entry
	role     auditlog.Entry // by which it has its role
	roles    []string
	disabled auditlog.Entry // or enabled; the zero Entry for neither
	able     bool
	settled  auditlog.Entry // by which a password was chosen, since it was last invited; the zero Entry for none
	reset    auditlog.Entry // by which it was invited anew, since; likewise
}

func (v *verification) weighPerson(e *auditlog.Entry) {
	p := v.said.people[e.Object]
	if p == nil {
		p = &person{able: true}
		if v.said.people[e.Object] = p; e.Kind != "added" {
			v.wrong("entry %d: the account %q was changed (%s), and no entry before says that it was made", e.Index, e.Object, e.Kind)
		}
	}
	p.changes = append(p.changes, *e)
	if e.Reason != "" { // whoever is reset may get another role
		p.role, p.roles = *e, append(p.roles, e.Reason)
	}
	switch e.Kind {
	case "disabled", "enabled":
		p.disabled, p.able = *e, e.Kind == "enabled"
	case "reset":
		p.settled, p.reset = auditlog.Entry{}, *e
	case "settled":
		p.settled, p.reset = *e, auditlog.Entry{}
	}
}

// comparePeople compares the accounts of the desk with what entries say of who made and changed them.
func (v *verification) comparePeople() {
	for i := range v.done.people {
		a := &v.done.people[i]
		p := v.said.people[a.Name]
		delete(v.said.people, a.Name)
		if p == nil {
			v.wrong("the account %q (%s) stands in no entry: somebody made it past the log", a.Name, a.Role)
			continue
		}
		v.comparePerson(a, p)
	}
	for _, name := range slices.Sorted(maps.Keys(v.said.people)) {
		v.undone(v.said.people[name].role.Index, "the account %q was about to be made and is not there: none is ever deleted", name)
	}
}

func (v *verification) comparePerson(a *moderator.Account, p *person) {
	switch last := p.role; {
	case string(a.Role) == last.Reason || last.Index >= v.settled:
	case slices.Contains(p.roles, string(a.Role)):
		v.undone(last.Index, "the account %q was about to become %s and is %s", a.Name, last.Reason, a.Role)
	default:
		v.wrong("the account %q is %s, and entry %d, the last that gives it a role, says %s: it was changed past the log", a.Name, a.Role, last.Index, last.Reason)
	}
	switch last := p.disabled; {
	case a.Disabled == !p.able || last.Index >= v.settled:
	case last.Action == "":
		v.wrong("the account %q is disabled, and no entry says so: it was changed past the log", a.Name)
	default:
		v.undone(last.Index, "the account %q was about to be %s and is not, or that was taken back past the log", a.Name, last.Kind)
	}
	v.compareOpening(a, p)
	for _, e := range p.changes {
		if a.Sessions < e.Sessions && !v.missed(e.Index) {
			v.undone(e.Index, "the account %q was about to be changed (%s) and is as before: that was not done, or an older copy of it was put back past the log", a.Name, e.Kind)
		}
	}
}

// compareOpening compares what opens an account.
func (v *verification) compareOpening(a *moderator.Account, p *person) {
	switch settled := p.settled.Action != ""; {
	case a.Password != "" && a.Invite != nil:
		v.wrong("the account %q has a password and an invitation as well: somebody invited it past the log", a.Name)
	case a.Password != "" && p.reset.Action != "":
		v.undone(p.reset.Index, "the account %q was about to be invited anew, and has a password: that was not done, or an older copy of it was put back past the log", a.Name)
	case a.Password != "" && !settled:
		v.wrong("the account %q has a password, and no entry says that somebody chose one since it was last invited", a.Name)
	case a.Invite != nil && settled:
		v.undone(p.settled.Index, "the account %q was about to be given a password, and an invitation waits for it: that was not done, or somebody invited it past the log", a.Name)
	}
}
