package api

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// batch is the body of POST /v1/lookups.
type batch struct {
	Numbers []report.SubjectDraft `json:"numbers"`
	Region  string                `json:"region"`
}

// result is the answer to one entry of a batch: one of the two.
type result struct {
	Answer  *answer        `json:"answer,omitempty"`
	Problem *route.Problem `json:"problem,omitempty"`
}

// results is the answer to a batch, in its order.
type results struct {
	Results []result `json:"results"`
}

// lookups answers POST /v1/lookups.
func (a *API) lookups(c echo.Context) error {
	var asked batch
	if err := decode(c, &asked); err != nil {
		return err
	}
	if len(asked.Numbers) == 0 || len(asked.Numbers) > MaxNumbers {
		return &route.Refused{Refusal: route.Numbers, Pointer: "/numbers", Limit: MaxNumbers}
	}
	if _, ok := subject.ParseRegion(asked.Region); !ok {
		return &subject.Error{Problem: subject.BadRegion}
	}
	answers := results{make([]result, len(asked.Numbers))}
	for i, entry := range asked.Numbers {
		var err error
		if answers.Results[i], err = a.lookup(route.Lang(c), entry, asked.Region); err != nil {
			return err
		}
	}
	return private(c, http.StatusOK, answers)
}

// lookup answers one entry. Only what concerns the others too is an error.
func (a *API) lookup(l catalogue.Lang, entry report.SubjectDraft, region string) (result, error) {
	key, err := parse(entry, region)
	var refused *subject.Error
	if errors.As(err, &refused) {
		problem := route.ProblemOfSubject(l, http.StatusBadRequest, refused)
		return result{Problem: &problem}, nil
	} else if err != nil {
		return result{}, err
	}
	found, err := a.Index.Lookup(key)
	if err != nil {
		return result{}, err
	}
	known := newAnswer(l, found)
	return result{Answer: &known}, nil
}

func parse(entry report.SubjectDraft, region string) (subject.Key, error) {
	if entry.Kind == "" {
		return subject.Parse(entry.Value, region)
	}
	return subject.ParseKind(subject.Kind(entry.Kind), entry.Value, region)
}
