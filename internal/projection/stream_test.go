package projection

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// complaint is a row of the fixture: real complaints to the US Do Not Call programme.
type complaint struct {
	day    time.Time
	number subject.Key
	area   string
}

func complaints(t *testing.T) []complaint {
	t.Helper()
	file, err := os.Open("testdata/ftc-20000.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows := csv.NewReader(plain)
	var all []complaint
	for line := 0; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if line == 0 {
			continue
		}
		day, err := time.Parse(time.DateOnly, row[0])
		if err != nil {
			t.Fatal(err)
		}
		if key, err := subject.Parse(row[2], "US"); err == nil {
			all = append(all, complaint{day, key, row[3]})
		}
	}
}

// A real stream goes in day by day, swept now and then; in the end what is kept is what adds up, and what
// is shown today is what a fresh projection would show.
func TestRealStreamAddsUp(t *testing.T) {
	w := newWorld(t)
	rows := complaints(t)
	if len(rows) < 18_000 { // the rest is what people mistype
		t.Fatalf("only %d of the fixture's rows name a number", len(rows))
	}
	for i, c := range rows {
		w.now = c.day.Add(12 * time.Hour)
		st := reputation.Statement{
			Subject: c.number, ReceivedAt: c.day, At: c.day, Mass: reputation.Mass(0.6, report.Bad, c.day), Polarity: report.Bad,
			Category: "robocall", Tier: reputation.Partner, Province: "US", State: reputation.Live, Version: 1,
		}
		binary.BigEndian.PutUint64(st.Report[:], uint64(i)+1)
		for _, b := range []byte(c.area) {
			st.Own = (st.Own*31 + b) % reputation.Buckets
		}
		st.Block = st.Own
		filed := reputation.SealedTestimony{Report: st.Report, ReceivedAt: c.day, Statements: []reputation.Statement{st}}
		copy(filed.Receipt[:], st.Report[:])
		w.must(w.File(context.Background(), filed))
		if i%1000 == 0 {
			w.sweep()
		}
	}
	w.sweep()
	w.sweep() // neighbours that the first hastened
	f := w.verify()
	if f.Statements != len(rows) || f.Pending != 0 || len(f.Differences) != 0 {
		t.Errorf("%d rows; verify: %d statements, %d pending, %v", len(rows), f.Statements, f.Pending, f.Differences)
	}
	w.shownIsFresh()
}

// shownIsFresh compares every projection with one computed now.
func (w *world) shownIsFresh() {
	w.t.Helper()
	keys, err := w.Subjects(context.Background(), subject.Key{}, 1<<20)
	w.must(err)
	for _, key := range keys {
		p, err := w.Projection(context.Background(), key)
		w.must(err)
		now := reputation.Pack(reputation.Judge(&p.Tally, reputation.Around(key, p.Neighbours), w.now))
		if then := reputation.Pack(reputation.Judge(&p.Tally, reputation.Around(key, p.Neighbours), p.AsOf)); now != then && p.Due.After(w.now) {
			w.t.Errorf("%s: kept %x as of %v, due %v, but now it is %x", key, then, p.AsOf, p.Due, now)
		}
	}
}
