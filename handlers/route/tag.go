package route

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// SendTagged answers with a body and a strong ETag of it, or tells whoever has it already that nothing changed.
func SendTagged(c echo.Context, media string, body []byte) error {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:]) + `"`
	h := c.Response().Header()
	h["Etag"] = []string{tag}
	if held := c.Request().Header["If-None-Match"]; len(held) > 0 && Holds(held, tag) {
		return c.NoContent(http.StatusNotModified)
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, media, body)
}

// Holds reports whether a caller who sends these If-None-Match fields has what is tagged so, as RFC 9110, 13.1.2
// compares.
func Holds(ifNoneMatch []string, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for held := range strings.SplitSeq(strings.Join(ifNoneMatch, ","), ",") {
		if held = strings.TrimSpace(held); held == "*" || strings.TrimPrefix(held, "W/") == opaque {
			return true
		}
	}
	return false
}
