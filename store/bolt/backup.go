package bolt

import (
	"context"
	"errors"
	"io"

	"go.etcd.io/bbolt"
)

// Backup writes a copy of the file as it is at one moment, while others go on reading and writing. It tells how
// many bytes are written, of how many. Opened in a data folder of its own, the copy is a store with all that
// was acknowledged before.
func (s *Store) Backup(ctx context.Context, to io.Writer, progress func(done, total int)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &backupWriter{ctx: ctx, to: to}
	err := s.db.View(func(tx *bbolt.Tx) error {
		total := int(tx.Size())
		w.wrote = func(n int) { progress(n, total) }
		w.wrote(0)
		_, err := tx.WriteTo(w)
		return err
	})
	if w.failed != nil { // which is no fault of the store
		return w.failed
	}
	return explain(err)
}

// backupWriter stops when its context ends, and remembers why writing failed.
type backupWriter struct {
	ctx    context.Context //nolint:containedctx // that of one Backup
	to     io.Writer
	done   int
	wrote  func(done int)
	failed error
}

func (w *backupWriter) Write(b []byte) (int, error) {
	if w.failed = errors.Join(w.failed, w.ctx.Err()); w.failed != nil {
		return 0, w.failed
	}
	n, err := w.to.Write(b)
	w.done += n
	w.failed = err
	w.wrote(w.done)
	return n, err
}
