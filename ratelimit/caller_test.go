package ratelimit

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"203.0.113.7":               "203.0.113.7/32",
		"::ffff:203.0.113.7":        "203.0.113.7/32",
		"2001:db8:1:2:3:4:5:6":      "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1":      "2001:db8:1:2::/64",
		"fe80::1%eth0":              "fe80::/64",
		"::ffff:203.0.113.7%anyone": "203.0.113.7/32",
		"::1":                       "::/64",
	} {
		if got := Network(netip.MustParseAddr(in)).String(); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := Network(netip.Addr{}); got != (netip.Prefix{}) {
		t.Errorf("no address: %s", got)
	}
}

func TestCallers(t *testing.T) {
	at := func(s string) Caller { return ByNetwork(secret, netip.MustParseAddr(s)) }
	same := [][2]Caller{
		{at("203.0.113.7"), at("::ffff:203.0.113.7")},
		{at("2001:db8:1:2::1"), at("2001:db8:1:2:9::9")},
		{ByKey(secret, "k"), ByKey(secret, "k")},
	}
	for i, pair := range same {
		if pair[0] != pair[1] {
			t.Errorf("pair %d: two callers, want one", i)
		}
	}
	others := map[Caller]string{}
	for name, c := range map[string]Caller{
		"address": at("203.0.113.7"), "neighbour": at("203.0.113.8"), "network": at("2001:db8:1:2::1"),
		"next network": at("2001:db8:1:3::1"), "key": ByKey(secret, "203.0.113.7/32"),
		"sly key": ByKey(secret, "network/203.0.113.7/32"), "other secret": Name([]byte("another secret of tests"), "network/203.0.113.7/32"),
		"no address": ByNetwork(secret, netip.Addr{}),
	} {
		if before, ok := others[c]; ok {
			t.Errorf("%s and %s are one caller", before, name)
		}
		others[c] = name
	}
}

func TestNothingTellsWhoAsks(t *testing.T) {
	c := ByNetwork(secret, netip.MustParseAddr("203.0.113.7"))
	for _, printed := range []string{fmt.Sprint(c), fmt.Sprintf("%#v", c), fmt.Sprintf("%+v", struct{ C Caller }{c})} {
		if !strings.Contains(printed, "(caller)") || strings.ContainsAny(printed, "0123456789") {
			t.Errorf("a caller prints as %s", printed)
		}
	}
	if key := redisKey(c, "lookup"); strings.Contains(key, "203.0.113.7") || len(key) != len("ringfence/lookup/")+22 {
		t.Errorf("key in Redis: %s", key)
	}
}

func TestShortSecretIsRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a secret of 15 bytes was taken")
		}
	}()
	Name(make([]byte, MinSecret-1), "x")
}
