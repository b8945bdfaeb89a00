package api

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"
)

//go:embed openapi.yaml
var openapiYAML []byte

// Document returns the description of the API, validated.
func Document() (*openapi3.T, error) {
	document, err := openapi3.NewLoader().LoadFromData(openapiYAML)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	if err := document.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	return document, nil
}

// describe answers GET /openapi.json.
func (a *API) describe(c echo.Context) error {
	return cached(c, time.Hour, a.document, a.document)
}
