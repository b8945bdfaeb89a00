package record

import (
	"errors"
	"math"
)

// AdmitEntry returns an error for an entry of the audit log that no caller should ask to be kept at a place. Stores keep its bytes
// as they are.
func AdmitEntry(at uint64, entry []byte) error {
	switch {
	case len(entry) == 0:
		return errors.New("an entry of nothing")
	case at > math.MaxInt64-1:
		return errors.New("an entry past the last place")
	}
	return nil
}
