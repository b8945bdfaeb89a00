package reputation

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestVouch(t *testing.T) {
	by := Statement{Tier: Verified, Mass: 7, Own: 3, Block: 4, Reporter: "somebody", Person: "of before", Province: "CN-ZJ", Category: "loan", Version: 9}
	visitor := Statement{Tier: Anonymous, Mass: 5, Own: 1, Block: 2, Province: "CN-BJ", Category: "survey", State: Live, Version: 1}
	raised := visitor
	if !raised.Vouch(&by) {
		t.Fatal("a visitor's statement stays as it is")
	}
	want := Statement{
		Tier: Verified, Mass: 7, Own: 3, Block: 4, Reporter: "somebody", Person: "of before", Province: "CN-BJ", Category: "survey", State: Live, Version: 2,
	}
	if raised != want {
		t.Errorf("it is %+v, want %+v", raised, want)
	}
	for name, change := range map[string]func(*Statement){
		"vouched for already": func(s *Statement) { *s = raised },
		"an app's":            func(s *Statement) { s.APIKey = "app" },
		"of a known number":   func(s *Statement) { s.Reporter = "another" },
		"withdrawn":           func(s *Statement) { s.State = Withdrawn },
		"overturned":          func(s *Statement) { s.State = Overturned },
		"a partner's":         func(s *Statement) { s.Tier = Partner },
	} {
		t.Run(name, func(t *testing.T) {
			s := visitor
			change(&s)
			before := s
			if s.Vouch(&by) || s != before {
				t.Errorf("it was %+v and is %+v", before, s)
			}
		})
	}
}

// What a visitor said and somebody vouched for adds up to what they would have said themselves.
func TestWhatIsVouchedForFoldsAsIfItHadBeenSaidSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := statements(1).Draw(t, "said")
		var s scene
		theirs := *s.say(Verified, uint8(rapid.IntRange(0, 31).Draw(t, "network")), 0)
		theirs.Report[0] = 0xff // after the others
		visitor := theirs
		visitor.Tier, visitor.Mass, visitor.Reporter, visitor.Own, visitor.Block = Anonymous, theirs.Mass*2/3, "", 31, 31
		if !visitor.Vouch(&theirs) {
			t.Fatal("not raised")
		}
		want, got := Fold(append(slices.Clone(said), theirs), nil, now), Fold(append(slices.Clone(said), visitor), nil, now)
		if what := Differ(&want, &got); what != "" {
			t.Fatalf("they differ in %s", what)
		}
	})
}
