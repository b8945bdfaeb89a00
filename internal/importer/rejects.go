package importer

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"ringfence/internal/ftc"
)

// rejects lists the rows of a file that were refused, in FILE.rejects. It holds no row, only line and reason.
// That it cannot be written stops nothing; close tells.
type rejects struct {
	path string
	file *os.File // FILE.rejects.new, made by the first row
	to   *bufio.Writer
	err  error
}

func newRejects(path string) *rejects { return &rejects{path: path + ".rejects"} }

func (f *rejects) add(bad *ftc.RowError) {
	if f.err != nil {
		return
	}
	if f.file == nil {
		if f.file, f.err = os.Create(f.path + ".new"); f.err != nil {
			return
		}
		f.to = bufio.NewWriter(f.file)
	}
	_, f.err = fmt.Fprintf(f.to, "%d\t%s\n", bad.Line, bad.Reason)
}

// close puts the list in the place of that of an earlier run, or removes that when nothing was refused. A list that
// could not be written whole takes nobody's place.
func (f *rejects) close() error {
	switch {
	case f.file == nil && f.err != nil:
		return f.err
	case f.file == nil:
		if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if err := errors.Join(f.err, f.to.Flush(), f.file.Close()); err != nil {
		return errors.Join(err, os.Remove(f.file.Name()))
	}
	return os.Rename(f.file.Name(), f.path)
}
