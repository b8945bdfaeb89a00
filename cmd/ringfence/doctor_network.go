package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"syscall"
)

const (
	widest4 = 8  // bits of an IPv4 network that may be one operator's
	widest6 = 16 // likewise of IPv6
)

// public reports whether others than this machine can reach --listen.
func (x *exam) public() bool {
	at, err := net.ResolveTCPAddr("tcp", x.Listen)
	return err == nil && !at.IP.IsLoopback()
}

// limited looks at whether callers are limited.
func (x *exam) limited() {
	const about = "limits"
	switch err := x.mayBeUnlimited(); {
	case err != nil:
		x.Wrong(about, "serve refuses to start so", "%v", err)
	case x.Limits == "off":
		x.Warn(about, "leave --limits on unless nobody else can reach it, also through no proxy", "nobody is limited")
	default:
		x.Fine(about, "on")
	}
	for _, campus := range x.CampusNetworks {
		if tooWide(campus) {
			x.Wrong(about, "name the campus's own networks", "--campus-networks %s is half the world, which may then ask 20 times as much", campus)
		}
	}
}

func tooWide(p netip.Prefix) bool {
	return p.Addr().Is4() && p.Bits() < widest4 || p.Addr().Is6() && p.Bits() < widest6
}

// proxies looks at whose X-Forwarded-For is believed.
func (x *exam) proxies() {
	const about = "proxies"
	if i := slices.IndexFunc(x.TrustedProxies, tooWide); i >= 0 {
		x.Wrong(about, "name the proxy's own address, as 192.0.2.7/32", "--trusted-proxies %s believes almost everyone: whoever sends X-Forwarded-For is who he says, and has no limit", x.TrustedProxies[i])
		return
	}
	local := slices.ContainsFunc(x.TrustedProxies, func(p netip.Prefix) bool { return p.Masked().Addr().IsLoopback() })
	switch {
	case len(x.TrustedProxies) == 0 && x.public():
		x.Warn(about, "put a proxy with TLS in front and name it with --trusted-proxies", "others reach %s without TLS; and if a proxy is there already, all visitors share one limit", x.Listen)
	case len(x.TrustedProxies) == 0:
		x.Fine(about, "none; if one stands in front, name it with --trusted-proxies, as 127.0.0.1/32, or all visitors share one limit")
	case !x.public() && !local:
		x.Warn(about, "name the proxy as 127.0.0.1/32, or let --listen be reached by it", "only this machine reaches --listen %s, and no trusted proxy is on it: all visitors share one limit", x.Listen)
	default:
		x.Fine(about, "the address of a visitor is what %v say", x.TrustedProxies)
	}
}

// address looks at --listen, and at who answers there.
func (x *exam) address(ctx context.Context) {
	const about = "listen"
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", x.Listen)
	switch {
	case err == nil && x.running:
		_ = listener.Close()
		x.Warn(about, "give doctor the settings of the server", "a server has the data open, but nobody serves %s", x.Listen)
	case err == nil:
		_ = listener.Close()
		x.Fine(about, "%s is free", x.Listen)
	case errors.Is(err, syscall.EADDRINUSE):
		x.taken(ctx)
	case errors.Is(err, syscall.EACCES):
		x.Wrong(about, "choose a port above 1023 with --listen and let the proxy have this one", "this user may not listen on %s", x.Listen)
	default:
		x.Wrong(about, "choose another address with --listen", "nobody can listen on %s on this machine (%v)", x.Listen, plainNetwork(err))
	}
}

// known looks at the address that people know the site by, and whom they can write to.
func (x *exam) known() {
	const about = "public URL"
	visited := x.public() || len(x.TrustedProxies) > 0
	switch {
	case x.PublicURL != "":
		x.Fine(about, "search engines are told that the site is at %s", x.PublicURL)
	case visited:
		x.Warn(about, "give it with --public-url, as https://ringfence.example", "others visit the site, and it does not know under which address: search engines are told the one that they came by")
	}
	if visited && x.Contact == "" {
		x.Warn("contact", "give an e-mail or web address with --contact", "owners of numbers find no address to write to when they contest what is said")
	}
}

// taken looks at who listens on our address.
func (x *exam) taken(ctx context.Context) {
	const about = "listen"
	ready, err := readiness(ctx, x.Listen)
	if err != nil {
		x.Wrong(about, "stop it, or choose another address with --listen", "another program has %s", x.Listen)
		return
	}
	if x.embedded() && !x.running {
		x.Wrong(about, "stop it, or choose another address with --listen", "a Ringfence with other data serves %s", x.Listen)
		return
	}
	x.demonstration = x.demonstration || ready.Demonstration
	if ready.OK {
		x.Fine(about, "a Ringfence serves %s and is ready", x.Listen)
		return
	}
	for _, check := range ready.Checks {
		if !check.OK {
			x.Wrong(about, "look at its log, and at what else is wrong here", "the Ringfence that serves %s is not ready, %s (%s)", x.Listen, check.Name, check.Detail)
		}
	}
}

// plainNetwork returns the error without the address, which was named already.
func plainNetwork(err error) error {
	var on *net.OpError
	if errors.As(err, &on) {
		return on.Err
	}
	return err
}
