package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"go.etcd.io/bbolt"

	"ringfence/internal/fault"
)

// Examination is what a look into a data folder tells.
type Examination struct {
	Bytes         int64  // of the file
	Format        int    // of the file; opening it brings an earlier one to that of this program
	Fingerprint   string // of the keys that the data belong to, "" while there are none
	Demonstration bool
	Restoring     bool // they are part of an archive, whose import is not over
	Subjects      int
	Projected     time.Time // as of when that was that was projected last; zero if nothing was
}

// Examine looks into a data folder and changes nothing there. Its errors are those of Open, and fault.NotFound.
func Examine(folder string) (Examination, error) {
	path := filepath.Join(folder, fileName)
	e, err := examine(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Examination{}, fmt.Errorf("%s: %w", path, fault.NotFound)
	}
	if err != nil {
		return Examination{}, fmt.Errorf("open %s: %w", path, explain(err))
	}
	return e, nil
}

func examine(path string) (e Examination, err error) {
	defer recoverDamage(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return e, err
	}
	if _, err := inspect(path); err != nil {
		return e, err
	}
	options := options()
	options.ReadOnly = true
	db, err := bbolt.Open(path, fileMode, options)
	if err != nil {
		return e, err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	e.Bytes, e.Format = info.Size(), formatVersion
	err = db.View(func(btx *bbolt.Tx) error {
		tx := tx{btx}
		if tx.in(metaBucket) == nil { // its first transaction was never finished
			return nil
		}
		if e.Format, err = strconv.Atoi(tx.meta(metaFormat)); err != nil {
			return err
		}
		e.Fingerprint, e.Demonstration = tx.meta(metaFingerprint), tx.meta(metaDemonstration) != ""
		e.Restoring = tx.meta(metaRestoring) != ""
		e.Subjects = tx.in(changesBucket).Stats().KeyN
		if _, about := tx.in(changesBucket).Cursor().Last(); about != nil {
			if p, ok := tx.changed(about); ok {
				e.Projected = p.AsOf
			}
		}
		return nil
	})
	return e, err
}
