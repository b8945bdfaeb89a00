package keyring

import "encoding/binary"

// Pad returns the i-th ID that fills up a list of a range, as private.Padding says. Its key stays, so that instances with the same
// keys answer the same.
func (r *Ring) Pad(prefix uint16, list byte, i int) [5]byte {
	sum := mac(r.named(padKey), "pad", binary.BigEndian.AppendUint16(nil, prefix), []byte{list}, binary.BigEndian.AppendUint64(nil, uint64(i)))
	return [5]byte(sum)
}
