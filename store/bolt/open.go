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

const (
	formatVersion     = 2
	metaFormat        = "format"
	metaFingerprint   = "fingerprint"
	metaTrial         = "trial"
	metaDemonstration = "demonstration"
	metaLineage       = "lineage"
	metaRestoring     = "restoring"
	metaErased        = "erased"

	fileName    = "ringfence.db"
	fileMode    = 0o600
	folderMode  = 0o700
	lockTimeout = time.Second

	// mapRoom is how much address space is set aside at once beyond the file. A file that outgrows it is mapped
	// anew, which waits for the reads under way, and all others for that: with a backup or an export among those, minutes.
	mapRoom = 8 << 30
)

// Config says where a store keeps its file.
type Config struct {
	Path     string // the data folder; made, with mode 0700, when it is missing
	MaxBytes int    // the file does not grow past this, by steps of 16 MB, then writes are fault.Full; 0 is no limit
}

// Exists reports whether a data folder holds a store, or something in its place.
func Exists(folder string) bool {
	_, err := os.Lstat(filepath.Join(folder, fileName))
	return err == nil
}

// Open opens the data folder, and makes what is missing of it. Its errors are fault.ReadOnly, fault.Locked when another
// has had it open for a second, fault.Newer, fault.Damaged and fault.Full.
func Open(c Config) (*Store, error) {
	path := filepath.Join(c.Path, fileName)
	if err := os.MkdirAll(c.Path, folderMode); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, explain(err))
	}
	db, err := openFile(path, c.MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, explain(err))
	}
	return &Store{db: db, commits: startCommitter(db)}, nil
}

func openFile(path string, maxBytes int) (db *bbolt.DB, err error) {
	defer recoverDamage(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	size, err := inspect(path)
	if err != nil {
		return nil, err
	}
	options := options()
	options.MaxSize, options.InitialMmapSize = maxBytes, int(size)+mapRoom
	if db, err = bbolt.Open(path, fileMode, options); err != nil {
		return nil, err
	}
	if err := errors.Join(db.Update(prepare), syncFolder(filepath.Dir(path))); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func options() *bbolt.Options {
	return &bbolt.Options{
		Timeout:      lockTimeout,
		FreelistType: bbolt.FreelistMapType,
		NoStatistics: true,
	}
}

// inspect looks at a file that is there without writing to it, so that one of a newer version or of
// another program is left as it is. It returns the size of the file.
func inspect(path string) (size int64, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, err
	case info.Size() == 0:
		return 0, nil
	}
	options := options()
	options.ReadOnly = true
	db, err := bbolt.Open(path, fileMode, options)
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	return info.Size(), db.View(func(btx *bbolt.Tx) error {
		if btx.Size() > info.Size() {
			return fmt.Errorf("%w: %d bytes are missing at its end", fault.Damaged, btx.Size()-info.Size())
		}
		return checkFormat(tx{btx})
	})
}

// checkFormat accepts a file of our format, and one whose first transaction was never finished.
func checkFormat(tx tx) error {
	if tx.in(metaBucket) == nil {
		if name, _ := tx.Cursor().First(); name != nil {
			return fmt.Errorf("%w: the file of another program", fault.Damaged)
		}
		return nil
	}
	format := tx.meta(metaFormat)
	version, err := strconv.ParseUint(format, 10, 32)
	switch {
	case err != nil || version == 0:
		return fmt.Errorf("%w: format version %q", fault.Damaged, format)
	case version > formatVersion:
		return fmt.Errorf("%w: format version %d, this program knows up to %d", fault.Newer, version, formatVersion)
	}
	return nil
}

// prepare makes the buckets that are missing, brings a file of an earlier version to this one, drops what a Scrub that was
// killed left, and begins a stretch of the lineage.
func prepare(btx *bbolt.Tx) error {
	earlier := btx.Bucket([]byte(metaBucket)) != nil && btx.Bucket([]byte(receivedBucket)) == nil
	for _, b := range buckets() {
		if _, err := btx.CreateBucketIfNotExists([]byte(b)); err != nil {
			return err
		}
	}
	if earlier {
		if err := (tx{btx}).orderReceived(); err != nil {
			return err
		}
	}
	if err := errors.Join((tx{btx}).unscrub(), (tx{btx}).beginStretch()); err != nil {
		return err
	}
	return tx{btx}.in(metaBucket).Put([]byte(metaFormat), []byte(strconv.Itoa(formatVersion)))
}

// syncFolder makes the file's name as durable as what is in it.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// recoverDamage turns a panic into fault.Damaged: bbolt panics on pages that make no sense, or follows them
// out of its memory.
func recoverDamage(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("%w: %v", fault.Damaged, cause)
	}
}
