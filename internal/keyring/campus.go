package keyring

import "encoding/hex"

// CampusSubject returns what stands for a member of a university who signed in. It stays the same for as long as these keys are kept, so that
// pseudonyms, which are made of it, can be compared across two epochs, and across a rotation: it is made with the first key of secrets. It
// is stored nowhere, and itself tells nobody who that is; the pseudonym takes a key that is rotated.
func (r *Ring) CampusSubject(issuer, sub string) string {
	keys := r.secretKeys()
	return hex.EncodeToString(mac(keys[len(keys)-1], "campus subject", []byte(issuer), []byte(sub))[:16])
}
