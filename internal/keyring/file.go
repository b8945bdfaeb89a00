package keyring

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"ringfence/internal/fault"
)

// File is a Vault in one file that only its owner may read. Every change replaces the file as a whole.
// What a file system or disk keeps of a replaced file is beyond its reach: keep the file on an encrypted
// disk, and out of the backups of the data.
type File struct{ path string }

const fileFormat = 1

// contents is the file, as JSON.
type contents struct {
	About  string
	Format int
	Material
}

const about = "Keys of a Ringfence service. Whoever has them and the data can link reports. Keep this file secret, and apart from backups of the data."

// InFile returns the vault in the file at path. The file is made by the first Update.
func InFile(path string) *File { return &File{path: path} }

// Exists reports whether there is such a file.
func (f *File) Exists() bool {
	_, err := os.Stat(f.path)
	return err == nil || !errors.Is(err, fs.ErrNotExist)
}

// Outside returns an error when the file would lie inside the data folder: a backup of one would then hold
// the other.
func (f *File) Outside(data string) error {
	keys, err := filepath.Abs(f.path)
	if err != nil {
		return fmt.Errorf("keys file: %w", err)
	}
	folder, err := filepath.Abs(data)
	if err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	rel, err := filepath.Rel(resolve(folder), filepath.Join(resolve(filepath.Dir(keys)), filepath.Base(keys)))
	if err == nil && rel != ".." && !strings.HasPrefix(rel, "../") {
		return fmt.Errorf("the keys file %s lies inside the data folder %s; a copy of the data would hold the keys to it: choose another place with --keys", f.path, data)
	}
	return nil
}

// resolve follows symbolic links in as much of the path as exists.
func resolve(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path
	}
	return filepath.Join(resolve(parent), filepath.Base(path))
}

// Update changes the file under a lock that other processes respect.
func (f *File) Update(change func(*Material) (bool, error)) error {
	lock, err := os.Open(filepath.Dir(f.path)) // the folder: the file itself is replaced
	if err != nil {
		return f.explain(err)
	}
	defer func() { _ = lock.Close() }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return f.explain(err)
	}
	c, err := f.read()
	if err != nil {
		return err
	}
	changed, err := change(&c.Material)
	if err != nil || !changed {
		return err
	}
	return f.explain(f.write(c))
}

func (f *File) read() (contents, error) {
	c := contents{About: about, Format: fileFormat}
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, f.explain(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return c, fmt.Errorf("others can read the keys file %s: run chmod 600 %s", f.path, f.path)
	}
	b, err := os.ReadFile(f.path)
	if err != nil {
		return c, f.explain(err)
	}
	if err := json.Unmarshal(b, &c); err != nil || c.Fingerprint == "" {
		return c, fmt.Errorf("the keys file %s is %w: restore it from your copy", f.path, fault.Damaged)
	}
	if c.Format > fileFormat {
		return c, fmt.Errorf("keys file %s: %w of ringfence: install that version", f.path, fault.Newer)
	}
	return c, nil
}

// write replaces the file so that a crash leaves either the old or the new one.
func (f *File) write(c contents) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	next, err := writeSynced(filepath.Dir(f.path), append(b, '\n'))
	if err != nil {
		return err
	}
	if err := os.Rename(next, f.path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// writeSynced writes a new file that only its owner may read, and returns its name.
func writeSynced(folder string, b []byte) (string, error) {
	file, err := os.CreateTemp(folder, ".ringfence.keys-*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(b)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

func (f *File) explain(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("keys file %s: %w (%w)", f.path, err, fault.Unavailable)
}
