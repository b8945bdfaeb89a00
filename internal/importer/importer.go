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
	Lot       int // how many rows are sorted and written together; 0 is 2,500,000
}

// Importer imports files.
type Importer struct{ Config }

// New returns an Importer.
func New(c Config) *Importer {
	c.Lot = cmp.Or(c.Lot, defaultLot)
	return &Importer{c}
}

// Resume is what to do about an import that ended before its files did.
const Resume = "what was stored stays, run the command again to go on"

// ahead is how far in the future a row may be dated: as far as the clocks of the world are apart.
const ahead = 24 * time.Hour

// FTC imports complaints to the US Do Not Call programme, moved in time as ordered. Begin is called once it is known
// by how much, before anything is stored; its error ends the import. What cannot be used goes to FILE.rejects, a
// line each with its number and why, and never what it says. An error names the file, or says that running the
// import again goes on; the counts are of what was done before it, which stays.
func (m *Importer) FTC(ctx context.Context, o Order, begin func() error, tell func(done, total int)) (Counts, error) {
	if err := (Order{ShiftTo: o.ShiftTo}).Check(m.Clock()); err != nil {
		return Counts{}, err
	}
	size, err := sizeOf(o.Files)
	if err != nil {
		return Counts{}, err
	}
	r := &run{
		Order: o, intake: m.Intake, lot: m.Lot, begin: begin, latest: m.Clock().Add(ahead),
		progress: &progress{size: size, tell: tell},
	}
	err = r.files(ctx)
	unshown := m.Projector.Settle(ctx, func(int) {}) // of subjects that were known before
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

// run is one import under way. One part of it reads while the other stores. The counts of rows stored and known are
// the storer's, the rest is the reader's, but for what it sets before it sends the first lot.
type run struct {
	Order
	intake   Intake
	lot      int // rows
	begin    func() error
	begun    bool
	shift    time.Duration // known once begun
	latest   time.Time     // a row may be dated to
	newest   time.Time     // day of a complaint, so far
	held     []row         // of the lot that is being read
	taken    int           // rows that were read and not rejected
	done     int           // bytes of earlier files
	progress *progress
	counts   Counts
}

func (r *run) files(ctx context.Context) error {
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
	unread := r.readAll(ctx, full)
	close(full)
	if err := <-stored; err != nil {
		return err // which is why reading stopped
	}
	return unread
}

// readAll sends the rows of all files on. When a file breaks off, those before that too, but not when dates move by
// the newest of all complaints: which that is will be known when the file is whole.
func (r *run) readAll(ctx context.Context, to chan<- []row) error {
	for _, path := range r.Files {
		if err := r.read(ctx, path, to); err != nil {
			if ctx.Err() == nil && (r.begun || r.ShiftTo.IsZero()) {
				err = errors.Join(err, r.send(ctx, to))
			}
			return err
		}
	}
	if err := r.ready(r.newest); err != nil {
		return err
	}
	return r.send(ctx, to)
}

// send hands a lot to the storer.
func (r *run) send(ctx context.Context, to chan<- []row) error {
	if len(r.held) == 0 {
		return ctx.Err()
	}
	select {
	case to <- r.held:
		r.held = nil
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ready settles by how much dates move, given the day of the newest complaint, unless it is settled.
func (r *run) ready(newest time.Time) error {
	if r.begun || r.ShiftTo.IsZero() {
		return nil
	}
	if newest.IsZero() {
		return fmt.Errorf("%s: no complaint to move the dates by", r.Files[0])
	}
	if err := r.begin(); err != nil {
		return err
	}
	r.begun, r.shift = true, r.ShiftTo.Sub(newest)
	return nil
}

// store stores what comes.
func (r *run) store(ctx context.Context, from <-chan []row) error {
	done := 0
	for held := range from {
		stored, err := r.intake.Import(ctx, complainants, inOrder(held, r.shift), func(n int) { r.progress.stores(done + n) })
		done += len(held)
		r.counts.Stored += stored
		if err != nil {
			return resumable(err)
		}
		r.counts.Known += len(held) - stored
	}
	return nil
}
