package keyring

import "testing"

func TestPaddingIsTheSameWithTheSameKeysOnly(t *testing.T) {
	file, ring := inFile(t)
	again := reopen(t, file)
	_, other := inFile(t)
	seen := map[[5]byte]bool{}
	for _, prefix := range []uint16{0, 1, 0x459c} {
		for _, list := range []byte{'b', 'n'} {
			for i := range 300 {
				id := ring.Pad(prefix, list, i)
				if seen[id] || again.Pad(prefix, list, i) != id || other.Pad(prefix, list, i) == id {
					t.Fatalf("prefix %x, list %c, place %d: %x", prefix, list, i, id)
				}
				seen[id] = true
			}
		}
	}
	if _, err := ring.Expire(now.AddDate(50, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if !seen[reopen(t, file).Pad(0x459c, 'n', 299)] {
		t.Error("padding is another one later")
	}
}
