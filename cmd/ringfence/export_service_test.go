//go:build service

package main

import (
	"io"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAnArchiveOfMongoDBSaysWhatMayBeInItTwice beside a running instance; the embedded store has nothing to say of that.
func TestAnArchiveOfMongoDBSaysWhatMayBeInItTwice(t *testing.T) {
	const twice = "both the old and the new"
	for _, uri := range []string{"", database(t)} {
		t.Chdir(t.TempDir())
		s := start("ringfence", ".", []string{"MONGODB_URI=" + uri}, nil)
		t.Cleanup(func() { s.signal(syscall.SIGKILL) })
		if s.url == "" {
			t.Fatal(s.err)
		}
		post(t, s.url, 1)
		var out strings.Builder
		if err := run(t.Context(), []string{"export", filepath.Join(t.TempDir(), "all.tar"), "--mongodb", uri}, streams{out: &out, err: io.Discard}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), twice) != (uri != "") {
			t.Errorf("with %q it says %s", uri, out.String())
		}
	}
}
