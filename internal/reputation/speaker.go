package reputation

import (
	"fmt"
	"hash/crc32"
	"net/netip"

	"ringfence/internal/subject"
)

// Speaker is who reports, as far as a score needs to know: never stored, only its keyed hashes are.
type Speaker struct {
	Identity string // what the reporter can be recognised by; "" for one who cannot be
	Tier     Tier
	Weight   float64 // w
	Group    string  // reporters that may be one and the same share a network group
	Sharded  bool    // the group is split in eight by the reporter's pseudonym
	APIKey   string  // public name; "" without one
}

// shards is how many network groups the reporters of one campus or API key make at most.
const shards = 8

// Shard returns the network group of a reporter with this pseudonym.
func (s Speaker) Shard(p Pseudonym) string {
	if !s.Sharded || p == "" {
		return s.Group
	}
	return fmt.Sprintf("%s/%d", s.Group, crc32.ChecksumIEEE([]byte(p))%shards)
}

// OnWeb is a visitor without proof: their network is IPv4 /24 or IPv6 /48.
func OnWeb(address netip.Addr) Speaker {
	return Speaker{Tier: Anonymous, Weight: Anonymous.Weight(), Group: "net/" + network(address)}
}

func network(address netip.Addr) string {
	if !address.IsValid() {
		return "unknown"
	}
	bits := 48
	if address = address.Unmap(); address.Is4() {
		bits = 24
	}
	prefix, err := address.WithZone("").Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}

// ByPhone is someone who proved a phone number, by a message or a code through a signed gateway. Their
// network is the first seven national digits.
func ByPhone(number subject.Key) Speaker {
	return Speaker{Identity: ofPhone(number), Tier: Verified, Weight: Verified.Weight(), Group: "phone/" + number.National(7)}
}

func ofPhone(number subject.Key) string { return "phone/" + number.String() }

// About returns the speaker as they count about a subject: for or against their own phone nobody counts as more than a stranger,
// who cannot be recognised.
func (s Speaker) About(key subject.Key) Speaker {
	if s.Identity != ofPhone(key) {
		return s
	}
	return Speaker{Tier: Anonymous, Weight: Anonymous.Weight(), Group: s.Group}
}

// ByUnsignedGateway is someone whose number an unsigned gateway names: all of the gateway is one group, and
// what anyone can send there must not replace the report of the phone's owner. They are the same by every such gateway, which may
// deliver one message each.
func ByUnsignedGateway(gateway string, number subject.Key) Speaker {
	return Speaker{Identity: "unsigned/" + number.String(), Tier: Anonymous, Weight: Anonymous.Weight(), Group: "gateway/" + gateway}
}

// OnCampus is someone who signed in at a campus.
func OnCampus(issuer, sub, campus string) Speaker {
	return Speaker{Identity: "campus/" + issuer + "/" + sub, Tier: Verified, Weight: Verified.Weight(), Group: "campus/" + campus, Sharded: true}
}

// ByPartner is a user of a partner's API key, with the weight of the contract, 0.6 to 1.5.
func ByPartner(key, user string, weight float64) Speaker {
	return Speaker{Identity: "key/" + key + "/" + user, Tier: Partner, Weight: weight, Group: "key/" + key, Sharded: true, APIKey: key}
}

// ByKey is an API key that does not say which of its users reports.
func ByKey(key string) Speaker {
	return Speaker{Tier: Anonymous, Weight: Anonymous.Weight(), Group: "key/" + key, APIKey: key}
}

// ByImport is a row of a stream that the operator imports; group is the source's own field for where it
// came from, and "" puts all such rows in one group. Its report ID already tells the same row, so it needs no
// identity beside.
func ByImport(source, group string) Speaker {
	return Speaker{Tier: Partner, Weight: Partner.Weight(), Group: "import/" + source + "/" + group}
}
