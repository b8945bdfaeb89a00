package ftc

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// maxLine is how many bytes a line may have, its end included.
const maxLine = 64 << 10

// RowError is a row that is no complaint. Next goes on with the row after it. It holds nothing of the row.
type RowError struct {
	Line   int // from 1, the header
	Reason string
}

func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// StreamError is a file that is no complaint stream, or from some line on no longer is.
type StreamError struct {
	Line   int    // where reading stopped
	Reason string // what is wrong, and what to do
}

func (e *StreamError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Reader reads complaints, one row at a time.
type Reader struct {
	lines *bufio.Reader
	form  form
	line  int
	row   fields
	ended error // what Next goes on to return
	day   dayMemo
	equal map[uint64]uint32 // rows of the official form seen, see official
}

// NewReader recognises the stream: plain or gzip by its first bytes, and the official or the short form
// by its header. The error is a *StreamError, or what reading from r returned.
func NewReader(r io.Reader) (*Reader, error) {
	lines := bufio.NewReaderSize(r, maxLine)
	start, err := lines.Peek(6)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("complaint stream: %w", err)
	}
	for _, p := range packed {
		if bytes.HasPrefix(start, []byte(p.magic)) {
			return nil, &StreamError{Line: 1, Reason: p.advice}
		}
	}
	reader := &Reader{lines: lines, equal: map[uint64]uint32{}}
	if bytes.HasPrefix(start, []byte("\x1f\x8b")) {
		plain, err := gzip.NewReader(lines)
		if err != nil {
			return nil, reader.fatal(err)
		}
		reader.lines = bufio.NewReaderSize(plain, maxLine)
	}
	return reader, reader.header()
}

func (r *Reader) header() error {
	line, err := r.next()
	var row *RowError
	switch {
	case errors.Is(err, io.EOF):
		return &StreamError{Line: 1, Reason: "the file is empty"}
	case errors.As(err, &row):
		return &StreamError{Line: r.line, Reason: "the file is not text: it has " + row.Reason + " where the header should be"}
	case err != nil:
		return err
	}
	var reason string
	if r.form, reason = formOf(strings.TrimPrefix(line, "\ufeff")); reason != "" {
		return &StreamError{Line: r.line, Reason: reason}
	}
	return nil
}

// Line returns the line that Next read last; the header is line 1.
func (r *Reader) Line() int { return r.line }

// Next returns the next complaint and io.EOF after the last one. After a *RowError it can be called again;
// every other error is final: a *StreamError, or what reading returned.
func (r *Reader) Next() (Complaint, error) {
	if r.ended != nil {
		return Complaint{}, r.ended
	}
	line, err := r.next()
	if err != nil {
		if row := (*RowError)(nil); !errors.As(err, &row) {
			r.ended = err
		}
		return Complaint{}, err
	}
	var reason string
	r.row, reason = split(line, ',')
	switch {
	case reason != "":
		return Complaint{}, r.refuse(reason)
	case r.row.count != len(r.form.columns):
		return Complaint{}, r.refuse(fmt.Sprintf("%d columns, not %d", r.row.count, len(r.form.columns)))
	}
	c, reason := r.form.read(r)
	if reason != "" {
		return Complaint{}, r.refuse(reason)
	}
	return c, nil
}

func (r *Reader) refuse(reason string) error { return &RowError{Line: r.line, Reason: reason} }

// next returns the next line that is not blank, without its end.
func (r *Reader) next() (string, error) {
	for {
		line, err := r.lines.ReadSlice('\n')
		if len(line) > 0 {
			r.line++
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return "", r.skipLine()
		case err != nil && !errors.Is(err, io.EOF):
			return "", r.fatal(err)
		case len(line) == 0:
			return "", io.EOF
		}
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\n'}), []byte{'\r'})
		switch {
		case len(line) == 0:
			continue
		case bytes.IndexByte(line, 0) >= 0:
			return "", r.refuse("a NUL byte")
		case !utf8.Valid(line):
			return "", r.refuse("bytes that are not UTF-8")
		}
		return string(line), nil
	}
}

// skipLine goes to the end of a line that does not fit the buffer, and refuses it.
func (r *Reader) skipLine() error {
	for {
		switch _, err := r.lines.ReadSlice('\n'); {
		case errors.Is(err, bufio.ErrBufferFull):
		case err == nil, errors.Is(err, io.EOF):
			return r.refuse("a line longer than 64 KiB")
		default:
			return r.fatal(err)
		}
	}
}

// fatal says what an error of reading means.
func (r *Reader) fatal(err error) error {
	at := max(r.line, 1)
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &StreamError{at, "the gzip file is cut short: fetch it again"}
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, &corrupt):
		return &StreamError{at, "the gzip file is damaged: fetch it again"}
	}
	return fmt.Errorf("complaint stream, line %d: %w", at, err)
}
