package main

import (
	"errors"
	"strings"
	"testing"

	"ringfence/internal/projection"
	"ringfence/internal/subject"
)

// TestRebuildIsAdvisedWhereItHelps: a record that cannot be read is not mended by computing it again.
func TestRebuildIsAdvisedWhereItHelps(t *testing.T) {
	about, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	mendable, lost := projection.Difference{Subject: about, What: "neighbours"}, projection.Difference{Subject: about, What: projection.Unreadable}
	for _, test := range []struct {
		found []projection.Difference
		want  string
	}{
		{[]projection.Difference{mendable, lost}, "1 difference: ringfence rebuild mends that"},
		{[]projection.Difference{lost}, "restore the file from a backup"},
	} {
		var out strings.Builder
		err := tell(&out, projection.Findings{Subjects: 2, Differences: test.found})
		if !errors.Is(err, errFound) || !strings.Contains(out.String(), test.want) {
			t.Errorf("%v: %s", err, out.String())
		}
		if len(test.found) == 1 && strings.Contains(out.String(), "rebuild") {
			t.Errorf("rebuild is advised in vain: %s", out.String())
		}
	}
}
