package route

import (
	"errors"
	"io"
	"net/http"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// Body returns the whole body, which is UTF-8 and within the limit of its Route. The error is a *Refused.
func Body(c echo.Context) ([]byte, error) {
	body, err := whole(c.Request())
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &Refused{Refusal: TooLarge, Limit: tooLarge.Limit}
	case err != nil:
		return nil, &Refused{Refusal: Incomplete}
	case !utf8.Valid(body):
		return nil, &Refused{Refusal: NotUTF8}
	}
	return body, nil
}

// whole reads the body of a request, which the edge has bounded, at one go where its length is known.
func whole(r *http.Request) ([]byte, error) {
	if r.ContentLength <= 0 {
		return io.ReadAll(r.Body)
	}
	body := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, body)
	return body, err
}
