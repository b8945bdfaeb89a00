package dialect

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// known returns what is known of a number.
func (d *Dialect) known(c echo.Context, key subject.Key) (info, error) {
	least, err := leastOf(c)
	if err != nil {
		return info{}, err
	}
	found, err := d.Lookups.Lookup(key)
	if err != nil {
		return info{}, err
	}
	if d.hides(key) {
		found.Judgement = reputation.Judgement{}
	}
	return newInfo(&found, string(route.Speak(c)), least), nil
}

// leastOf returns the verdict from which on a caller wants a number rated as one to block.
func leastOf(c echo.Context) (reputation.Verdict, error) {
	switch c.QueryParam("min") {
	case "", reputation.Scam.String():
		return reputation.Scam, nil
	case reputation.Suspicious.String():
		return reputation.Suspicious, nil
	}
	return 0, wrong("min")
}

// wrong is a parameter whose value is not known.
func wrong(name string) error {
	return &route.Refused{Refusal: route.BadParameter, Names: []string{name}}
}

// The formats of answers.
const (
	asJSON = "json"
	asXML  = "xml"
)

// formatOf returns the format that a caller wants: by the parameter or, as PhoneBlock has it, by an Accept that ends with it.
func formatOf(c echo.Context) (string, error) {
	switch format := c.QueryParam("format"); format {
	case "":
		if strings.HasSuffix(c.Request().Header.Get(echo.HeaderAccept), "/xml") {
			return asXML, nil
		}
		return asJSON, nil
	case asJSON, asXML:
		return format, nil
	}
	return "", &route.Refused{Refusal: route.UnknownFormat, Names: []string{asJSON, asXML}}
}

func (d *Dialect) demonstrates() bool { return d.Demo != nil && d.Demo() }

// hides reports whether nothing is told of a number: no app reads the header that says that the data are a demonstration, and whoever has
// the number would be blocked.
func (d *Dialect) hides(key subject.Key) bool {
	_, sample := report.Sample(key)
	return d.demonstrates() && !sample
}

// tell answers with what was asked for. JSON is compact, since apps find "rating":"..." in it by its signs.
func (d *Dialect) tell(c echo.Context, what any) error {
	format, err := formatOf(c)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-store")
	d.asOf.Tell(h, d.Lookups.AsOf())
	if d.demonstrates() {
		h.Set("Ringfence-Demonstration", "true")
	}
	if format == asXML {
		return c.XML(http.StatusOK, what)
	}
	document, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("phoneblock: %w", err)
	}
	return c.JSONBlob(http.StatusOK, document)
}

// text answers with a word.
func text(c echo.Context, word string) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.String(http.StatusOK, word)
}
