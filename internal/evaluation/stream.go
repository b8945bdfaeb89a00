package evaluation

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"ringfence/internal/ftc"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// complaint is a row of which only the score's ingredients are left.
type complaint struct {
	number int32 // index into stream.keys
	next   int32 // the next complaint about the same number, 0 for none
	day    int32 // since stream.first
	bucket uint8
}

// stream is all complaints in the order of their days. Complaint 0 is none.
type stream struct {
	first      reputation.Date
	keys       []subject.Key
	complaints []complaint
	days       []listedDay
	leftOut    int // rows
}

// listedDay is a day with complaints, which are stream.complaints[from:to].
type listedDay struct {
	date     reputation.Date
	from, to int
}

// Complaints adapts a reader of the FTC's stream to Run. A row that cannot be read, or is about one of the
// developers' sample numbers, which cannot be reported, is an *ftc.RowError.
func Complaints(r *ftc.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			c, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if _, sample := report.Sample(c.Number); err == nil && sample {
				err = &ftc.RowError{Line: r.Line(), Reason: "a sample number for developers"}
			}
			var bad *ftc.RowError
			if !yield(Row{c.Number, reputation.DateOf(c.Created), c.Area}, err) || err != nil && !errors.As(err, &bad) {
				return
			}
		}
	}
}

func load(rows iter.Seq2[Row, error]) (*stream, error) {
	s := &stream{}
	ids := map[subject.Key]int32{}
	raw := []complaint{}
	last := reputation.Date(0)
	for row, err := range rows {
		var bad *ftc.RowError
		if errors.As(err, &bad) {
			s.leftOut++
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("evaluation: %w", err)
		}
		id, known := ids[row.Number]
		if !known {
			id = int32(len(s.keys))
			ids[row.Number] = id
			s.keys = append(s.keys, row.Number)
		}
		if len(raw) == 0 {
			s.first, last = row.Day, row.Day
		}
		s.first, last = min(s.first, row.Day), max(last, row.Day)
		if last-s.first > maxDays {
			return nil, fmt.Errorf("evaluation: the stream spans more than %d days; a date must be wrong", maxDays)
		}
		raw = append(raw, complaint{number: id, day: int32(row.Day), bucket: bucketOf(row)})
	}
	s.sort(raw, last)
	s.link()
	return s, nil
}

// bucketOf spreads network groups over buckets as the service does, under a key that is nobody's.
func bucketOf(row Row) uint8 {
	sum := sha256.Sum256([]byte("evaluation\x00" + row.Group + "\x00" + row.Number.String()))
	return sum[0] % reputation.Buckets
}

// sort puts complaints in the order of their days, and of reading within a day.
func (s *stream) sort(raw []complaint, last reputation.Date) {
	if len(raw) == 0 {
		return
	}
	starts := make([]int, last-s.first+2)
	for i := range raw {
		raw[i].day -= int32(s.first)
		starts[raw[i].day+1]++
	}
	starts[0] = 1 // complaint 0 is none
	for day := range starts[1:] {
		count := starts[day+1]
		starts[day+1] += starts[day]
		if count > 0 {
			s.days = append(s.days, listedDay{s.first + reputation.Date(day), starts[day], starts[day+1]})
		}
	}
	s.complaints = make([]complaint, len(raw)+1)
	for _, c := range raw {
		s.complaints[starts[c.day]] = c
		starts[c.day]++
	}
}

// link chains the complaints about each number.
func (s *stream) link() {
	next := make([]int32, len(s.keys))
	for i, c := range slices.Backward(s.complaints) {
		if i > 0 {
			s.complaints[i].next, next[c.number] = next[c.number], int32(i)
		}
	}
}
