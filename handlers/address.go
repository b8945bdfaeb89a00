package handlers

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"

	"github.com/labstack/echo/v4"
)

// addressOf returns how the client's address is found: it is the peer's, unless the peer is a trusted
// proxy, and then the last address in X-Forwarded-For that is none.
func addressOf(trusted []netip.Prefix, log *slog.Logger) (echo.IPExtractor, error) {
	if len(trusted) == 0 {
		return warning(echo.ExtractIPDirect(), trusted, log), nil
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
	return warning(echo.ExtractIPFromXFFHeader(options...), trusted, log), nil
}

// strangeProxy is what an operator reads who forgot to name a proxy, and it names nobody: anyone may have sent
// the header.
const strangeProxy = "X-Forwarded-For came from a peer that is no trusted proxy: behind a proxy, name it with --trusted-proxies, or all visitors share one limit"

// warning returns find, which logs strangeProxy the first time that it is true.
func warning(find echo.IPExtractor, trusted []netip.Prefix, log *slog.Logger) echo.IPExtractor {
	var once sync.Once
	return func(r *http.Request) string {
		if len(r.Header[echo.HeaderXForwardedFor]) > 0 && !among(trusted, r.RemoteAddr) {
			once.Do(func() { log.WarnContext(r.Context(), strangeProxy) })
		}
		return find(r)
	}
}

// among reports whether a peer, as net/http writes it, is in one of the networks.
func among(networks []netip.Prefix, peer string) bool {
	at, err := netip.ParseAddrPort(peer)
	return err == nil && slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(at.Addr().Unmap()) })
}
