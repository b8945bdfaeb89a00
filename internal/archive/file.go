package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Create makes a file that only its owner may read, of what write writes. Under its name it is there whole and on the
// disk, or not at all; a file that is there already is left alone, and is fs.ErrExist.
func Create(path string, write func(io.Writer) error) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return exists(path)
	}
	folder := filepath.Dir(path)
	part, err := os.CreateTemp(folder, "."+filepath.Base(path)+".part-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove(part.Name())) }()
	err = write(part)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	if err := name(part.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

func exists(path string) error {
	return fmt.Errorf("%s: %w; nothing was written: choose another name", path, fs.ErrExist)
}

// name gives a file its name unless another has it. Not every file system knows links.
func name(part, path string) error {
	err := os.Link(part, path)
	if errors.Is(err, fs.ErrExist) {
		return exists(path)
	}
	if err == nil {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return exists(path)
	}
	return os.Rename(part, path)
}

// remove removes what is still there.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncFolder makes a name as durable as its file.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
