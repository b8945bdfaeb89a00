package reputation

import (
	"net/netip"
	"testing"

	"ringfence/internal/subject"
)

func TestSpeakers(t *testing.T) {
	number, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name       string
		speaker    Speaker
		tier       Tier
		weight     float64
		group      string
		recognised bool
	}{
		{"a visitor by IPv4", OnWeb(netip.MustParseAddr("203.0.113.77")), Anonymous, 0.4, "net/203.0.113.0/24", false},
		{"the same by an IPv4 address in IPv6", OnWeb(netip.MustParseAddr("::ffff:203.0.113.9")), Anonymous, 0.4, "net/203.0.113.0/24", false},
		{"a visitor by IPv6", OnWeb(netip.MustParseAddr("2001:db8:1:2::3")), Anonymous, 0.4, "net/2001:db8:1::/48", false},
		{"an address with a zone", OnWeb(netip.MustParseAddr("fe80::1%eth0")), Anonymous, 0.4, "net/fe80::/48", false},
		{"no address at all", OnWeb(netip.Addr{}), Anonymous, 0.4, "net/unknown", false},
		{"a proved phone number", ByPhone(number), Verified, 0.6, "phone/2025550", true},
		{"a number that an unsigned gateway names", ByUnsignedGateway("alibaba", number), Anonymous, 0.4, "gateway/alibaba", true},
		{"a campus account", OnCampus("https://id.example", "s1", "ZJU"), Verified, 0.6, "campus/ZJU/6", true},
		{"a partner's user", ByPartner("bank", "u1", 1.5), Partner, 1.5, "key/bank/6", true},
		{"a key without user", ByKey("bank"), Anonymous, 0.4, "key/bank", false},
		{"an imported row", ByImport("ftc", "224"), Partner, 0.6, "import/ftc/224", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := test.speaker
			if s.Tier != test.tier || s.Weight != test.weight || (s.Identity != "") != test.recognised {
				t.Errorf("%+v", s)
			}
			if got := s.Shard("00000000000000000000000000000001"); got != test.group {
				t.Errorf("network group %s, want %s", got, test.group)
			}
		})
	}
}

func TestAPhoneIsTheSameByEveryUnsignedGateway(t *testing.T) {
	number, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	a, b := ByUnsignedGateway("alibaba", number), ByUnsignedGateway("tencent", number)
	if a.Identity != b.Identity || a.Group == b.Group || a.Identity == ByPhone(number).Identity {
		t.Errorf("%+v and %+v", a, b)
	}
}

func TestWeightFallsWithEveryOverturnedReport(t *testing.T) {
	for overturned, want := range []float64{0.6, 0.3, 0.2, 0.15} {
		if got := Weigh(Verified.Weight(), overturned); !almost(got, want) {
			t.Errorf("after %d overturned reports the weight is %v, want %v", overturned, got, want)
		}
	}
}

func TestNobodyIsAWitnessOfTheirOwnPhone(t *testing.T) {
	own, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	other, err := subject.ParseKey("+12025550144")
	if err != nil {
		t.Fatal(err)
	}
	by := ByPhone(own)
	if got := by.About(other); got != by {
		t.Errorf("about another number: %+v", got)
	}
	if got := by.About(own); got.Identity != "" || got.Tier != Anonymous || got.Weight != Anonymous.Weight() || got.Group != by.Group {
		t.Errorf("about their own: %+v", got)
	}
}
