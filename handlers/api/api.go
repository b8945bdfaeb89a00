// Package api answers programs: phone apps that look numbers up, sites and tools that report. Its routes,
// requests and answers are those of openapi.yaml, which tests hold it to.
package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/campus"
	"ringfence/internal/dispute"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/private"
	"ringfence/internal/publication"
)

// Limits of one request.
const (
	MaxReport  = 64 << 10 // bytes of a report
	MaxLookup  = 64 << 10 // bytes of a batch of lookups
	MaxNumbers = 500      // subjects in a batch of lookups
	MaxBulk    = 2 << 20  // bytes of many reports
	MaxRows    = 1000     // reports in one request
)

// Config is what an API is made of.
type Config struct {
	Document *openapi3.T // the description, as Document returns it; nil to have it read, which takes longer than all the rest

	Intake *intake.Intake
	Index  *index.Index
	Clock  func() time.Time
	Demo   func() bool     // whether the data are a demonstration; nil for never
	Pad    private.Padding // fills ranges up; instances with the same keys have the same

	Feeds       *publication.Publication
	SigningKeys func(now time.Time) ([]keyring.SigningKey, error) // that sign manifests of feeds

	Audit AuditLog // nil where no route of it is asked

	Trends   trends.Counted
	Campuses *campus.Directory // whose names trends are asked for by; nil knows none

	Disputes *dispute.Office
	Notices  Notices // nil has nothing to tell

	Metrics *prometheus.Registry // where rows of partners are counted; nil for nowhere
}

// API answers programs.
type API struct {
	Config
	document   []byte // openapi.yaml as JSON
	vocabulary []byte // every value as JSON
	wire       wire
	ranges     ranges
	asOf       route.AsOf
	feedsAsOf  route.AsOf

	noticesAsOf route.AsOf
	desk        trends.Desk
	beside      chan struct{} // has as many as there are rows being taken
	rows        *prometheus.CounterVec
}

// New returns an API. It fails when its description cannot be read, which tests rule out.
func New(c Config) (*API, error) {
	described := plainDocument
	if c.Document != nil {
		described = c.Document.MarshalJSON
	}
	c.Document = nil // its JSON is all that is needed of it
	if c.Notices == nil {
		c.Notices = nothing{}
	}
	asJSON, err := described()
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
	a := &API{
		desk:   trends.Desk{Counted: c.Trends, Campuses: c.Campuses, Clock: c.Clock},
		Config: c, document: append(slices.Clip(asJSON), '\n'), vocabulary: append(words, '\n'), wire: w, ranges: make(ranges, private.Prefixes),
		beside: make(chan struct{}, rowsBeside), rows: newRowCounter(),
	}
	if c.Metrics != nil {
		if err := c.Metrics.Register(a.rows); err != nil {
			return nil, fmt.Errorf("metrics: %w", err)
		}
	}
	return a, nil
}

// Routes is the site map of the API.
func (a *API) Routes() []route.Route {
	return append(slices.Concat(a.trends(), a.disputes(), a.notices()), []route.Route{
		{Method: http.MethodGet, Path: "/v1/numbers/:number", Handle: a.number, Budget: route.Lookup, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/subjects/:kind/:value", Handle: a.subject, Budget: route.Lookup, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/plain/:number", Handle: a.plain, Budget: route.Lookup, Open: true, Instant: true, Mute: true},
		{Method: http.MethodGet, Path: "/v1/plain/", Handle: a.plain, Budget: route.Lookup, Open: true, Instant: true, Mute: true}, // a caller who withholds the number
		{Method: http.MethodPost, Path: "/v1/lookups", Handle: a.lookups, MaxBody: MaxLookup, Budget: route.Batch, Open: true},
		{Method: http.MethodPost, Path: "/v1/reports", Handle: a.report, MaxBody: MaxReport, Budget: route.Report, Proved: route.ProvedReport},
		{Method: http.MethodPost, Path: "/v1/reports/bulk", Handle: a.bulk, MaxBody: MaxBulk, Budget: route.Bulk, Timeout: bulkTimeout, Partial: true},
		{Method: http.MethodGet, Path: "/v1/receipts/:code", Handle: a.receipt, Budget: route.Receipt, Open: true},
		{Method: http.MethodPut, Path: "/v1/receipts/:code", Handle: a.replace, MaxBody: MaxReport, Budget: route.Report, Proved: route.ProvedReport},
		{Method: http.MethodDelete, Path: "/v1/receipts/:code", Handle: a.withdraw, Budget: route.Receipt},
		{Method: http.MethodGet, Path: "/v1/vocabulary", Handle: a.words, Open: true},
		{Method: http.MethodGet, Path: "/openapi.json", Handle: a.describe, Open: true},
		{Method: http.MethodGet, Path: "/v1/ranges/:prefix", Handle: a.ranged, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/feeds", Handle: noFeed, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/feeds/", Handle: noFeed, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/feeds/manifest", Handle: a.manifest, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/feeds/keys", Handle: a.signing, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/feeds/callkit/:file", Handle: a.callKit, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/audit/checkpoint", Handle: a.checkpoint, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/audit/inclusion", Handle: a.inclusion, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/audit/consistency", Handle: a.consistency, Budget: route.Range, Open: true, Instant: true},
		{Method: http.MethodGet, Path: "/v1/feeds/:name", Handle: a.feed, Budget: route.Range, Open: true, Instant: true},
	}...)
}
