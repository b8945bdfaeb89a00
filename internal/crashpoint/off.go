//go:build !crash

package crashpoint

// Reach does nothing.
func Reach(Point) {}

// Armed reports false.
func Armed(Point) bool { return false }
