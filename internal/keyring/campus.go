package keyring

import "encoding/hex"

// CampusSubject returns what stands for a member of a university who signed in. It stays the same for as long as these keys are kept, so that
// pseudonyms, which are made of it, can be compared across two epochs; it is stored nowhere, and itself tells nobody who that is.
func (r *Ring) CampusSubject(issuer, sub string) string {
	return hex.EncodeToString(mac(r.named(secretKey), "campus subject", []byte(issuer), []byte(sub))[:16])
}
