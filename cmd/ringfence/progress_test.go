package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestBar reads what a terminal shows after ten seconds, which pass at once.
func TestBar(t *testing.T) {
	for _, test := range []struct {
		units       string
		done, total int
		want        []string
	}{
		{inBytes, 30 << 20, 120 << 20, []string{" 25%", "MB/s)", "work, 30s left"}},
		{"subjects", 40_000, 60_000, []string{" 66%", "40000/60000", "subjects/s)", "work, 5s left"}},
		{"days", 0, 90, []string{"  0%", "0/90", "work"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var screen bytes.Buffer
			progress := drawn(&screen, "work", test.units)
			if !strings.Contains(screen.String(), "  0%") {
				t.Errorf("%s: nothing is shown at once: %q", test.units, screen.String())
			}
			time.Sleep(10 * time.Second)
			progress(test.done, test.total)
			last := screen.String()[strings.LastIndex(screen.String(), "\r")+1:]
			for _, want := range test.want {
				if !strings.Contains(last, want) {
					t.Errorf("%s: no %q in %q", test.units, want, last)
				}
			}
			progress(test.total, test.total)
			if last := screen.String()[strings.LastIndex(screen.String(), "\r")+1:]; strings.TrimSpace(last) != "" {
				t.Errorf("%s: at the end there stays %q", test.units, last)
			}
		})
	}
}
