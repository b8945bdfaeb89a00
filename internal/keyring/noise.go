package keyring

import "encoding/binary"

// Noise is a trend.Noise: the 64 bits that belong to the name of a cell. Its key stays, so that a cell has the same noise whenever and
// wherever it is counted: what is drawn anew each time could be averaged out.
func (r *Ring) Noise(name string) uint64 {
	return binary.BigEndian.Uint64(mac(r.named(noiseKey), "noise", []byte(name)))
}
