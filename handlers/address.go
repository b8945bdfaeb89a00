package handlers

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/labstack/echo/v4"
)

// addressOf returns how the client's address is found: it is the peer's, unless the peer is a trusted
// proxy, and then the last address in X-Forwarded-For that is none.
func addressOf(trusted []netip.Prefix) (echo.IPExtractor, error) {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect(), nil
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range trusted {
		if !p.IsValid() {
			return nil, fmt.Errorf("trusted proxies: %s is no network", p)
		}
		p = p.Masked()
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...), nil
}
