package ratelimit

import "net/netip"

// Tier is what an API key's holder agreed with the operator.
type Tier string

// The tiers.
const (
	Free    Tier = "free"    // anyone who asks for a key: an app in development, a school's exchange
	Partner Tier = "partner" // a phone app's back end, a telecom operator, a police office
)

// tiers says by how much a key multiplies the budgets of a network.
var tiers = []struct {
	tier   Tier
	factor int
}{
	{Free, 10},
	{Partner, 100},
}

// Tiers returns every tier, the smallest first.
func Tiers() []Tier {
	all := make([]Tier, 0, len(tiers))
	for _, t := range tiers {
		all = append(all, t.tier)
	}
	return all
}

// Factor returns by how much the tier multiplies a Budget: 1 when there is no such tier.
func (t Tier) Factor() int {
	for _, row := range tiers {
		if row.tier == t {
			return row.factor
		}
	}
	return 1
}

// CampusFactor is by how much a campus network multiplies a Budget: thousands of students share an address.
const CampusFactor = 20

// Campuses are the networks in which many people share one address, as named by the operator.
type Campuses []netip.Prefix

// Factor returns CampusFactor for an address in one of the networks, and 1 for any other.
func (c Campuses) Factor(addr netip.Addr) int {
	addr = addr.Unmap().WithZone("")
	for _, p := range c {
		if p.Contains(addr) {
			return CampusFactor
		}
	}
	return 1
}
