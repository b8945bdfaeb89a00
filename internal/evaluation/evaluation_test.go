package evaluation

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/ftc"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// start is day 0 of the hand-made streams, a Wednesday.
var start = reputation.DateOf(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))

// story is a stream written by hand.
type story struct{ rows []Row }

// quietDays returns a story of that many days, on each of which one number that nobody else ever mentions is
// complained about, so that every day is listed.
func quietDays(n int) *story {
	s := &story{}
	for day := range n {
		s.tell(fmt.Sprintf("+1303555%04d", day), "303", day)
	}
	return s
}

// tell adds one complaint about number on each of the days.
func (s *story) tell(number, area string, days ...int) *story {
	key, err := subject.Parse(number, "US")
	if err != nil {
		panic(err)
	}
	for _, day := range days {
		s.rows = append(s.rows, Row{key, start + reputation.Date(day), area})
	}
	return s
}

// many is the day, so many times.
func many(times, day int) []int { return slices.Repeat([]int{day}, times) }

func all(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func (s *story) run(t *testing.T) Result {
	t.Helper()
	r, err := Run(all(s.rows), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r Result) rule(t *testing.T, name string) RuleRow {
	t.Helper()
	i := slices.IndexFunc(r.Rules, func(row RuleRow) bool { return row.Rule == name })
	if i < 0 {
		t.Fatalf("no rule %q", name)
	}
	return r.Rules[i]
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

const caller = "+12025550143"

// 41 days, of which 30 to 40 are measured: 11 with a complaint each, and two about the caller.
func TestShareAndListSize(t *testing.T) {
	r := quietDays(41).tell(caller, "202", 31, 33).run(t)
	if r.MeasuredDays != 11 || r.MeasuredComplaints != 13 || r.Stream.Complaints != 43 || r.Stream.Numbers != 42 || r.Stream.Days != 41 {
		t.Fatalf("%+v", r)
	}
	row := r.rule(t, "votes >= 1")
	if !near(row.Flagged, 1./13) {
		t.Errorf("share %v; only the complaint of day 33 is about a number seen before", row.Flagged)
	}
	// Before day d there were d numbers of quiet days, and from day 32 on the caller too.
	if want := (11*35. + 9) / 11; !near(row.ListSize, want) {
		t.Errorf("list size %v, want %v", row.ListSize, want)
	}
	if row.FalseLooking != nil {
		t.Error("no list has 30 days after it")
	}
	if *row.MedianDelay != 0 || row.EverFlagged != 12 {
		t.Errorf("%d numbers with delay %v", row.EverFlagged, *row.MedianDelay)
	}
	if row := r.rule(t, "votes >= 4"); row.Flagged != 0 || row.ListSize != 0 || row.MedianDelay != nil || row.FalseLooking != nil {
		t.Errorf("%+v", row)
	}
	for _, row := range r.Rankings {
		for _, at := range row.Recall { // all 42 numbers fit on every list
			if !near(at.Recall, 1./13) {
				t.Errorf("%s: %+v", row.Ranking, at)
			}
		}
	}
}

// Delays of 6 and 5 days have the median 5.5; a number flagged during warm-up has no say.
func TestDelayAndSilence(t *testing.T) {
	r := quietDays(71).
		tell("+12025550150", "202", 1, 1, 1, 1, 50).
		tell("+12025550151", "202", 32, 33, 35, 38).
		tell("+12025550152", "202", 40, 40, 40, 45).run(t)
	row := r.rule(t, "votes >= 4")
	if row.MedianDelay == nil || *row.MedianDelay != 5.5 || row.EverFlagged != 2 {
		t.Errorf("%+v", row)
	}
	// Twelve lists, of days 29 to 40, have 30 days after them. The first number is on all and is heard of
	// again on day 50; the second, on those of days 38 to 40, never.
	if row.FalseLooking == nil || !near(*row.FalseLooking, 3*0.5/12) {
		t.Errorf("false-looking %v", *row.FalseLooking)
	}
}

// Every rule holds a number for as many days as the formulas say: complaints of day 31 count one day later
// for the first time, and the number is on the list of day 31 and those of the next days.
func TestHowLongRulesHold(t *testing.T) {
	for _, c := range []struct {
		rule       string
		complaints int // from one area on day 31
		lists      int // of 39
	}{
		{"votes >= 4", 4, 39},
		{"votes >= 10", 9, 0},
		{"votes >= 10", 10, 39},
		{"decayed votes, T = 14 d, >= 2", 2, 0},
		{"decayed votes, T = 14 d, >= 2", 3, 8},         // 14 log2(3/2) = 8.2
		{"decayed votes, T = 21 d, >= 3", 4, 8},         // 21 log2(4/3) = 8.7
		{"decayed votes, T = 21 d, >= 7", 10, 10},       // 21 log2(10/7) = 10.8
		{"Wilson lower bound, T = 125 d, >= 0.5", 3, 0}, // n >= 1.96^2 = 3.84
		{"Wilson lower bound, T = 125 d, >= 0.5", 4, 7}, // 125 log2(4/3.84) = 7.3
		{"score >= 25", 3, 0},                           // log2(1+v) >= 1.704 from v = 2.26 on
		{"score >= 25", 4, 1},                           // 21 log2(2.4/2.26) = 1.8
		{"score >= 25", 6, 14},                          // 21 log2(3.6/2.26) = 14.1
		{"score >= 85", 31, 0},                          // log2(1+v) >= 4.269 from v = 18.28 on
		{"score >= 85", 32, 1},                          // 21 log2(19.2/18.28) = 1.5
		{"verdict scam", 1000, 0},                       // never from one network
	} {
		r := quietDays(71).tell(caller, "202", many(c.complaints, 31)...).run(t)
		if got := r.rule(t, c.rule).ListSize * float64(r.MeasuredDays); !near(got, float64(c.lists)) {
			t.Errorf("%s: %d complaints hold %v days, want %d", c.rule, c.complaints, got, c.lists)
		}
	}
}

// A verdict of scam needs complaints from three networks over six hours, so two days; the score does not.
func TestScamTakesTwoDays(t *testing.T) {
	s := quietDays(45)
	for area := 201; area <= 230; area++ {
		s.tell(caller, fmt.Sprint(area), 31)
	}
	r := s.tell(caller, "231", 32).tell(caller, "232", 33).run(t)
	high, scam := r.rule(t, "score >= 85"), r.rule(t, "verdict scam")
	if *high.MedianDelay != 0 || *scam.MedianDelay != 1 {
		t.Errorf("score >= 85 after %v days, scam after %v", *high.MedianDelay, *scam.MedianDelay)
	}
	if measured := 15 + 32.; !near(high.Flagged, 2/measured) || !near(scam.Flagged, 1/measured) {
		t.Errorf("flagged by score %v, by verdict %v", high.Flagged, scam.Flagged)
	}
}

// The previous listed day may be long ago, and time goes on meanwhile only until its end.
func TestDaysWithoutRows(t *testing.T) {
	s := quietDays(32).tell(caller, "202", many(3, 31)...)
	r := s.tell("+13035559999", "303", 50).tell(caller, "202", 50).run(t)
	if r.MeasuredDays != 3 || r.Stream.Days != 33 {
		t.Fatalf("%d measured of %d", r.MeasuredDays, r.Stream.Days)
	}
	if row := r.rule(t, "decayed votes, T = 14 d, >= 2"); !near(row.Flagged, 1/7.) {
		t.Errorf("flagged at the end of day 31, so before day 50: %v", row.Flagged)
	}
}

// Partial days count as evidence and are not measured, whether they are named or give themselves away.
func TestPartialDays(t *testing.T) {
	s := quietDays(43)
	for day := range 43 {
		if day != 37 {
			s.tell(caller, "202", many(99, day)...)
		}
	}
	r, err := Run(all(s.rows), Options{Partial: []time.Time{(start + 40).Time(), (start + 400).Time()}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"2025-02-07", "2025-02-10"}; !slices.Equal(r.LeftOut, want) || r.MeasuredDays != 11 || r.MeasuredComplaints != 1100 {
		t.Errorf("left out %v, measured %d days with %d", r.LeftOut, r.MeasuredDays, r.MeasuredComplaints)
	}
}

// The order of rows must not matter: files come sorted by anything.
func TestOrderOfRows(t *testing.T) {
	rows := busyStream(5)
	want, err := Run(all(rows), Options{})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	got, err := Run(all(rows), Options{})
	if err != nil || got.Table() != want.Table() {
		t.Errorf("%v\n%s\n%s", err, got.Table(), want.Table())
	}
}

func TestRunFails(t *testing.T) {
	broken := errors.New("broken")
	stop := func(int, int) error { return broken }
	far := quietDays(40).rows
	far = append(far, Row{Day: start + 50_000})
	for name, c := range map[string]struct {
		rows iter.Seq2[Row, error]
		o    Options
		want error
	}{
		"no rows":     {all(nil), Options{}, ErrTooShort},
		"30 days":     {all(quietDays(30).rows), Options{}, ErrTooShort},
		"stream":      {func(yield func(Row, error) bool) { yield(Row{}, broken) }, Options{}, broken},
		"interrupted": {all(quietDays(40).rows), Options{EachDay: stop}, broken},
		"wrong date":  {all(far), Options{}, nil},
	} {
		_, err := Run(c.rows, c.o)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEachDay(t *testing.T) {
	var seen []int
	_, err := Run(all(quietDays(33).rows), Options{EachDay: func(done, of int) error {
		if of != 33 {
			t.Errorf("of %d", of)
		}
		seen = append(seen, done)
		return nil
	}})
	if err != nil || len(seen) != 33 || seen[0] != 1 || seen[32] != 33 {
		t.Errorf("%v, %v", seen, err)
	}
}

func TestComplaints(t *testing.T) {
	const file = "created_date,seq,company_phone_number,consumer_area_code\n2025-01-01,0,2025550143,202\n2025-01-01,1,nobody,202\n2025-01-02,0,2025550144,\n2025-01-02,1,2025550103,202\n"
	r, err := ftc.NewReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var left []int
	var rows []Row
	for row, err := range Complaints(r) {
		var bad *ftc.RowError
		switch {
		case err == nil:
			rows = append(rows, row)
		case errors.As(err, &bad):
			left = append(left, bad.Line)
		default:
			t.Fatal(err)
		}
	}
	if want := new(story).tell(caller, "202", 0).tell("+12025550144", "", 1).rows; !slices.Equal(rows, want) || !slices.Equal(left, []int{3, 5}) {
		t.Errorf("%v, left out lines %v", rows, left)
	}
}

// TestRowsThatCannotBeRead are counted and change nothing else.
func TestRowsThatCannotBeRead(t *testing.T) {
	s := &story{}
	for day := range 40 {
		s.tell(caller, "202", day)
	}
	whole, err := Run(all(s.rows), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Run(func(yield func(Row, error) bool) {
		for row := range all(s.rows) {
			if !yield(Row{}, &ftc.RowError{Line: 2}) || !yield(row, nil) {
				return
			}
		}
	}, Options{})
	if want := whole.Stream; err != nil || got.Stream.LeftOut != 40 || want.LeftOut != 0 {
		t.Errorf("%+v, %v", got.Stream, err)
	}
	got.Stream.LeftOut = 0
	if !reflect.DeepEqual(got, whole) {
		t.Errorf("%+v, want %+v", got, whole)
	}
}

func TestTable(t *testing.T) {
	delay, quiet := 2.5, 0.605
	r := Result{
		Stream:       Stream{From: "2020-02-14", To: "2020-10-31", Days: 243, Complaints: 2083703, Numbers: 1450620, Once: 0.864, LeftOut: 13245},
		MeasuredDays: 211, MeasuredComplaints: 1801644, LeftOut: []string{"2020-03-11"},
		Rules:    []RuleRow{{"score >= 25", 0.105, 5133.4, &delay, 7, &quiet}, {"votes >= 4", 0, 0, nil, 0, nil}},
		Rankings: []RankingRow{{"raw count", []Recall{{1000, 0.047}, {10000, 0.092}, {100000, 0.165}}}},
		Notes:    []string{"A note."},
	}
	const want = `2,083,703 complaints about 1,450,620 numbers on 243 days from 2020-02-14 to 2020-10-31; 86 % of the numbers have one. Measured: 211 days with 1,801,644 complaints, after 30 days of warm-up and without the partial days 2020-03-11. Rows that could not be read, or are about a sample number, and were left out: 13,245.

| rule        | complaints already flagged | list size | median delay, days | false-looking |
|:------------|---------------------------:|----------:|-------------------:|--------------:|
| score >= 25 |                     10.5 % |     5,133 |                2.5 |        60.5 % |
| votes >= 4  |                      0.0 % |         0 |                  - |             - |

| next-day recall of the top | 1,000 | 10,000 | 100,000 |
|:---------------------------|------:|-------:|--------:|
| raw count                  | 4.7 % |  9.2 % |  16.5 % |

- A note.
`
	if got := r.Table(); got != want {
		t.Errorf("%s", got)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"median_delay_days":2.5`, `"median_delay_days":null`, `"left_out_days":["2020-03-11"]`, `"next_day_recall":[{"top":1000,"recall":0.047}`, `"rows_left_out":13245`} {
		if !strings.Contains(string(b), part) {
			t.Errorf("no %s in %s", part, b)
		}
	}
}
