package private

import (
	"testing"

	"ringfence/internal/subject"
)

func key(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestPlace is the worked example, in the order in which whoever writes a client goes.
func TestPlace(t *testing.T) {
	p, ok := PlaceOf(key(t, "+12025550143"))
	if !ok || p.Prefix.String() != "459c" || p.Block.String() != "06a5b42f43" || p.Number.String() != "54af343083" {
		t.Errorf("%s, block %s, number %s, %v", p.Prefix, p.Block, p.Number, ok)
	}
	prefix, id := BlockOf("+120255501")
	if prefix != p.Prefix || id != p.Block {
		t.Errorf("the block alone has %s %s", prefix, id)
	}
	if next, _ := PlaceOf(key(t, "+12025550144")); next.Block != p.Block || next.Number == p.Number {
		t.Errorf("the number after it: %v", next)
	}
}

func TestWhatIsInNoBlockHasNoPlace(t *testing.T) {
	for _, s := range []string{"CN/95588", "domain/example.org", "wechat/parcel_helper", "+4670123"} {
		if p, ok := PlaceOf(key(t, s)); ok {
			t.Errorf("%s has the place %v", s, p)
		}
	}
}

func TestParsePrefix(t *testing.T) {
	for s, want := range map[string]Prefix{"0000": 0, "459c": 0x459c, "ffff": 0xffff} {
		if p, ok := ParsePrefix(s); !ok || p != want || p.String() != s {
			t.Errorf("%s: %v, %v", s, p, ok)
		}
	}
	for _, s := range []string{"", "459", "459c0", "459C", "459g", "+59c", " 59c", "45 9", "４５９ｃ"} {
		if p, ok := ParsePrefix(s); ok {
			t.Errorf("%q was taken for %s", s, p)
		}
	}
}
