package attack

import (
	"fmt"
	"net/netip"
	"strings"

	"ringfence/internal/reputation"
)

// Area codes of North America; the numbers 555 0100 to 0199 of each are set aside for fiction, and are one range.
var (
	attackers = strings.Fields("501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 531 534 539 540 541 551 559 561 562 563 567 570 571")
	victims   = strings.Fields("701 702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 727 731 732 734 740 747 754 757")
)

// many are n different people.
func many(n int, who func(i int) reputation.Speaker) []reputation.Speaker {
	all := make([]reputation.Speaker, n)
	for i := range all {
		all[i] = who(i)
	}
	return all
}

// ranges are n phones, in turn of so many ranges of numbers.
func ranges(n, of int) []reputation.Speaker {
	return many(n, func(i int) reputation.Speaker {
		return reputation.ByPhone(key(fmt.Sprintf("+1%s55501%02d", attackers[i%of], i/of)))
	})
}

// neighbour is a phone of one range, in the thousand of British numbers that are set aside for fiction.
func neighbour(i int) reputation.Speaker {
	return reputation.ByPhone(key(fmt.Sprintf("+447700900%03d", i)))
}

// victim is a phone of its own range, of somebody who was rung.
func victim(i int) reputation.Speaker {
	return reputation.ByPhone(key(fmt.Sprintf("+1%s5550177", victims[i])))
}

// visitor is somebody on the page, in a network of their own of those that are set aside for measuring (RFC 2544).
func visitor(i int) reputation.Speaker {
	return reputation.OnWeb(netip.AddrFrom4([4]byte{198, byte(18 + i/256), byte(i % 256), 9}))
}

// user is somebody whom an API key names.
func user(i int) reputation.Speaker {
	return reputation.ByPartner("leaked", fmt.Sprintf("user-%d", i), reputation.Partner.Weight())
}
