package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/ftc"
	"ringfence/internal/intake"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// sorted is how many rows are held and sorted in memory before they are written.
const sorted = 250_000

// importer brings files of complaints into a store.
type importer struct {
	in       *intake.Intake
	shift    time.Duration
	progress func(read int)
	held     []intake.Imported
	counts   control.Imported
}

// Import imports files into the house's store. Progress is in bytes of the files.
func (h *house) Import(ctx context.Context, order control.Import, progress projection.Progress) (control.Imported, error) {
	if h.ring == nil {
		return control.Imported{}, errors.New("the keys are not open")
	}
	total := 0
	for _, path := range order.Files {
		info, err := os.Stat(path)
		if err != nil {
			return control.Imported{}, err
		}
		total += int(info.Size())
	}
	m := &importer{in: h.intake()}
	if !order.ShiftTo.IsZero() {
		newest, err := newest(ctx, order.Files)
		if err != nil {
			return control.Imported{}, err
		}
		m.shift = order.ShiftTo.Sub(newest)
		if err := h.demonstrate(ctx); err != nil {
			return control.Imported{}, err
		}
	}
	done := 0
	for _, path := range order.Files {
		before := done
		m.progress = func(read int) {
			done = before + read
			progress(min(done, total), total)
		}
		if err := m.file(ctx, path); err != nil {
			return m.counts, fmt.Errorf("%s: %w; what was stored stays, run the command again to go on", path, err)
		}
	}
	progress(total, total)
	return m.counts, h.showAll(ctx)
}

// showAll projects until nothing is left that is not shown, or the first that is left stays so: a record of
// it cannot be read.
func (h *house) showAll(ctx context.Context) error {
	var stuck subject.Key
	for {
		left, err := h.store.Unprojected(ctx, 1)
		if err != nil || len(left) == 0 || left[0] == stuck {
			return errors.Join(err, ctx.Err())
		}
		stuck = left[0]
		if err := h.projector.Sweep(ctx); err != nil {
			return err
		}
	}
}

// file imports one file.
func (m *importer) file(ctx context.Context, path string) (err error) {
	rejects := &rejectFile{path: path + ".rejects"}
	if err := os.Remove(rejects.path); err != nil && !errors.Is(err, fs.ErrNotExist) { // of an earlier run
		return err
	}
	defer func() { err = errors.Join(err, rejects.close()) }()
	err = eachComplaint(path, m.progress, func(line int, c ftc.Complaint, bad *ftc.RowError) error {
		m.counts.Read++
		if bad == nil {
			if _, sample := report.Sample(c.Number); sample {
				bad = &ftc.RowError{Line: line, Reason: "a sample number for developers"}
			}
		}
		if bad != nil {
			m.counts.Rejected++
			return rejects.add(bad)
		}
		at := c.Created.Add(m.shift)
		m.held = append(m.held, intake.Imported{
			ID: c.ReportID(), About: c.Number, At: at, Category: c.Category, Region: "US", By: reputation.ByImport(ftc.Source, c.Row, c.Area),
		})
		if len(m.held) < sorted {
			return nil
		}
		return m.store(ctx)
	})
	if err != nil {
		return err
	}
	return m.store(ctx)
}

// store writes what is held.
func (m *importer) store(ctx context.Context) error {
	stored, err := m.in.Import(ctx, m.held)
	if err != nil {
		return err
	}
	m.counts.Stored += stored
	m.counts.Known += len(m.held) - stored
	m.held = m.held[:0]
	return nil
}

// newest returns the day of the newest complaint in the files.
func newest(ctx context.Context, files []string) (newest time.Time, err error) {
	for _, path := range files {
		err := eachComplaint(path, func(int) {}, func(_ int, c ftc.Complaint, bad *ftc.RowError) error {
			if day := c.Created.Truncate(24 * time.Hour); bad == nil && day.After(newest) {
				newest = day
			}
			return ctx.Err()
		})
		if err != nil {
			return newest, fmt.Errorf("%s: %w", path, err)
		}
	}
	if newest.IsZero() {
		return newest, errors.New("no complaint to move the dates by")
	}
	return newest, nil
}

// eachComplaint calls visit with every row of a file, good or bad, and progress with the bytes read.
func eachComplaint(path string, progress func(int), visit func(line int, c ftc.Complaint, bad *ftc.RowError) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	counted := &countingReader{from: file}
	r, err := ftc.NewReader(counted)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		c, err := r.Next()
		var bad *ftc.RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
		case err != nil:
			return err
		}
		if err := visit(r.Line(), c, bad); err != nil {
			return err
		}
		if n%10_000 == 0 {
			progress(counted.read)
		}
	}
}

type countingReader struct {
	from io.Reader
	read int
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	r.read += n
	return n, err
}

// rejectFile names the rows that were refused. It is made by the first and holds no row, only line and
// reason.
type rejectFile struct {
	path string
	file *os.File
	to   *bufio.Writer
}

func (f *rejectFile) add(bad *ftc.RowError) (err error) {
	if f.file == nil {
		if f.file, err = os.Create(f.path); err != nil {
			return err
		}
		f.to = bufio.NewWriter(f.file)
	}
	_, err = fmt.Fprintf(f.to, "%d\t%s\n", bad.Line, bad.Reason)
	return err
}

func (f *rejectFile) close() error {
	if f.file == nil {
		return nil
	}
	return errors.Join(f.to.Flush(), f.file.Close())
}
