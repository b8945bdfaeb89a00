package ties

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

// world is a store, the ties read from it, and what is said there.
type world struct {
	*testing.T
	store  *mem.Store
	ring   *keyring.Ring
	ties   *Ties
	now    time.Time
	listed map[subject.Key]bool
	count  uint64
}

func newWorld(t *testing.T) *world {
	ring, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, store: mem.New(), ring: ring, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), listed: map[subject.Key]bool{}}
	w.ties = New(Config{
		Store: w.store, Keys: ring, Clock: func() time.Time { return w.now },
		Listed: func(key subject.Key) bool { return w.listed[key] },
	})
	return w
}

func about(s string) subject.Key {
	key, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return key
}

var (
	caller  = about("+12025550143")
	account = about("wechat/wxid_fiction")
	site    = about("domain/example.com")
	third   = about("qq/10001")
)

// said makes up an offer by an employer that names these subjects; a reporter without a pseudonym has a network of
// their own.
func (w *world) said(employer string, by reputation.Pseudonym, subjects ...subject.Key) reputation.SealedTestimony {
	w.Helper()
	w.count++
	r := reputation.SealedTestimony{ReceivedAt: w.now.Truncate(time.Minute)}
	binary.BigEndian.PutUint64(r.Report[8:], w.count)
	binary.BigEndian.PutUint64(r.Receipt[8:], w.count)
	for _, key := range subjects {
		r.Statements = append(r.Statements, reputation.Statement{
			Subject: key, Report: r.Report, ReceivedAt: r.ReceivedAt, At: r.ReceivedAt.Truncate(time.Hour), Mass: 1, Polarity: report.Bad,
			Tier: reputation.Anonymous, Own: uint8(w.count % reputation.Buckets), Reporter: by,
		})
	}
	t := report.Testimony{Kind: report.Offer, Offer: &report.JobOffer{ClaimsEmployer: employer}}
	if by == "" {
		t.EmployerBucket = uint8(w.count%reputation.Buckets) + 1
	}
	w.seals(&r, t)
	return r
}

func (w *world) seals(r *reputation.SealedTestimony, t report.Testimony) {
	w.Helper()
	var err error
	r.SealedOn, r.Sealed, err = w.ring.Seal(t, r.Receipt, w.now)
	w.ok(err)
}

func (w *world) files(reports ...reputation.SealedTestimony) {
	w.Helper()
	for _, r := range reports {
		w.ok(w.store.File(w.Context(), r))
	}
}

func (w *world) reads() {
	w.Helper()
	w.ok(w.ties.CatchUp(w.Context()))
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// tells expects what is told of a name; "" is nothing.
func (w *world) tells(name, want string) {
	w.Helper()
	got, ok := w.ties.Employer(name)
	if text := fmt.Sprint(got.Spelling, " ", got.Offers); ok != (want != "") || ok && text != want {
		w.Errorf("of %q it tells %v %s, want %q", name, ok, text, want)
	}
}

func (w *world) together(key subject.Key, want ...subject.Key) {
	w.Helper()
	if got := w.ties.Together(key); !slices.Equal(got, want) {
		w.Errorf("together with %v: %v, want %v", key, got, want)
	}
}

func TestANameIsToldFromThreeReportsOn(t *testing.T) {
	w := newWorld(t)
	w.reads()
	w.files(w.said("星河科技有限公司", "", caller), w.said("星河科技", "", caller))
	w.reads()
	w.tells("星河科技", "")
	if got := w.ties.Suggest("星"); got != nil {
		t.Errorf("two reports suggest %v", got)
	}
	w.files(w.said("星河科技 有限公司", "", account), w.said("星河科技有限公司", "", account))
	w.reads()
	w.tells("星河科技（集团）有限责任公司", "星河科技有限公司 3-5")
	w.tells("星河", "")
	w.tells("", "")
	if got := w.ties.Suggest("星 河"); len(got) != 1 || got[0].Spelling != "星河科技有限公司" {
		t.Errorf("suggests %v", got)
	}
	if got := slices.Concat(w.ties.Suggest("星河科技"), w.ties.Suggest("银河"), w.ties.Suggest("")); len(got) != 0 {
		t.Errorf("suggests the name itself, or another: %v", got)
	}
}

func TestNobodyCountsTwice(t *testing.T) {
	w := newWorld(t)
	for range 9 {
		w.files(w.said("Acme", "one reporter", caller, account), w.said("Zenith", "", caller, site))
		w.count += reputation.Buckets - 2 // the same network again
		w.now = w.now.Add(24 * time.Hour)
	}
	w.listed[caller], w.listed[account], w.listed[site] = true, true, true
	w.reads()
	w.tells("Acme", "")
	w.tells("Zenith", "")
	w.together(caller)
	w.count += 2 // two other networks
	w.files(w.said("Zenith", "", caller, site), w.said("Zenith", "", caller, site))
	w.reads()
	w.tells("Zenith", "Zenith 3-5")
	w.together(caller, site)
}

// TestOnePhoneIsNotManyByWhatItNames is an attack: one network reports offers of one employer, each with another
// number that nobody has, under which its bucket is another one.
func TestOnePhoneIsNotManyByWhatItNames(t *testing.T) {
	w := newWorld(t)
	w.listed[caller], w.listed[site] = true, true
	for i := range 20 {
		r := w.said("Acme", "", about(fmt.Sprintf("+120255501%02d", 10+i)), caller, site)
		for j := range r.Statements {
			r.Statements[j].Own = 7 // that of one network for one subject ...
		}
		r.Statements[0].Own = uint8(i) // ... and for each of the others
		w.seals(&r, report.Testimony{Kind: report.Offer, Offer: &report.JobOffer{ClaimsEmployer: "Acme"}, EmployerBucket: 12})
		w.files(r)
	}
	w.reads()
	w.tells("Acme", "")
	w.together(caller)
}

func TestAnOfferOfNobodyWithoutABucketDoesNotCount(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		r := w.said("Acme", "", caller)
		w.seals(&r, report.Testimony{Kind: report.Offer, Offer: &report.JobOffer{ClaimsEmployer: "Acme"}})
		w.files(r)
	}
	w.reads()
	w.tells("Acme", "")
	w.files(w.said("Acme", "a", caller), w.said("Acme", "b", caller), w.said("Acme", "c", caller))
	w.reads()
	w.tells("Acme", "Acme 3-5")
}

// TestAWithdrawnReportIsForgottenAtOnce also when a reading is under way that saw it before.
func TestAWithdrawnReportIsForgottenAtOnce(t *testing.T) {
	w := newWorld(t)
	w.listed[caller], w.listed[account] = true, true
	var reports []reputation.SealedTestimony
	for range 4 {
		reports = append(reports, w.said("Acme", "", caller, account))
	}
	w.files(reports...)
	w.reads()
	w.ties.Forget(reports[3].Receipt)
	w.tells("acme", "Acme 3-5")
	w.together(caller, account)
	w.ties.Store = withdrawing{w.store, func() {
		w.ok(w.store.Withdraw(w.Context(), reports[0].Receipt))
		w.ties.Forget(reports[0].Receipt)
	}}
	w.ok(w.store.Withdraw(w.Context(), reports[3].Receipt))
	w.now = w.now.Add(reread)
	w.reads()
	w.tells("acme", "")
	w.together(caller)
	if got := w.ties.Suggest("ac"); got != nil {
		t.Errorf("suggests %v", got)
	}
	w.ties.Forget(report.ReceiptHash{1}) // unknown
	w.tells("acme", "")
}

// withdrawing is a store in which something is withdrawn after it was read.
type withdrawing struct {
	*mem.Store
	withdraw func()
}

func (s withdrawing) Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	return s.Store.Received(ctx, from, before, func(some []reputation.SealedTestimony) error {
		err := visit(some)
		s.withdraw()
		return err
	})
}

func TestWhatWasOpenedIsNotOpenedAgain(t *testing.T) {
	w := newWorld(t)
	w.files(w.said("Acme", "", caller), w.said("Acme", "", caller), w.said("Acme", "", caller))
	w.reads()
	w.now = w.now.Add(reread)
	w.ties.Keys = keysThatFail{errors.New("the keys cannot be read")}
	w.reads()
	w.tells("acme", "Acme 3-5")
}

func TestSubjectsAreToldTogetherOnlyWhenBothAreListedAndThreeReportsNameBoth(t *testing.T) {
	w := newWorld(t)
	w.files(w.said("", "a", caller, account), w.said("", "b", account, caller, site), w.said("", "c", site), w.said("", "d", site, third))
	w.listed = map[subject.Key]bool{caller: true, account: true, site: true, third: true}
	w.reads()
	w.together(caller)
	w.files(w.said("", "e", caller, account, site), w.said("", "f", caller, account))
	w.reads()
	w.together(caller, account)
	w.together(account, caller)
	w.together(third)
	for _, quiet := range []subject.Key{caller, account} {
		w.listed[quiet] = false
		w.together(caller)
		w.together(account)
		w.listed[quiet] = true
	}
	w.files(w.said("", "g", caller, site))
	w.reads()
	w.together(caller, account, site)
	w.together(site, caller)
}

func TestWhatNoLongerCountsIsForgotten(t *testing.T) {
	w := newWorld(t)
	reports := []reputation.SealedTestimony{w.said("Acme", "", caller), w.said("Acme", "", caller), w.said("Acme", "", caller)}
	w.files(reports...)
	w.reads()
	w.tells("acme", "Acme 3-5")
	w.ok(w.store.Withdraw(w.Context(), reports[0].Receipt))
	w.now = w.now.Add(time.Minute)
	w.reads()
	w.tells("acme", "")

	w.files(w.said("Acme", "", caller))
	w.reads()
	w.tells("acme", "Acme 3-5")
	w.now = w.now.Add(30 * time.Minute)
	w.reads()
	w.ok(w.store.Withdraw(w.Context(), reports[1].Receipt))
	w.now = w.now.Add(28 * time.Minute)
	w.reads()
	w.tells("acme", "Acme 3-5") // a report of longer ago is looked at again within the hour
	w.now = w.now.Add(time.Minute)
	w.reads()
	w.tells("acme", "")
}

func TestReportsOfMoreThan30DaysAgoAreForgotten(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.files(w.said("Acme", "", caller))
	}
	w.reads()
	w.now = w.now.Add(remembered - time.Minute)
	w.reads()
	w.tells("acme", "Acme 3-5")
	w.now = w.now.Add(2 * time.Minute) // between two readings of everything too
	w.reads()
	w.tells("acme", "")
}

func TestOnlyOffersThatAreReportedAsBadUseAName(t *testing.T) {
	w := newWorld(t)
	call := func() reputation.SealedTestimony {
		r := w.said("", "", caller)
		w.seals(&r, report.Testimony{Kind: report.Call, Offer: &report.JobOffer{ClaimsEmployer: "Acme"}, EmployerBucket: 1})
		return r
	}
	fine := func() reputation.SealedTestimony {
		r := w.said("Acme", "", caller)
		r.Statements[0].Polarity = report.Fine
		return r
	}
	w.files(w.said("Acme", "", caller), w.said("Acme", "", caller), call(), fine())
	for range 3 {
		w.files(w.said("〔姓名〕的公司", "", caller), w.said(fmt.Sprintf("%061d", 1), "", caller),
			w.said(strings.Repeat("ﷺ", 20), "", caller))
	}
	w.reads()
	w.tells("Acme", "")
	w.tells("〔姓名〕的公司", "")
	w.tells(fmt.Sprintf("%061d", 1), "")
	w.tells(strings.Repeat("ﷺ", 20), "")
}

func TestTestimonyThatNobodyCanReadStillNamesItsSubjects(t *testing.T) {
	w := newWorld(t)
	for n := range 3 {
		r := w.said("Acme", reputation.Pseudonym(fmt.Sprint(n)), caller, account)
		r.Sealed = []byte("not what was sealed, but long enough to be read")
		w.files(r)
	}
	w.listed[caller], w.listed[account] = true, true
	w.reads()
	w.together(caller, account)
	w.tells("Acme", "")
}

func TestWhatWasKnownStaysWhileTheStoreIsAway(t *testing.T) {
	w := newWorld(t)
	if !w.ties.AsOf().IsZero() {
		t.Error("it knows when it read nothing")
	}
	for range 3 {
		w.files(w.said("Acme", "", caller))
	}
	w.reads()
	asOf := w.ties.AsOf()
	w.ok(w.store.Close())
	w.now = w.now.Add(2 * time.Hour)
	if w.ties.CatchUp(w.Context()) == nil {
		t.Error("read a store that is closed")
	}
	w.tells("Acme", "Acme 3-5")
	if w.ties.AsOf() != asOf {
		t.Error("it says that it is up to date")
	}
}

func TestRunSaysWhenItBeginsToFail(t *testing.T) {
	w := newWorld(t)
	w.ok(w.store.Close())
	ctx, stop := context.WithCancel(t.Context())
	var said []error
	w.ties.Run(ctx, func(err error) {
		said = append(said, err)
		stop()
	})
	if len(said) != 1 || said[0] == nil {
		t.Errorf("said %v", said)
	}
}

// crowd is a store with more reports than there is room for, all of one minute of each day.
type crowd struct{ each int }

func (c crowd) Received(_ context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	at := from.Truncate(24 * time.Hour).Add(12 * time.Hour)
	if at.Before(from) {
		at = at.Add(24 * time.Hour)
	}
	if !at.Before(before) {
		return nil
	}
	reports := make([]reputation.SealedTestimony, c.each)
	for i := range reports {
		r := &reports[i]
		r.ReceivedAt = at
		binary.BigEndian.PutUint32(r.Receipt[:], uint32(i))
		binary.BigEndian.PutUint64(r.Receipt[8:], uint64(at.Unix()))
		for _, key := range []subject.Key{caller, account} {
			r.Statements = append(r.Statements, reputation.Statement{
				Subject: key, ReceivedAt: at, Polarity: report.Bad, State: reputation.Live, Reporter: reputation.Pseudonym(fmt.Sprint(i, at)),
			})
		}
	}
	return visit(reports)
}

func TestTheNewestReportsAreHeldAndNoMore(t *testing.T) {
	w := newWorld(t)
	w.ties.Store = crowd{each: maxReports/2 + 1}
	w.reads()
	v := w.ties.now.Load()
	if len(v.reports) != maxReports || len(w.ties.kept) != maxReports {
		t.Errorf("holds %d and %d reports", len(v.reports), len(w.ties.kept))
	}
	if newest, oldest := v.reports[0].minute, v.reports[maxReports-1].minute; newest-oldest != 24*60 {
		t.Errorf("of %d and %d", newest, oldest)
	}
	if len(v.naming[caller]) != perSubject {
		t.Errorf("looks at %d reports", len(v.naming[caller]))
	}
}

// flood is a store with many reports, all of one hour, a batch of each of its minutes.
type flood struct {
	hour   time.Time
	minute int           // how many are of each minute
	about  []subject.Key // that they name
	given  *int          // how many were handed over
}

func (f flood) Received(_ context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error {
	for at := f.hour; at.Before(f.hour.Add(time.Hour)); at = at.Add(time.Minute) {
		if at.Before(from) || !at.Before(before) {
			continue
		}
		reports := make([]reputation.SealedTestimony, f.minute)
		for i := range reports {
			reports[i].ReceivedAt = at
			binary.BigEndian.PutUint32(reports[i].Receipt[:], uint32(i))
			binary.BigEndian.PutUint64(reports[i].Receipt[8:], uint64(at.Unix()))
			for _, key := range f.about {
				reports[i].Statements = append(reports[i].Statements, reputation.Statement{
					Subject: key, ReceivedAt: at, Polarity: report.Bad, State: reputation.Live, Reporter: "somebody",
				})
			}
		}
		*f.given += len(reports)
		if err := visit(reports); err != nil {
			return err
		}
	}
	return nil
}

// Of more reports in one hour than there is room for the newest are held, though they come last.
func TestTheNewestOfAnHourAreHeld(t *testing.T) {
	w := newWorld(t)
	hour := w.now.Add(followEvery - time.Hour)
	w.ties.Store = flood{hour, 5000, []subject.Key{caller, account}, new(int)}
	w.reads()
	v := w.ties.now.Load()
	if newest, oldest := v.reports[0].minute, v.reports[len(v.reports)-1].minute; len(v.reports) != maxReports || newest*60 != w.now.Unix() || newest-oldest != maxReports/5000-1 {
		t.Errorf("holds %d reports of minutes %d to %d", len(v.reports), oldest, newest)
	}
}

// Reports that tell nothing take no room, and are not looked at without end.
func TestSoManyReportsAreLookedAtAndNoMore(t *testing.T) {
	w := newWorld(t)
	given := 0
	w.ties.Store = flood{w.now.Add(-48 * time.Hour), 20_000, []subject.Key{caller}, &given}
	w.reads()
	if given != maxLooked {
		t.Errorf("looked at %d", given)
	}
	if v := w.ties.now.Load(); len(v.reports) != 0 || v.asOf != w.now {
		t.Errorf("holds %d reports, as of %v", len(v.reports), v.asOf)
	}
}

func TestAnErrorOfTheKeysEndsAReading(t *testing.T) {
	w := newWorld(t)
	w.files(w.said("Acme", "", caller))
	broken := errors.New("the keys cannot be read")
	w.ties.Keys = keysThatFail{broken}
	if err := w.ties.CatchUp(t.Context()); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type keysThatFail struct{ err error }

func (k keysThatFail) Unseal(reputation.Date, []byte, report.ReceiptHash) (report.Testimony, error) {
	return report.Testimony{}, k.err
}
