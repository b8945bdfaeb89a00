package ratelimit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
)

// Caller is who asks: the first 128 bits of HMAC-SHA-256 of his network or key. It does not print itself, so
// that no log follows one caller about.
type Caller [16]byte

func (Caller) String() string { return "(caller)" }

// GoString keeps %#v from printing the hash.
func (Caller) GoString() string { return "(caller)" }

// MinSecret is the length of the shortest secret that Name takes, in bytes.
const MinSecret = 16

// Name returns the caller that who stands for. Instances that share limits need the same secret. It panics
// when the secret is shorter than MinSecret: the addresses of IPv4 can all be tried against a hash whose key
// is known.
func Name(secret []byte, who string) Caller {
	if len(secret) < MinSecret {
		panic("ratelimit: a secret of fewer than 16 bytes")
	}
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(who))
	var sum [sha256.Size]byte
	return Caller(h.Sum(sum[:0])[:len(Caller{})])
}

// ByNetwork returns the caller at an address: everyone in its Network is the same one.
func ByNetwork(secret []byte, addr netip.Addr) Caller {
	return Name(secret, "network/"+Network(addr).String())
}

// ByKey returns the caller who holds an API key, by the key's hash or identifier. No key is a network.
func ByKey(secret []byte, id string) Caller { return Name(secret, "key/"+id) }

// Network returns what one subscriber has of the address space: the /32 of an IPv4 address, also of one
// mapped into IPv6, and the /64 of an IPv6 address, without its zone. Addresses that are not valid are one
// network, the zero Prefix.
func Network(addr netip.Addr) netip.Prefix {
	addr = addr.Unmap().WithZone("")
	bits := 64
	if addr.Is4() {
		bits = 32
	}
	network, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}

// redisKey is where Redis keeps the bucket of who for a thing, below redis_rate's own prefix.
func redisKey(who Caller, name string) string {
	return "ringfence/" + name + "/" + base64.RawURLEncoding.EncodeToString(who[:])
}
