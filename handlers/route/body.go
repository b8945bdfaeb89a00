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
	body, err := Bytes(c)
	if err == nil && !utf8.Valid(body) {
		return nil, &Refused{Refusal: NotUTF8}
	}
	return body, err
}

// Bytes returns the whole body, whatever it is, within the limit of its Route. The error is a *Refused.
func Bytes(c echo.Context) ([]byte, error) {
	body, err := whole(c.Request())
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &Refused{Refusal: TooLarge, Limit: tooLarge.Limit}
	case err != nil:
		return nil, &Refused{Refusal: Incomplete}
	}
	return body, nil
}

// atOnce is how much room is made for a body before any of it came, and each time twice as much as came: whoever
// announces much and sends it byte by byte gets no more.
const atOnce = 4 << 10

// whole reads the body of a request, which the edge has bounded, into as much room as it announces.
func whole(r *http.Request) ([]byte, error) {
	if r.ContentLength <= 0 {
		return io.ReadAll(r.Body)
	}
	var body []byte
	for room := int64(atOnce); ; room *= 2 {
		read := len(body)
		body = append(make([]byte, 0, min(r.ContentLength, room)), body...)
		body = body[:cap(body)]
		if _, err := io.ReadFull(r.Body, body[read:]); err != nil || int64(len(body)) >= r.ContentLength {
			return body, err
		}
	}
}
