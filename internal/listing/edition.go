package listing

import "time"

// Edition is what a store keeps of a version: what changed in it or, if Whole, all that is known as of it, tombstones and older
// versions too.
type Edition struct {
	Version uint64
	Whole   bool
	At      time.Time // of publication, to the second
	Body    []byte    // in the format of this package
}
