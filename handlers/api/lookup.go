package api

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/index"
	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// batch is the body of POST /v1/lookups.
type batch struct {
	Numbers []report.SubjectDraft `json:"numbers"`
	Region  string                `json:"region"`
}

// lookups answers POST /v1/lookups: results in the order of the batch, each an answer or a problem.
func (a *API) lookups(c echo.Context) error {
	d := desks.Get().(*desk)
	defer d.leave()
	asked, err := decodeBatch(c, d.numbers)
	if err != nil {
		return err
	}
	if len(asked.Numbers) == 0 || len(asked.Numbers) > MaxNumbers {
		return &route.Refused{Refusal: route.Numbers, Pointer: "/numbers", Limit: MaxNumbers}
	}
	if _, ok := subject.ParseRegion(asked.Region); !ok {
		return &subject.Error{Problem: subject.BadRegion}
	}
	if err := a.answer(d, a.wire[route.Lang(c)], asked, a.demonstrates(c)); err != nil {
		return err
	}
	return privately(c, d.page)
}

// answer writes the results of a batch to the page of d. Only what concerns all entries is an error.
func (a *API) answer(d *desk, v *voice, asked batch, demo bool) error {
	refused, err := d.parse(asked)
	if err != nil {
		return err
	}
	d.locate(v.lang)
	var moment []byte // the same for all
	d.page = append(d.page, `{"results":[`...)
	err = a.Index.LookupAll(d.keys, func(i int, found *index.Answer) {
		if i > 0 {
			d.page = append(d.page, ',')
		}
		if refused[i] != nil {
			d.page = appendProblem(d.page, v.lang, refused[i])
			return
		}
		if moment == nil {
			moment = appendMoment(nil, found.AsOf)
		}
		d.page = v.appendKnown(append(d.page, `{"answer":`...), found, d.origins[i], demo)
		d.page = append(append(d.page, moment...), '}')
	})
	d.page = append(d.page, "]}\n"...)
	return err
}

// appendProblem appends why an entry names no subject.
func appendProblem(b []byte, l catalogue.Lang, refused *subject.Error) []byte {
	problem, _ := json.Marshal(route.ProblemOfSubject(l, http.StatusBadRequest, refused)) // strings and numbers cannot fail
	return append(append(append(b, `{"problem":`...), problem...), '}')
}

func parse(entry report.SubjectDraft, region string) (subject.Key, error) {
	if entry.Kind == "" {
		return subject.Parse(entry.Value, region)
	}
	return subject.ParseKind(subject.Kind(entry.Kind), entry.Value, region)
}
