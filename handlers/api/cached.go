package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
)

// private answers with what nobody but the caller may keep.
func private(c echo.Context, status int, body any) error {
	route.Speak(c)
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSON(status, body)
}

// fresh answers with what the caller may keep for a while. same is body without what changes from moment to
// moment: as long as it is equal, the client is told that nothing changed.
func fresh(c echo.Context, keep time.Duration, body, same any) error {
	wire, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	basis, err := json.Marshal(same)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	route.Speak(c)
	return cached(c, keep, wire, basis)
}

// cached answers with a JSON document, or with 304 when the client has one with the same basis.
func cached(c echo.Context, fresh time.Duration, wire, basis []byte) error {
	sum := sha256.Sum256(basis)
	tag := `W/"` + hex.EncodeToString(sum[:12]) + `"` // weak: two answers may differ in their time
	h := c.Response().Header()
	// private: a proxy would keep the number that was looked up
	h.Set(echo.HeaderCacheControl, fmt.Sprintf("private, max-age=%d", int(fresh.Seconds())))
	h.Set("ETag", tag)
	if holds(c.Request().Header.Values("If-None-Match"), tag) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.JSONBlob(http.StatusOK, append(wire, '\n')) // as c.JSON ends: a terminal's next prompt has its own line
}

// holds compares as RFC 9110, 13.1.2 says.
func holds(ifNoneMatch []string, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for held := range strings.SplitSeq(strings.Join(ifNoneMatch, ","), ",") {
		if held = strings.TrimSpace(held); held == "*" || strings.TrimPrefix(held, "W/") == opaque {
			return true
		}
	}
	return false
}
