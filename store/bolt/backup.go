package bolt

import (
	"context"
	"errors"
	"io"

	"go.etcd.io/bbolt"
)

// Backup writes a copy of the file as it is at one moment, while others go on reading and writing. It tells how
// many bytes are written, of how many. Opened in a data folder of its own, the copy is a store with all that
// was acknowledged before, and nothing that was erased before: zeros are written in the place of free pages.
func (s *Store) Backup(ctx context.Context, to io.Writer, progress func(done, total int)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &backupWriter{ctx: ctx, to: to}
	err := s.db.View(func(tx *bbolt.Tx) error {
		free, err := freePages(tx)
		if err != nil {
			return err
		}
		total := int(tx.Size())
		w.blank = blank{free: free, page: tx.DB().Info().PageSize}
		w.wrote = func(n int) { progress(n, total) }
		w.wrote(0)
		_, err = tx.WriteTo(w)
		return err
	})
	if w.failed != nil { // which is no fault of the store
		return w.failed
	}
	return explain(err)
}

// backupWriter leaves out what free pages hold, stops when its context ends, and remembers why writing failed.
type backupWriter struct {
	ctx    context.Context //nolint:containedctx // that of one Backup
	blank  blank
	to     io.Writer
	done   int
	wrote  func(done int)
	failed error
}

func (w *backupWriter) Write(b []byte) (int, error) {
	if w.failed = errors.Join(w.failed, w.ctx.Err()); w.failed != nil {
		return 0, w.failed
	}
	n, err := w.to.Write(w.blank.out(b, w.done))
	w.done += n
	w.failed = err
	w.wrote(w.done)
	return n, err
}

// blank puts zeros in the place of free pages in a file that is told from its beginning to its end.
type blank struct {
	free []uint64 // in their order; those that are not behind
	page int
	own  []byte
}

// out returns a part of the file that begins at a place, with zeros in the place of free pages. It is good until the next.
func (f *blank) out(b []byte, at int) []byte {
	f.own = append(f.own[:0], b...)
	for len(f.free) > 0 {
		begin := int(f.free[0])*f.page - at
		if begin >= len(b) {
			break
		}
		end := begin + f.page
		clear(f.own[max(0, begin):min(len(b), max(0, end))])
		if end > len(b) {
			break
		}
		f.free = f.free[1:]
	}
	return f.own
}
