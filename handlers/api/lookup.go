package api

import (
	"encoding/json"
	"errors"
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
	asked, err := decodeBatch(c)
	if err != nil {
		return err
	}
	if len(asked.Numbers) == 0 || len(asked.Numbers) > MaxNumbers {
		return &route.Refused{Refusal: route.Numbers, Pointer: "/numbers", Limit: MaxNumbers}
	}
	if _, ok := subject.ParseRegion(asked.Region); !ok {
		return &subject.Error{Problem: subject.BadRegion}
	}
	page := pages.Get().(*[]byte)
	defer pages.Put(page)
	results, err := a.appendResults((*page)[:0], a.wire[route.Lang(c)], asked, a.demonstrates(c))
	if err != nil {
		return err
	}
	*page = results
	return privately(c, results)
}

// appendResults appends the results of a batch. Only what concerns all entries is an error.
func (a *API) appendResults(b []byte, v *voice, asked batch, demo bool) ([]byte, error) {
	keys, refused := make([]subject.Key, len(asked.Numbers)), make(map[int]*subject.Error)
	for i, entry := range asked.Numbers {
		var err error
		if keys[i], err = parse(entry, asked.Region); err != nil {
			var unread *subject.Error
			if !errors.As(err, &unread) {
				return b, err
			}
			refused[i] = unread
		}
	}
	origins := originsOf(keys, v.lang)
	var moment []byte // the same for all
	b = append(b, `{"results":[`...)
	err := a.Index.LookupAll(keys, func(i int, found *index.Answer) {
		if i > 0 {
			b = append(b, ',')
		}
		if refused[i] != nil {
			b = appendProblem(b, v.lang, refused[i])
			return
		}
		if moment == nil {
			moment = appendMoment(nil, found.AsOf)
		}
		b = v.appendKnown(append(b, `{"answer":`...), found, origins[i], demo)
		b = append(append(b, moment...), '}')
	})
	return append(b, "]}\n"...), err
}

// originsOf asks for the origins one right after the other: each waits for memory, and so they wait together.
func originsOf(keys []subject.Key, l catalogue.Lang) []subject.Origin {
	all := make([]subject.Origin, len(keys))
	for i, key := range keys {
		all[i] = key.Origin(string(l))
	}
	return all
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
