package storetest

import (
	"crypto/sha256"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
)

// issued makes up an API key.
func issued(name string) apikey.Key {
	return apikey.Key{
		Name: name, Hash: sha256.Sum256([]byte(name)), Tier: apikey.Partner, Scopes: []apikey.Scope{apikey.Lookup, apikey.Report},
		Expires: noon.Add(1234567 * time.Nanosecond),
	}
}

var apiKeySentences = []sentence{
	{"all keys come ordered by name", func(s *stage) {
		forever := issued("b")
		forever.Expires, forever.Scopes, forever.Tier = time.Time{}, forever.Scopes[:1], apikey.Free
		for _, k := range []apikey.Key{issued("c"), issued("a"), forever} {
			s.ok(s.store.PutKey(s.ctx, k))
		}
		got, err := s.store.KeysAll(s.ctx)
		s.ok(err)
		same(s.t, "keys", got, []apikey.Key{issued("a"), forever, issued("c")})
	}},
	{"a name or a hash that is kept is kept once", func(s *stage) {
		s.ok(s.store.PutKey(s.ctx, issued("app")))
		sameName, sameHash := issued("another"), issued("another")
		sameName.Name, sameHash.Hash = "app", issued("app").Hash
		s.fails(s.store.PutKey(s.ctx, sameName), fault.Exists)
		s.fails(s.store.PutKey(s.ctx, sameHash), fault.Exists)
		s.ok(s.store.RevokeKey(s.ctx, "app"))
		s.fails(s.store.PutKey(s.ctx, issued("app")), fault.Exists)
	}},
	{"a revoked key is kept as revoked", func(s *stage) {
		s.ok(s.store.PutKey(s.ctx, issued("app")))
		s.ok(s.store.RevokeKey(s.ctx, "app"))
		s.ok(s.store.RevokeKey(s.ctx, "app"))
		got, err := s.store.KeysAll(s.ctx)
		s.ok(err)
		revoked := issued("app")
		revoked.Revoked = true
		same(s.t, "keys", got, []apikey.Key{revoked})
		s.fails(s.store.RevokeKey(s.ctx, "another"), fault.NotFound)
	}},
	{"a key that does not pass its check is an error", func(s *stage) {
		if s.store.PutKey(s.ctx, issued("no name")) == nil {
			s.t.Error("kept a key with a space in its name")
		}
	}},
}
