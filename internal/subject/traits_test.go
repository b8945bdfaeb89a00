package subject

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestCallingCode(t *testing.T) {
	for text, want := range map[string]int{
		"+12025550143": 1, "+447700900123": 44, "+8613800138000": 86, "+2901234": 290, "+80012345678": 800, "CN/95588": 0, "wechat/abc_123": 0,
	} {
		key, err := ParseKey(text)
		if err != nil {
			t.Fatal(text, err)
		}
		if got := key.CallingCode(); got != want || IsCallingCode(got) != (want > 0) {
			t.Errorf("%s: calling code %d, want %d", text, got, want)
		}
	}
	for _, code := range []int{-1, 0, 2, 8, 999, 8613} {
		if IsCallingCode(code) {
			t.Errorf("%d is a calling code", code)
		}
	}
}

func TestTraits(t *testing.T) {
	for _, test := range []struct {
		key, format, region string
		line                Line
		known               bool
		block               string
		e164                uint64
	}{
		{"+8613800138000", "+86 138 0013 8000", "CN", Mobile, true, "+86138001380", 8613800138000},
		{"+8614000000000", "+86 140 0000 0000", "CN", UnknownLine, false, "+86140000000", 8614000000000},
		{"+861065795555", "+86 10 6579 5555", "CN", FixedLine, true, "+8610657955", 861065795555},
		{"+868008108888", "+86 800 810 8888", "CN", TollFree, true, "+8680081088", 868008108888},
		{"+864008108888", "+86 400 810 8888", "CN", SharedCost, true, "+8640081088", 864008108888},
		{"+12025550143", "+1 202-555-0143", "US", FixedLineOrMobile, true, "+120255501", 12025550143},
		{"+14165550143", "+1 416-555-0143", "CA", FixedLineOrMobile, true, "+141655501", 14165550143},
		{"+12005550143", "+1 200-555-0143", "", UnknownLine, false, "+120055501", 12005550143},
		{"+447700900123", "+44 7700 900123", "", UnknownLine, false, "+4477009001", 447700900123},
		{"+80012345678", "+800 1234 5678", "", TollFree, true, "+800123456", 80012345678},
		{"+2901234", "+290 1234", "", UnknownLine, false, "", 2901234},
		{"CN/95588", "95588", "CN", UnknownLine, false, "", 0},
		{"CN/sender/ALIPAY", "ALIPAY", "CN", UnknownLine, false, "", 0},
		{"wechat/abc_123", "abc_123", "", UnknownLine, false, "", 0},
	} {
		key, err := ParseKey(test.key)
		if err != nil {
			t.Fatal(test.key, err)
		}
		block, hasBlock := key.Block()
		e164, isNumber := key.E164()
		if key.Format() != test.format || key.CountryRegion() != test.region || key.Line() != test.line ||
			key.KnownRange() != test.known || block != test.block || e164 != test.e164 ||
			hasBlock != (test.block != "") || isNumber != (test.e164 != 0) {
			t.Errorf("%s: format %q, region %q, line %v, known %v, block %q, E.164 %d",
				key, key.Format(), key.CountryRegion(), key.Line(), key.KnownRange(), block, e164)
		}
	}
}

func TestAreaAndCarrier(t *testing.T) {
	Warm()
	for _, test := range []struct{ key, lang, area, carrier string }{
		{"+8613800138000", "zh-CN", "北京市", "中国移动"},
		{"+8613800138000", "en", "Beijing", "China Mobile"},
		{"+12025550143", "en", "Washington D.C.", ""},
		{"+8614000000000", "zh-CN", "", ""},
		{"+80012345678", "en", "", ""},
		{"CN/95588", "zh-CN", "", ""},
	} {
		key := Key{test.key}
		if area, carrier := key.Area(test.lang), key.Carrier(test.lang); area != test.area || carrier != test.carrier {
			t.Errorf("%s in %s: area %q, carrier %q; want %q, %q", key, test.lang, area, carrier, test.area, test.carrier)
		}
	}
}

// TestLineTableAgreesWithPhonenumbers looks at numbers of every prefix in the table, beyond those that the
// table was filled from. When it fails after an upgrade of phonenumbers, a plan has begun to assign smaller
// blocks: the prefix must become undecided.
func TestLineTableAgreesWithPhonenumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	check := func(key Key) {
		if fast, slow := key.Line(), key.planLine(); fast != slow {
			t.Errorf("%s: %v by the table, %v by phonenumbers", key, fast, slow)
		}
	}
	for prefix := 200; prefix < 1000; prefix++ {
		for range 25 {
			check(Key{fmt.Sprintf("+1%d%d%06d", prefix, 2+random.IntN(8), random.IntN(1e6))})
		}
	}
	for prefix := 100; prefix < 200; prefix++ {
		for range 50 {
			check(Key{fmt.Sprintf("+86%d%08d", prefix, random.IntN(1e8))})
		}
	}
}

// TestExchangesAgreeWithPhonenumbers looks at several numbers of each of many exchanges, also of those that
// cannot be, so that an exchange is filled from one number and asked for another. When it fails after an
// upgrade of phonenumbers, plans have begun to hand out smaller blocks.
func TestExchangesAgreeWithPhonenumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	at := map[string]map[uint32]Origin{"zh-CN": {}, "en": {}}
	check := func(exchange string) {
		for range 2 {
			key := Key{fmt.Sprintf("%s%04d", exchange, random.IntN(1e4))}
			for _, lang := range originLangs {
				table, plan := key.Origin(lang), key.planOrigin(lang)
				place := table.Place
				table.Place = 0
				if table != plan || key.Line() != plan.Line {
					t.Errorf("%s in %s: %+v by the table, %+v by phonenumbers; line %v", key, lang, table, plan, key.Line())
				}
				if before, known := at[lang][place]; place != 0 && known && before != table {
					t.Errorf("%s in %s: %+v is at place %d, and so was %+v", key, lang, table, place, before)
				}
				at[lang][place] = table
			}
		}
	}
	for range 1500 {
		check(fmt.Sprintf("+1%06d", random.IntN(1e6)))
		check(fmt.Sprintf("+1%d%03d", 200+random.IntN(800), 200+random.IntN(800)))
		check(fmt.Sprintf("+861%06d", 300_000+random.IntN(700_000)))
	}
	for area, line := range lines().nanp {
		for range 10 {
			if line == byExchange {
				check(fmt.Sprintf("+1%d%03d", area, 200+random.IntN(800)))
			}
		}
	}
	for lang, places := range at {
		if len(places) < 100 {
			t.Errorf("in %s there are %d places", lang, len(places))
		}
	}
}

func BenchmarkOrigin(b *testing.B) {
	for _, key := range []Key{{"+8613800138000"}, {"+12025550143"}, {"+18765550143"}} {
		b.Run(key.s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				key.Origin("en")
			}
		})
	}
}

func TestLineNames(t *testing.T) {
	seen := map[string]bool{}
	for line := UnknownLine; line <= Voicemail; line++ {
		if name := line.String(); name == "" || seen[name] {
			t.Errorf("line %d has the name %q", line, name)
		} else {
			seen[name] = true
		}
	}
	if Line(200).String() != "unknown_line" {
		t.Error("a line beyond the list has no name")
	}
}

func TestEmergency(t *testing.T) {
	for text, want := range map[string]bool{
		"CN/110": true, "CN/119": true, "CN/120": true, "US/911": true, "CA/911": true, "GB/999": true, "GB/112": true, "DE/112": true, "HK/999": true,
		"TW/110": true, "JP/119": true, "AU/000": true, "FR/17": true, "US/112": true,
		"CN/12315": false, "CN/95588": false, "US/988": false, "US/611": false, "CN/112": false, "+12025550143": false, "CN/106900001234": false,
		"CN/sender/ALIPAY": false, "qq/12345": false,
	} {
		key, err := ParseKey(text)
		if err != nil || key.Emergency() != want {
			t.Errorf("%s: %v, %v; want %v", text, key.Emergency(), err, want)
		}
	}
	if (Key{}).Emergency() {
		t.Error("the zero Key is an emergency number")
	}
}
