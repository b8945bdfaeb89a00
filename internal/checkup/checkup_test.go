package checkup_test

import (
	"strings"
	"testing"

	"ringfence/internal/checkup"
)

func TestAReportIsReadInOneGlance(t *testing.T) {
	var r checkup.Report
	r.Fine("keys file", "%d keys", 3)
	r.Warn("disk", "make room", "1 %% is free")
	if !r.Healthy() {
		t.Error("a warning makes it unhealthy")
	}
	r.Wrong("redis", "start it", "it does not answer")
	var out strings.Builder
	if err := r.Print(&out); err != nil {
		t.Fatal(err)
	}
	want := `ok       keys file    3 keys
warning  disk         1 % is free. Fix: make room
wrong    redis        it does not answer. Fix: start it

1 wrong, 1 warning, 1 ok
`
	if out.String() != want || r.Healthy() {
		t.Errorf("healthy %v, printed\n%s", r.Healthy(), out.String())
	}
}
