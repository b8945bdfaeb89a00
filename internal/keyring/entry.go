package keyring

// SealEntry returns the keyed hash that an entry of the audit log bears of all that it says: whoever lacks the key can write none that this
// service takes for its own. The key stays when others are rotated, or no entry from before would be known any more.
func (r *Ring) SealEntry(says []byte) [16]byte {
	return [16]byte(mac(r.named(logKey), "entry", says)[:16])
}

// MarkCase returns the keyed hash that a dispute bears of all that it says, for the same reason, and for as long.
func (r *Ring) MarkCase(says []byte) [16]byte {
	return [16]byte(mac(r.named(logKey), "case", says)[:16])
}
