package conversation

import (
	"strings"
	"testing"
)

func TestParseName(t *testing.T) {
	good := strings.Repeat("0123456789abcdef", 2)
	if name, err := ParseName(good); err != nil || name != Name(good) {
		t.Errorf("got %q, %v", name, err)
	}
	for _, bad := range []string{"", good[1:], good + "0", good + "00", strings.ToUpper(good), "+12025550143", good[:31] + "g", good[:31] + "\n"} {
		if name, err := ParseName(bad); err == nil {
			t.Errorf("%q is read as %q", bad, name)
		}
	}
}
