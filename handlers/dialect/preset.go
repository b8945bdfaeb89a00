package dialect

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/preset"
)

// ErrNoNumber means that reports cannot be texted to this service, or that it does not say where.
var ErrNoNumber = errors.New("no number to text to")

// preset answers GET /presets/spamblocker/{name}.json.
func (d *Dialect) preset(c echo.Context) error {
	file, isJSON := strings.CutSuffix(route.Param(c, "file"), ".json")
	name, known := preset.Parse(file)
	origin := route.Origin(c, d.Origin)
	if !isJSON || !known || origin == "" {
		return echo.ErrNotFound
	}
	document, ok := name.Document(preset.Site{Origin: origin, Number: d.Number})
	if !ok {
		return ErrNoNumber
	}
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-cache")
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, document)
}
