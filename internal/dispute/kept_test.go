package dispute_test

import (
	"errors"
	"testing"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// TestNothingFollowsFromWhatSomebodyWroteIntoTheStore: who can write to the database, and lacks the keys, has no moderator's and no owner's
// name written under anything.
func TestNothingFollowsFromWhatSomebodyWroteIntoTheStore(t *testing.T) {
	long := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	for name, alter := range map[string]func(c *casefile.Case){
		"cleared": func(c *casefile.Case) {
			c.State, c.Outcome, c.By, c.Reason = casefile.InForce, casefile.Cleared, "Mei", "A shop."
		},
		"given to another": func(c *casefile.Case) {
			c.State, c.Outcome, c.By, c.Reason = casefile.InForce, casefile.Recycled, "Mei", "New."
		},
		"a claim is accepted": func(c *casefile.Case) {
			c.State, c.Outcome, c.By, c.Reason = casefile.InForce, casefile.Accepted, "Mei", "Forged."
		},
		"proved":            func(c *casefile.Case) { c.ProvedAt, c.Decision = long, "d1" },
		"proved, to erase":  func(c *casefile.Case) { c.ProvedAt, c.Decision, c.Claim = long, "d1", casefile.Erase },
		"of another number": func(c *casefile.Case) { c.Subject = key(t, stranger) },
		"too late":          func(c *casefile.Case) { c.OpenedAt = long },
		"without codes":     func(c *casefile.Case) { c.SealedOn -= 40 },
	} {
		w := newWorld(t)
		w.reported(shop, 2)
		w.reported(stranger, 9)
		c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
		k, err := w.Store.Case(t.Context(), c.Code.ID())
		if err != nil {
			t.Fatal(err)
		}
		k.Revision++
		if k.ClosedAt = long; k.Outcome == "" {
			k.ClosedAt = time.Time{}
		}
		alter(&k)
		if won, err := w.Store.SaveCase(t.Context(), k); err != nil || !won {
			t.Fatal(won, err)
		}
		entries := len(w.entries)
		if moved, err := w.Tend(t.Context()); moved != 0 || !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: the chore moved %d, %v", name, moved, err)
		}
		if n, err := w.Scrub(t.Context()); n != 0 || name == "without codes" && !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: codes were taken out of %d, %v", name, n, err)
		}
		w.damaged(name, c.Code)
		for _, from := range []string{shop, stranger} {
			w.texted(c.Digits, from, false)
		}
		if now, err := w.Store.Case(t.Context(), k.ID); err != nil || now.Revision != k.Revision || now.State != k.State {
			t.Errorf("%s: it became %+v, %v", name, now, err)
		}
		for _, about := range []string{shop, stranger} {
			if all, err := w.Store.Decisions(t.Context(), key(t, about)); err != nil || len(all) != 0 {
				t.Errorf("%s: %+v was decided, %v", name, all, err)
			}
		}
		if len(w.entries) != entries {
			t.Errorf("%s: it stands in the log: %+v", name, w.entries[entries:])
		}
		if found, err := w.log.Verify(t.Context()); err != nil || len(found.Wrong) == 0 {
			t.Errorf("%s: nothing is found, %v", name, err)
		}
		w.opens(shop, casefile.Wrong, casefile.TextFrom) // and it stands in no true one's way
	}
}

// damaged expects that neither the owner nor a moderator gets anywhere with a case.
func (w *world) damaged(name string, code dispute.Code) {
	w.Helper()
	_, read := w.ReadCase(w.Context(), code.ID(), "Wei")
	_, admitted := w.Admit(w.Context(), code.ID(), "Wei")
	_, answered := w.Answer(w.Context(), code.ID(), casefile.Upheld, "Wei", "No.")
	_, seen := w.Case(w.Context(), code)
	_, withdrawn := w.Withdraw(w.Context(), code)
	_, _, opened := w.ReadDocument(w.Context(), code.ID(), "1", "Wei")
	for i, err := range []error{read, admitted, answered, seen, withdrawn, opened} {
		if !errors.Is(err, fault.Damaged) {
			w.Errorf("%s, %d: %v", name, i, err)
		}
	}
}

// TestARulingThatIsInNoEntryAnswersNoCase: a decision that somebody wrote into the store would have a case closed in a moderator's name.
func TestARulingThatIsInNoEntryAnswersNoCase(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 9)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	w.texted(c.Digits, shop, true)
	w.pass(time.Minute)
	forged := reputation.Decision{ID: "forged", Subject: key(t, shop), Kind: reputation.Clear, At: w.clock().Truncate(time.Second), By: "Mei", Reason: "A shop."}
	if err := w.Store.Decide(t.Context(), forged); err != nil {
		t.Fatal(err)
	}
	entries := len(w.entries)
	if moved, err := w.Tend(t.Context()); moved != 0 || !errors.Is(err, fault.Damaged) || len(w.entries) != entries {
		t.Errorf("the chore moved %d, %v, and wrote %d", moved, err, len(w.entries)-entries)
	}
	w.is(c.Code, casefile.InForce, "", dispute.NoteInForce)
}

// TestTheChoreGoesOnPastWhatItCannotTend: one altered case keeps no other from being ended, nor codes from being taken out, and the chore says so.
func TestTheChoreGoesOnPastWhatItCannotTend(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 2)
	w.reported(stranger, 2)
	altered, other := w.opens(shop, casefile.Wrong, casefile.TextFrom), w.opens(stranger, casefile.Wrong, casefile.TextFrom)
	k, err := w.Store.Case(t.Context(), altered.Code.ID())
	if err != nil {
		t.Fatal(err)
	}
	k.Revision, k.Words = k.Revision+1, "Others."
	if won, err := w.Store.SaveCase(t.Context(), k); err != nil || !won {
		t.Fatal(won, err)
	}
	w.pass((casefile.ReadWithin + 2) * 24 * time.Hour)
	if err := w.Office.Run(t.Context()); !errors.Is(err, fault.Damaged) {
		t.Errorf("the chore ends with %v", err)
	}
	w.is(other.Code, casefile.Closed, casefile.Unproved)
	if kept, err := w.Store.Case(t.Context(), other.Code.ID()); err != nil || kept.Sealed != nil {
		t.Errorf("codes of another case are kept: %v", err)
	}
}

// TestAnOlderCopyOfACaseMovesNothing: put back whole it bears a true mark, and would forget how often its code was guessed.
func TestAnOlderCopyOfACaseMovesNothing(t *testing.T) {
	w := newWorld(t)
	w.reported(shop, 2)
	c := w.opens(shop, casefile.Wrong, casefile.TextFrom)
	older, err := w.Store.Case(t.Context(), c.Code.ID())
	if err != nil {
		t.Fatal(err)
	}
	w.texted(c.Digits, shop, true)
	w.putBack = map[string]casefile.Case{older.ID: older}
	w.damaged("put back", c.Code)
	if moved, err := w.Tend(t.Context()); moved != 0 || !errors.Is(err, fault.Damaged) {
		t.Errorf("the chore moved %d, %v", moved, err)
	}
}
