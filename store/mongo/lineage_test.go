package mongo

import "testing"

func TestAMarkBelongsToTheStretchItWasGivenIn(t *testing.T) {
	first := lineage(nil).begin(0)
	second := first.begin(10 << 32)
	restored := first.begin(5 << 32) // from a backup taken before
	if second.of(9<<32) != first.of(9<<32) || second.of(10<<32) != first.of(10<<32) {
		t.Error("a new stretch took what was written before it")
	}
	if second.of(11<<32) == first.of(11<<32) {
		t.Error("what is written in a new stretch bears the old name")
	}
	if restored.of(7<<32) == second.of(7<<32) {
		t.Error("a restored database passes for the one that was lost")
	}
	if restored.of(5<<32) != second.of(5<<32) {
		t.Error("what the backup holds is taken for lost")
	}
	if first.of(0) != "" {
		t.Error("before the first write there is a stretch")
	}
}

func TestALineageIsBoundedAndKeepsNoEmptyStretch(t *testing.T) {
	var l lineage
	for n := range 3 * maxStretches {
		l = l.begin(mark(n / 2))
	}
	if len(l) != maxStretches {
		t.Errorf("%d stretches", len(l))
	}
	for i := 1; i < len(l); i++ {
		if markOf(l[i].After) <= markOf(l[i-1].After) {
			t.Fatalf("stretch %d begins where the one before does", i)
		}
	}
}
