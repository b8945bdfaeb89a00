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

// atOnce is how much room is made for a body before any of it came: whoever announces much and sends it byte by
// byte gets no more.
const atOnce = 4 << 10

// whole reads the body of a request, which the edge has bounded, without growing where its length is known.
func whole(r *http.Request) ([]byte, error) {
	if r.ContentLength <= 0 {
		return io.ReadAll(r.Body)
	}
	body := make([]byte, min(r.ContentLength, atOnce))
	read, err := io.ReadFull(r.Body, body)
	if err != nil || r.ContentLength <= atOnce {
		return body, err
	}
	all := make([]byte, r.ContentLength)
	copy(all, body)
	_, err = io.ReadFull(r.Body, all[read:])
	return all, err
}
