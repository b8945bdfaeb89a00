package subject

import (
	"slices"
	"strings"
	"testing"
)

func TestParseKind(t *testing.T) {
	for _, test := range []struct {
		name          string
		kind          Kind
		value, region string
		want          string
	}{
		{"number", Number, "(202) 555-0143", "US", "+12025550143"},
		{"short code", ShortCode, "95588", "", "CN/95588"},
		{"port", Port, "1065795555", "", "CN/1065795555"},

		{"sender", Sender, "AliPay", "", "CN/sender/ALIPAY"},
		{"sender of another region", Sender, "My  Bank ", "gb", "GB/sender/MY BANK"},
		{"sender with every sign", Sender, "a.b-c_d&e", "US", "US/sender/A.B-C_D&E"},
		{"sender in full-width letters", Sender, "ＩＣＢＣ", "CN", "CN/sender/ICBC"},
		{"sender with GSM letters", Sender, "Økonomi", "NO", "NO/sender/ØKONOMI"},

		{"WeChat ID", WeChat, " Abc_123-X ", "", "wechat/abc_123-x"},
		{"WeChat internal ID", WeChat, "wxid_0123456789abcd", "", "wechat/wxid_0123456789abcd"},
		{"WeChat bound to a mobile", WeChat, "138 0013 8000", "US", "+8613800138000"},
		{"WeChat bound to a foreign number", WeChat, "+12025550143", "", "+12025550143"},
		{"WeChat bound to a QQ account", WeChat, "1234567", "", "qq/1234567"},

		{"QQ", QQ, "10001", "", "qq/10001"},
		{"QQ of eleven full-width digits", QQ, "１２３４５６７８９０１", "", "qq/12345678901"},

		{"bare host", Domain, "www.Example.COM.", "", "domain/example.com"},
		{"URL with everything", Domain, "https://user:pa@ss@a.example.co.uk:8443/p?q#f", "", "domain/example.co.uk"},
		{"scheme made harmless", Domain, "hxxp://example.com/x", "", "domain/example.com"},
		{"no scheme, a path", Domain, "//example.com\\x", "", "domain/example.com"},
		{"ideographic full stop", Domain, "例子。com", "", "domain/xn--fsqu00a.com"},
		{"Chinese public suffix", Domain, "http://例子.中国/", "", "domain/xn--fsqu00a.xn--fiqs8s"},
		{"host on a shared platform", Domain, "a.b.github.io", "", "domain/b.github.io"},
		{"underscore above the domain", Domain, "a_b.example.com", "", "domain/example.com"},
		{"long URL", Domain, "example.com/" + strings.Repeat("x", 2000), "", "domain/example.com"},
	} {
		t.Run(test.name, func(t *testing.T) {
			key, err := ParseKind(test.kind, test.value, test.region)
			if err != nil || key.String() != test.want {
				t.Fatalf("got %v, %v; want %s", key, err, test.want)
			}
			checkStable(t, key)
		})
	}
}

func TestParseKindRefusals(t *testing.T) {
	for _, test := range []struct {
		name          string
		kind          Kind
		value, region string
		want          Problem
	}{
		{"no such kind", "email", "a@example.com", "", BadKind},
		{"the zero kind", "", "+12025550143", "", BadKind},
		{"no such region", Sender, "ALIPAY", "ZZ", BadRegion},
		{"nothing", WeChat, "\u200b ", "", Empty},
		{"broken text", QQ, "\xff", "", NotUTF8},
		{"endless", Domain, strings.Repeat("x", 5000), "", TooLong},

		{"a port is no number", Number, "1065795555", "", NoSuchForm},
		{"a number is no short code", ShortCode, "13800138000", "", NoSuchForm},
		{"why a number is none", Number, "138O0138OOO", "", Letters},

		{"sender without a letter", Sender, "10086", "", BadAccount},
		{"sender of twelve letters", Sender, "ABCDEFGHIJKL", "", BadAccount},
		{"sender with a slash", Sender, "A/B", "", BadAccount},
		{"sender with a bar", Sender, "A|B", "", BadAccount},
		{"sender in Chinese", Sender, "支付宝", "", BadAccount},

		{"WeChat ID too short", WeChat, "abcde", "", BadAccount},
		{"WeChat ID too long", WeChat, "abcdefghijklmnopqrstu", "", BadAccount},
		{"WeChat ID that begins with a sign", WeChat, "_abcdef", "", BadAccount},
		{"WeChat nickname", WeChat, "客服小王客服", "", BadAccount},
		{"digits too many for a QQ account", WeChat, "123456789012", "", BadAccount},

		{"QQ with a leading zero", QQ, "0123456", "", BadAccount},
		{"QQ too short", QQ, "1234", "", BadAccount},
		{"QQ with letters", QQ, "12345a", "", BadAccount},

		{"public suffix", Domain, "co.uk", "", BadAccount},
		{"platform itself", Domain, "github.io", "", BadAccount},
		{"one label", Domain, "localhost", "", BadAccount},
		{"IPv4 address", Domain, "http://192.0.2.1/", "", BadAccount},
		{"IPv4 address in hexadecimal", Domain, "0xc0.0x0.0x2.0x1", "", BadAccount},
		{"IPv6 address", Domain, "http://[2001:db8::1]:80/", "", BadAccount},
		{"empty label", Domain, "a..com", "", BadAccount},
		{"space", Domain, "exam ple.com", "", BadAccount},
		{"underscore in the domain", Domain, "a_b.com", "", BadAccount},
	} {
		t.Run(test.name, func(t *testing.T) {
			key, err := ParseKind(test.kind, test.value, test.region)
			wantProblem(t, key, err, test.want)
		})
	}
}

func TestKindsIsACopy(t *testing.T) {
	Kinds()[0] = "changed"
	if slices.Contains(Kinds(), "changed") {
		t.Error("a caller can change the vocabulary")
	}
}
