package route_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
)

func TestParamIsDecodedOnce(t *testing.T) {
	for path, want := range map[string]string{
		"/+1202":              "+1202",
		"/%2B1202":            "+1202",
		"/a%20b":              "a b",
		"/CN%2F95588":         "CN/95588",
		"/a%252Fb":            "a%2Fb",
		"/a%252Fb%2F":         "a%2Fb/",
		"/%EF%BC%8B%EF%BC%91": "＋１",
		"/100%25":             "100%",
	} {
		var got string
		e := echo.New()
		e.GET("/:value", func(c echo.Context) error {
			got = route.Param(c, "value")
			return nil
		})
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestBody(t *testing.T) {
	for _, test := range []struct {
		name string
		body io.Reader
		want route.Refusal
	}{
		{"text", strings.NewReader("短信"), ""},
		{"as much as is allowed", strings.NewReader("0123456789"), ""},
		{"more", strings.NewReader("0123456789a"), route.TooLarge},
		{"no text", strings.NewReader("\xff"), route.NotUTF8},
		{"cut off", io.MultiReader(strings.NewReader("01"), iotest.ErrReader(io.ErrUnexpectedEOF)), route.Incomplete},
	} {
		t.Run(test.name, func(t *testing.T) {
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
			res := httptest.NewRecorder()
			req.Body = http.MaxBytesReader(res, io.NopCloser(test.body), 10)
			_, err := route.Body(echo.New().NewContext(req, res))
			var refused *route.Refused
			if errors.As(err, &refused); test.want == "" && err != nil || test.want != "" && (refused == nil || refused.Refusal != test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}
