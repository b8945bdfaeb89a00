package retention

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/store/mem"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// shelf is a store in memory that can be made to fail, and counts how often it was scrubbed.
type shelf struct {
	*mem.Store
	away     error  // of Freeze
	torn     string // subject that cannot be read
	reading  error  // of Scrub
	scrubbed int
}

func (s *shelf) Freeze(ctx context.Context, about subject.Key, before time.Time) (int, error) {
	if s.away != nil {
		return 0, s.away
	}
	if about.String() == s.torn {
		return 0, fault.Damaged
	}
	return s.Store.Freeze(ctx, about, before)
}

func (s *shelf) Scrub(context.Context) error {
	s.scrubbed++
	return s.reading
}

// file files a report of so many days before noon about a number of its own, by somebody who can be recognised.
func file(t *testing.T, s *shelf, n, days int) {
	t.Helper()
	about, err := subject.ParseKey(fmt.Sprintf("qq/%d", 10000+n))
	if err != nil {
		t.Fatal(err)
	}
	n++ // nothing is the receipt of nobody
	r := reputation.SealedTestimony{ReceivedAt: noon.AddDate(0, 0, -days), Sealed: []byte("sealed")}
	r.SealedOn, r.Receipt[0], r.Receipt[1], r.Report[0], r.Report[1] = reputation.DateOf(r.ReceivedAt), byte(n), byte(n>>8), byte(n), byte(n>>8)
	r.Statements = []reputation.Statement{{
		Subject: about, Report: r.Report, ReceivedAt: r.ReceivedAt, Polarity: report.Bad, Tier: reputation.Verified, Reporter: "somebody",
	}}
	if err := s.File(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func TestASweepErasesAllThatIsDueAndSaysSo(t *testing.T) {
	s := &shelf{Store: mem.New()}
	now := noon
	var told []erasure.Account
	r := New(Config{Store: s, Clock: func() time.Time { return now }, Erased: func(a erasure.Account) { told = append(told, a) }})
	const old = manyTexts + 7
	for n := range old {
		file(t, s, n, LinksKept+1)
	}
	file(t, s, old, TextsKept+1)
	file(t, s, old+1, TextsKept)
	for by, days := range map[reputation.Pseudonym]int{"long ago": DistrustKept + 1, "lately": DistrustKept} {
		if err := s.Distrust(t.Context(), transfer.Distrusted{By: by, On: reputation.DateOf(noon) - reputation.Date(days)}); err != nil {
			t.Fatal(err)
		}
	}
	want := erasure.Account{Day: reputation.DateOf(noon), Texts: old + 1, Links: old}
	for range 2 {
		if _, err := r.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.NoteToday(t.Context(), erasure.Account{Keys: 3, Conversations: 2}); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(told, []erasure.Account{want}) {
		t.Errorf("told of %+v, want %+v once", told, want)
	}
	want.Keys, want.Conversations = 3, 2
	if got, err := r.Accounts(t.Context(), 1); err != nil || !reflect.DeepEqual(got, []erasure.Account{want}) {
		t.Errorf("accounts: %+v, %v, want %+v", got, err, want)
	}
	if all, err := s.DistrustedAll(t.Context()); err != nil || len(all) != 1 || all[0].By != "lately" {
		t.Errorf("distrusted: %v, %v", all, err)
	}
	if s.scrubbed != 1 {
		t.Errorf("scrubbed %d times in a day", s.scrubbed)
	}
	if now = now.AddDate(0, 0, 1); r.Swept() != noon {
		t.Errorf("swept at %v", r.Swept())
	}
	if a, err := r.Sweep(t.Context()); err != nil || a.Texts != 1 || s.scrubbed != 2 {
		t.Errorf("the next day: %+v, %v, scrubbed %d times", a, err, s.scrubbed)
	}
}

// TestWhatWasErasedBeforeAnErrorIsNoted: it is erased, whatever came after it.
func TestWhatWasErasedBeforeAnErrorIsNoted(t *testing.T) {
	away := errors.New("away")
	s := &shelf{Store: mem.New(), away: away}
	r := New(Config{Store: s, Clock: func() time.Time { return noon }})
	for n := range 200 {
		file(t, s, n, LinksKept+1)
	}
	if a, err := r.Sweep(t.Context()); !errors.Is(err, away) || a.Texts != 200 || a.Links != 0 || !r.Swept().IsZero() {
		t.Errorf("erased %+v, %v", a, err)
	}
	s.away = nil
	if _, err := r.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []erasure.Account{{Day: reputation.DateOf(noon), Texts: 200, Links: 200}}
	if got, err := r.Accounts(t.Context(), 7); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("accounts: %+v, %v", got, err)
	}
}

// TestWhatCannotBeReadKeepsNothingElse: of one subject that is damaged nothing is erased; all else is, and the operator is told.
func TestWhatCannotBeReadKeepsNothingElse(t *testing.T) {
	const said = manySubjects + 2 // more than are asked for at once
	s := &shelf{Store: mem.New(), torn: "qq/10000"}
	r := New(Config{Store: s, Clock: func() time.Time { return noon }})
	for n := range said {
		file(t, s, n, LinksKept+1)
	}
	if err := s.Distrust(t.Context(), transfer.Distrusted{By: "long ago", On: reputation.DateOf(noon) - DistrustKept - 1}); err != nil {
		t.Fatal(err)
	}
	a, err := r.Sweep(t.Context())
	if !errors.Is(err, fault.Damaged) || a.Texts != said || a.Links != said-1 || s.scrubbed != 1 || !r.Swept().IsZero() {
		t.Errorf("erased %+v, scrubbed %d times, %v", a, s.scrubbed, err)
	}
	if left, err := s.DistrustedAll(t.Context()); err != nil || len(left) > 0 {
		t.Errorf("still distrusted: %v, %v", left, err)
	}
}

// TestScrubbingWaitsForWhoReads: it is no failure, and tried again with the next sweep.
func TestScrubbingWaitsForWhoReads(t *testing.T) {
	s := &shelf{Store: mem.New(), reading: fmt.Errorf("%w: a backup is under way", fault.Unavailable)}
	r := New(Config{Store: s, Clock: func() time.Time { return noon }})
	for want := 1; want <= 3; want++ {
		if _, err := r.Sweep(t.Context()); err != nil || s.scrubbed != want {
			t.Errorf("scrubbed %d times, want %d: %v", s.scrubbed, want, err)
		}
	}
	s.reading = nil
	for range 2 {
		_, _ = r.Sweep(t.Context())
	}
	if s.scrubbed != 4 {
		t.Errorf("scrubbed %d times", s.scrubbed)
	}
}

func TestRunSweepsEveryHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{Store: mem.New(), reading: fmt.Errorf("%w: it counts sweeps", fault.Unavailable)}
		r := New(Config{Store: s, Clock: time.Now})
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Minute)
		defer cancel()
		if err := r.Run(ctx); err != nil || s.scrubbed != 3 {
			t.Errorf("swept %d times in two hours and a half: %v", s.scrubbed, err)
		}
	})
}
