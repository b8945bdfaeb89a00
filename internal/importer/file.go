package importer

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"ringfence/internal/ftc"
	"ringfence/internal/report"
)

// read sends the rows of a file on, so many at a time; when the file breaks off, those before that too.
func (r *run) read(ctx context.Context, path string, to chan<- []row) (err error) {
	rejects := newRejects(path)
	defer func() { r.unlisted(rejects.close()) }()
	var held []row
	send := func() error {
		select {
		case to <- held:
			held = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	before, last := r.done, 0
	err = each(path, func(read int) { last = read; r.progress.reads(before+read, r.held) }, func(line int, c ftc.Complaint, bad *ftc.RowError) error {
		if r.counts.Read++; r.counts.Read%progressEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var wanted row
		if bad == nil {
			wanted, bad = r.take(line, &c)
		}
		if bad != nil {
			r.counts.Rejected++
			rejects.add(bad)
			return nil
		}
		r.held++
		held = append(held, wanted)
		switch len(held) {
		case lot:
			return send()
		case many: // room for all that may come takes no memory until it is filled
			held = slices.Grow(held, lot-many)
		}
		return nil
	})
	r.done += last
	if len(held) == 0 || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	return errors.Join(err, send())
}

// take returns a complaint as a row, or why it is not taken though it can be read.
func (r *run) take(line int, c *ftc.Complaint) (row, *ftc.RowError) {
	wanted, fits := rowOf(c, r.shift)
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

// each calls visit with every row of a file, good or bad, and progress with the bytes read.
func each(path string, progress func(read int), visit func(line int, c ftc.Complaint, bad *ftc.RowError) error) error {
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
	for n := 1; ; n++ {
		c, err := r.Next()
		var bad *ftc.RowError
		switch {
		case errors.Is(err, io.EOF):
			progress(counted.read)
			return nil
		case errors.As(err, &bad):
		case err != nil:
			return err
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
