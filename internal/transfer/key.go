package transfer

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"ringfence/internal/apikey"
)

type key struct {
	Name    string         `json:"name"`
	Hash    string         `json:"hash"`
	Tier    apikey.Tier    `json:"tier"`
	Scopes  []apikey.Scope `json:"scopes"`
	Expires time.Time      `json:"expires,omitzero"`
	Revoked bool           `json:"revoked,omitzero"`
}

// AppendKey appends what is kept of an API key as a line.
func AppendKey(to []byte, k *apikey.Key) ([]byte, error) {
	return write(to, &key{k.Name, hex.EncodeToString(k.Hash[:]), k.Tier, k.Scopes, k.Expires.UTC(), k.Revoked})
}

// ParseKey reads what AppendKey wrote.
func ParseKey(line []byte) (apikey.Key, error) {
	var l key
	if err := read(line, &l); err != nil {
		return apikey.Key{}, err
	}
	untimely := takeTimes(&l.Expires)
	k := apikey.Key{Name: l.Name, Tier: l.Tier, Scopes: l.Scopes, Expires: l.Expires, Revoked: l.Revoked}
	n, err := hex.Decode(k.Hash[:], []byte(l.Hash[:min(len(l.Hash), hex.EncodedLen(len(k.Hash)))]))
	if err != nil || n != len(k.Hash) || hex.EncodeToString(k.Hash[:]) != l.Hash {
		err = errors.New("the hash of a key is 64 lower-case hexadecimal digits")
	}
	if err = errors.Join(err, k.Check(), untimely); err != nil {
		return apikey.Key{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return k, nil
}
