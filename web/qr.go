package web

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// Code is a QR code: a square drawing that is dark on light in every colour scheme, since many scanners read no other.
type Code struct {
	Label string // what it leads to, for who cannot see it
	Size  int    // of each side, in modules, with the quiet zone around
	Dark  string // path of the dark modules
}

// quiet is how many light modules scanners want on each side.
const quiet = 4

// newCode returns the code of an address, 15 % of which may be unreadable, without a label.
func newCode(address string) (Code, error) {
	drawn, err := qr.Encode(address, qr.M, qr.Unicode)
	if err != nil {
		return Code{}, fmt.Errorf("web: QR code: %w", err)
	}
	side := drawn.Bounds().Dx()
	var path strings.Builder
	for y := range side {
		for x := 0; x < side; {
			wide := 0
			for x+wide < side && isDark(drawn.At(x+wide, y)) {
				wide++
			}
			if wide > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, wide, wide)
			}
			x += max(1, wide)
		}
	}
	return Code{Size: side + 2*quiet, Dark: path.String()}, nil
}

// isDark reports whether a module is: there are black ones and white ones.
func isDark(c interface{ RGBA() (r, g, b, a uint32) }) bool {
	r, _, _, _ := c.RGBA()
	return r == 0
}
