package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"ringfence/internal/fault"
)

func TestWhatIsMissingIsMadeForTheOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "not", "there", "yet")
	s := openAt(t, folder)
	defer s.Close()
	for path, want := range map[string]os.FileMode{
		filepath.Dir(folder):            os.ModeDir | 0o700,
		folder:                          os.ModeDir | 0o700,
		filepath.Join(folder, fileName): 0o600,
	} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
	}
}

func TestASecondOpenIsLockedOut(t *testing.T) {
	folder := t.TempDir()
	s := openAt(t, folder)
	if _, err := Open(Config{Path: folder}); !errors.Is(err, fault.Locked) {
		t.Errorf("while it is open: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := openAt(t, folder).Close(); err != nil {
		t.Errorf("once it is closed: %v", err)
	}
}

// sound makes a data folder with something in it and returns the path of its file.
func sound(t *testing.T) string {
	t.Helper()
	s := openAt(t, t.TempDir())
	check(t, s.Bind(t.Context(), "fingerprint"))
	_, err := fillUp(t, s, 50)
	check(t, err)
	path := s.db.Path()
	check(t, s.Close())
	return path
}

// rewrite changes a file through bbolt.
func rewrite(t *testing.T, path string, change func(tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, fileMode, options())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(func(btx *bbolt.Tx) error { return change(tx{btx}) }); err != nil {
		t.Fatal(err)
	}
}

func TestAFileThatIsNotOursIsLeftAsItIs(t *testing.T) {
	format := func(version string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			rewrite(t, path, func(tx tx) error { return tx.in(metaBucket).Put([]byte(metaFormat), []byte(version)) })
		}
	}
	overwrite := func(from, to int) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			to := min(to, len(b))
			copy(b[from:to], bytes.Repeat([]byte{0xA5}, to-from))
			if err := os.WriteFile(path, b, fileMode); err != nil {
				t.Fatal(err)
			}
		}
	}
	page := os.Getpagesize()
	for name, c := range map[string]struct {
		change func(*testing.T, string)
		want   error
	}{
		"of the next version":         {format(fmt.Sprint(formatVersion + 1)), fault.Newer},
		"of no version":               {format("a"), fault.Damaged},
		"of another program":          {func(t *testing.T, path string) { another(t, path) }, fault.Damaged},
		"that is no database":         {overwrite(0, 2*page), fault.Damaged},
		"whose pages make no sense":   {overwrite(2*page, math.MaxInt), fault.Damaged},
		"that ends before its time":   {func(t *testing.T, path string) { check(t, os.Truncate(path, int64(5*page))) }, fault.Damaged},
		"that ends in its first page": {func(t *testing.T, path string) { check(t, os.Truncate(path, 100)) }, fault.Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			path := sound(t)
			c.change(t, path)
			before, err := os.ReadFile(path)
			check(t, err)
			if _, err := Open(Config{Path: filepath.Dir(path)}); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			after, err := os.ReadFile(path)
			check(t, err)
			if !bytes.Equal(before, after) {
				t.Error("the file was written to")
			}
		})
	}
}

// another puts the database of another program in the place of ours.
func another(t *testing.T, path string) {
	t.Helper()
	check(t, os.Remove(path))
	rewrite(t, path, func(tx tx) error {
		_, err := tx.CreateBucket([]byte("recipes"))
		return err
	})
}

func TestAFileWhoseFirstTransactionNeverEndedIsNew(t *testing.T) {
	folder := t.TempDir()
	rewrite(t, filepath.Join(folder, fileName), func(tx) error { return nil })
	check(t, openAt(t, folder).Close())
}

func TestAFolderThatCannotBeWrittenIsReadOnly(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, folder string) (path string){
		"a folder that cannot be made": func(t *testing.T, folder string) string {
			check(t, os.Chmod(folder, 0o555))
			return filepath.Join(folder, "data")
		},
		"a folder without the right to write": func(t *testing.T, folder string) string {
			check(t, os.Chmod(folder, 0o555))
			return folder
		},
		"a file without the right to write": func(t *testing.T, folder string) string {
			check(t, openAt(t, folder).Close())
			check(t, os.Chmod(filepath.Join(folder, fileName), 0o444))
			return folder
		},
		"a folder below a file": func(t *testing.T, folder string) string {
			file := filepath.Join(folder, "file")
			check(t, os.WriteFile(file, nil, 0o600))
			return filepath.Join(file, "data")
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			check(t, os.Chmod(filepath.Dir(folder), 0o755)) // for nobody to pass through
			path := prepare(t, folder)
			asNobody(t, func() {
				if s, err := Open(Config{Path: path}); !errors.Is(err, fault.ReadOnly) {
					t.Errorf("got %v, %v", s, err)
				}
			})
			check(t, os.Chmod(folder, 0o700))
		})
	}
}

// asNobody runs do without root's right to write everywhere, if this is root: in a thread whose file system
// user is another, see setfsuid(2). The thread ends with its goroutine.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if os.Geteuid() == 0 {
			const nobody = 65534
			_, _, _ = syscall.RawSyscall(syscall.SYS_SETFSGID, nobody, 0, 0)
			_, _, _ = syscall.RawSyscall(syscall.SYS_SETFSUID, nobody, 0, 0)
		}
		do()
	}()
	<-done
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
