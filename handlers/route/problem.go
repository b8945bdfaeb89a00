package route

import (
	"cmp"

	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// BadSubject is the code of a text that names no subject, which a batch of lookups tells entry by entry.
const BadSubject = "bad_subject"

// Problem is what a program is told when its request cannot be answered (RFC 9457), in its language. Its
// members after Status are for people; programs go by Type and by the codes in Errors.
type Problem struct {
	Type     string         `json:"type"` // /problems/<code>, stable
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail"`
	Instance string         `json:"instance,omitempty"` // the request, for whoever runs the service
	Errors   []FieldProblem `json:"errors,omitempty"`
}

// FieldProblem is what is wrong with one part of a request.
type FieldProblem struct {
	Pointer string `json:"pointer,omitempty"` // a JSON pointer (RFC 6901) into the body; absent outside one
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// NewProblem returns a problem with the words of its code. args are those of catalogue.Lang.Text.
func NewProblem(l catalogue.Lang, status int, code string, args ...any) Problem {
	return Problem{
		Type:   "/problems/" + code,
		Title:  l.Text("problem." + code + ".title"),
		Status: status,
		Detail: l.Text("problem."+code+".detail", args...),
	}
}

// ProblemOfSubject returns the problem of a text that names no subject: the forms that do, and in Errors why
// this one does not.
func ProblemOfSubject(l catalogue.Lang, status int, err *subject.Error) Problem {
	p := NewProblem(l, status, BadSubject)
	p.Errors = []FieldProblem{{Code: string(err.Problem), Detail: catalogue.SubjectProblem(l, err.Problem)}}
	return p
}

// ProblemOfFields returns the problem of a body with these mistakes.
func ProblemOfFields(l catalogue.Lang, status int, code string, problems report.Problems) Problem {
	p := NewProblem(l, status, code, "count", len(problems))
	for _, q := range problems {
		p.Errors = append(p.Errors, FieldProblem{Pointer: q.Field, Code: codeOf(q), Detail: catalogue.Problem(l, q)})
	}
	return p
}

// codeOf is the subject's own code where a subject is wrong.
func codeOf(p report.Problem) string {
	if p.Code == report.SubjectProblem {
		return string(p.Subject)
	}
	return string(p.Code)
}

// ProblemOfForm returns the problem of a request that is wrong in its form.
func ProblemOfForm(l catalogue.Lang, status int, r *Refused) Problem {
	args := []any{"limit", r.Limit, "offset", r.Offset, "names", cmp.Or(l.List(r.Names), l.Text("names.none"))}
	if r.Refusal == WrongType {
		args = append(args, "place", cmp.Or(r.Pointer, l.Text("wanted.place")), "wanted", l.Text(string(r.Wanted)))
	}
	p := NewProblem(l, status, string(r.Refusal), args...)
	if r.Pointer != "" {
		p.Errors = []FieldProblem{{Pointer: r.Pointer, Code: string(r.Refusal), Detail: p.Detail}}
	}
	return p
}
