package keyring

import "encoding/binary"

// Noise is a trend.Noise: the 64 bits that belong to the name of a cell. Its key stays, so that a cell has the same noise whenever and
// wherever it is counted: what is drawn anew each time could be averaged out.
func (r *Ring) Noise(name string) uint64 {
	return binary.BigEndian.Uint64(mac(r.named(noiseKey), "noise", []byte(name)))
}

// Noisy is a Ring whose noise depends on whether the figures are a demonstration: what is made up anybody can make up again, without the
// noise, which must then not be that of figures that are real.
type Noisy struct {
	*Ring
	MadeUp func() bool
}

// Noise is a trend.Noise.
func (n Noisy) Noise(name string) uint64 {
	if n.MadeUp() {
		name = "demonstration|" + name
	}
	return n.Ring.Noise(name)
}
