package subject

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// TestRandomDigits goes where a fuzzer of bytes seldom gets: rows of digits of every length, in every
// region, after every sort of prefix.
func TestRandomDigits(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	regions := slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions()))
	for range 20_000 {
		region := regions[random.IntN(len(regions))]
		prefix := [...]string{"", "", "0", "00", "+", "+0", "+86", "0086", "106", "95", "10"}[random.IntN(11)]
		if random.IntN(2) == 0 {
			prefix += callingCode(region)
		}
		raw := prefix
		for range 2 + random.IntN(13) {
			raw += string(rune('0' + random.IntN(10)))
		}
		key, err := Parse(raw, region)
		if err != nil {
			mustRefuse(t, key, err)
			continue
		}
		if checkStable(t, key); t.Failed() {
			t.Fatalf("after %q in %s", raw, region)
		}
	}
}

// TestFastPathAgrees compares both ways of reading for every prefix of the fast path's shapes.
func TestFastPathAgrees(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	check := func(raw, region string) {
		fast, ok := fastKey(raw, region)
		written, err := spell(raw)
		if !ok || err != nil {
			t.Fatalf("%q in %s: fast path %v, spell %v", raw, region, ok, err)
		}
		if slow, err := read(written, region); err != nil || slow != fast {
			t.Errorf("%q in %s: %v by the fast path, %v, %v by the slow path", raw, region, fast, slow, err)
		}
	}
	for prefix := 1300; prefix < 2000; prefix++ {
		national := fmt.Sprintf("%d%07d", prefix, random.IntN(1e7))
		check(national, "CN")
		check("+86"+national, "US")
	}
	for prefix := 200; prefix < 1000; prefix++ {
		national := fmt.Sprintf("%d%d%06d", prefix, 2+random.IntN(8), random.IntN(1e6))
		check(national, "US")
		check(national, "CA")
		check("+1"+national, "CN")
	}
}
