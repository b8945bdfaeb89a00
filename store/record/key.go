package record

import (
	"errors"

	"ringfence/internal/apikey"
)

type key struct {
	Hash    []byte         `bson:"_id"`
	Name    string         `bson:"n"`
	Tier    apikey.Tier    `bson:"t"`
	Scopes  []apikey.Scope `bson:"s"`
	Expires int64          `bson:"x,omitempty"`
	Revoked bool           `bson:"r,omitempty"`
}

// EncodeKey writes k.
func EncodeKey(k apikey.Key) ([]byte, error) {
	return encode("key", key{k.Hash[:], k.Name, k.Tier, k.Scopes, nanos(k.Expires), k.Revoked})
}

// DecodeKey reads what EncodeKey wrote.
func DecodeKey(b []byte) (apikey.Key, error) {
	var doc key
	if err := decode("key", b, &doc); err != nil {
		return apikey.Key{}, err
	}
	if len(doc.Hash) != len(apikey.Hash{}) {
		return apikey.Key{}, damaged("key", errors.New("a hash of another length"))
	}
	return apikey.Key{
		Name: doc.Name, Hash: apikey.Hash(doc.Hash), Tier: doc.Tier, Scopes: doc.Scopes, Expires: fromNanos(doc.Expires), Revoked: doc.Revoked,
	}, nil
}
