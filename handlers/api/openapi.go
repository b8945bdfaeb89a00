package api

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"
)

//go:embed openapi.yaml
var openapiYAML []byte

// Document returns the description of the API, which tests hold to be valid, with where each of its parts stands in its file: that tells
// their order.
func Document() (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	document, err := loader.LoadFromData(openapiYAML)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	return document, nil
}

// plainDocument is the JSON of Document, once for all who were given none.
var plainDocument = sync.OnceValues(func() ([]byte, error) {
	document, err := Document()
	if err != nil {
		return nil, err
	}
	return document.MarshalJSON()
})

// describe answers GET /openapi.json.
func (a *API) describe(c echo.Context) error {
	return cached(c, time.Hour, a.document, a.document)
}

// Described returns the path of a route as the description writes it.
func Described(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}
