package storetest

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/webhook"
	"ringfence/store"
)

// Abilities are what some stores can do beside the contract, for Model to try as well.
type Abilities struct {
	// Reopen closes a store and returns it as it is found when opened again. Nil when nothing outlives closing.
	Reopen func(t *testing.T, s store.Store) store.Store
	// ForgetsLeases is set where leases do not outlive closing, since one process alone can have the store open.
	ForgetsLeases bool
	// Begin is nil when a report cannot be left unfinished.
	Begin Begin
}

// Model drives a store and a model of it through the same calls, drawn at random, and expects the same
// answers. A failure is shrunk to the shortest sequence that shows it.
func Model(t *testing.T, open func(t *testing.T) store.Store, can Abilities) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &machine{test: t, can: can, model: newModel()}
		m.stage = &stage{t: rt, ctx: t.Context(), store: open(t)}
		defer func() { _ = m.store.Close() }()
		actions := rapid.StateMachineActions(m)
		if can.Reopen == nil {
			delete(actions, "Reopen")
		}
		if can.Begin == nil {
			delete(actions, "BeginAndCrash")
		}
		rt.Repeat(actions)
	})
}

// machine is a store, its model, and readings that were taken of both.
type machine struct {
	*stage
	test  *testing.T
	can   Abilities
	model *model
	held  []held
}

// held is a reading that may be saved later, when it is stale.
type held struct {
	reading   reputation.Reading
	unsettled map[string]uint32
}

// Check compares all that can be asked without knowing what to ask for.
func (m *machine) Check(t *rapid.T) {
	m.t = t
	m.keeps(m.model.subjects()...)
	m.unprojected(m.model.unprojected()...)
	m.due(noon, m.model.due(noon)...)
	got, err := m.store.Unfinished(m.ctx, 1000)
	m.ok(err)
	want := m.model.unfinished()
	for _, list := range [][]reputation.SealedTestimony{got, want} {
		slices.SortFunc(list, func(a, b reputation.SealedTestimony) int { return bytes.Compare(a.Receipt[:], b.Receipt[:]) })
	}
	same(t, "unfinished", got, want)
}

func (m *machine) File(t *rapid.T) {
	r := m.drawReport(t)
	m.ok(m.store.File(m.ctx, r))
	m.model.begin(r)
	m.model.complete(m.model.reports[r.Receipt])
}

func (m *machine) FileAgain(t *rapid.T) {
	f, receipt := m.drawReceipt(t)
	if f == nil {
		t.Skip("nobody holds this receipt")
	}
	other := made(m.count+1000, "", cast...)
	other.Receipt = receipt
	m.fails(m.store.File(m.ctx, other), fault.Exists)
}

func (m *machine) FileInPlace(t *rapid.T) {
	r := m.drawReport(t)
	old, receipt := m.drawReceipt(t)
	r.Replaces = receipt
	err := m.store.File(m.ctx, r)
	if old == nil || old.report.Withdrawn {
		m.fails(err, fault.NotFound)
		return
	}
	m.ok(err)
	m.model.begin(r)
	m.model.complete(m.model.reports[r.Receipt])
}

func (m *machine) BeginAndCrash(t *rapid.T) {
	r := m.drawReport(t)
	if old, receipt := m.drawReceipt(t); old != nil && !old.report.Withdrawn {
		r.Replaces = receipt
	}
	m.ok(m.can.Begin(m.store, r))
	m.model.begin(r)
}

func (m *machine) Complete(t *rapid.T) {
	f, receipt := m.drawReceipt(t)
	if err := m.store.Complete(m.ctx, receipt); f == nil {
		m.fails(err, fault.NotFound)
	} else {
		m.ok(err)
		m.model.complete(f)
	}
}

func (m *machine) Withdraw(t *rapid.T) {
	f, receipt := m.drawReceipt(t)
	if err := m.store.Withdraw(m.ctx, receipt); f == nil {
		m.fails(err, fault.NotFound)
	} else {
		m.ok(err)
		m.model.withdraw(f)
	}
}

func (m *machine) Vouch(t *rapid.T) {
	f, receipt := m.drawReceipt(t)
	by := rapid.SampledFrom(reporters[2:]).Draw(t, "reporter")
	if f == nil || f.report.Withdrawn {
		m.fails(m.store.Vouch(m.ctx, receipt, nil), fault.NotFound)
		return
	}
	vouched := vouching(f.report, by)
	vouched = vouched[:rapid.IntRange(0, len(vouched)).Draw(t, "statements")]
	m.ok(m.store.Vouch(m.ctx, receipt, vouched))
	m.model.vouch(f, vouched)
}

func (m *machine) Testimony(t *rapid.T) {
	f, receipt := m.drawReceipt(t)
	got, err := m.store.Testimony(m.ctx, receipt)
	if f == nil {
		m.fails(err, fault.NotFound)
		return
	}
	m.ok(err)
	same(t, "report", got, m.model.testimony(f))
}

func (m *machine) Received(t *rapid.T) {
	from := noon.Add(time.Duration(rapid.IntRange(-1, 30).Draw(t, "from minute")) * time.Minute)
	before := from.Add(time.Duration(rapid.IntRange(-1, 30).Draw(t, "minutes")) * time.Minute)
	m.received(from, before, m.model.received(from, before)...)
}

func (m *machine) Decide(t *rapid.T) {
	kinds := []reputation.DecisionKind{
		reputation.Confirm, reputation.Clear, reputation.Dispute, reputation.Register, reputation.Recycle, reputation.Undo,
	}
	d := decided(fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "ID")), drawSubject(t), rapid.SampledFrom(kinds).Draw(t, "kind"))
	if d.Kind == reputation.Undo {
		d.Undoes = fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "undoes"))
	}
	m.ok(m.store.Decide(m.ctx, d))
	m.model.decide(d)
}

func (m *machine) Tally(t *rapid.T) {
	asked := rapid.SliceOfN(rapid.SampledFrom(cast), 1, 4).Draw(t, "subjects")
	asOf := noon.Add(time.Duration(rapid.IntRange(-48, 48).Draw(t, "hours")) * time.Hour)
	got, err := m.store.Tally(m.ctx, asked, asOf)
	m.ok(err)
	for i, about := range asked {
		same(t, "tally", got[i].Tally, reputation.Fold(m.model.said(about), m.model.ruled(about), asOf))
		same(t, "number of marks", len(got[i].Marks), len(m.model.unsettled[about]))
		m.held = append(m.held, held{got[i], maps.Clone(m.model.unsettled[about])})
	}
}

// Save saves one to three of the readings taken, fresh or stale, mostly with the right revision.
func (m *machine) Save(t *rapid.T) {
	if len(m.held) == 0 {
		t.Skip("nothing was read")
	}
	saves := make([]reputation.Save, rapid.IntRange(1, 3).Draw(t, "saves"))
	var refused []subject.Key
	for i := range saves {
		h := m.held[rapid.IntRange(0, len(m.held)-1).Draw(t, "reading")]
		revision := m.model.projections[h.reading.Subject].Revision + 1
		if rapid.IntRange(0, 4).Draw(t, "wrong revision") == 0 {
			revision += rapid.SampledFrom([]uint64{1, 7, ^uint64(0)}).Draw(t, "off by")
		}
		save := projected(h.reading, revision, drawDue(t))
		saves[i] = save
		if !m.model.save(save.Projection, h.unsettled) {
			refused = append(refused, save.Projection.Subject)
		}
	}
	got, err := m.store.Save(m.ctx, saves)
	m.ok(err)
	slices.SortFunc(got, byKey)
	slices.SortFunc(refused, byKey)
	same(t, "refused", got, refused)
}

// Introduce says something about subjects, shown already or not, whose blocks were seen as they are or otherwise.
func (m *machine) Introduce(t *rapid.T) {
	debuts := make([]reputation.Debut, rapid.IntRange(1, 3).Draw(t, "debuts"))
	about := make([]subject.Key, len(debuts))
	for i := range debuts {
		about[i] = drawSubject(t)
		debuts[i] = m.debut(about[i], drawDue(t))
	}
	missed := rapid.Uint64Range(0, 1).Draw(t, "missed")
	added, alone, err := m.store.Introduce(m.ctx, debuts, m.seen(about...)-missed)
	m.ok(err)
	same(t, "added", added, len(debuts))
	for _, d := range debuts {
		shown := m.model.introduce(d)
		if alone && (!shown || missed > 0) {
			t.Errorf("alone, though others wrote %d times and the debut of %s was written: %v", missed, d.Projection.Subject, shown)
		}
	}
}

func (m *machine) Hasten(t *rapid.T) {
	about := rapid.SliceOfN(rapid.SampledFrom(cast), 0, 3).Draw(t, "subjects")
	due := noon.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "hours")) * time.Hour)
	m.ok(m.store.Hasten(m.ctx, about, due))
	for _, key := range about {
		m.model.hasten(key, due)
	}
}

func (m *machine) DueBy(t *rapid.T) {
	by := noon.Add(time.Duration(rapid.IntRange(-9, 9).Draw(t, "hours")) * time.Hour)
	m.due(by, m.model.due(by)...)
}

func (m *machine) Projection(t *rapid.T) {
	about := drawSubject(t)
	got, err := m.store.Projection(m.ctx, about)
	want, kept := m.model.projections[about]
	if !kept {
		m.fails(err, fault.NotFound)
		return
	}
	m.ok(err)
	same(t, "projection", got, want)
}

func (m *machine) Blocks(t *rapid.T) {
	blocks := rapid.SliceOfN(rapid.SampledFrom([]string{"+120255500", "+120255501", "+12025550105", "+120255502"}), 0, 4).Draw(t, "blocks")
	got, err := m.store.Blocks(m.ctx, blocks...)
	m.ok(err)
	want := []reputation.Neighbour{}
	for _, block := range blocks {
		for _, about := range m.model.subjects() {
			p, kept := m.model.projections[about]
			if kept && strings.HasPrefix(about.String(), block) && len(about.String()) == len(block)+2 {
				want = append(want, p.Neighbour())
			}
		}
	}
	same(t, "blocks", append([]reputation.Neighbour{}, got...), want)
}

func (m *machine) History(t *rapid.T) {
	by := rapid.SampledFrom(reporters[2:]).Draw(t, "reporter")
	n := rapid.IntRange(0, 5).Draw(t, "n")
	got, err := m.store.History(m.ctx, by, n)
	m.ok(err)
	want := m.model.history(by)
	same(t, "history", got, want[:min(n, len(want))])
}

func (m *machine) Statements(t *rapid.T) {
	about := drawSubject(t)
	got, err := m.store.Statements(m.ctx, about)
	m.ok(err)
	same(t, "statements", got, m.model.said(about))
	decisions, err := m.store.Decisions(m.ctx, about)
	m.ok(err)
	same(t, "decisions", decisions, m.model.ruled(about))
}

func (m *machine) Subjects(t *rapid.T) {
	same(t, "pages", m.pages(rapid.IntRange(1, 4).Draw(t, "size")), m.model.subjects())
}

func (m *machine) OverturnOrReinstate(t *rapid.T) {
	about, of := drawSubject(t), made(rapid.Uint64Range(1, m.count+1).Draw(t, "report"), "", cast[0]).Report
	change, from, to := m.store.Overturn, reputation.Live, reputation.Overturned
	if rapid.Bool().Draw(t, "reinstate") {
		change, from, to = m.store.Reinstate, to, from
	}
	kept, ok := m.model.statements[about][of]
	err := change(m.ctx, about, of)
	if !ok {
		m.fails(err, fault.NotFound)
		return
	}
	m.ok(err)
	m.model.move(kept, to, from)
}

func (m *machine) EraseTestimony(t *rapid.T) {
	m.unseals(reputation.DateOf(noon), 1000, 0)
	if rapid.IntRange(0, 3).Draw(t, "days later") == 0 {
		m.unseals(reputation.DateOf(noon)+2, 1000, m.model.erase())
	}
}

func (m *machine) Freeze(t *rapid.T) {
	before := noon.Add(time.Duration(rapid.IntRange(-1, 30).Draw(t, "before minute")) * time.Minute)
	m.aged(before, m.model.aged(before)...)
	about := drawSubject(t)
	m.freezes(about, before, m.model.freeze(about, before))
	got, err := m.store.Statements(m.ctx, about)
	m.ok(err)
	same(t, "statements", got, m.model.said(about))
}

func (m *machine) Claim(t *rapid.T) {
	chore, holder := drawLease(t)
	kept := m.model.leases[chore]
	after := kept.turn + rapid.SampledFrom([]uint64{0, 0, 0, 1, ^uint64(0)}).Draw(t, "off by")
	m.claims(chore, holder, after, after == kept.turn)
	if after == kept.turn {
		m.model.leases[chore] = lease{holder, after + 1}
	}
}

func (m *machine) Yield(t *rapid.T) {
	chore, holder := drawLease(t)
	m.ok(m.store.Yield(m.ctx, chore, holder))
	if kept := m.model.leases[chore]; kept.holder == holder {
		m.model.leases[chore] = lease{"", kept.turn + 1}
	}
}

func (m *machine) Lease(t *rapid.T) {
	chore, _ := drawLease(t)
	m.holds(chore, m.model.leases[chore].holder, m.model.leases[chore].turn)
}

func (m *machine) Converse(t *rapid.T) {
	name := drawSender(t)
	kept := m.model.remembered[name]
	revision := kept.Revision + rapid.SampledFrom([]uint64{1, 1, 1, 2}).Draw(t, "on")
	r := remembered(name, revision, time.Duration(rapid.IntRange(-3, 3).Draw(t, "until"))*time.Hour)
	m.converses(r, revision == kept.Revision+1)
	if revision == kept.Revision+1 {
		m.model.remembered[name] = r
	}
}

func (m *machine) Conversation(t *rapid.T) {
	name := drawSender(t)
	if kept, ok := m.model.remembered[name]; ok {
		m.remembers(kept)
	} else {
		m.forgot(name)
	}
	m.stops(name, m.model.stopped[name])
}

func (m *machine) Forget(t *rapid.T) {
	by := noon.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "hours")) * time.Hour)
	limit := rapid.IntRange(0, 3).Draw(t, "limit")
	m.forgets(by, limit, m.model.forget(by, limit))
}

func (m *machine) StopOrResume(t *rapid.T) {
	name := drawSender(t)
	if m.model.stopped[name] = rapid.Bool().Draw(t, "stop"); m.model.stopped[name] {
		m.ok(m.store.Stop(m.ctx, name))
	} else {
		m.ok(m.store.Resume(m.ctx, name))
	}
}

func (m *machine) SaveWeek(t *rapid.T) {
	r := figures(drawWeek(t), rapid.IntRange(15, 17).Draw(t, "reporters"))
	r.Closed = rapid.IntRange(0, 3).Draw(t, "closed") == 0
	r.AsOf = r.AsOf.AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "days later"))
	kept := m.model.weeks[r.Week]
	takes := !kept.Closed && kept.AsOf.Before(r.AsOf)
	m.counts(r, takes || reflect.DeepEqual(kept, r))
	if takes {
		m.model.weeks[r.Week] = r
	}
}

func (m *machine) Weeks(t *rapid.T) {
	from, limit := drawWeek(t), rapid.IntRange(0, 3).Draw(t, "limit")
	want := m.model.since(from)
	m.counted(from, limit, want[:min(limit, len(want))]...)
}

func (m *machine) PutExample(t *rapid.T) {
	f, receipt := m.drawReceipt(t)
	e := approved(fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "ID")), reputation.SealedTestimony{Receipt: receipt})
	_, taken := m.model.examples[receipt]
	err := m.store.PutExample(m.ctx, e)
	switch {
	case f == nil || f.report.Withdrawn:
		m.fails(err, fault.NotFound)
	case taken || slices.Contains(m.model.shown(), e.ID):
		m.fails(err, fault.Exists)
	default:
		m.ok(err)
		m.model.examples[receipt] = e
	}
}

func (m *machine) DropExample(t *rapid.T) {
	id := fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "ID"))
	if err := m.store.DropExample(m.ctx, id); m.model.drop(id) {
		m.ok(err)
	} else {
		m.fails(err, fault.NotFound)
	}
}

func (m *machine) Examples(*rapid.T) { m.shows(m.model.shown()...) }

func (m *machine) ShownExamples(*rapid.T) { m.showsEverybody(m.model.shownEverybody()...) }

func (m *machine) PutHook(t *rapid.T) {
	h := drawHook(t)
	if _, kept := m.model.hooks[h.Name]; kept {
		m.fails(m.store.PutHook(m.ctx, h), fault.Exists)
		return
	}
	m.ok(m.store.PutHook(m.ctx, h))
	m.model.hooks[h.Name] = h
}

func (m *machine) SaveHook(t *rapid.T) {
	h := drawHook(t)
	kept, ok := m.model.hooks[h.Name]
	wins := ok && h.Revision == kept.Revision+1 && h.MadeAt.Equal(kept.MadeAt)
	if m.tells(h, wins); wins {
		m.model.hooks[h.Name] = h
	}
}

func (m *machine) DropHook(t *rapid.T) {
	name := drawHook(t).Name
	_, kept := m.model.hooks[name]
	if err := m.store.DropHook(m.ctx, name); kept {
		m.ok(err)
		delete(m.model.hooks, name)
	} else {
		m.fails(err, fault.NotFound)
	}
	m.hooks(slices.SortedFunc(maps.Values(m.model.hooks), func(a, b webhook.Hook) int { return strings.Compare(a.Name, b.Name) })...)
}

func (m *machine) Reopen(*rapid.T) {
	m.store = m.can.Reopen(m.test, m.store)
	if m.can.ForgetsLeases {
		clear(m.model.leases)
	}
}
