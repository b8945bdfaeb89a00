package subject

import (
	"errors"
	"slices"
	"testing"
)

// spellings seed every fuzz target that reads numbers.
var spellings = [...][2]string{
	{"+8613800138000", ""}, {"13800138000", "CN"}, {"+12025550143", "CN"}, {"2025550143", "US"}, {"2025550143", "CA"},
	{"(0755) 8888 8888", "CN"}, {"008613800138000", "US"}, {"tel:13800138000;phone-context=+86", ""}, {"%2B44 7700 900123", ""},
	{"95588", ""}, {"+86 10086", ""}, {"0086 1065795555", ""}, {"1065795555", ""}, {"106575123456789", ""}, {"+86 0 10105757", ""},
	{"138O0138OOO", "CN"}, {"1\ufe0f\u20e310", "CN"}, {"000", "AU"}, {"7726", "US"}, {"US/7726", ""}, {"CN/1065795555", ""},
	{"+39 02 1234567", "IT"}, {"+54 9 11 2345 6789", "AR"}, {"0 11 15 2345 6789", "AR"}, {"+52 1 55 1234 5678", "MX"},
	{"12593 67890123", "CN"}, {"+7 8 800 555 35 35", "RU"}, {"06 1 234 5678", "HU"}, {"+290 1234", ""}, {"\xff", "ZZ"},
}

func FuzzParse(f *testing.F) {
	for _, seed := range spellings {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, raw, region string) {
		key, err := Parse(raw, region)
		if err != nil {
			mustRefuse(t, key, err)
			return
		}
		if kind := key.Kind(); kind != Number && kind != ShortCode && kind != Port {
			t.Errorf("kind %q", kind)
		}
		checkStable(t, key)
	})
}

func FuzzFastPath(f *testing.F) {
	for _, seed := range spellings {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, raw, region string) {
		region, ok := ParseRegion(region)
		if !ok {
			return
		}
		fast, ok := fastKey(raw, region)
		if !ok {
			return
		}
		written, err := spell(raw)
		if err != nil {
			t.Fatalf("the fast path reads %q as %v, spell: %v", raw, fast, err)
		}
		if slow, err := read(written, region); err != nil || slow != fast {
			t.Errorf("the fast path reads %q in %s as %v, the slow path as %v, %v", raw, region, fast, slow, err)
		}
	})
}

func FuzzParseKind(f *testing.F) {
	for _, seed := range spellings {
		f.Add("number", seed[0], seed[1])
	}
	for _, seed := range [][2]string{
		{"sender", "AliPay"}, {"sender", "Økonomi"}, {"sender", "A  B"}, {"wechat", "Abc_123"}, {"wechat", "13800138000"},
		{"wechat", "12345678"}, {"qq", "10001"}, {"domain", "https://u:p@www.example.co.uk:80/x?y#z"}, {"domain", "例子。中国"},
		{"domain", "[::1]"}, {"domain", "xn--a.com"}, {"email", "x"},
	} {
		f.Add(seed[0], seed[1], "CN")
	}
	f.Fuzz(func(t *testing.T, kind, value, region string) {
		key, err := ParseKind(Kind(kind), value, region)
		if err != nil {
			mustRefuse(t, key, err)
			return
		}
		bound := kind == string(WeChat) && (key.Kind() == Number || key.Kind() == QQ)
		if key.Kind() != Kind(kind) && !bound {
			t.Errorf("asked for %q, got %q", kind, key.Kind())
		}
		checkStable(t, key)
	})
}

func FuzzParseKey(f *testing.F) {
	for _, seed := range []string{
		"+8613800138000", "+8695588", "CN/95588", "US/7726", "CN/1065795555", "CN/sender/ALIPAY", "GB/sender/MY BANK",
		"wechat/abc_123", "qq/10001", "domain/example.co.uk", "domain/xn--fsqu00a.com", "ZZ/1", "", "+", "/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, err := ParseKey(s)
		if err != nil {
			mustRefuse(t, key, err)
			return
		}
		if key.String() != s || !slices.Contains(Kinds(), key.Kind()) || key.Value() == "" {
			t.Errorf("%q became the key %q of kind %q", s, key, key.Kind())
		}
		key.Format()
		key.Line()
	})
}

// mustRefuse checks what every refusal promises.
func mustRefuse(t *testing.T, key Key, err error) {
	t.Helper()
	var refusal *Error
	if !errors.As(err, &refusal) || !slices.Contains(Problems(), refusal.Problem) || !key.IsZero() {
		t.Errorf("refused with %v, %v", key, err)
	}
}
