package listing

import "ringfence/internal/private"

// appendCompact writes numbers.rfl.
func appendCompact(b []byte, d *Delta) []byte {
	c := private.Compact{Base: d.Base, Version: d.Version, At: d.At, Demo: d.Demo}
	if added := numbers(d.Added); len(added) > 0 {
		c.Added = make([]uint64, len(added))
		for i := range added {
			c.Added[i], _ = added[i].Key.E164()
		}
	}
	for _, key := range d.removedNumbers() {
		number, _ := key.E164()
		c.Removed = append(c.Removed, number)
	}
	return c.Append(b)
}
