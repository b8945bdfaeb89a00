package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"ringfence/internal/ftc"
	"ringfence/internal/report"
)

// read takes the rows of a file in, and sends a lot on whenever it is full.
func (r *run) read(ctx context.Context, path string, to chan<- []row) error {
	rejects := newRejects(path)
	defer func() { r.unlisted(rejects.close()) }()
	before, last := r.done, 0
	err := each(path, func(read int) { last = read; r.progress.reads(before+read, r.taken) }, func(line int, c ftc.Complaint, bad *ftc.RowError) error {
		if r.counts.Read++; r.counts.Read%progressEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var wanted row
		if bad == nil {
			r.newest = later(r.newest, &c, r.latest)
			wanted, bad = r.take(line, &c)
		}
		if bad != nil {
			r.counts.Rejected++
			rejects.add(bad)
			return nil
		}
		r.taken++
		r.held = append(r.held, wanted)
		switch len(r.held) {
		case r.lot:
			return r.sendFull(ctx, to)
		case many: // room for all that may come takes no memory until it is filled
			r.held = slices.Grow(r.held, r.lot-many)
		}
		return nil
	})
	r.done += last
	return err
}

// sendFull sends a lot that more may follow: by how much its dates move depends on what was not read yet.
func (r *run) sendFull(ctx context.Context, to chan<- []row) error {
	if !r.begun && !r.ShiftTo.IsZero() {
		newest, err := r.newestOfAll(ctx)
		if err != nil {
			return err
		}
		if err := r.ready(newest); err != nil {
			return err
		}
	}
	return r.send(ctx, to)
}

// newestOfAll returns the day of the newest complaint in all files.
func (r *run) newestOfAll(ctx context.Context) (newest time.Time, err error) {
	for _, path := range r.Files {
		err := each(path, func(int) {}, func(_ int, c ftc.Complaint, bad *ftc.RowError) error {
			if bad == nil {
				newest = later(newest, &c, r.latest)
			}
			return ctx.Err()
		})
		if err != nil {
			return newest, err
		}
	}
	return newest, nil
}

// later returns the day of a complaint if it is after newest. Rows that are dated to the future are mistyped.
func later(newest time.Time, c *ftc.Complaint, latest time.Time) time.Time {
	if day := c.Created.Truncate(24 * time.Hour); day.After(newest) && !day.After(latest) {
		return day
	}
	return newest
}

// take returns a complaint as a row, or why it is not taken though it can be read.
func (r *run) take(line int, c *ftc.Complaint) (row, *ftc.RowError) {
	wanted, fits := rowOf(c)
	_, sample := report.Sample(c.Number)
	switch {
	case !fits:
		return row{}, &ftc.RowError{Line: line, Reason: "not a telephone number"}
	case sample:
		return row{}, &ftc.RowError{Line: line, Reason: "a sample number for developers"}
	case c.Created.After(r.latest):
		return row{}, &ftc.RowError{Line: line, Reason: "a date in the future"}
	}
	return wanted, nil
}

// unlisted remembers why rejected rows could not be listed. That stops nothing.
func (r *run) unlisted(err error) {
	if err != nil {
		r.counts.Unlisted = err.Error()
	}
}

// begins returns why a file does not begin as a stream does. A pipe can be read once, and is not looked at.
func begins(path string) error {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = ftc.NewReader(file)
	return err
}

// many rows are those of a file that may have any number.
const many = 50_000

// progressEvery is after how many rows progress is told.
const progressEvery = 10_000

// each calls visit with every row of a file, good or bad, and progress with the bytes read. What is wrong with the
// file is said with its path; an error of visit ends it and is returned as it is.
func each(path string, progress func(read int), visit func(line int, c ftc.Complaint, bad *ftc.RowError) error) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer func() { _ = file.Close() }()
	counted := &countingReader{from: file}
	r, err := ftc.NewReader(counted)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for n := 1; ; n++ {
		c, err := r.Next()
		var bad *ftc.RowError
		switch {
		case errors.Is(err, io.EOF):
			progress(counted.read)
			return nil
		case errors.As(err, &bad):
		case err != nil:
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := visit(r.Line(), c, bad); err != nil {
			return err
		}
		if n%progressEvery == 0 {
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
