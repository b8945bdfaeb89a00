package deploy_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// fence is which addresses a unit may exchange packets with: systemd.resource-control(5), IPAddressAllow.
type fence struct{ allowed, denied []netip.Prefix }

// symbolic are the names that systemd has for networks.
var symbolic = map[string][]string{
	"any":        {"0.0.0.0/0", "::/0"},
	"localhost":  {"127.0.0.0/8", "::1/128"},
	"link-local": {"169.254.0.0/16", "fe80::/64"},
	"multicast":  {"224.0.0.0/4", "ff00::/8"},
}

// fenced reads a unit and drop-ins in their order: lines add up, and an empty one begins anew.
func fenced(t *testing.T, names ...string) (f fence) {
	t.Helper()
	for _, name := range names {
		for line := range strings.Lines(read(t, name)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			list := map[string]*[]netip.Prefix{"IPAddressAllow": &f.allowed, "IPAddressDeny": &f.denied}[key]
			switch {
			case list == nil:
			case value == "":
				*list = nil
			default:
				*list = append(*list, networksOf(t, value)...)
			}
		}
	}
	return f
}

// networksOf reads networks, addresses and names of networks with spaces between them.
func networksOf(t *testing.T, written string) (networks []netip.Prefix) {
	t.Helper()
	for _, word := range strings.Fields(written) {
		of, named := symbolic[word]
		if !named {
			of = []string{word}
		}
		for _, one := range of {
			if address, err := netip.ParseAddr(one); err == nil {
				networks = append(networks, netip.PrefixFrom(address, address.BitLen()))
				continue
			}
			network, err := netip.ParsePrefix(one)
			if err != nil || network != network.Masked() {
				t.Errorf("%q is no network", one)
			}
			networks = append(networks, network)
		}
	}
	return networks
}

// lets reports whether packets pass: what is allowed before what is denied, and all else.
func (f fence) lets(written string) bool {
	address := netip.MustParseAddr(written)
	within := func(p netip.Prefix) bool { return p.Contains(address) }
	return slices.ContainsFunc(f.allowed, within) || !slices.ContainsFunc(f.denied, within)
}

var (
	itself  = []string{"127.0.0.1", "127.0.0.53", "::1"}
	outside = []string{"192.0.2.7", "203.0.113.9", "2001:db8::7"}
	around  = []string{"10.0.0.5", "172.16.0.5", "172.31.55.2", "192.168.1.10", "100.100.100.200", "169.254.169.254", "fe80::5", "fd5a::5", "224.0.0.251"}
)

// TestUnitsReachNobody: a machine reaches its own and no other, unless sms.conf opens the internet, which opens nothing around it.
func TestUnitsReachNobody(t *testing.T) {
	const service, dropIn = "systemd/ringfence.service", "systemd/ringfence.service.d/sms.conf"
	for _, unit := range []struct {
		name         string
		fence        fence
		reached, not []string
	}{
		{"the service", fenced(t, service), itself, slices.Concat(outside, around)},
		{"the copy", fenced(t, "systemd/ringfence-backup.service"), itself, slices.Concat(outside, around)},
		{"the service with sms.conf", fenced(t, service, dropIn), slices.Concat(itself, outside), around},
	} {
		for _, address := range unit.reached {
			if !unit.fence.lets(address) {
				t.Errorf("%s cannot reach %s", unit.name, address)
			}
		}
		for _, address := range unit.not {
			if unit.fence.lets(address) {
				t.Errorf("%s reaches %s", unit.name, address)
			}
		}
	}
	for line := range strings.Lines(read(t, dropIn)) {
		line = strings.TrimSpace(line)
		if line != "" && line != "[Service]" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "IPAddress") {
			t.Errorf("sms.conf changes more than who is reached: %s", line)
		}
	}
}
