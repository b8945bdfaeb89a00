package listing_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"ringfence/internal/listing"
)

// TestVersionsAreNamedBySeconds publishes by a clock that stands still, goes back, and is ahead for a while.
func TestVersionsAreNamedBySeconds(t *testing.T) {
	l := &listing.List{}
	if l.Version() != 0 || l.Oldest() != 0 || !l.At().IsZero() {
		t.Fatalf("before the first version it is %d, %d and %s", l.Version(), l.Oldest(), l.At())
	}
	second := uint64(morning.Unix())
	const year = 365 * 24 * time.Hour
	for _, c := range []struct {
		at      time.Duration
		version uint64
		told    time.Duration
	}{
		{0, second, 0},
		{900 * time.Millisecond, second + 1, 0},
		{-time.Hour, second + 2, -time.Hour},
		{time.Minute, second + 60, time.Minute},
		{year, second + uint64(year/time.Second), year},
		{2 * time.Minute, second + uint64(year/time.Second) + 1, 2 * time.Minute},
	} {
		l = l.Next(nil, morning.Add(c.at).In(time.FixedZone("", 8*3600)))
		if l.Version() != c.version || l.At() != morning.Add(c.told) {
			t.Errorf("published at %s it is version %d of %s, want %d of %s", c.at, l.Version(), l.At(), c.version, c.told)
		}
		again, err := (&listing.List{}).Apply(l.Folded())
		if err != nil || again.Oldest() != l.Oldest() {
			t.Errorf("published at %s and folded: %v", c.at, err)
		}
	}
}

// TestAClockThatWasAhead does not have what was published by it stay young, or tombstones go early, once it is right.
func TestAClockThatWasAhead(t *testing.T) {
	key := keyed(t, "+12025550143")
	came := (&listing.List{}).Next([]listing.Change{{key, told(4, morning, 0)}}, morning.AddDate(1, 0, 0))
	changes := []listing.Change{{Key: key}}
	left := came.Next(changes, morning)
	followed, err := came.Apply(listing.NewEdition(left, changes))
	if err != nil || !followed.At().Equal(morning) {
		t.Fatalf("who follows has a list of %s; %v", followed.At(), err)
	}
	soon := followed.Next(nil, morning.AddDate(0, 0, 89))
	if d, err := soon.Since(came.Version()); err != nil || len(d.Removed) != 1 {
		t.Errorf("after 89 days: %+v, %v", d, err)
	}
	if _, err := soon.Next(nil, morning.AddDate(0, 0, 91)).Since(came.Version()); !errors.Is(err, listing.ErrGone) {
		t.Errorf("after 91 days: %v", err)
	}
}

// TestTombstonesAreKeptForNinetyDays has a number leave the list, and asks what left since then and since the version before.
func TestTombstonesAreKeptForNinetyDays(t *testing.T) {
	key := keyed(t, "+12025550143")
	came := (&listing.List{}).Next([]listing.Change{{key, told(4, morning, 0)}}, morning)
	left := came.Next([]listing.Change{{Key: key}}, morning.Add(time.Hour))
	days := func(n int, more time.Duration) *listing.List {
		return left.Next(nil, morning.AddDate(0, 0, n).Add(more))
	}
	for _, c := range []struct {
		what  string
		now   *listing.List
		since *listing.List
		want  error
		gone  int
	}{
		{"at once", left, came, nil, 1},
		{"90 days after it came", days(90, 0), came, nil, 1},
		{"a second later", days(90, time.Second), came, listing.ErrGone, 0},
		{"from when it had left", days(90, time.Second), left, nil, 0},
		{"a year later, with nothing published since", days(365, 0), left, nil, 0},
		{"from the next version", left, days(1, 0), listing.ErrFuture, 0},
	} {
		d, err := c.now.Since(c.since.Version())
		if !errors.Is(err, c.want) || len(d.Removed) != c.gone || len(d.Added) != 0 {
			t.Errorf("%s: %+v, %v", c.what, d, err)
		}
	}
	if _, err := left.Since(left.Version() - 1); !errors.Is(err, listing.ErrGone) {
		t.Errorf("of a version that never was it says %v", err)
	}
	if d, err := left.Since(left.Version()); err != nil || d.Base != left.Version() || len(d.Added)+len(d.Removed) > 0 {
		t.Errorf("since itself there is %+v, %v", d, err)
	}
	again := left.Next([]listing.Change{{key, told(3, morning, 0)}}, morning.Add(2*time.Hour))
	if d, err := again.Since(came.Version()); err != nil || len(d.Added) != 1 || len(d.Removed) != 0 {
		t.Errorf("of one that left and came back there is %+v, %v", d, err)
	}
	if d, err := again.Next([]listing.Change{{Key: key}}, morning.Add(3*time.Hour)).Since(left.Version()); err != nil || len(d.Removed) != 1 {
		t.Errorf("of one that came back and left there is %+v, %v", d, err)
	}
}

// TestMost has the numbers with the most reports, and of as many those seen last.
func TestMost(t *testing.T) {
	day := func(n int) time.Time { return morning.AddDate(0, 0, -n) }
	var changes []listing.Change
	for i, c := range []struct {
		band int
		day  time.Time
	}{{4, day(9)}, {5, day(80)}, {4, day(0)}, {1, day(0)}, {4, day(9)}} {
		changes = append(changes, listing.Change{Key: keyed(t, "+1202555014"+string(rune('0'+i))), What: told(c.band, c.day, 0)})
	}
	whole := (&listing.List{}).Next(changes, morning).Whole()
	for n, want := range []string{"", "1", "12", "012", "0124", "01234", "01234"} {
		var got []byte
		most := whole.Most(n)
		for _, e := range most.Added {
			got = append(got, e.Key.String()[len("+1202555014")])
		}
		if string(got) != want || most.Version != whole.Version {
			t.Errorf("the %d that matter most are %s of version %d, want %s", n, got, most.Version, want)
		}
	}
	if len(whole.Added) != 5 {
		t.Error("the whole list changed")
	}
}

// TestOrder puts numbers before other kinds, as integers.
func TestOrder(t *testing.T) {
	in := []string{"+12025550143", "+447700900123", "+447700900124", "+8613800138000", "CN/95588", "CN/sender/BANK", "domain/example.com", "wechat/some_one"}
	for i, a := range in {
		for j, b := range in {
			if got, want := listing.Compare(keyed(t, a), keyed(t, b)), i-j; got < 0 != (want < 0) || got > 0 != (want > 0) {
				t.Errorf("%s to %s is %d", a, b, got)
			}
		}
	}
	entries := slices.Collect((&listing.List{}).Next([]listing.Change{{keyed(t, in[0]), told(3, morning, 0)}, {Key: keyed(t, in[4])}}, morning).Entries())
	if len(entries) != 1 || entries[0].Key.String() != in[0] {
		t.Errorf("the entries are %v", entries)
	}
}
