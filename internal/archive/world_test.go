package archive_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/archive"
	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/dispute"
	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/keyring"
	"ringfence/internal/moderator"
	"ringfence/internal/projection"
	"ringfence/internal/recorder"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
	"ringfence/store"
	"ringfence/store/bolt"
)

// world is a service on some store, with a clock of its own. It ends hours before the real clock, by which a store
// may tell what is new.
type world struct {
	t         *testing.T
	now       time.Time
	ring      *keyring.Ring
	store     store.Store
	projector *projection.Projector
	intake    *intake.Intake
}

func newWorld(t *testing.T, s store.Store, ring *keyring.Ring, now time.Time) *world {
	t.Helper()
	w := &world{t: t, now: now, ring: ring, store: s}
	w.projector = projection.New(projection.Config{Store: s, Clock: w.clock, Log: slog.New(slog.DiscardHandler)})
	w.intake = intake.New(intake.Config{Store: s, Projector: w.projector, Keys: ring, Clock: w.clock})
	return w
}

func (w *world) clock() time.Time { return w.now }

func newRing(t *testing.T) *keyring.Ring {
	t.Helper()
	ring, err := keyring.Open(&keyring.Memory{})
	check(t, err)
	return ring
}

func openBolt(t *testing.T) store.Store {
	t.Helper()
	s, err := bolt.Open(bolt.Config{Path: t.TempDir()})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	return s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func number(n int) subject.Key { return key(fmt.Sprintf("+12025550%03d", 105+n)) }

func key(s string) subject.Key {
	k, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return k
}

// told is a report that some tests come back to.
type told struct {
	report  report.Report
	by      reputation.Speaker
	retry   intake.Retry
	receipt report.Receipt
}

const days = 40

// stopped is one who gets no replies.
const stopped conversation.Name = "0123456789abcdef0123456789abcdef"

// end is when the story of furnish ends.
func end() time.Time { return time.Now().UTC().Truncate(time.Hour).Add(-3 * time.Hour) }

// furnish lets six weeks pass in which people report, correct and withdraw, and moderators rule. It returns a
// report that still stands.
func furnish(t *testing.T, s store.Store, ring *keyring.Ring) (*world, told) {
	t.Helper()
	finish := end()
	w := newWorld(t, s, ring, finish.AddDate(0, 0, -days))
	check(t, s.Bind(t.Context(), ring.Fingerprint()))
	check(t, s.PutKey(t.Context(), apikey.Key{Name: "an-app", Hash: apikey.Hash{1}, Tier: apikey.Partner, Scopes: []apikey.Scope{apikey.Report}, Expires: finish}))
	check(t, s.PutKey(t.Context(), apikey.Key{Name: "old-app", Hash: apikey.Hash{2}, Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}}))
	check(t, s.RevokeKey(t.Context(), "old-app"))
	check(t, s.Stop(t.Context(), stopped))
	accounts := []subject.Key{key("wechat/scam_er1"), key("qq/10001"), key("CN/95588"), key("CN/sender/SOME BANK"), key("+8613800138000")}
	var last told
	for n := range days * 6 {
		w.now = w.now.Add(4 * time.Hour)
		one := told{by: speaker(n), retry: intake.Retry{Scope: "test", Key: fmt.Sprint("report ", n)}, report: report.Report{
			Kind: report.Call, Subjects: []subject.Key{number(n * n % 30), accounts[n%len(accounts)]}, Category: report.Categories()[n%7],
			Text: fmt.Sprintf("call %d, they knew my parcel", n), OccurredAt: w.now.Add(-time.Hour),
		}}
		if n%5 == 0 {
			one.report.Polarity = report.Fine
		}
		accepted, err := w.intake.Accept(t.Context(), one.report, one.by, one.retry)
		check(t, err)
		one.receipt = accepted.Receipt
		switch {
		case n%11 == 3:
			check(t, w.intake.Withdraw(t.Context(), one.receipt))
		case n%13 == 4:
			one.report.Text = "it was another parcel"
			_, err := w.intake.Replace(t.Context(), one.receipt, one.report, one.by)
			check(t, err)
		default:
			last = one
		}
		if n%7 == 2 && one.by.Identity == "" {
			w.vouch(one.receipt, reputation.ByPhone(number(50)))
		}
	}
	w.publish(last)
	w.entitle()
	w.rule(number(3), reputation.Confirm)
	w.rule(number(4), reputation.Confirm)
	w.rule(number(4), reputation.Clear)
	w.now = finish
	w.settle()
	return w, last
}

// publish keeps figures of every week, as many as fill several pages, a burst, the text of a report, and who is told.
func (w *world) publish(one told) {
	w.t.Helper()
	ctx, newest := w.t.Context(), trend.WeekOf(w.now)
	for n := range 25 {
		r := trend.Rollup{Week: newest.Add(-n), AsOf: w.now, Closed: n > 1, Cells: []trend.Cell{
			{Place: trend.Place{Table: trend.ByCampus, Row: "浙江大学", Column: "fake_job"}, Reporters: trend.Least + n},
		}, Ranges: []trend.Range{{Block: "+120255501", Category: "loan", Numbers: 3}}}
		kept, err := w.store.SaveWeek(ctx, r)
		check(w.t, err)
		if !kept {
			w.t.Errorf("%s is not kept", r.Week)
		}
	}
	check(w.t, w.store.SaveBurst(ctx, trend.Burst{
		ID: "burst", Scope: trend.Country(), Category: "loan", FoundAt: w.now, LastAt: w.now, Reporters: 30, Grew: []trend.Growth{{At: w.now, From: 15}}, Usual: 7,
	}))
	check(w.t, w.store.PutExample(ctx, trend.Example{
		ID: "example", Receipt: one.receipt.Hash(), Category: one.report.Category, Kind: one.report.Kind, Lang: "en", Text: one.report.Text, ApprovedAt: w.now, By: "a moderator",
	}))
	check(w.t, w.store.PutHook(ctx, webhook.Hook{
		Name: "a-school", Revision: 3, URL: "https://example.edu/alerts", Scope: trend.Scope{Table: trend.ByCampus, Row: "浙江大学"}, Events: webhook.Events(), Secret: []byte("sealed"),
		MadeAt: w.now, Deliveries: []webhook.Delivery{{ID: "burst", At: w.now, Attempts: 1, Outcome: webhook.Taken}}, DisabledAt: w.now, Why: webhook.Gone,
	}))
}

// entitle keeps who moderates, disputes with their documents, what is proposed and what was entered in the registry, flags, what was
// overturned and by whom it was said, what was erased, and an audit log of a few pages.
func (w *world) entitle() {
	w.t.Helper()
	ctx, s, now := w.t.Context(), w.store, w.now.Truncate(time.Second)
	today := reputation.DateOf(now)
	check(w.t, s.PutAccount(ctx, moderator.Account{Name: "a-moderator", Revision: 4, Role: moderator.Moderator, Password: "$argon2id$", Factor: []byte("sealed"), Step: 7, MadeAt: now, Sessions: 3}))
	check(w.t, s.PutAccount(ctx, moderator.Account{Name: "an-auditor", Revision: 1, Role: moderator.Auditor, MadeAt: now, Disabled: true, Invite: []byte("hash"), InviteTil: now}))
	for n, state := range []casefile.State{casefile.Waiting, casefile.Submitted, casefile.InForce, casefile.Closed} {
		c := casefile.Case{
			ID: fmt.Sprintf("%064d", n), Revision: 1, Subject: number(n), Claim: casefile.Forged, Proof: casefile.Documents, Words: "不是我", Lang: "zh-CN", State: state,
			OpenedAt: now.Add(time.Duration(n) * time.Minute), SealedOn: today, Sealed: []byte("sealed"),
		}.Marked(w.ring.MarkCase)
		check(w.t, s.PutCase(ctx, c))
		for m := range n {
			box := []byte("sealed")
			if n == 1 { // as large as it may be
				var err error
				_, box, err = w.ring.SealNote(make([]byte, dispute.MaxPaper), "document", now)
				check(w.t, err)
			}
			check(w.t, s.PutDocument(ctx, casefile.Document{
				Case: c.ID, Name: fmt.Sprint("document ", m), Type: "image/png", Size: 6, SentAt: now, SealedOn: today, Box: box,
			}))
		}
	}
	proposal := registry.Proposal{
		ID: "1", Revision: 2, Subject: number(9), Name: "Demo Bank", Sector: registry.Bank, Evidence: "https://bank.example/", By: "a-moderator", At: now, State: registry.Approved,
		DecidedBy: "another", DecidedAt: now, Decision: "registered",
	}
	check(w.t, s.PutProposal(ctx, proposal))
	check(w.t, s.Decide(ctx, reputation.Decision{
		ID: "registered", Subject: number(9), Kind: reputation.Register, At: now, By: "a-moderator + another", Name: "Demo Bank", Reason: "https://bank.example/",
	}))
	check(w.t, s.Decide(ctx, reputation.Decision{ID: "forgotten", Subject: number(8), Kind: reputation.Forget, At: now.AddDate(0, 0, -20), By: "owner"}))
	check(w.t, s.SaveFlag(ctx, brigade.Flag{Subject: number(7), FoundAt: now, LastAt: now, Reports: 40, New: 40, Networks: 2}))
	check(w.t, s.SaveFlag(ctx, brigade.Flag{Subject: number(6), FoundAt: now, LastAt: now, Reports: 30, New: 30, Networks: 2, Dismissed: now, By: "a-moderator"}))
	overturned := w.someone(now.AddDate(0, 0, -10))
	check(w.t, s.Overturn(ctx, overturned.Subject, overturned.Report))
	check(w.t, s.Distrust(ctx, transfer.Distrusted{By: "somebody who said nothing of this", On: today}))
	check(w.t, s.Distrust(ctx, transfer.Distrusted{By: "their next name", On: today, Of: "somebody who said nothing of this"}))
	frozen, err := s.Freeze(ctx, number(1), now.AddDate(0, 0, -20))
	check(w.t, err)
	erased, err := s.EraseTestimony(ctx, today-30, 1000)
	check(w.t, err)
	check(w.t, s.SaveErasure(ctx, erasure.Account{Day: today - 1, Keys: 1}))
	check(w.t, s.SaveErasure(ctx, erasure.Account{Day: today, Texts: erased, Links: frozen}))
	if erased == 0 || frozen == 0 {
		w.t.Errorf("erased %d texts and %d links", erased, frozen)
	}
	entries := []auditlog.Entry{
		{Action: auditlog.ChangedPeople, Kind: "added", Object: "a-moderator", Reason: "moderator"},
		{Action: auditlog.ChangedPeople, Kind: "settled", Object: "a-moderator"},
		{Action: auditlog.ChangedPeople, Kind: "added", Object: "an-auditor", Reason: "auditor"},
		{Action: auditlog.ChangedPeople, Kind: "disabled", Object: "an-auditor"},
		auditlog.OfProposal(proposal),
		{Action: auditlog.Dismissed, Subject: number(6)},
		{Action: auditlog.Overturned, Subject: overturned.Subject, Object: overturned.Report.String()},
		{Action: auditlog.Distrusted, Subject: number(6), Object: "forgotten"},
	}
	for range 250 - len(entries) {
		entries = append(entries, auditlog.Entry{Action: auditlog.ReadTexts, Object: "20"})
	}
	log := w.recorder()
	for _, e := range entries {
		e.By = "a-moderator"
		_, err := log.Record(ctx, e)
		check(w.t, err)
	}
}

// recorder is one that has just been started.
func (w *world) recorder() *recorder.Recorder {
	return recorder.New(recorder.Config{Store: w.store, Keys: w.ring, Clock: w.clock})
}

// checkpoint is that of the audit log as it is.
func (w *world) checkpoint() []byte {
	w.t.Helper()
	log := w.recorder()
	check(w.t, log.CatchUp(w.t.Context()))
	note, err := log.Checkpoint(w.now)
	check(w.t, err)
	return note
}

// logsAs expects an audit log of which nothing was altered since a checkpoint was saved, and of all that was decided.
func (w *world) logsAs(saved []byte) {
	w.t.Helper()
	f, err := w.recorder().Verify(w.t.Context(), saved)
	check(w.t, err)
	if !f.Sound() || f.Decisions == 0 || len(f.Saved) != 1 || f.Saved[0].Size != f.Entries || !f.Saved[0].Signed {
		w.t.Errorf("the audit log: %+v", f)
	}
}

// someone returns a statement that counts, of one who can be recognised, from before a moment.
func (w *world) someone(before time.Time) reputation.Statement {
	w.t.Helper()
	for n := range 30 {
		said, err := w.store.Statements(w.t.Context(), number(n))
		check(w.t, err)
		for _, s := range said {
			if s.State == reputation.Live && s.Reporter != "" && s.ReceivedAt.Before(before) {
				return s
			}
		}
	}
	w.t.Fatal("nobody said anything")
	return reputation.Statement{}
}

// rights is all that entitle keeps beside statements, decisions and reports.
type rights struct {
	accounts   []moderator.Account
	cases      []casefile.Case
	pending    []casefile.Case
	documents  [][]casefile.Document
	proposals  []registry.Proposal
	flags      []brigade.Flag
	raised     []brigade.Flag
	distrusted []transfer.Distrusted
	erasures   []erasure.Account
	decided    []reputation.Decision
	log        [][]byte
}

func (w *world) rights() (r rights) {
	w.t.Helper()
	ctx, s := w.t.Context(), w.store
	var err error
	r.accounts, err = s.Accounts(ctx)
	check(w.t, err)
	r.cases, err = s.Cases(ctx, "", 100)
	check(w.t, err)
	r.pending, err = s.Pending(ctx, 100)
	check(w.t, err)
	for _, c := range r.cases {
		sent, err := s.Documents(ctx, c.ID)
		check(w.t, err)
		r.documents = append(r.documents, append([]casefile.Document(nil), sent...)) // some stores return none as an empty list
	}
	r.proposals, err = s.Proposals(ctx, "", 100)
	check(w.t, err)
	r.flags, err = s.FlagsAll(ctx, subject.Key{}, 100)
	check(w.t, err)
	r.raised, err = s.Flags(ctx, 100)
	check(w.t, err)
	r.distrusted, err = s.DistrustedAll(ctx)
	check(w.t, err)
	r.erasures, err = s.Erasures(ctx, 0)
	check(w.t, err)
	r.decided, err = s.Decided(ctx, subject.Key{}, 100)
	check(w.t, err)
	r.log, err = s.Entries(ctx, 0, 1000)
	check(w.t, err)
	return r
}

// published is all that publish keeps.
type published struct {
	weeks    []trend.Rollup
	bursts   []trend.Burst
	examples []trend.Example
	hooks    []webhook.Hook
}

func (w *world) published() (p published) {
	w.t.Helper()
	ctx := w.t.Context()
	var err error
	p.weeks, err = w.store.Weeks(ctx, trend.Week{}, 1000)
	check(w.t, err)
	p.bursts, err = w.store.Bursts(ctx, time.Time{})
	check(w.t, err)
	p.examples, err = w.store.Examples(ctx)
	check(w.t, err)
	p.hooks, err = w.store.Hooks(ctx)
	check(w.t, err)
	return p
}

// speaker returns one of a few people of every tier.
func speaker(n int) reputation.Speaker {
	group := fmt.Sprintf("network %d", n%9)
	if n%3 == 0 {
		return reputation.Speaker{Tier: reputation.Anonymous, Weight: reputation.Anonymous.Weight(), Group: group}
	}
	by := reputation.Speaker{Identity: fmt.Sprint("person ", n%17), Tier: reputation.Verified, Weight: reputation.Verified.Weight(), Group: group}
	if n%4 == 0 {
		by.Tier, by.Weight, by.APIKey = reputation.Partner, reputation.Partner.Weight(), "an-app"
	}
	return by
}

// vouch makes a report that of somebody, unless it was withdrawn.
func (w *world) vouch(receipt report.Receipt, by reputation.Speaker) {
	w.t.Helper()
	if err := w.intake.Vouch(w.t.Context(), receipt.Hash(), by); err != nil && !errors.Is(err, fault.NotFound) {
		w.t.Fatal(err)
	}
}

func (w *world) rule(about subject.Key, kind reputation.DecisionKind) {
	w.t.Helper()
	bench := ruling.New(ruling.Config{Store: w.store, Projector: w.projector, Recorder: w.recorder(), Clock: w.clock})
	_, err := bench.Rule(w.t.Context(), kind, about, "a moderator", "heard the <recording> & 听过录音")
	check(w.t, err)
}

// settle does what a running server does, until nothing is left to do now.
func (w *world) settle() {
	w.t.Helper()
	check(w.t, w.projector.Settle(w.t.Context(), func(int) {}))
	for range 5 {
		check(w.t, w.projector.Sweep(w.t.Context()))
	}
}

// export writes an archive and returns its path.
func (w *world) export() string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), "archive.tar")
	check(w.t, archive.Create(path, func(to io.Writer) error { return archive.Export(w.t.Context(), w.store, to, w.now, "test") }))
	return path
}

func openArchive(t *testing.T, path string) *archive.Archive {
	t.Helper()
	a, err := archive.Open(path)
	check(t, err)
	t.Cleanup(func() { check(t, a.Close()) })
	return a
}

// imported is the same service on another store.
func (w *world) imported(path string, into store.Store) *world {
	w.t.Helper()
	check(w.t, openArchive(w.t, path).Import(w.t.Context(), into, w.ring, nothing))
	other := newWorld(w.t, into, w.ring, w.now)
	other.settle()
	return other
}

func nothing(int, int) {}

// verifies expects that verify finds nothing.
func (w *world) verifies() {
	w.t.Helper()
	f, err := w.projector.Verify(w.t.Context(), nothing)
	check(w.t, err)
	if len(f.Differences) > 0 || f.Pending > 0 || f.Unfinished > 0 || f.Subjects == 0 {
		w.t.Errorf("verify finds %+v", f)
	}
}

// shown returns what lookups answer of every subject.
func (w *world) shown() map[subject.Key]reputation.Judgement {
	w.t.Helper()
	x := index.New(index.Config{Store: w.store, Clock: w.clock})
	_, err := x.Load(w.t.Context())
	check(w.t, err)
	all, err := w.store.Subjects(w.t.Context(), subject.Key{}, 10_000)
	check(w.t, err)
	shown := map[subject.Key]reputation.Judgement{}
	for _, about := range all {
		answer, err := x.Lookup(about)
		check(w.t, err)
		shown[about] = answer.Judgement
	}
	return shown
}

// showsAs expects the same verdict, score, interval and reasons of every subject, and the same tally.
func (w *world) showsAs(other *world) {
	w.t.Helper()
	got, want := w.shown(), other.shown()
	if len(got) != len(want) {
		w.t.Errorf("%d subjects are shown, want %d", len(got), len(want))
	}
	if got, want := w.published(), other.published(); !reflect.DeepEqual(got, want) {
		w.t.Errorf("published is\n%+v, want\n%+v", got, want)
	}
	if got, want := w.rights(), other.rights(); !reflect.DeepEqual(got, want) {
		w.t.Errorf("rights are\n%+v, want\n%+v", got, want)
	}
	for about, judged := range want {
		if mine := got[about]; reputation.Pack(mine) != reputation.Pack(judged) || !reflect.DeepEqual(mine, judged) {
			w.t.Errorf("%v is shown as\n%+v, want\n%+v", about, mine, judged)
		}
		here, err := w.store.Projection(w.t.Context(), about)
		check(w.t, err)
		there, err := other.store.Projection(w.t.Context(), about)
		check(w.t, err)
		if !reflect.DeepEqual(here.Tally, there.Tally) {
			w.t.Errorf("tally of %v is\n%+v, want\n%+v", about, here.Tally, there.Tally)
		}
	}
}
