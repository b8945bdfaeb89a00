package intake_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/campus"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store"
)

func TestAcceptCountsEverySubjectAndLeadsBack(t *testing.T) {
	w := newTown(t)
	a := w.accept(report.Report{Subjects: []subject.Key{number, another}, Category: "fake_job", Region: "CN-ZJ"}, web, "")
	for _, key := range []subject.Key{number, another} {
		if n := w.live(key); n != 1 {
			t.Errorf("%s has %d live statements", key, n)
		}
	}
	kept, err := w.Report(context.Background(), a.Receipt)
	if err != nil || len(kept.Subjects) != 2 || kept.Category != "fake_job" || kept.Region != "CN-ZJ" || kept.Testimony == nil {
		t.Errorf("the receipt leads to %+v, %v", kept, err)
	}
	if _, err := w.Report(context.Background(), report.NewReceipt([10]byte{9})); !errors.Is(err, fault.NotFound) {
		t.Errorf("an unknown receipt: %v", err)
	}
}

func TestEveryStringIsRedactedBeforeItIsStored(t *testing.T) {
	w := newTown(t)
	private := "my phone is 13812345678"
	a := w.accept(report.Report{
		Kind: report.Offer, Text: private + ", they called from " + number.String(), Campus: private,
		Offer: &report.JobOffer{Title: private, ClaimsEmployer: private, Platform: private, Pay: private},
	}, web, "")
	kept, err := w.Report(context.Background(), a.Receipt)
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprintf("%+v %+v", *kept.Testimony, *kept.Testimony.Offer)
	if strings.Contains(said, "13812345678") {
		t.Errorf("a private number was kept: %s", said)
	}
	if !strings.Contains(kept.Testimony.Text, number.String()) {
		t.Errorf("the reported number was lost: %s", kept.Testimony.Text)
	}
}

// Some official names look like a person's to redact, and all lead to one university.
func TestUniversitiesAreKeptByTheirOfficialName(t *testing.T) {
	w := newTown(t)
	var err error
	if w.Campuses, err = campus.New(); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{"浙大": "浙江大学", "东华理工大学长江学院": "东华理工大学长江学院", "Example University": "Example University"} {
		kept, err := w.Report(context.Background(), w.accept(report.Report{Campus: typed}, web, "").Receipt)
		if err != nil || kept.Testimony.Campus != want {
			t.Errorf("%s was kept as %+v, %v", typed, kept.Testimony, err)
		}
	}
}

func TestRetryUnderAnIdempotencyKeyIsTheSameReport(t *testing.T) {
	w := newTown(t)
	first := w.accept(report.Report{Text: "a"}, web, "0123456789abcdef")
	w.now = w.now.Add(time.Hour)
	if again := w.accept(report.Report{Text: "a"}, web, "0123456789abcdef"); again.Receipt != first.Receipt {
		t.Error("the retry got another receipt")
	}
	_, err := w.Accept(context.Background(), report.Report{Kind: report.Call, Subjects: []subject.Key{number}, Text: "b"}, web, intake.Retry{Scope: web.Group, Key: "0123456789abcdef"})
	if !errors.Is(err, intake.ErrReused) {
		t.Errorf("another report under the same key: %v", err)
	}
	elsewhere := reputation.OnWeb(netip.MustParseAddr("198.51.100.1"))
	if other := w.accept(report.Report{Text: "a"}, elsewhere, "0123456789abcdef"); other.Receipt == first.Receipt {
		t.Error("a caller elsewhere got the receipt of the first")
	}
	if n := w.live(number); n != 2 {
		t.Errorf("%d reports count, want 2", n)
	}
}

// What was sent before the keys were rotated, and comes again, is the same report; what comes then for the first time has new names.
func TestAReportSentAgainAfterARotationIsTheSame(t *testing.T) {
	w, ctx := newTown(t), context.Background()
	words := report.Report{Kind: report.Call, Subjects: []subject.Key{number}, Text: "They knew my parcel.", Category: "loan"}
	correction := words
	correction.Category = "fake_job"
	before := w.accept(words, web, "key")
	old := w.accept(report.Report{Subjects: []subject.Key{another}}, web, "")
	corrected, err := w.Replace(ctx, old.Receipt, correction, web)
	if err != nil {
		t.Fatal(err)
	}
	later := w.accept(words, reputation.OnWeb(netip.MustParseAddr("198.51.100.7")), "key")
	for range 2 {
		w.now = w.now.Add(time.Hour)
		if err := w.keys.Rotate(w.now); err != nil {
			t.Fatal(err)
		}
		if again := w.accept(words, web, "key"); again.Receipt != before.Receipt {
			t.Error("another receipt")
		}
		if of, err := w.ReceiptOf(ctx, intake.Retry{Scope: web.Group, Key: "key"}); err != nil || of != before.Receipt {
			t.Errorf("its receipt is said to be another, %v", err)
		}
		if _, err := w.Accept(ctx, correction, web, intake.Retry{Scope: web.Group, Key: "key"}); !errors.Is(err, intake.ErrReused) {
			t.Errorf("another report under its key: %v", err)
		}
		if again, err := w.Replace(ctx, old.Receipt, correction, web); err != nil || again.Receipt != corrected.Receipt {
			t.Errorf("a correction has another receipt, %v", err)
		}
	}
	if kept, err := w.Report(ctx, before.Receipt); err != nil || kept.Testimony == nil || kept.Testimony.Text != words.Text {
		t.Errorf("the receipt leads to %+v, %v", kept, err)
	}
	if err := w.Withdraw(ctx, later.Receipt); err != nil {
		t.Error(err)
	}
	if n := w.live(number); n != 2 { // the report, and what corrected the other
		t.Errorf("%d statements count", n)
	}
}

func TestOneReporterCountsOnceAcrossRotations(t *testing.T) {
	w := newTown(t)
	phone := reputation.ByPhone(aPhone)
	w.accept(report.Report{}, phone, "")
	for range 3 {
		w.now = w.now.Add(time.Hour)
		if err := w.keys.Rotate(w.now); err != nil {
			t.Fatal(err)
		}
		if again := w.accept(report.Report{}, phone, ""); again.Subjects[0].Outcome != intake.ReplacedYours {
			t.Errorf("the same reporter: %+v", again.Subjects)
		}
		if n := w.live(number); n != 1 {
			t.Errorf("%d reports of one phone count", n)
		}
	}
}

func TestWithdrawRestoresWhatHeldBefore(t *testing.T) {
	w := newTown(t)
	w.accept(report.Report{}, web, "")
	w.live(number)
	before, _ := w.store.Projection(context.Background(), number)
	a := w.accept(report.Report{}, reputation.ByPhone(aPhone), "")
	w.live(number)
	for range 2 { // again is no error
		if err := w.Withdraw(context.Background(), a.Receipt); err != nil {
			t.Fatal(err)
		}
	}
	w.live(number)
	after, _ := w.store.Projection(context.Background(), number)
	if what := reputation.Differ(&before.Tally, &after.Tally); what != "" {
		t.Errorf("withdrawing left a difference in %s", what)
	}
	kept, err := w.Report(context.Background(), a.Receipt)
	if err != nil || !kept.Withdrawn || kept.Testimony != nil || kept.Subjects[0].State != reputation.Withdrawn {
		t.Errorf("the receipt leads to %+v, %v", kept, err)
	}
	statements, _ := w.store.Statements(context.Background(), number)
	for _, s := range statements {
		if s.State == reputation.Withdrawn && s.Reporter != "" {
			t.Error("the withdrawn statement still names its reporter")
		}
	}
}

func TestReplaceCountsOnceAtEveryMoment(t *testing.T) {
	w := newTown(t)
	old := w.accept(report.Report{Category: "loan"}, web, "")
	correction := report.Report{Kind: report.Call, Subjects: []subject.Key{another}, Category: "investment"}
	var receipts []report.Receipt
	for range 2 { // a retry is the same correction
		a, err := w.Replace(context.Background(), old.Receipt, correction, web)
		if err != nil {
			t.Fatal(err)
		}
		receipts = append(receipts, a.Receipt)
	}
	if receipts[0] != receipts[1] || receipts[0] == old.Receipt {
		t.Errorf("receipts %v after %v", receipts, old.Receipt)
	}
	if a, b := w.live(number), w.live(another); a != 0 || b != 1 {
		t.Errorf("%d count on the old subject and %d on the new", a, b)
	}
	correction.Category = "prize"
	if _, err := w.Replace(context.Background(), old.Receipt, correction, web); !errors.Is(err, intake.ErrWithdrawn) {
		t.Errorf("another correction of a withdrawn report: %v", err)
	}
}

func TestOneReporterCountsOnceAcrossEpochs(t *testing.T) {
	w := newTown(t)
	phone := reputation.ByPhone(aPhone)
	w.accept(report.Report{}, phone, "")
	w.now = w.now.AddDate(0, 0, keyring.EpochDays)
	a := w.accept(report.Report{}, phone, "")
	if a.Subjects[0].Outcome != intake.ReplacedYours {
		t.Errorf("the second report of one phone: %s", a.Subjects[0].Outcome)
	}
	if n := w.live(number); n != 1 {
		t.Errorf("%d reports of one phone count", n)
	}
	if a := w.accept(report.Report{Subjects: []subject.Key{another}}, phone, ""); a.Subjects[0].Outcome != intake.Counted {
		t.Errorf("about another subject: %s", a.Subjects[0].Outcome)
	}
	w.now = w.now.AddDate(0, 0, 5) // into the epoch after the next, seen from the first report
	w.now = w.now.AddDate(0, 0, keyring.EpochDays-5)
	last := w.accept(report.Report{}, phone, "")
	if n := w.live(number); n != 1 || last.Subjects[0].Outcome != intake.ReplacedYours {
		t.Errorf("over three epochs %d reports of one phone count, the last is %s", n, last.Subjects[0].Outcome)
	}
	if err := w.Withdraw(context.Background(), a.Receipt); err != nil { // the one in the middle
		t.Fatal(err)
	}
	if n := w.live(number); n != 1 {
		t.Errorf("with the one between withdrawn, %d reports of one phone count", n)
	}
}

func TestWithdrawnReportSentAgainIsNotSaidToCount(t *testing.T) {
	w := newTown(t)
	a := w.accept(report.Report{}, web, "0123456789abcdef")
	if err := w.Withdraw(context.Background(), a.Receipt); err != nil {
		t.Fatal(err)
	}
	r := report.Report{Kind: report.Call, Subjects: []subject.Key{number}}
	if _, err := w.Accept(context.Background(), r, web, intake.Retry{Scope: web.Group, Key: "0123456789abcdef"}); !errors.Is(err, intake.ErrWithdrawn) {
		t.Errorf("sent again: %v", err)
	}
}

// With the data and the keys in hand, nobody can try out what a withdrawn report said.
func TestNothingIsLeftToGuessAWithdrawnReportBy(t *testing.T) {
	w := newTown(t)
	a := w.accept(report.Report{Text: "guess me"}, web, "")
	if err := w.Withdraw(context.Background(), a.Receipt); err != nil {
		t.Fatal(err)
	}
	kept, err := w.store.Testimony(context.Background(), a.Receipt.Hash())
	if err != nil || kept.Digest != nil || kept.Sealed != nil {
		t.Errorf("kept %+v, %v", kept, err)
	}
}

func (brokenProjector) Project(context.Context, ...subject.Key) error { return fault.Unavailable }

func (brokenProjector) ProjectNow(context.Context, ...subject.Key) error { return fault.Unavailable }

func (brokenProjector) Introduce(context.Context, []reputation.Statement) (int, error) {
	return 0, fault.Unavailable
}

func (fullStore) File(context.Context, reputation.SealedTestimony) error { return fault.Full }

// A reporter whose reports were overturned weighs less.
func TestOverturnedReportsLowerTheWeight(t *testing.T) {
	w := newTown(t)
	w.Store = remembering{w.store}
	a := w.accept(report.Report{}, reputation.ByPhone(aPhone), "")
	kept, err := w.store.Testimony(context.Background(), a.Receipt.Hash())
	if err != nil {
		t.Fatal(err)
	}
	full := reputation.Mass(reputation.Verified.Weight(), report.Bad, kept.Statements[0].At)
	if got := kept.Statements[0].Mass / full; got < 0.33 || got > 0.34 {
		t.Errorf("after two overturned reports a third weighs %v of the first", got)
	}
}

// remembering is a store in which the reporter has two overturned reports.
type remembering struct{ store.Store }

func (remembering) History(context.Context, reputation.Pseudonym, int) ([]reputation.Statement, error) {
	past := make([]reputation.Statement, 2)
	for i := range past {
		past[i] = reputation.Statement{Subject: another, Report: report.ID{byte(i)}, State: reputation.Overturned}
	}
	return past, nil
}

func TestLookupSeesAReportAtOnce(t *testing.T) {
	w := newTown(t)
	lookups := index.New(index.Config{Store: w.store, Clock: func() time.Time { return w.now }})
	if _, err := lookups.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.projector.Shown = lookups.Show
	w.accept(report.Report{}, web, "")
	answer, err := lookups.Lookup(number)
	if err != nil || answer.Judgement.Reports.String() != "1-2" || !answer.Judgement.Shown {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestWhatIsWithdrawnOrReplacedIsTold(t *testing.T) {
	w := newTown(t)
	var told []report.ReceiptHash
	w.Withdrawn = func(receipt report.ReceiptHash) { told = append(told, receipt) }
	a := w.accept(report.Report{}, web, "")
	b, err := w.Replace(context.Background(), a.Receipt, report.Report{Kind: report.Text, Subjects: []subject.Key{number}}, web)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Withdraw(context.Background(), b.Receipt); err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 || told[0] != a.Receipt.Hash() || told[1] != b.Receipt.Hash() {
		t.Errorf("told of %v", told)
	}
}

func TestWhatReplacesAReportIsToldBeforeItIsAcknowledged(t *testing.T) {
	w := newTown(t)
	old := w.accept(report.Report{Kind: report.Call, Subjects: []subject.Key{number}}, web, "")
	correction := report.Report{Kind: report.Text, Subjects: []subject.Key{number}}
	var told []report.ReceiptHash
	w.Replaced = func(_ context.Context, before, by report.ReceiptHash) error {
		told = append(told, before, by)
		if len(told) == 2 {
			return fault.Unavailable
		}
		return nil
	}
	if _, err := w.Replace(context.Background(), old.Receipt, correction, web); !errors.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
	a, err := w.Replace(context.Background(), old.Receipt, correction, web)
	if err != nil {
		t.Fatal(err)
	}
	if want := []report.ReceiptHash{old.Receipt.Hash(), a.Receipt.Hash()}; !slices.Equal(told[:2], want) || !slices.Equal(told[2:], want) {
		t.Error("it was told of other reports")
	}
}
