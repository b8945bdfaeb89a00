package ratelimit

import "net/netip"

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
