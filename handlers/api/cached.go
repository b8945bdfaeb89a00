package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
)

// confidential answers with what nobody but the caller may keep.
func confidential(c echo.Context, status int, body any) error {
	route.Speak(c)
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(status, body)
}

// privately answers with a JSON document that nobody but the caller may keep.
func privately(c echo.Context, document []byte) error {
	route.Speak(c)
	h := c.Response().Header()
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(document))) // a long one would go in chunks
	return c.JSONBlob(http.StatusOK, document)
}

// demonstration are the header fields of an answer from data that are one.
var demonstration = route.Fixed{{"Ringfence-Demonstration", []string{"true"}}}

// demonstrates reports whether the data are a demonstration, and has the answer's header say so.
func (a *API) demonstrates(c echo.Context) bool {
	if a.Demo == nil || !a.Demo() {
		return false
	}
	demonstration.Set(c.Response().Header())
	return true
}

// jsonFields are the header fields of a JSON document.
var jsonFields = route.Fixed{{echo.HeaderContentType, []string{echo.MIMEApplicationJSON}}}

// cached answers with a JSON document that the caller may keep for a while, or with 304 when he has one with
// the same basis: the part of the document that does not change from moment to moment.
func cached(c echo.Context, fresh time.Duration, document, basis []byte) error {
	sum := sha256.Sum256(basis)
	tag := make([]byte, 0, len(`W/""`)+24)
	tag = append(hex.AppendEncode(append(tag, `W/"`...), sum[:12]), '"') // weak: two answers may differ in their time
	h := c.Response().Header()
	// private: a proxy would keep the number that was looked up
	h[echo.HeaderCacheControl] = []string{"private, max-age=" + strconv.Itoa(int(fresh/time.Second))}
	h["Etag"] = []string{string(tag)}
	if held := c.Request().Header["If-None-Match"]; len(held) > 0 && route.Holds(held, string(tag)) {
		return c.NoContent(http.StatusNotModified)
	}
	jsonFields.Set(h)
	c.Response().WriteHeader(http.StatusOK)
	_, err := c.Response().Write(document)
	return err
}

// pages are buffers for answers while they are written.
var pages = sync.Pool{New: func() any { return new([]byte) }}
