package examples

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

// office is a store with keys and a moderator's desk.
type office struct {
	*testing.T
	*Desk
	store *mem.Store
	ring  *keyring.Ring
	log   ledger
	pages pages
	now   time.Time
	n     uint64
}

// ledger is an audit log that somebody can take the pen from.
type ledger struct {
	entries []auditlog.Entry
	broken  bool
}

func (l *ledger) Record(_ context.Context, e auditlog.Entry) (auditlog.Entry, error) {
	if l.broken {
		return auditlog.Entry{}, fault.Unavailable
	}
	l.entries = append(l.entries, e)
	return e, nil
}

// pages note what they are asked for.
type pages []string

func (p *pages) Forget(r report.ReceiptHash) { *p = append(*p, fmt.Sprintf("forget %x", r)) }
func (p *pages) Show(context.Context)        { *p = append(*p, "show") }

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func newOffice(t *testing.T) *office {
	ring, err := keyring.OpenAt(&keyring.Memory{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{T: t, store: mem.New(), ring: ring, now: noon}
	o.Desk = New(Config{Store: o.store, Keys: ring, Recorder: &o.log, Clock: func() time.Time { return o.now }, Pages: &o.pages})
	return o
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// allowed is the testimony of a reporter who allows that it be shown.
func allowed(text string) report.Testimony {
	return report.Testimony{Kind: report.Call, Text: text, Lang: "en", Consent: report.Consent{PublishText: true}}
}

// files files a report about a category, and returns its name and its receipt's hash.
func (o *office) files(category report.Category, polarity report.Polarity, t report.Testimony) (string, report.ReceiptHash) {
	o.Helper()
	o.n++
	key, err := subject.ParseKey("+12025550143")
	o.ok(err)
	r := reputation.SealedTestimony{ReceivedAt: o.now.Truncate(time.Minute)}
	binary.BigEndian.PutUint64(r.Report[8:], o.n)
	binary.BigEndian.PutUint64(r.Receipt[8:], o.n)
	r.Statements = []reputation.Statement{{
		Subject: key, Report: r.Report, ReceivedAt: r.ReceivedAt, At: r.ReceivedAt.Truncate(time.Hour), Mass: 1, Polarity: polarity,
		Category: category, Tier: reputation.Anonymous, State: reputation.Live, Version: 1,
	}}
	r.SealedOn, r.Sealed, err = o.ring.Seal(t, r.Receipt, o.now)
	o.ok(err)
	o.ok(o.store.File(o.Context(), r))
	return fmt.Sprintf("%x", r.Receipt), r.Receipt
}

// waits expects these texts to wait, in this order.
func (o *office) waits(when string, category report.Category, limit int, want ...string) {
	o.Helper()
	texts, err := o.Waiting(o.Context(), category, limit, "Ling")
	o.ok(err)
	got := []string{}
	for _, t := range texts {
		got = append(got, t.Text)
	}
	if !reflect.DeepEqual(got, append([]string{}, want...)) {
		o.Errorf("%s: %q wait, want %q", when, got, want)
	}
}

func TestWhatWaitsForAModerator(t *testing.T) {
	o := newOffice(t)
	o.waits("nothing was told", "", 9)
	o.files("loan", report.Bad, allowed("the oldest"))
	o.now = o.now.AddDate(0, 0, 20)
	o.files("survey", report.Bad, allowed("a survey"))
	o.files("loan", report.Fine, allowed("all is well"))
	o.files("loan", report.Bad, report.Testimony{Kind: report.Call, Text: "not to be shown", Lang: "en"})
	o.files("loan", report.Bad, allowed(" \n "))
	_, receipt := o.files("loan", report.Bad, allowed("withdrawn"))
	o.ok(o.store.Withdraw(t.Context(), receipt))
	o.now = o.now.Add(time.Hour)
	o.files("loan", report.Bad, allowed("the last"))
	o.waits("all", "", 9, "the last", "a survey", "the oldest")
	o.waits("of a category", "loan", 9, "the last", "the oldest")
	o.waits("two", "", 2, "the last", "a survey")
	o.now = o.now.AddDate(0, 0, 12)
	if _, err := o.ring.Expire(o.now); err != nil {
		t.Fatal(err)
	}
	o.waits("after 30 days", "", 9, "the last", "a survey")
}

func TestATextIsPublishedOnceAndTakenBack(t *testing.T) {
	o := newOffice(t)
	name, receipt := o.files("", report.Bad, report.Testimony{Kind: report.Text, Text: "他们知道我的快递。", Consent: report.Consent{PublishText: true}})
	o.now = o.now.AddDate(0, 0, 3)
	e, err := o.Approve(t.Context(), name, "Ling")
	if err != nil || e.ID == "" || e.Receipt != receipt || e.Category != "other" || e.Kind != report.Text || e.Lang != "zh-CN" || e.By != "Ling" ||
		e.Text != "他们知道我的快递。" || !e.ApprovedAt.Equal(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v, %v", e, err)
	}
	o.waits("published", "", 9)
	if _, err := o.Approve(t.Context(), name, "Ling"); !errors.Is(err, ErrApproved) {
		t.Errorf("again: %v", err)
	}
	if all, err := o.Approved(t.Context()); err != nil || len(all) != 1 || all[0].ID != e.ID {
		t.Errorf("%+v, %v", all, err)
	}
	o.ok(o.TakeBack(t.Context(), e.ID, "Wei"))
	if err := o.TakeBack(t.Context(), e.ID, "Wei"); !errors.Is(err, ErrNoExample) {
		t.Errorf("taken back again: %v", err)
	}
	o.waits("taken back", "", 9, "他们知道我的快递。")
	again, err := o.Approve(t.Context(), name, "Ling")
	if err != nil || again.ID == e.ID {
		t.Errorf("%+v, %v", again, err)
	}
	o.ok(o.store.Withdraw(t.Context(), receipt))
	if all, err := o.Approved(t.Context()); err != nil || all == nil || len(all) != 0 {
		t.Errorf("its report is withdrawn: %+v, %v", all, err)
	}
}

// TestAnApprovedTextIsHeldWhileItsReportDoesNotCount, which its moderator is told.
func TestAnApprovedTextIsHeldWhileItsReportDoesNotCount(t *testing.T) {
	o := newOffice(t)
	name, receipt := o.files("loan", report.Bad, allowed("They knew my order."))
	_, err := o.Approve(t.Context(), name, "Ling")
	o.ok(err)
	r, err := o.store.Testimony(t.Context(), receipt)
	o.ok(err)
	held := func(when string, want bool) {
		t.Helper()
		if all, err := o.Approved(t.Context()); err != nil || len(all) != 1 || all[0].Held != want {
			t.Errorf("%s: %+v, %v", when, all, err)
		}
	}
	held("approved", false)
	o.ok(o.store.Overturn(t.Context(), r.Statements[0].Subject, r.Report))
	held("overturned", true)
	o.waits("nor does it wait again", "", 9)
	o.ok(o.store.Reinstate(t.Context(), r.Statements[0].Subject, r.Report))
	held("reinstated", false)
}

// stuck is a store that deletes no example.
type stuck struct{ Store }

func (stuck) DropExample(context.Context, string) error { return fault.Unavailable }

// TestPagesOfThisProcessFollowAtOnce what is approved, and forget what is taken back, also where the store does not say whether it is.
func TestPagesOfThisProcessFollowAtOnce(t *testing.T) {
	o := newOffice(t)
	name, _ := o.files("loan", report.Bad, allowed("They knew my order."))
	e, err := o.Approve(t.Context(), name, "Ling")
	o.ok(err)
	o.ok(o.TakeBack(t.Context(), e.ID, "Wei"))
	e, err = o.Approve(t.Context(), name, "Ling")
	o.ok(err)
	o.Desk.Store = stuck{o.store}
	if err := o.TakeBack(t.Context(), e.ID, "Wei"); !errors.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	if want := []string{"show", "forget " + name, "show", "forget " + name}; !slices.Equal(o.pages, want) {
		t.Errorf("asked for %q, want %q", o.pages, want)
	}
}

// TestNothingIsReadThatIsNotInTheLog, nor approved or taken back: it stands there before, with who did it.
func TestNothingIsReadThatIsNotInTheLog(t *testing.T) {
	o := newOffice(t)
	name, _ := o.files("loan", report.Bad, allowed("They knew my order."))
	o.log.broken = true
	if texts, err := o.Waiting(t.Context(), "", 9, "Ling"); !errors.Is(err, fault.Unavailable) || len(texts) > 0 {
		t.Errorf("read: %v, %v", texts, err)
	}
	if e, err := o.Approve(t.Context(), name, "Ling"); !errors.Is(err, fault.Unavailable) || e.Text != "" {
		t.Errorf("approved: %v, %v", e, err)
	}
	o.log.broken = false
	if texts, err := o.Waiting(t.Context(), "loan", 1000, ""); !errors.Is(err, ErrBy) || len(texts) > 0 {
		t.Errorf("read by nobody: %v, %v", texts, err)
	}
	o.waits("it is not approved", "loan", 1000, "They knew my order.")
	e, err := o.Approve(t.Context(), name, "Ling")
	o.ok(err)
	o.log.broken = true
	if err := o.TakeBack(t.Context(), e.ID, "Wei"); !errors.Is(err, fault.Unavailable) {
		t.Errorf("taken back: %v", err)
	}
	if all, err := o.Approved(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	o.log.broken = false
	if _, err := o.Approve(t.Context(), name, "Wei"); !errors.Is(err, ErrApproved) {
		t.Error(err)
	}
	o.ok(o.TakeBack(t.Context(), e.ID, "Wei"))
	want := []auditlog.Entry{
		{Action: auditlog.ReadTexts, Kind: "loan", Object: fmt.Sprint(MostWaiting), By: "Ling"},
		{Action: auditlog.Approved, Object: name, By: "Ling", Words: auditlog.WordsOf(e.Text)},
		{Action: auditlog.TookBack, Object: e.ID, Undoes: name, By: "Wei"},
	}
	if !slices.Equal(o.log.entries, want) {
		t.Errorf("the log says %+v, want %+v", o.log.entries, want)
	}
}

func TestWhatIsNotPublished(t *testing.T) {
	o := newOffice(t)
	fine, _ := o.files("loan", report.Fine, allowed("all is well"))
	silent, _ := o.files("loan", report.Bad, report.Testimony{Kind: report.Call, Text: "not to be shown"})
	good, receipt := o.files("loan", report.Bad, allowed("withdrawn"))
	for name, c := range map[string]struct {
		name, by string
		want     error
	}{
		"no name":                   {"", "Ling", ErrName},
		"half a name":               {good[:32], "Ling", ErrName},
		"a long name":               {good + "00", "Ling", ErrName},
		"no digits":                 {strings.Repeat("x", 64), "Ling", ErrName},
		"unknown":                   {strings.Repeat("f", 64), "Ling", ErrNoText},
		"it speaks well of it":      {fine, "Ling", ErrNoText},
		"its reporter did not want": {silent, "Ling", ErrNoText},
		"by nobody":                 {good, "", ErrBy},
		"by a long name":            {good, strings.Repeat("凌", MaxBy+1), ErrBy},
		"by a name of two lines":    {good, "Ling\nModerator", ErrBy},
	} {
		if _, err := o.Approve(t.Context(), c.name, c.by); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	o.ok(o.store.Withdraw(t.Context(), receipt))
	if _, err := o.Approve(t.Context(), good, "Ling"); !errors.Is(err, ErrNoText) {
		t.Errorf("withdrawn: %v", err)
	}
}

// What steers the moderator's terminal, or has a page read from right to left, is not in a text.
func TestATextIsWhatItLooksLike(t *testing.T) {
	o := newOffice(t)
	name, _ := o.files("loan", report.Bad, allowed("\u200B\n one\x1b[2J\r two\u202E\n\tthr\u200Bee\u2028\u00AD \U000E0041\U000E007F\u3164👨\u200D👩\u0000 "))
	const want = "one[2J two\nthree 👨\u200D👩"
	o.waits("on the desk", "", 9, want)
	if e, err := o.Approve(t.Context(), name, "Ling"); err != nil || e.Text != want {
		t.Errorf("published: %q, %v", e.Text, err)
	}
}

// An example may not tell of a number what its page hides: the moderator reads what everybody will.
func TestATextNamesNobodyWhoWasReported(t *testing.T) {
	o := newOffice(t)
	name, _ := o.files("loan", report.Bad, allowed("First (202) 555-0143 rang, then they wrote from 202 555 0144 and demo_kefu_07. I asked 96110."))
	const want = "First [phone] rang, then they wrote from [phone] and [account]. I asked 96110."
	o.waits("on the desk", "", 9, want)
	if e, err := o.Approve(t.Context(), name, "Ling"); err != nil || e.Text != want {
		t.Errorf("published: %q, %v", e.Text, err)
	}
	o.files("loan", report.Bad, allowed("First 202 555 0145 rang, then they wrote from 202 555 0146 and demo_kefu_08. I asked 96110."))
	if same, err := o.Waiting(t.Context(), "", 9, "Ling"); err != nil || len(same) != 1 || !same[0].Alike || same[0].Text != want {
		t.Errorf("the same words once more: %+v, %v", same, err)
	}
}
