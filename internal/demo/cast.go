package demo

import (
	"net/netip"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// partner is the public name of the API key of a carrier's desk, through which some of the calls come.
const partner = "demo-carrier"

// How many of those who report come which way.
var ways = []share[func(dice) reputation.Speaker]{
	{visitor, 70}, {phone, 24}, {desk, 6},
}

// visitor is somebody on the page: any of 4,000 networks, in the block that is set aside for measuring networks (RFC 2544).
func visitor(d dice) reputation.Speaker {
	return reputation.OnWeb(netip.AddrFrom4([4]byte{198, byte(18 + d.IntN(2)), byte(d.IntN(256)), byte(d.IntN(256))}))
}

// phone is somebody who texts or confirmed their phone beforehand: one of some 9,000.
func phone(d dice) reputation.Speaker {
	return reputation.ByPhone(american(pick(d, reporterAreas, 1), d.IntN(100)))
}

// desk is a customer of the carrier.
func desk(d dice) reputation.Speaker {
	return reputation.ByPartner(partner, string([]byte{'u', 'a' + byte(d.IntN(26)), 'a' + byte(d.IntN(26)), 'a' + byte(d.IntN(26))}), reputation.Partner.Weight())
}

// speaker draws who tells of something. Job offers and texts are not what a carrier passes on.
func speaker(d dice, kind report.Kind) reputation.Speaker {
	by := draw(d, ways)(d)
	if kind != report.Call && by.APIKey != "" {
		return visitor(d)
	}
	return by
}
