package web

import (
	"slices"
	"strings"
)

// Problem is something wrong with a field, in words.
type Problem struct {
	Field string // name of the field; "" for the form as a whole
	Text  string
}

// Field is a control of a form with its label and what is wrong with it. Its ID is its name.
type Field struct {
	ID       string
	Type     string // of an input: text, date ...
	Large    bool   // an input for a number or code, in larger letters
	Label    string
	Hint     string
	Value    string
	Complete string // what a browser may fill in, as current-password; "" for nothing
	Required string // the word for it; "" when optional
	Problems []string
	Options  []Option // of radio buttons, check boxes and selects
	None     string   // what a select says while nothing is chosen; "" for nothing
	Mistake  string   // the word before a problem, for those who cannot see its colour
}

// Option is a value to choose. Options with the same Group stand together.
type Option struct {
	ID     string
	Value  string
	Label  string
	Group  string // of a select; "" for none
	Chosen bool
}

// OptionGroup is a run of options under one label; "" for none.
type OptionGroup struct {
	Label   string
	Options []Option
}

// Groups returns the options of a select by their groups, in order.
func (f Field) Groups() []OptionGroup {
	var groups []OptionGroup
	for _, o := range f.Options {
		if len(groups) == 0 || groups[len(groups)-1].Label != o.Group {
			groups = append(groups, OptionGroup{Label: o.Group})
		}
		last := &groups[len(groups)-1]
		last.Options = append(last.Options, o)
	}
	return groups
}

// DescribedBy returns the ids of the hint and the problems.
func (f Field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if len(f.Problems) > 0 {
		ids = append(ids, f.ID+"-problem")
	}
	return strings.Join(ids, " ")
}

// Summary is the list of everything wrong with a form, above it.
type Summary struct {
	Frame
	Problems []Problem
}

// Heads says what follows: what to correct, or, where no field is wrong, that there is something to know first.
func (s Summary) Heads() string {
	inAField := func(p Problem) bool { return p.Field != "" }
	if slices.ContainsFunc(s.Problems, inAField) {
		return s.T("form.problems", "count", len(s.Problems))
	}
	return s.T("form.unsent")
}

// field returns a control with the problems that concern it.
func (s Summary) field(id, label, hint, value string) Field {
	f := Field{ID: id, Type: "text", Label: s.T(label), Value: value, Mistake: s.T("form.mistake")}
	if hint != "" {
		f.Hint = s.T(hint)
	}
	for _, p := range s.Problems {
		if p.Field == id {
			f.Problems = append(f.Problems, p.Text)
		}
	}
	return f
}

// options returns the values of a vocabulary with the chosen ones marked. The first one's ID is that of the
// field, so that a link to the field finds it.
func options[T ~string](f Frame, field, vocabulary string, values []T, chosen ...string) []Option {
	list := make([]Option, len(values))
	for i, v := range values {
		list[i] = Option{ID: field + "-" + string(v), Value: string(v), Label: f.Name(vocabulary, string(v))}
		if i == 0 {
			list[i].ID = field
		}
		for _, c := range chosen {
			list[i].Chosen = list[i].Chosen || c == string(v)
		}
	}
	return list
}
