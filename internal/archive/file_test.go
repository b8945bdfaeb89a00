package archive

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestAFileIsThereWholeOrNotAtAll(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "copy")
	full := errors.New("no space left")
	err := Create(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "half of it")
		return errors.Join(err, full)
	})
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	holds(t, folder)
	if err := Create(path, func(w io.Writer) error { _, err := io.WriteString(w, "all of it"); return err }); err != nil {
		t.Fatal(err)
	}
	holds(t, folder, "copy")
	if b, err := os.ReadFile(path); err != nil || string(b) != "all of it" {
		t.Errorf("got %q, %v", b, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
}

func TestAFileThatIsThereIsLeftAlone(t *testing.T) {
	for name, before := range map[string]bool{"before": true, "meanwhile": false} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "copy")
			mine := func() error { return os.WriteFile(path, []byte("mine"), 0o600) }
			if before {
				if err := mine(); err != nil {
					t.Fatal(err)
				}
			}
			written := false
			err := Create(path, func(io.Writer) error {
				written = true
				return mine()
			})
			if !errors.Is(err, fs.ErrExist) || written == before {
				t.Errorf("got %v, written %v", err, written)
			}
			if b, err := os.ReadFile(path); err != nil || string(b) != "mine" {
				t.Errorf("got %q, %v", b, err)
			}
			holds(t, folder, "copy")
		})
	}
	if err := Create(filepath.Join(t.TempDir(), "nowhere", "copy"), func(io.Writer) error { return nil }); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v", err)
	}
}

// holds expects these files in a folder and no others.
func holds(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(want) {
		t.Errorf("the folder holds %v, want %v", entries, want)
	}
}
