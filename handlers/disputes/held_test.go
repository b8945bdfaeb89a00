package disputes

import (
	"context"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/fault"
	"ringfence/internal/recorder"
	"ringfence/internal/reputation"
)

// shelf is a log of one entry for everything, which it may not be able to show.
type shelf struct{ err error }

func (shelf) OfDecision(id string) (recorder.Place, bool) {
	return recorder.Place{Index: 7, Leaf: auditlog.Hash{1}}, id != ""
}

func (shelf) OfCase(string) (recorder.Place, bool) { return recorder.Place{}, false }

func (s shelf) Leaves(context.Context, uint64, int) ([][]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	return [][]byte{[]byte("{}")}, nil
}

// TestAnEntryThatWasAlteredIsNoMissingOne: the owner is whom the log is for.
func TestAnEntryThatWasAlteredIsNoMissingOne(t *testing.T) {
	c := &casefile.Case{Decision: "d"}
	if all := EntriesOf(t.Context(), shelf{}, c); len(all) != 1 || string(all[0].Entry) != "{}" || all[0].Index != 7 {
		t.Errorf("%+v", all)
	}
	if all := EntriesOf(t.Context(), shelf{fault.Unavailable}, c); len(all) != 0 {
		t.Errorf("what cannot be read now: %+v", all)
	}
	if all := EntriesOf(t.Context(), shelf{fault.Damaged}, c); len(all) != 1 || all[0].Index != 7 || all[0].LeafHash != (auditlog.Hash{1}) || all[0].Entry != nil {
		t.Errorf("what is not what was written: %+v", all)
	}
}

// TestOfOthersTheFileTellsAMonth, and nothing of what they said: not in the entry of the log either.
func TestOfOthersTheFileTellsAMonth(t *testing.T) {
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	h := dispute.Held{AsOf: at}
	for _, others := range []bool{false, true} {
		h.Decisions = append(h.Decisions, dispute.Decided{Decision: reputation.Decision{ID: "d", Kind: reputation.Dispute, At: at, By: "owner"}, Others: others})
		h.Cases = append(h.Cases, dispute.Contested{Case: casefile.Case{OpenedAt: at, ProvedAt: at}, Others: others})
	}
	told := NewHeld(t.Context(), &h, shelf{})
	if d, c := told.Decisions[0], told.Cases[0]; d.At != "2026-11-30T09:00:00Z" || d.Entry == nil || c.OpenedAt != d.At || c.ProvedAt != d.At || c.ClosedAt != "" {
		t.Errorf("one's own: %+v, %+v", d, c)
	}
	if d, c := told.Decisions[1], told.Cases[1]; d.At != "2026-11" || d.Entry != nil || c.OpenedAt != d.At || c.ProvedAt != d.At || c.ClosedAt != "" {
		t.Errorf("another's: %+v, %+v", d, c)
	}
}
