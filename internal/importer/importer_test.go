package importer_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/importer"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
	"ringfence/store/mem"
)

const (
	extract  = "created_date,seq,company_phone_number,consumer_area_code\n"
	official = "Company_Phone_Number,Created_Date,Violation_Date,Consumer_City,Consumer_State,Consumer_Area_Code,Subject,Recorded_Message_Or_Robocall\n"
)

// half returns the first half of a text that is packed.
func half(t *testing.T, text string) string {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()[:packed.Len()/2]
}

// town is a service in memory into which files are imported.
type town struct {
	t      *testing.T
	now    time.Time
	folder string

	demonstration bool // dates were moved
	store.Store
	*importer.Importer
}

func newTown(t *testing.T) *town {
	t.Helper()
	keys, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), folder: t.TempDir(), Store: mem.New()}
	clock := func() time.Time { return w.now }
	projector := projection.New(projection.Config{Store: w.Store, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	in := intake.New(intake.Config{Store: w.Store, Projector: projector, Keys: keys, Clock: clock})
	w.Importer = importer.New(importer.Config{Intake: in, Projector: projector, Clock: clock})
	return w
}

// moved imports files, with all dates moved so that the newest is of a day.
func (w *town) moved(to time.Time, files ...string) (importer.Counts, error) {
	begin := func() error { w.demonstration = true; return nil }
	return w.FTC(context.Background(), importer.Order{Files: files, ShiftTo: to}, begin, func(int, int) {})
}

func (w *town) file(name, content string) string {
	w.t.Helper()
	path := filepath.Join(w.folder, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func (w *town) ftc(files ...string) importer.Counts {
	w.t.Helper()
	counts, err := w.FTC(context.Background(), importer.Order{Files: files}, nil, func(int, int) {})
	if err != nil {
		w.t.Fatal(err)
	}
	return counts
}

// verified expects that what is shown is what was said.
func (w *town) verified() {
	w.t.Helper()
	found, err := w.Config.Projector.(*projection.Projector).Verify(context.Background(), func(int, int) {})
	if err != nil || found.Pending != 0 || len(found.Differences) != 0 {
		w.t.Errorf("%+v, %v", found, err)
	}
}

// said returns the one statement about a number.
func (w *town) said(number string) reputation.Statement {
	w.t.Helper()
	key, err := subject.ParseKey(number)
	if err != nil {
		w.t.Fatal(err)
	}
	all, err := w.Statements(context.Background(), key)
	if err != nil || len(all) != 1 {
		w.t.Fatalf("%d statements about %s, %v", len(all), number, err)
	}
	return all[0]
}

// complaints makes n rows of the extract form about as many numbers, all on one day.
func complaints(day string, n int) string {
	var rows strings.Builder
	rows.WriteString(extract)
	for i := range n {
		fmt.Fprintf(&rows, "%s,%d,+1202555%04d,224\n", day, i, 1000+i)
	}
	return rows.String()
}

// Two extracts that overlap, one after the other in one file: what is in both is one complaint.
func TestARowThatIsThereTwiceCountsOnce(t *testing.T) {
	w := newTown(t)
	rows := complaints("2026-11-01", 5)
	counts := w.ftc(w.file("twice.csv", rows+strings.TrimPrefix(rows, extract)))
	if want := (importer.Counts{Read: 10, Stored: 5, Known: 5}); counts != want {
		t.Errorf("got %+v, want %+v", counts, want)
	}
	w.verified()
}

func TestARowBecomesAStatement(t *testing.T) {
	w := newTown(t)
	counts := w.ftc(
		w.file("extract.csv", extract+"2026-11-01,7,2025550143,224\n"),
		w.file("official.csv", official+"2025550144,2026-11-02 08:15:59,2026-11-01 11:48:00,,California,510,Medical & prescriptions,N\n"),
	)
	if want := (importer.Counts{Read: 2, Stored: 2}); counts != want {
		t.Errorf("got %+v, want %+v", counts, want)
	}
	for _, test := range []struct {
		number   string
		received time.Time
		at       time.Time
		category report.Category
	}{
		{"+12025550143", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), ""},
		{"+12025550144", time.Date(2026, 11, 2, 8, 15, 0, 0, time.UTC), time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC), "advertising"},
	} {
		s := w.said(test.number)
		if !s.ReceivedAt.Equal(test.received) || !s.At.Equal(test.at) {
			t.Errorf("%s: received %v, happened %v", test.number, s.ReceivedAt, s.At)
		}
		if want := reputation.Mass(0.6, report.Bad, test.at); s.Mass != want || s.Polarity != report.Bad || s.Tier != reputation.Partner {
			t.Errorf("%s: mass %v, want %v, %s by %s", test.number, s.Mass, want, s.Polarity, s.Tier)
		}
		if s.Category != test.category || s.Province != "US" || s.State != reputation.Live || s.Version != 1 {
			t.Errorf("%s: %q in %q, %s, version %d", test.number, s.Category, s.Province, s.State, s.Version)
		}
		if s.Reporter != "" || s.Person != "" || s.APIKey != "" {
			t.Errorf("%s: somebody can be recognised: %+v", test.number, s)
		}
		if p, err := w.Projection(context.Background(), s.Subject); err != nil || p.Tally.Live != 1 {
			t.Errorf("%s is not shown: %+v, %v", test.number, p.Tally, err)
		}
	}
}

// One area code is one network; the 32 buckets tell two apart only mostly, so all are looked at together.
func TestTheAreaCodeIsTheNetwork(t *testing.T) {
	w := newTown(t)
	var rows strings.Builder
	rows.WriteString(extract)
	for area := 201; area < 301; area++ {
		fmt.Fprintf(&rows, "2026-11-01,%d,2025550143,%d\n2026-11-01,%d,2025550144,224\n", 2*area, area, 2*area+1)
	}
	w.ftc(w.file("areas.csv", rows.String()))
	for number, least := range map[string]int{"+12025550143": 20, "+12025550144": 1} {
		key, _ := subject.ParseKey(number)
		p, err := w.Projection(context.Background(), key)
		if err != nil || p.Tally.Live != 100 {
			t.Fatalf("%s: %d live, %v", number, p.Tally.Live, err)
		}
		if n := len(p.Tally.Networks); n < least || least == 1 && n != 1 {
			t.Errorf("%s: reported from %d networks", number, n)
		}
	}
}

func TestABadRowCostsThatRow(t *testing.T) {
	w := newTown(t)
	path := w.file("rows.csv", extract+
		"2026-11-01,0,2025550143,224\n"+
		"2026-11-01,1,hello,224\n"+
		"2026-11-01,2,\"2025550144,224\n"+
		"2026-11-01,3,20255\x0050145,224\n"+
		"2026-11-01,4,+1 202 555 0103,224\n"+
		"2066-11-01,5,2025550146,224\n"+
		"2026-11-21,6,2025550147,224\n"+
		"2026-11-01,7,2025550148,\n")
	if counts, want := w.ftc(path), (importer.Counts{Read: 8, Stored: 3, Rejected: 5}); counts != want {
		t.Errorf("got %+v, want %+v", counts, want)
	}
	listed, err := os.ReadFile(path + ".rejects")
	if err != nil {
		t.Fatal(err)
	}
	want := "3\tno usable number: letters\n" +
		"4\ta quote that is not closed on its line\n" +
		"5\ta NUL byte\n" +
		"6\ta sample number for developers\n" +
		"7\ta date in the future\n"
	if string(listed) != want {
		t.Errorf("listed:\n%s\nwant:\n%s", listed, want)
	}
	w.file("rows.csv", extract+"2026-11-01,0,2025550143,224\n")
	if counts, want := w.ftc(path), (importer.Counts{Read: 1, Known: 1}); counts != want {
		t.Errorf("again: %+v, want %+v", counts, want)
	}
	if _, err := os.Stat(path + ".rejects"); err == nil {
		t.Error("the list of an earlier run is still there")
	}
}

func TestAListThatCannotBeWrittenStopsNothing(t *testing.T) {
	w := newTown(t)
	path := w.file("rows.csv", extract+"2026-11-01,0,hello,224\n2026-11-01,1,2025550143,224\n")
	if err := os.Mkdir(path+".rejects.new", 0o700); err != nil {
		t.Fatal(err)
	}
	if counts := w.ftc(path); counts.Stored != 1 || counts.Rejected != 1 || counts.Unlisted == "" {
		t.Errorf("got %+v", counts)
	}
}

func TestAFileCutShortGivesWhatItHas(t *testing.T) {
	w := newTown(t)
	path := w.file("short.csv.gz", half(t, complaints("2026-11-01", 3000)))
	counts, err := w.FTC(context.Background(), importer.Order{Files: []string{path}}, nil, func(int, int) {})
	if err == nil || !strings.Contains(err.Error(), "short.csv.gz: line") || !strings.HasSuffix(err.Error(), "cut short: fetch it again") {
		t.Errorf("got %v", err)
	}
	if counts.Stored < 500 || counts.Stored != counts.Read-counts.Rejected {
		t.Errorf("got %+v", counts)
	}
	if left, err := w.Unprojected(context.Background(), 1); err != nil || len(left) > 0 {
		t.Errorf("what was stored is not shown: %v, %v", left, err)
	}
}

// interrupting stops an import after so many rows were stored.
type interrupting struct {
	*intake.Intake
	stop context.CancelFunc
}

func (i interrupting) Import(ctx context.Context, from intake.Source, rows iter.Seq[intake.Imported], progress func(int)) (int, error) {
	all := slices.Collect(rows)
	half := len(all) / 2
	n, err := i.Intake.Import(ctx, from, slices.Values(all[:half]), progress)
	i.stop()
	if err != nil {
		return n, err
	}
	more, err := i.Intake.Import(ctx, from, slices.Values(all[half:]), progress)
	return n + more, err
}

func TestInterruptingAndResumingLosesNothing(t *testing.T) {
	w := newTown(t)
	path := w.file("rows.csv", complaints("2026-11-01", 1000))
	whole := w.Importer
	ctx, stop := context.WithCancel(context.Background())
	config := whole.Config
	config.Intake = interrupting{config.Intake.(*intake.Intake), stop}
	counts, err := importer.New(config).FTC(ctx, importer.Order{Files: []string{path}}, nil, func(int, int) {})
	if !errors.Is(err, context.Canceled) || counts.Stored == 0 || counts.Stored >= 1000 {
		t.Errorf("interrupted: %+v, %v", counts, err)
	}
	again := w.ftc(path)
	if again.Known != counts.Stored || again.Known+again.Stored != 1000 || again.Rejected != 0 {
		t.Errorf("first %+v, then %+v", counts, again)
	}
}

// failing stores what comes first, and then nothing more.
type failing struct{ importer.Intake }

func (f failing) Import(ctx context.Context, from intake.Source, rows iter.Seq[intake.Imported], progress func(int)) (int, error) {
	n, err := f.Intake.Import(ctx, from, slices.Values(slices.Collect(rows)[:10]), progress)
	return n, errors.Join(err, fault.Full)
}

func TestAStoreThatFailsIsGoneOnWith(t *testing.T) {
	w := newTown(t)
	config := w.Config
	config.Intake = failing{config.Intake}
	counts, err := importer.New(config).FTC(context.Background(), importer.Order{Files: []string{w.file("rows.csv", complaints("2026-11-01", 1000))}}, nil, func(int, int) {})
	if !errors.Is(err, fault.Full) || !strings.HasSuffix(err.Error(), importer.Resume) || counts.Stored != 10 {
		t.Errorf("got %+v, %v", counts, err)
	}
}

func TestShiftMovesAllByAsMuch(t *testing.T) {
	w := newTown(t)
	path := w.file("rows.csv", extract+"2020-02-14,0,2025550143,224\n2020-02-20,0,2025550144,224\n2066-01-01,0,2025550145,224\n")
	yesterday := time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC)
	past := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	if counts, err := newTown(t).moved(past, path); err != nil || counts.Rejected != 1 {
		t.Errorf("moved far back, a row of the future is no more credible: %+v, %v", counts, err)
	}
	if _, err := w.moved(yesterday, path); err != nil {
		t.Fatal(err)
	}
	if at := w.said("+12025550144").ReceivedAt; !at.Equal(yesterday) {
		t.Errorf("the newest is dated %v", at)
	}
	if at := w.said("+12025550143").ReceivedAt; !at.Equal(yesterday.AddDate(0, 0, -6)) {
		t.Errorf("the oldest is dated %v", at)
	}
	for what, test := range map[string]struct {
		content string
		to      time.Time
	}{
		"a day to come":  {complaints("2020-02-14", 1), w.now.AddDate(0, 0, 1)},
		"nothing usable": {extract + "2020-02-14,0,hello,224\n", yesterday},
		"no stream":      {"hello\n", yesterday},
		"a broken file":  {half(t, complaints("2020-02-14", 3000)), yesterday},
	} {
		other := newTown(t)
		counts, err := other.moved(test.to, other.file("other.csv", test.content))
		if err == nil || counts.Stored > 0 || other.demonstration {
			t.Errorf("%s: %+v, %v", what, counts, err)
		}
	}
}

// The first lots are stored before the newest complaint, in the last file, was read.
func TestAllLotsMoveByTheNewestOfAllFiles(t *testing.T) {
	w := newTown(t)
	w.Lot = 10
	yesterday := time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC)
	counts, err := w.moved(yesterday,
		w.file("one.csv", complaints("2020-02-14", 25)), w.file("two.csv", extract+"2020-02-20,0,2025550143,224\n"))
	if want := (importer.Counts{Read: 26, Stored: 26}); err != nil || counts != want {
		t.Errorf("got %+v, %v", counts, err)
	}
	if at := w.said("+12025550143").ReceivedAt; !at.Equal(yesterday) {
		t.Errorf("the newest is dated %v", at)
	}
	if at := w.said("+12025551000").ReceivedAt; !at.Equal(yesterday.AddDate(0, 0, -6)) {
		t.Errorf("the oldest is dated %v", at)
	}
	w.verified()
}

// What is wrong with the data, and not with a file, is not said of a file.
func TestWhyDatesMayNotMoveIsSaidOfNoFile(t *testing.T) {
	w := newTown(t)
	w.Lot = 10
	real := errors.New("the reports that are there are real")
	order := importer.Order{Files: []string{w.file("one.csv", complaints("2020-02-14", 25))}, ShiftTo: w.now.AddDate(0, 0, -1)}
	counts, err := w.FTC(context.Background(), order, func() error { return real }, func(int, int) {})
	if err == nil || err.Error() != real.Error() || counts.Stored > 0 {
		t.Errorf("%+v, %v", counts, err)
	}
}

func TestProgressGoesOnToTheEnd(t *testing.T) {
	w := newTown(t)
	files := []string{w.file("one.csv", complaints("2026-11-01", 30_000)), w.file("two.csv", complaints("2026-11-02", 100))}
	last, calls := 0, 0
	_, err := w.FTC(context.Background(), importer.Order{Files: files}, nil, func(done, total int) {
		if done < last || done > total {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last, calls = done, calls+1
		if done == total {
			last = total
		}
	})
	if err != nil || calls < 5 {
		t.Errorf("told %d times, %v", calls, err)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	w := newTown(t)
	for name, content := range map[string]string{
		"notes.txt": "this is no stream\n", "empty.csv": "", "semicolons.csv": "created_date;seq;company_phone_number;consumer_area_code\n",
		"damaged.csv.gz": "\x1f\x8b rubbish that is no gzip",
	} {
		files := []string{w.file(name, content)}
		_, err := w.FTC(context.Background(), importer.Order{Files: files}, nil, func(int, int) {})
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), importer.Resume) {
			t.Errorf("%s: %v", name, err)
		}
		if before := (importer.Order{Files: files}).Check(w.now); before == nil || before.Error() != err.Error() {
			t.Errorf("%s: checked before: %v, then %v", name, before, err)
		}
	}
	if _, err := w.FTC(context.Background(), importer.Order{Files: []string{filepath.Join(w.folder, "missing.csv")}}, nil, func(int, int) {}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
