package site

import (
	"bytes"
	"io"
	"mime"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
)

// form returns the fields of a posted form, which can be read again. The error is a *route.Refused.
func form(c echo.Context) (url.Values, error) {
	media, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil || media != echo.MIMEApplicationForm {
		return nil, &route.Refused{Refusal: route.MediaType}
	}
	body, err := route.Body(c)
	if err != nil {
		return nil, err
	}
	c.Request().Body = io.NopCloser(bytes.NewReader(body))
	fields, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, &route.Refused{Refusal: route.Incomplete}
	}
	for _, values := range fields {
		for i, v := range values {
			values[i] = typed(v)
		}
	}
	return fields, nil
}

// typed returns what was typed with line ends as they were typed, and with a mark in the place of bytes
// that are no text.
func typed(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD")
}

// asked reports whether a form is to be shown again in another language, and nothing else.
func asked(fields url.Values) bool { return fields.Get("show") != "" }
