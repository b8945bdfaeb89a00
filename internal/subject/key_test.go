package subject

import (
	"encoding/json"
	"testing"
)

func TestParseKeyReadsBackEveryKind(t *testing.T) {
	for _, test := range []struct {
		key           string
		kind          Kind
		value, region string
	}{
		{"+12025550143", Number, "+12025550143", ""},
		{"+861065795555", Number, "+861065795555", ""},
		{"CN/95588", ShortCode, "95588", "CN"},
		{"CN/110", ShortCode, "110", "CN"},
		{"US/7726", ShortCode, "7726", "US"},
		{"CN/1065795555", Port, "1065795555", "CN"},
		{"CN/10657512345678901234", Port, "10657512345678901234", "CN"},
		{"CN/sender/ALIPAY", Sender, "ALIPAY", "CN"},
		{"GB/sender/MY BANK", Sender, "MY BANK", "GB"},
		{"wechat/abc_123-x", WeChat, "abc_123-x", ""},
		{"qq/10001", QQ, "10001", ""},
		{"domain/example.co.uk", Domain, "example.co.uk", ""},
		{"domain/xn--fsqu00a.com", Domain, "xn--fsqu00a.com", ""},
	} {
		key, err := ParseKey(test.key)
		if err != nil {
			t.Errorf("ParseKey(%q): %v", test.key, err)
			continue
		}
		if key.Kind() != test.kind || key.Value() != test.value || key.Region() != test.region {
			t.Errorf("%q has kind %q, value %q, region %q", test.key, key.Kind(), key.Value(), key.Region())
		}
	}
}

func TestParseKeyRefusesAnythingElse(t *testing.T) {
	for key, want := range map[string]Problem{
		"":                         Empty,
		"13800138000":              NoSuchForm,
		"+86 13800138000":          NoSuchForm,
		"＋8613800138000":           NoSuchForm,
		"+8695588":                 NoSuchForm, // CN/95588
		"+86106575123456":          NoSuchForm, // a port
		"+1234567890123456":        NoSuchForm,
		"+9991234567":              CountryCode,
		"+075588888888":            CountryCode,
		"95588":                    NoSuchForm,
		"cn/95588":                 BadRegion,
		"ZZ/95588":                 BadRegion,
		"CN/":                      NoSuchForm,
		"CN/13800138000":           NoSuchForm,
		"CN/106575123456789012345": NoSuchForm,
		"CN/95588/":                NoSuchForm,
		"US/1065795555":            NoSuchForm,
		"CN/sender/alipay":         BadAccount,
		"CN/sender/":               BadAccount,
		"CN/sender/A/B":            BadAccount,
		"wechat/ABC_123":           BadAccount,
		"wechat/abc":               BadAccount,
		"qq/0123456":               BadAccount,
		"domain/www.example.com":   BadAccount,
		"domain/Example.com":       BadAccount,
		"domain/com":               BadAccount,
		"domain/例子.com":            BadAccount,
		"email/example":            BadKind,
	} {
		got, err := ParseKey(key)
		t.Run(key, func(t *testing.T) { wantProblem(t, got, err, want) })
	}
}

func TestZeroKeyAnswersEverything(t *testing.T) {
	var key Key
	_, isNumber := key.E164()
	_, hasBlock := key.Block()
	if !key.IsZero() || key.Kind() != "" || key.Value() != "" || key.Region() != "" || key.Format() != "" ||
		key.CountryRegion() != "" || key.Area("en") != "" || key.Line() != UnknownLine || isNumber || hasBlock {
		t.Error("the zero Key names something")
	}
}

func TestKeyInJSON(t *testing.T) {
	for _, s := range []string{"+12025550143", "CN/95588", "wechat/someone1", ""} {
		var key Key
		if s != "" {
			key, _ = ParseKey(s)
		}
		b, err := json.Marshal(key)
		if err != nil || string(b) != `"`+s+`"` {
			t.Errorf("%s is written as %s, %v", s, b, err)
		}
		var back Key
		if err := json.Unmarshal(b, &back); err != nil || back != key {
			t.Errorf("%s reads back as %v, %v", b, back, err)
		}
	}
	var refused Key
	if err := json.Unmarshal([]byte(`"hello"`), &refused); err == nil || !refused.IsZero() {
		t.Errorf("hello reads as %v", refused)
	}
}
