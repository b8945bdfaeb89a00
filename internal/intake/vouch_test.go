package intake_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

var phone = reputation.ByPhone(aPhone)

func (w *town) vouch(a intake.Accepted, by reputation.Speaker) {
	w.t.Helper()
	if err := w.Vouch(context.Background(), a.Receipt.Hash(), by); err != nil {
		w.t.Fatal(err)
	}
}

// tally returns what is shown about a subject, and expects that verify agrees.
func (w *town) tally(key subject.Key) reputation.Tally {
	w.t.Helper()
	w.live(key)
	found, err := w.projector.Verify(context.Background(), func(int, int) {})
	if err != nil || len(found.Differences) > 0 || found.Pending > 0 || found.Unfinished > 0 {
		w.t.Errorf("verify finds %+v, %v", found, err)
	}
	p, err := w.store.Projection(context.Background(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Tally
}

// elsewhere is another town with the same keys and the same time.
func (w *town) elsewhere() *town {
	other := newTown(w.t)
	other.now, other.keys, other.Keys, other.store = w.now, w.keys, w.keys, mem.New()
	other.Store, other.projector.Store = other.store, other.store
	return other
}

func TestAReportThatIsVouchedForCountsAsIfItHadBeenProvedAtOnce(t *testing.T) {
	later := newTown(t)
	atOnce := later.elsewhere()
	r := report.Report{Subjects: []subject.Key{number, another}, Category: "fake_job", Region: "CN-ZJ", OccurredAt: later.now.Add(-50 * time.Hour)}
	a := later.accept(r, web, "")
	if before := later.tally(number); before.Bad != (reputation.Sums{}) {
		t.Fatalf("a visitor established %v", before.Bad)
	}
	later.now = later.now.Add(40 * time.Minute)
	later.vouch(a, phone)
	atOnce.accept(r, phone, "")
	for _, key := range []subject.Key{number, another} {
		want, got := atOnce.tally(key), later.tally(key)
		if what := reputation.Differ(&want, &got); what != "" {
			t.Errorf("about %s it differs in %s:\n%+v\nwant\n%+v", key, what, got, want)
		}
	}
	kept, err := later.Report(context.Background(), a.Receipt)
	if err != nil || kept.ByVisitor || kept.Category != "fake_job" || kept.Testimony == nil {
		t.Errorf("the receipt leads to %+v, %v", kept, err)
	}
}

func TestVouchingAgainChangesNothing(t *testing.T) {
	w := newTown(t)
	a := w.accept(report.Report{}, web, "0123456789abcdef")
	w.vouch(a, phone)
	w.tally(number)
	before, _ := w.store.Statements(context.Background(), number)
	w.now = w.now.Add(time.Hour)
	w.vouch(a, phone)
	w.vouch(a, reputation.ByPhone(mustKey("+12025550151")))
	w.tally(number)
	after, _ := w.store.Statements(context.Background(), number)
	if len(before) != 1 || len(after) != 1 || before[0] != after[0] {
		t.Errorf("it was %v and is %v", before, after)
	}
	if again := w.accept(report.Report{}, web, "0123456789abcdef"); again.Receipt != a.Receipt {
		t.Error("sent again, the report got another receipt")
	}
}

func TestOnePersonCountsOnceThoughTheyVouch(t *testing.T) {
	w := newTown(t)
	w.accept(report.Report{}, phone, "")
	before := w.tally(number)
	a := w.accept(report.Report{}, web, "")
	if n := w.live(number); n != 2 {
		t.Errorf("%d reports count before", n)
	}
	w.vouch(a, phone)
	if n := w.tally(number).Live; n != 1 {
		t.Errorf("%d reports of one phone count", n)
	}
	if err := w.Withdraw(context.Background(), a.Receipt); err != nil {
		t.Fatal(err)
	}
	after := w.tally(number)
	if what := reputation.Differ(&before, &after); what != "" {
		t.Errorf("withdrawing left a difference in %s", what)
	}
}

func TestOnePersonCountsOnceThoughTheyVouchInTheNextEpoch(t *testing.T) {
	w := newTown(t)
	w.accept(report.Report{}, phone, "")
	w.now = w.now.Truncate(24 * time.Hour)
	epoch := func() reputation.Pseudonym {
		present, _, err := w.keys.Reporter(phone.Identity, w.now)
		if err != nil {
			t.Fatal(err)
		}
		return present
	}
	for of := epoch(); epoch() == of; { // to the last minute of it
		w.now = w.now.AddDate(0, 0, 1)
	}
	w.now = w.now.Add(-time.Minute)
	a := w.accept(report.Report{}, web, "")
	w.now = w.now.Add(time.Minute)
	w.vouch(a, phone)
	if n := w.tally(number).Live; n != 1 {
		t.Errorf("%d reports of one phone count", n)
	}
	w.accept(report.Report{}, phone, "")
	if n := w.tally(number).Live; n != 1 {
		t.Errorf("with one more, %d reports of one phone count", n)
	}
}

func TestOverturnedReportsLowerTheWeightOfWhoVouches(t *testing.T) {
	w := newTown(t)
	a := w.accept(report.Report{}, web, "")
	w.Store = remembering{w.store}
	w.vouch(a, phone)
	said, _ := w.store.Statements(context.Background(), number)
	full := reputation.Mass(reputation.Verified.Weight(), report.Bad, said[0].At)
	if got := said[0].Mass / full; got < 0.33 || got > 0.34 {
		t.Errorf("vouched for by one whose reports were overturned twice it weighs %v of the whole", got)
	}
}

func TestWhatCannotBeVouchedFor(t *testing.T) {
	w := newTown(t)
	ctx := context.Background()
	a := w.accept(report.Report{}, web, "")
	for name, by := range map[string]reputation.Speaker{
		"a visitor": web, "an app": reputation.ByKey("app"), "a row": reputation.ByImport("ftc", "CA"),
		"a number that an unsigned gateway names": reputation.ByUnsignedGateway("generic", aPhone),
	} {
		if err := w.Vouch(ctx, a.Receipt.Hash(), by); !errors.Is(err, intake.ErrUnproven) {
			t.Errorf("by %s: %v", name, err)
		}
	}
	others := []intake.Accepted{
		w.accept(report.Report{}, reputation.ByKey("app"), ""),
		w.accept(report.Report{}, reputation.ByUnsignedGateway("generic", aPhone), ""),
		w.accept(report.Report{}, reputation.ByPhone(mustKey("+12025550151")), ""),
	}
	before := w.tally(number)
	for _, other := range others {
		w.vouch(other, phone)
	}
	after := w.tally(number)
	if what := reputation.Differ(&before, &after); what != "" {
		t.Errorf("reports that were no visitor's were raised: %s", what)
	}
	if err := w.Withdraw(ctx, a.Receipt); err != nil {
		t.Fatal(err)
	}
	for name, receipt := range map[string]report.ReceiptHash{"a withdrawn report": a.Receipt.Hash(), "an unknown one": {9}} {
		if err := w.Vouch(ctx, receipt, phone); !errors.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An owner who vouches by their own phone is heard like any stranger, whenever they prove it; about other numbers they are believed.
func TestNobodyVouchesForTheirOwnPhone(t *testing.T) {
	w := newTown(t)
	praise := report.Report{Subjects: []subject.Key{aPhone, number}, Polarity: report.Fine}
	w.accept(praise, phone, "")
	w.vouch(w.accept(praise, web, ""), phone)
	for key, established := range map[subject.Key]bool{aPhone: false, number: true} {
		if got := w.tally(key).Fine != (reputation.Sums{}); got != established {
			t.Errorf("%s is vouched for: %v", key, got)
		}
		said, err := w.store.Statements(context.Background(), key)
		if err != nil || len(said) != 2 {
			t.Fatalf("%d statements, %v", len(said), err)
		}
		for _, s := range said {
			if (s.Reporter != "") != established {
				t.Errorf("a statement about %s has the reporter %q", key, s.Reporter)
			}
		}
	}
}

// meanwhile is a store in which something happens just before a report is filed.
type meanwhile struct {
	intake.Store
	happens func()
}

func (m meanwhile) File(ctx context.Context, t reputation.SealedTestimony) error {
	m.happens()
	return m.Store.File(ctx, t)
}

// TestWhatAPhoneConfirmedIsNotCorrectedByAVisitor, not even when the text message comes while the correction is on its way.
func TestWhatAPhoneConfirmedIsNotCorrectedByAVisitor(t *testing.T) {
	correction := report.Report{Kind: report.Call, Subjects: []subject.Key{another}, Category: "prize"}
	for name, late := range map[string]bool{"before": false, "while it is on its way": true} {
		w := newTown(t)
		a := w.accept(report.Report{Category: "loan"}, web, "")
		if late {
			w.Store = meanwhile{w.store, func() {
				w.Store = w.store
				w.vouch(a, phone)
			}}
		} else {
			w.vouch(a, phone)
		}
		if _, err := w.Replace(context.Background(), a.Receipt, correction, web); !errors.Is(err, intake.ErrConfirmed) {
			t.Errorf("%s: %v", name, err)
		}
		kept, err := w.Report(context.Background(), a.Receipt)
		if err != nil || kept.Withdrawn || !kept.Verified {
			t.Errorf("%s: the report is %+v, %v", name, kept, err)
		}
		if said, err := w.store.Statements(context.Background(), another); err != nil || len(said) > 0 || w.live(number) != 1 {
			t.Errorf("%s: the correction says %v, %v; %d count of what was reported", name, said, err, w.live(number))
		}
		if _, err := w.Replace(context.Background(), a.Receipt, correction, phone); err != nil {
			t.Errorf("%s: the phone itself cannot correct it: %v", name, err)
		}
	}
}

// TestWhatWasCorrectedIsConfirmedNoMore: the code of the report that was replaced leads nowhere.
func TestWhatWasCorrectedIsConfirmedNoMore(t *testing.T) {
	w := newTown(t)
	a := w.accept(report.Report{Category: "loan"}, web, "")
	if _, err := w.Replace(context.Background(), a.Receipt, report.Report{Kind: report.Call, Subjects: []subject.Key{number}, Category: "prize"}, web); err != nil {
		t.Fatal(err)
	}
	if err := w.Vouch(context.Background(), a.Receipt.Hash(), phone); !errors.Is(err, fault.NotFound) {
		t.Errorf("vouching is %v", err)
	}
	if _, err := w.Replace(context.Background(), a.Receipt, report.Report{Kind: report.Call, Subjects: []subject.Key{another}}, web); !errors.Is(err, intake.ErrWithdrawn) {
		t.Errorf("another correction is %v", err)
	}
}
