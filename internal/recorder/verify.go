package recorder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// mostTold is how many findings of a kind are told: one who deletes much is found out by the first.
const mostTold = 100

// Findings are what Verify found. Their texts are written for the operator and an auditor.
type Findings struct {
	Entries   uint64        // that the store shows
	Root      auditlog.Hash // of the tree over them
	Known     uint64        // entries that this process had in memory before
	Decisions int           // in the store, as Cases and Texts
	Cases     int           // that a moderator closed
	Texts     int           // that are approved
	Saved     []Saved
	Wrong     []string // each a sign that the log, or what it tells of, was altered
	Undone    []string // what was about to be done and is not there
	More      int      // of both, beyond the first mostTold of each
}

// Sound reports whether nothing is wrong. What was about to be done and is not there is for somebody to look at.
func (f *Findings) Sound() bool { return len(f.Wrong) == 0 && len(f.Undone) == 0 }

// Saved is what became of a checkpoint that somebody kept.
type Saved struct {
	Size   uint64
	Signed bool   // by a key that signs today
	Wrong  string // how the log is not what it stood for; "" for it is
}

// verification is a Verify under way.
type verification struct {
	*Findings
	tree      auditlog.Tree
	decisions map[string]reputation.Decision // that the store has and no entry stands for yet
	cases     map[string]casefile.Case       // likewise, of those that a moderator closed
	texts     map[string]trend.Example       // likewise
	taken     map[string]uint64              // last entries by which texts were taken back, by the ID of the text
	closed    map[string]auditlog.Entry      // last entry that says how a dispute ended, by its case
}

// Verify reads the whole log anew, grows its tree, and compares it with what this process has in memory, with checkpoints that were
// saved, and with what the store has: each decision, each dispute that a moderator closed and each approved text must have its entry, and
// each entry what it tells of. An error is one of reading; what is wrong stands in the Findings.
func (r *Recorder) Verify(ctx context.Context, saved ...[]byte) (Findings, error) {
	known, _ := r.Head()
	v := verification{
		Findings:  &Findings{Known: known},
		decisions: map[string]reputation.Decision{}, cases: map[string]casefile.Case{}, texts: map[string]trend.Example{},
		taken: map[string]uint64{}, closed: map[string]auditlog.Entry{},
	}
	// What was done is read before the log, in which it stands earlier: so what happens meanwhile is no finding.
	if err := r.readDone(ctx, &v); err != nil {
		return Findings{}, err
	}
	shown := slices.SortedFunc(maps.Values(v.texts), func(a, b trend.Example) int { return cmp.Compare(a.ID, b.ID) })
	if err := r.readLog(ctx, &v); err != nil {
		return Findings{}, err
	}
	if v.tree.Size() == 0 && v.Decisions+v.Texts > 0 {
		v.wrong("the log is empty, and %d decisions are there and %d texts: it was deleted, or a version without a log made them, and ringfence serve begins it", v.Decisions, v.Texts)
		clear(v.decisions)
		clear(v.texts)
	}
	v.compareCases()
	v.compareTexts(shown)
	for _, id := range slices.Sorted(maps.Keys(v.decisions)) {
		d := v.decisions[id]
		v.wrong("the decision %s (%s, by %q) about %s stands in no entry: somebody wrote it past the log", d.ID, d.Kind, d.By, d.Subject)
	}
	v.Entries, v.Root = v.tree.Head()
	for _, s := range saved {
		v.Saved = append(v.Saved, r.compare(s, &v.tree))
	}
	for i, s := range v.Saved {
		if s.Wrong != "" {
			v.wrong("checkpoint %d of %d: %s", i+1, len(v.Saved), s.Wrong)
		}
	}
	return *v.Findings, nil
}

func (v *verification) wrong(format string, args ...any) { v.tell(&v.Wrong, format, args...) }

func (v *verification) undone(format string, args ...any) { v.tell(&v.Undone, format, args...) }

func (v *verification) tell(list *[]string, format string, args ...any) {
	if len(*list) >= mostTold {
		v.More++
		return
	}
	*list = append(*list, fmt.Sprintf(format, args...))
}

// readDone reads what entries must stand for.
func (r *Recorder) readDone(ctx context.Context, v *verification) error {
	if err := r.eachDecision(ctx, func(d *reputation.Decision) { v.decisions[d.ID] = *d }); err != nil {
		return err
	}
	v.Decisions = len(v.decisions)
	for after := ""; ; {
		some, err := r.Store.Cases(ctx, after, atOnce)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		for _, c := range some {
			if c.State == casefile.Closed && c.By != "" {
				v.cases[c.ID] = c
			}
		}
		after = some[len(some)-1].ID
	}
	v.Cases = len(v.cases)
	approved, err := r.Store.Examples(ctx)
	for i := range approved {
		v.texts[nameOf(&approved[i])] = approved[i]
	}
	v.Texts = len(v.texts)
	return err
}

// readLog reads all entries.
func (r *Recorder) readLog(ctx context.Context, v *verification) error {
	for {
		some, err := r.Store.Entries(ctx, v.tree.Size(), atOnce)
		if err != nil && !errors.Is(err, fault.Damaged) {
			return err
		}
		for _, leaf := range some {
			at := v.tree.Size()
			hash := auditlog.LeafHash(leaf)
			v.tree.Append(hash)
			if at < v.Known && r.leaf(at) != hash {
				v.wrong("entry %d is not the one that this server read before: it was altered, or another lies in its place", at)
			}
			e, broken := auditlog.ParseLeaf(leaf)
			switch {
			case broken != nil:
				v.wrong("entry %d cannot be read: it was altered", at)
			case e.Index != at:
				v.wrong("entry %d is the one that was written as entry %d: entries were left out or put in another order", at, e.Index)
			}
			if broken == nil {
				v.weigh(&e, at)
			}
		}
		switch {
		case err != nil:
			v.wrong("entry %d is missing though later ones are kept: it was deleted", v.tree.Size())
			return nil
		case len(some) == 0:
			if v.tree.Size() < v.Known {
				v.wrong("the log ends after %d entries, and this server read %d before: entries were deleted, or the store was put back to an older copy", v.tree.Size(), v.Known)
			}
			return nil
		}
	}
}

// weigh compares an entry with what it tells of.
func (v *verification) weigh(e *auditlog.Entry, at uint64) {
	m, _ := matterOf(e)
	switch {
	case m.kind == decisions:
		d, is := v.decisions[e.Object]
		delete(v.decisions, e.Object)
		switch {
		case is && !e.Says(d):
			v.wrong("entry %d says of the decision %s what the store does not: one of the two was altered", at, e.Object)
		case !is && e.Action == auditlog.Adopted:
			v.wrong("entry %d tells of a decision (%s about %s) that is not there any more: it was deleted", at, e.Kind, e.Subject)
		case !is:
			v.undone("entry %d: a decision (%s about %s, by %q) was about to be made at %s and is not there", at, e.Kind, e.Subject, e.By, e.At.Format("2006-01-02 15:04:05 MST"))
		}
	case m.kind == cases:
		v.closed[e.Object] = *e
	case m.kind == texts:
		delete(v.texts, e.Object)
	case e.Action == auditlog.TookBack:
		v.taken[e.Object] = at
	}
}

// compareCases compares how disputes ended with the last entries that say so.
func (v *verification) compareCases() {
	for _, id := range slices.Sorted(maps.Keys(v.cases)) {
		c := v.cases[id]
		e, is := v.closed[id]
		delete(v.closed, id)
		switch {
		case !is:
			v.wrong("the dispute %.12s about %s was closed (%s, by %q), and no entry says so: somebody did it past the log", id, c.Subject, c.Outcome, c.By)
		case e.Kind != string(c.Outcome) || e.By != c.By || e.Reason != c.Reason || e.Subject != c.Subject:
			v.wrong("entry %d says that the dispute %.12s ended otherwise than the store does: one of the two was altered", e.Index, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(v.closed)) {
		if e := v.closed[id]; e.By != "" {
			v.undone("entry %d: the dispute %.12s about %s was about to be closed (%s, by %q) and is not", e.Index, id, e.Subject, e.Kind, e.By)
		}
	}
}

// compareTexts tells of texts that everybody sees without an entry, or though one says that they were taken back. A text that is
// gone may be its reporter's doing.
func (v *verification) compareTexts(shown []trend.Example) {
	for _, name := range slices.Sorted(maps.Keys(v.texts)) {
		v.wrong("the text %s is shown to everybody, and no entry says that somebody approved it", v.texts[name].ID)
	}
	for _, e := range shown {
		if at, is := v.taken[e.ID]; is {
			v.undone("entry %d: the text %s was about to be taken back and is shown", at, e.ID)
		}
	}
}

// compare returns what became of a checkpoint, beside a tree that was read anew.
func (r *Recorder) compare(saved []byte, tree *auditlog.Tree) Saved {
	var keys []string
	origin := ""
	if r.Keys != nil {
		keys, _ = r.Keys.Verifiers(r.Clock()) // of none nobody is told that it signed
		origin = r.Keys.Signer()
	}
	c, err := auditlog.Open(saved, keys...)
	s := Saved{Size: c.Size, Signed: err == nil}
	if err != nil && !errors.Is(err, auditlog.ErrUnsigned) {
		s.Wrong = "it is no checkpoint, or its signature is forged"
		return s
	}
	root, err := tree.Root(c.Size)
	switch {
	case origin != "" && c.Origin != origin:
		s.Wrong = fmt.Sprintf("it is of another log, %q; this one is %q", c.Origin, origin)
	case err != nil:
		s.Wrong = fmt.Sprintf("it stands for %d entries, and the log has %d: entries were deleted, or the store was put back to an older copy", c.Size, tree.Size())
	case root != c.Root:
		s.Wrong = fmt.Sprintf("the first %d entries are not those that it stands for: entries were altered, left out, added or put in another order", c.Size)
	}
	return s
}
