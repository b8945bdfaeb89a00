package web

import (
	"cmp"
	"strings"
)

// ReferencePath is the first page of the reference; its parts lie below.
const ReferencePath = "/developers/api"

// Reference describes the API: what holds for all of it, or one part.
type Reference struct {
	Frame
	Manual *Manual
	Part   *Part  // nil on the first page
	Base   string // scheme and host that the commands ask; "" for those of a service on this machine
}

func (Reference) set() string { return "reference" }

// Title names the page.
func (r Reference) Title() string {
	if r.Part == nil {
		return r.T("reference.title")
	}
	return r.T("reference.part.title", "part", r.Part.Title)
}

// Description says what is on it.
func (r Reference) Description() string {
	if r.Part == nil {
		return r.T("reference.description")
	}
	all := make([]string, len(r.Part.Operations))
	for i, o := range r.Part.Operations {
		all[i] = o.Method + " " + o.Path
	}
	return r.T("reference.part.description", "operations", r.Lang.List(all))
}

// Chapters is the table of contents.
func (r Reference) Chapters() []Chapter {
	if r.Part == nil {
		return r.chapters("reference.q.about", "reference.q.operations", "reference.q.errors", "reference.q.headers")
	}
	var all []Chapter
	for _, o := range r.Part.Operations {
		all = append(all, Chapter{o.ID, o.Summary})
	}
	if len(r.Part.Objects) > 0 {
		all = append(all, r.chapters("reference.q.objects")...)
	}
	return all
}

// PartPath is the page of a part.
func (r Reference) PartPath(p Part) string { return r.Link(ReferencePath + "/" + p.Name) }

// OperationPath is where an operation is described.
func (r Reference) OperationPath(p Part, o Operation) string {
	return r.Link(ReferencePath + "/" + p.Name + "#" + o.ID)
}

// Shared is where an answer or a header that many operations share is described.
func (r Reference) Shared(id string) string { return r.Link(ReferencePath + "#" + id) }

// Here returns a command that asks this service, whose address begins a line.
func (r Reference) Here(c Command) Command {
	base := cmp.Or(r.Base, localhost)
	onLine := strings.NewReplacer(" ORIGIN", " \\\n  "+base, " 'ORIGIN", " \\\n  '"+base)
	return Command{onLine.Replace(c.Text), c.Answer}
}

// Limited says how much one network may ask of an operation without an API key, or "".
func (r Reference) Limited(o Operation) string {
	if o.Keyed || o.Limit.Rate == 0 {
		return ""
	}
	return r.T("reference.limit", "rate", r.rate(o.Limit))
}

// Feeding says what to put into a command.
func (r Reference) Feeding(f *Fed) string {
	return r.T("reference.fed", "member", f.Member, "shown", f.Shown)
}
