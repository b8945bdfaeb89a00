// Package api answers programs: phone apps that look numbers up, sites and tools that report. Its routes,
// requests and answers are those of openapi.yaml, which tests hold it to.
package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"ringfence/handlers/route"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/private"
)

// Limits of one request.
const (
	MaxReport  = 64 << 10 // bytes of a report
	MaxLookup  = 64 << 10 // bytes of a batch of lookups
	MaxNumbers = 500      // subjects in a batch of lookups
)

// Config is what an API is made of.
type Config struct {
	Intake *intake.Intake
	Index  *index.Index
	Clock  func() time.Time
	Demo   func() bool     // whether the data are a demonstration; nil for never
	Pad    private.Padding // fills ranges up; instances with the same keys have the same
}

// API answers programs.
type API struct {
	Config
	document   []byte // openapi.yaml as JSON
	vocabulary []byte // every value as JSON
	wire       wire
	ranges     ranges
	asOf       asOf
}

// New returns an API. It fails when its description is not valid, which tests rule out.
func New(c Config) (*API, error) {
	document, err := Document()
	if err != nil {
		return nil, err
	}
	asJSON, err := document.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	words, err := json.Marshal(newVocabulary())
	if err != nil {
		return nil, fmt.Errorf("vocabulary: %w", err)
	}
	w, err := newWire()
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	return &API{
		Config: c, document: append(asJSON, '\n'), vocabulary: append(words, '\n'), wire: w, ranges: make(ranges, private.Prefixes),
	}, nil
}

// Routes is the site map of the API.
func (a *API) Routes() []route.Route {
	return []route.Route{
		{Method: http.MethodGet, Path: "/v1/numbers/:number", Handle: a.number, Budget: route.Lookup, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/subjects/:kind/:value", Handle: a.subject, Budget: route.Lookup, Open: true, Instant: true},
		{Method: http.MethodPost, Path: "/v1/lookups", Handle: a.lookups, MaxBody: MaxLookup, Budget: route.Batch, Open: true},
		{Method: http.MethodPost, Path: "/v1/reports", Handle: a.report, MaxBody: MaxReport, Budget: route.Report, Proved: route.ProvedReport},
		{Method: http.MethodGet, Path: "/v1/receipts/:code", Handle: a.receipt, Budget: route.Receipt, Open: true},
		{Method: http.MethodPut, Path: "/v1/receipts/:code", Handle: a.replace, MaxBody: MaxReport, Budget: route.Report, Proved: route.ProvedReport},
		{Method: http.MethodDelete, Path: "/v1/receipts/:code", Handle: a.withdraw, Budget: route.Receipt},
		{Method: http.MethodGet, Path: "/v1/vocabulary", Handle: a.words, Open: true},
		{Method: http.MethodGet, Path: "/openapi.json", Handle: a.describe, Open: true},
		{Method: http.MethodGet, Path: "/v1/ranges/:prefix", Handle: a.ranged, Budget: route.Range, Open: true, Instant: true},
	}
}
