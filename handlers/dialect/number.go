package dialect

import (
	"crypto/sha1" //nolint:gosec // see Lookups
	"encoding/hex"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/subject"
)

// test answers GET /api/test, by which an app sees whether it was set up right.
func (d *Dialect) test(c echo.Context) error { return text(c, "ok") }

// check answers GET /api/check. A number is named by the SHA-1 of its E.164 form, in hexadecimal of either case, or by itself as phone. The hashes of
// its block, prefix10 and prefix100, are taken and not looked at: what neighbours say of a number is suspicious at most.
func (d *Dialect) check(c echo.Context) error {
	if phone := c.QueryParam("phone"); phone != "" {
		return d.about(c, phone)
	}
	sum, err := sumOf(c.QueryParam("sha1"))
	if err != nil {
		return err
	}
	key, listed := d.Lookups.BySHA1(sum)
	if !listed || d.hides(key) {
		if _, err := leastOf(c); err != nil {
			return err
		}
		return d.tell(c, nobody())
	}
	found, err := d.known(c, key)
	if err != nil {
		return err
	}
	return d.tell(c, found)
}

func sumOf(digits string) (sum [sha1.Size]byte, err error) {
	if len(digits) != hex.EncodedLen(len(sum)) {
		return sum, wrong("sha1")
	}
	if _, err := hex.Decode(sum[:], []byte(digits)); err != nil {
		return sum, wrong("sha1")
	}
	return sum, nil
}

// number answers GET /api/num/{number}, in any spelling.
func (d *Dialect) number(c echo.Context) error { return d.about(c, route.Param(c, "number")) }

func (d *Dialect) about(c echo.Context, spelled string) error {
	key, err := subject.Parse(spelled, "")
	if err != nil {
		return err
	}
	found, err := d.known(c, key)
	if err != nil {
		return err
	}
	return d.tell(c, found)
}
