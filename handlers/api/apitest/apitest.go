// Package apitest holds conversations to the description of the API: whoever sends requests through its
// Transport proves, answer by answer, that the service does what openapi.yaml says.
package apitest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/klauspost/compress/zstd"

	"ringfence/handlers/api"
	"ringfence/web/catalogue"
)

// Transport sends requests with Base and fails T for every answer that the description does not have, and
// for every request that was answered with success though the description forbids it. Requests to paths
// that are not described, and OPTIONS, pass unseen. It is safe for concurrent use.
type Transport struct {
	T      testing.TB
	Base   http.RoundTripper
	router routers.Router
}

// NewTransport returns a Transport over base.
func NewTransport(t testing.TB, base http.RoundTripper) *Transport {
	t.Helper()
	router, err := described()
	if err != nil {
		t.Fatal(err)
	}
	return &Transport{T: t, Base: base, router: router}
}

// described finds the description of a request. Reading it takes longer than most tests.
var described = sync.OnceValues(func() (routers.Router, error) {
	doc, err := api.Document()
	if err != nil {
		return nil, err
	}
	forbidUndescribed(doc)
	return gorillamux.NewRouter(doc)
})

// RoundTrip implements http.RoundTripper.
func (tr *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	sent, err := drain(&req.Body)
	if err != nil {
		return nil, err
	}
	res, err := tr.Base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	got, err := drain(&res.Body)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(got, []byte(catalogue.Missing)) {
		tr.T.Errorf("%s %s: a word is missing in %s", req.Method, req.URL.Path, got)
	}
	if err := tr.check(req, sent, res, got); err != nil {
		tr.T.Errorf("%s %s -> %d is not as described: %v", req.Method, req.URL.Path, res.StatusCode, err)
	}
	return res, nil
}

// check compares one exchange with the description.
func (tr *Transport) check(req *http.Request, sent []byte, res *http.Response, got []byte) error {
	asked := req.Clone(req.Context())
	asked.URL = &url.URL{Path: req.URL.Path, RawPath: req.URL.RawPath, RawQuery: req.URL.RawQuery}
	asked.Body = io.NopCloser(bytes.NewReader(sent))
	if asked.Method == http.MethodHead {
		asked.Method = http.MethodGet
	}
	route, params, err := tr.router.FindRoute(asked)
	if err != nil {
		if res.StatusCode < http.StatusMultipleChoices && len(got) > 0 && strings.HasPrefix(req.URL.Path, "/v1/") {
			return fmt.Errorf("an answer at an address that is not described: %w", err)
		}
		return nil
	}
	input := &openapi3filter.RequestValidationInput{
		Request: asked, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, SkipSettingDefaults: true, RejectWhenRequestBodyNotSpecified: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, // the service says which keys it takes
			ExcludeRequestBody: isTable(asked, route),
		},
	}
	if res.StatusCode < http.StatusMultipleChoices {
		if err := openapi3filter.ValidateRequest(req.Context(), input); err != nil {
			return fmt.Errorf("the request is forbidden and was answered: %w", err)
		}
	}
	if req.Method == http.MethodHead {
		return nil
	}
	if got, err = decoded(res.Header, got); err != nil {
		return err
	}
	if media := mediaOf(res.Header); !strings.HasSuffix(media, "json") {
		input.Options.ExcludeResponseBody = true // all that can be described of it is that it is this
		if described := route.Operation.Responses.Status(res.StatusCode); len(got) > 0 && (described == nil || described.Value.Content[media] == nil) {
			return fmt.Errorf("the Content-Type %s is not described", media)
		}
	}
	return openapi3filter.ValidateResponse(req.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: res.StatusCode, Header: res.Header,
		Body: io.NopCloser(bytes.NewReader(got)), Options: input.Options,
	})
}

// isTable reports whether a request has many rows, as its operation has it. Whatever they are, each is answered for itself.
func isTable(req *http.Request, route *routers.Route) bool {
	media, body := mediaOf(req.Header), route.Operation.RequestBody
	return body != nil && (media == "text/csv" || media == "application/x-ndjson") && body.Value.Content[media] != nil
}

func mediaOf(h http.Header) string {
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return media
}

// decoded returns a body as it was before it was compressed.
func decoded(h http.Header, body []byte) ([]byte, error) {
	switch coding := h.Get("Content-Encoding"); coding {
	case "":
		return body, nil
	case "gzip":
		from, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(from)
	case "zstd":
		from, err := zstd.NewReader(nil)
		if err != nil {
			return nil, err
		}
		defer from.Close()
		return from.DecodeAll(body, nil)
	default:
		return nil, fmt.Errorf("compressed by %s", coding)
	}
}

// drain reads a body and puts it back.
func drain(body *io.ReadCloser) ([]byte, error) {
	if *body == nil {
		return nil, nil
	}
	read, err := io.ReadAll(*body)
	_ = (*body).Close()
	*body = io.NopCloser(bytes.NewReader(read))
	return read, err
}

// forbidUndescribed closes every object that does not say otherwise: clients must bear new members, and
// tests must see them.
func forbidUndescribed(doc *openapi3.T) {
	seen := make(map[*openapi3.Schema]bool)
	var closed func(ref *openapi3.SchemaRef)
	closed = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		s := ref.Value
		seen[s] = true
		if len(s.Properties) > 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil {
			s.AdditionalProperties.Has = new(bool)
		}
		for _, property := range s.Properties {
			closed(property)
		}
		closed(s.Items)
		for _, some := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf, s.AllOf} {
			for _, one := range some {
				closed(one)
			}
		}
	}
	for _, s := range doc.Components.Schemas {
		closed(s)
	}
}
