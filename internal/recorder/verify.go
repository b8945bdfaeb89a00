package recorder

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
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
	People    int           // accounts of the desk
	Proposals int           // for the registry
	Sanctions int           // reports that are overturned, senders that are distrusted, and flags that are dismissed
	Unnamed   int           // of the overturned reports, those that name nobody: whether their sender was distrusted cannot be seen
	Saved     []Saved
	Wrong     []string // each a sign that the log, or what it tells of, was altered
	Undone    []Undone // what was about to be done and is not there
	Abandoned []Undone // likewise, where somebody wrote down why
	More      int      // of these, beyond the first mostTold of each
}

// Undone is what an entry says was about to be done and is not there.
type Undone struct {
	Entry uint64
	What  string
	By    string // who wrote down why; "" where nobody did
	Why   string
}

// Sound reports whether nothing is wrong. What was about to be done and is not there is for somebody to look at, until why stands in the log.
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
	tree    auditlog.Tree
	settled uint64 // entries that there were before anything else was read: what they tell of is done, or never was
	owed    int    // as of a Recorder
	done    done
	said    said
	missing []Undone // in the order in which it was found
}

// done is what the store has, read before the log, in which it stands earlier.
type done struct {
	decisions  map[string]reputation.Decision // by ID
	cases      map[string]casefile.Case       // that a moderator closed, by ID
	admitted   []casefile.Case                // that were proved by documents
	unmarked   []casefile.Case                // that this service did not write as they are
	texts      []trend.Example
	people     []moderator.Account
	proposals  []registry.Proposal
	flags      []brigade.Flag // that are dismissed
	distrusted []transfer.Distrusted
	overturned []reputation.Statement
	counted    []reputation.Statement             // live ones that the last entry about them says were overturned
	heard      []reputation.Statement             // live ones of those who are distrusted
	pointed    map[statement]reputation.Statement // by which somebody was distrusted or trusted again
}

// said is what entries say, of each thing the last where only that counts.
type said struct {
	decided    map[string]bool             // decisions that an entry stands for
	closed     map[string]auditlog.Entry   // how a dispute ended, by its case
	admitted   map[string]bool             // disputes whose documents somebody took for a proof
	approved   map[string][]auditlog.Entry // since a text was last taken back, by its name
	taken      map[string]uint64           // entries by which texts were taken back, by the ID of the text
	people     map[string]*person
	proposed   map[string][]auditlog.Entry // by a proposal's ID: the operator's, and of the moderator who proposed it too
	declined   map[string][]auditlog.Entry
	dismissed  map[subject.Key][]auditlog.Entry
	overturned map[statement]auditlog.Entry // or reinstated
	distrusted []auditlog.Entry
	trusted    auditlog.Entry               // the last
	senders    map[statement]auditlog.Entry // the last by which the sender of a report was distrusted or trusted again
	abandoned  map[uint64]auditlog.Entry    // by the index of the entry that came to nothing
}

// Verify reads the whole log anew, grows its tree, and compares it with what this process has in memory, with checkpoints that were
// saved, and with what the store has: what moderators did must have its entry, and each entry what it tells of. An error is one of
// reading; what is wrong stands in the Findings.
func (r *Recorder) Verify(ctx context.Context, saved ...[]byte) (Findings, error) {
	v, err := r.verify(ctx, saved)
	if err != nil {
		return Findings{}, err
	}
	return *v.Findings, nil
}

func (r *Recorder) verify(ctx context.Context, saved [][]byte) (*verification, error) {
	if r.Keys == nil {
		return nil, ErrLocked
	}
	known, _ := r.Head()
	v := verification{Findings: &Findings{Known: known}, done: done{decisions: map[string]reputation.Decision{}, cases: map[string]casefile.Case{}, pointed: map[statement]reputation.Statement{}}, said: nothing()}
	var err error
	if v.settled, err = r.Store.Logged(ctx); err != nil {
		return nil, err
	}
	if err := r.readDone(ctx, &v); err != nil {
		return nil, err
	}
	if err := r.readLog(ctx, &v); err != nil {
		return nil, err
	}
	if err := r.readCounted(ctx, &v); err != nil {
		return nil, err
	}
	if v.tree.Size() == 0 && v.Decisions+v.Texts > 0 {
		v.wrong("the log is empty, and %d decisions are there and %d texts: it was deleted, or a version without a log made them, and ringfence serve begins it", v.Decisions, v.Texts)
	} else {
		v.compareDecisions()
		v.compareTexts()
	}
	v.compareCases()
	v.comparePeople()
	v.compareProposals()
	v.compareSanctions()
	v.Entries, v.Root = v.tree.Head()
	v.explain()
	for _, s := range saved {
		v.Saved = append(v.Saved, r.compare(s, &v.tree))
	}
	for i, s := range v.Saved {
		if s.Wrong != "" {
			v.wrong("checkpoint %d of %d: %s", i+1, len(v.Saved), s.Wrong)
		}
	}
	return &v, nil
}

func (v *verification) wrong(format string, args ...any) {
	tell(v, &v.Wrong, fmt.Sprintf(format, args...))
}

// undone tells what an entry says was about to be done. What was written while this looks may be done in a moment.
func (v *verification) undone(at uint64, format string, args ...any) {
	if at < v.settled {
		v.missing = append(v.missing, Undone{Entry: at, What: fmt.Sprintf(format, args...)})
	}
}

// missed reports whether it is told already of an entry that what it says was not done.
func (v *verification) missed(at uint64) bool {
	return slices.ContainsFunc(v.missing, func(u Undone) bool { return u.Entry == at })
}

func tell[T any](v *verification, list *[]T, what T) {
	if len(*list) >= mostTold {
		v.More++
		return
	}
	*list = append(*list, what)
}

// readDone reads what entries must stand for.
func (r *Recorder) readDone(ctx context.Context, v *verification) (err error) {
	err = each(func(after string) ([]registry.Proposal, error) { return r.Store.Proposals(ctx, after, atOnce) }, func(p *registry.Proposal) string {
		v.done.proposals = append(v.done.proposals, *p)
		return p.ID // before the decisions that they name
	})
	if err != nil {
		return err
	}
	v.Proposals = len(v.done.proposals)
	if err := r.eachDecision(ctx, func(d *reputation.Decision) { v.done.decisions[d.ID] = *d }); err != nil {
		return err
	}
	v.Decisions = len(v.done.decisions)
	err = each(func(after string) ([]casefile.Case, error) { return r.Store.Cases(ctx, after, atOnce) }, func(c *casefile.Case) string {
		if !c.MarkedBy(r.Keys.MarkCase) {
			v.done.unmarked = append(v.done.unmarked, *c)
		}
		if c.State == casefile.Closed && c.By != "" {
			v.done.cases[c.ID] = *c
		}
		if c.Proved() && c.Proof == casefile.Documents {
			v.done.admitted = append(v.done.admitted, *c)
		}
		return c.ID
	})
	if err != nil {
		return err
	}
	v.Cases = len(v.done.cases)
	if v.done.texts, err = r.Store.Examples(ctx); err != nil {
		return err
	}
	v.Texts = len(v.done.texts)
	if v.done.people, err = r.Store.Accounts(ctx); err != nil {
		return err
	}
	v.People = len(v.done.people)
	return r.readSanctions(ctx, v)
}

// each visits records that a store gives a part at a time, after the one before.
func each[T any, K any](some func(after K) ([]T, error), visit func(*T) K) error {
	var after K
	for {
		all, err := some(after)
		if err != nil || len(all) == 0 {
			return err
		}
		for i := range all {
			after = visit(&all[i])
		}
	}
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
			v.tree.Append(auditlog.LeafHash(leaf))
			r.readEntry(v, leaf, at)
		}
		switch {
		case err != nil:
			v.wrong("entry %d is missing though later ones are kept: it was deleted", v.tree.Size())
			return nil //nolint:nilerr // that is what was found
		case len(some) == 0:
			if v.tree.Size() < v.Known {
				v.wrong("the log ends after %d entries, and this server read %d before: entries were deleted, or the store was put back to an older copy", v.tree.Size(), v.Known)
			}
			return nil
		}
	}
}

// readEntry reads one entry. Of what this service did not write nothing is believed.
func (r *Recorder) readEntry(v *verification, leaf []byte, at uint64) {
	e, err := auditlog.ParseLeaf(leaf)
	ours := err == nil && e.SealedBy(r.Keys.SealEntry)
	switch {
	case at < v.Known && r.leaf(at) != auditlog.LeafHash(leaf):
		v.wrong("entry %d is not the one that this server read before: it was altered, or another lies in its place", at)
	case err != nil:
		v.wrong("entry %d cannot be read: it was altered", at)
	case !ours:
		v.wrong("entry %d was not written by this service: it was altered, or somebody put it into the store", at)
	case e.Index != at:
		v.wrong("entry %d is the one that was written as entry %d: entries were left out or put in another order", at, e.Index)
	}
	if ours {
		v.weigh(&e, at)
	}
}

// compare returns what became of a checkpoint, beside a tree that was read anew.
func (r *Recorder) compare(saved []byte, tree *auditlog.Tree) Saved {
	keys, _ := r.Keys.Verifiers(r.Clock()) // of none nobody is told that it signed
	origin := r.Keys.Signer()
	c, err := auditlog.Open(saved, keys...)
	s := Saved{Size: c.Size, Signed: err == nil}
	if err != nil && !errors.Is(err, auditlog.ErrUnsigned) {
		s.Wrong = "it is no checkpoint, or its signature is forged"
		return s
	}
	root, err := tree.Root(c.Size)
	switch {
	case c.Origin != origin:
		s.Wrong = fmt.Sprintf("it is of another log, %q; this one is %q", c.Origin, origin)
	case err != nil:
		s.Wrong = fmt.Sprintf("it stands for %d entries, and the log has %d: entries were deleted, or the store was put back to an older copy", c.Size, tree.Size())
	case root != c.Root:
		s.Wrong = fmt.Sprintf("the first %d entries are not those that it stands for: entries were altered, left out, added or put in another order", c.Size)
	}
	return s
}
