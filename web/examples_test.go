package web

import (
	"maps"
	"testing"

	"ringfence/web/catalogue"
)

// sample is what examples are made with: a frame in the language asked for.
type sample struct {
	*testing.T
	Frame
}

// held is the frame of a page that a form must carry into the other language.
func (s sample) held() Frame {
	f := s.Frame
	f.Held = "held"
	return f
}

// wrong is the summary of a form in which the form itself and these fields are wrong.
func (s sample) wrong(form string, fields ...string) Summary {
	all := Summary{Frame: s.Frame, Problems: []Problem{{Text: attack}}}
	all.Held = form
	for _, name := range fields {
		all.Problems = append(all.Problems, Problem{Field: name, Text: attack + name})
	}
	return all
}

// examples are pages that between them go through every branch of every template. Each kind of page has its
// own in its own file.
func examples(t *testing.T, l catalogue.Lang) map[string]Page {
	all := map[string]Page{}
	for _, of := range []func(sample) map[string]Page{
		homeExamples, reportExamples, receiptExamples, subjectExamples, errorExamples, componentExamples,
		offersExamples, checkExamples, employersExamples, proseExamples, smsExamples, appsExamples, referenceExamples, kitExamples, trendsExamples, hidingExamples, contestExamples, deskExamples,
	} {
		maps.Copy(all, of(sample{t, Frame{Lang: l, Path: "/"}}))
	}
	return all
}
