// Package importer brings files of complaints from elsewhere into the service.
//
// It promises that a bad row costs that row and no other, that running it again adds nothing, and that what
// was stored when it was interrupted need not be stored again. Rows are identified by what they say, never
// by where they stand in a file.
package importer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"time"

	"ringfence/internal/ftc"
	"ringfence/internal/intake"
)

// Intake takes rows in; see the package intake.
type Intake interface {
	Import(ctx context.Context, from intake.Source, rows iter.Seq[intake.Imported], progress func(done int)) (stored int, err error)
}

// Projector shows what was taken in; see the package projection.
type Projector interface {
	Settle(ctx context.Context, progress func(marks int)) error
}

// Order asks for complaints to be imported. The files are opened by whoever has the store.
type Order struct {
	Files   []string  // absolute paths
	ShiftTo time.Time // the day to move the newest complaint to, and all others by as much; zero moves nothing
}

// Check returns why an order cannot be carried out, as far as that can be told before anything is made: a day to
// come, or a file that does not begin as a stream does.
func (o Order) Check(now time.Time) error {
	if o.ShiftTo.After(now) {
		return errors.New("--shift-to must be today or before: nothing is reported before it happens")
	}
	for _, path := range o.Files {
		if err := begins(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// Counts are the rows of an import, and what became of them: Read is the sum of the next three, unless the store
// failed.
type Counts struct {
	Read, Stored, Known, Rejected int
	Unlisted                      string // why the rejected rows are not listed in a file; "" when they are
}

// complainants are those of the US Do Not Call programme.
var complainants = intake.Source{Name: ftc.Source, Region: "US"}

// Config is what an Importer is made of.
type Config struct {
	Intake    Intake
	Projector Projector
	Clock     func() time.Time
}

// Importer imports files.
type Importer struct{ Config }

// New returns an Importer.
func New(c Config) *Importer { return &Importer{c} }

// Resume is what to do about an import that ended before its files did.
const Resume = "what was stored stays, run the command again to go on"

// ahead is how far in the future a row may be dated: as far as the clocks of the world are apart.
const ahead = 24 * time.Hour

// Shift returns by how much to move all dates so that the newest complaint in the files is dated to a day. Rows
// that are dated to the future are mistyped and left out.
func (m *Importer) Shift(ctx context.Context, files []string, to time.Time) (time.Duration, error) {
	if err := (Order{ShiftTo: to}).Check(m.Clock()); err != nil {
		return 0, err
	}
	newest, err := m.newest(ctx, files)
	return to.Sub(newest), err
}

func (m *Importer) newest(ctx context.Context, files []string) (newest time.Time, err error) {
	latest := m.Clock().Add(ahead)
	for _, path := range files {
		err := each(path, nothing, func(_ int, c ftc.Complaint, bad *ftc.RowError) error {
			if day := c.Created.Truncate(24 * time.Hour); bad == nil && day.After(newest) && !day.After(latest) {
				newest = day
			}
			return ctx.Err()
		})
		if err != nil {
			return newest, fmt.Errorf("%s: %w", path, err)
		}
	}
	if newest.IsZero() {
		return newest, fmt.Errorf("%s: no complaint to move the dates by", files[0])
	}
	return newest, nil
}

func nothing(int) {}

// FTC imports complaints to the US Do Not Call programme, all of them moved in time by shift. What cannot be
// used goes to FILE.rejects, a line each with its number and why, and never what it says. An error names the
// file, or says that running the import again goes on; the counts are of what was done before it, which stays.
func (m *Importer) FTC(ctx context.Context, files []string, shift time.Duration, tell func(done, total int)) (Counts, error) {
	size, err := sizeOf(files)
	if err != nil {
		return Counts{}, err
	}
	r := &run{intake: m.Intake, shift: shift, latest: m.Clock().Add(ahead), progress: &progress{size: size, tell: tell}}
	err = r.files(ctx, files)
	unshown := m.Projector.Settle(ctx, nothing) // of subjects that were known before
	tell(r.progress.total(), r.progress.total())
	return r.counts, cmp.Or(err, resumable(unshown))
}

// resumable says of an error that is not of the files, and so does not come again when it is mended, what to do.
func resumable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w; %s", err, Resume)
}

func sizeOf(files []string) (total int, err error) {
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			return 0, err
		}
		total += int(info.Size())
	}
	return total, nil
}

// run is one import under way. One part of it reads while the other stores.
type run struct {
	intake   Intake
	shift    time.Duration
	latest   time.Time // a row may be dated to
	progress *progress
	done     int    // bytes of earlier files
	held     int    // rows that were read and not rejected
	counts   Counts // Read and Rejected are the reader's, as held is; the others are the storer's
}

func (r *run) files(ctx context.Context, paths []string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	full, stored := make(chan []row), make(chan error, 1)
	go func() {
		err := r.store(ctx, full)
		if err != nil {
			stop()
		}
		stored <- err
	}()
	unread := r.readAll(ctx, paths, full)
	close(full)
	if err := <-stored; err != nil {
		return err // which is why reading stopped
	}
	return unread
}

func (r *run) readAll(ctx context.Context, paths []string, to chan<- []row) error {
	for _, path := range paths {
		if err := r.read(ctx, path, to); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// store stores what comes.
func (r *run) store(ctx context.Context, from <-chan []row) error {
	done := 0
	for held := range from {
		stored, err := r.intake.Import(ctx, complainants, inOrder(held), func(n int) { r.progress.stores(done + n) })
		done += len(held)
		r.counts.Stored += stored
		if err != nil {
			return resumable(err)
		}
		r.counts.Known += len(held) - stored
	}
	return nil
}
