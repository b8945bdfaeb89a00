package keyring

import (
	"strings"
	"testing"

	"ringfence/internal/report"
)

func TestAHandleLeadsToNoOtherSubject(t *testing.T) {
	file, ring := inFile(t)
	about, other := mustKey(t, "+12025550105"), mustKey(t, "+12025550106")
	id := report.ID{1, 2, 3}
	handle := ring.Handle(about, id)
	if again := reopen(t, file).Handle(about, id); again != handle {
		t.Errorf("it is %s for another instance, %s here", again, handle)
	}
	if ring.Handle(other, id) == handle || ring.Handle(about, report.ID{1, 2, 4}) == handle {
		t.Error("another subject or report has the same")
	}
	if strings.Contains(handle, id.String()[:6]) || len(handle) != 32 {
		t.Errorf("it is %q", handle)
	}
	if err := ring.Rotate(now); err != nil {
		t.Fatal(err)
	}
	if ring.Handle(about, id) == handle {
		t.Error("whoever copied the keys can compute it after a rotation")
	}
}
