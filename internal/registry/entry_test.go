package registry

import (
	"testing"
	"time"

	"ringfence/internal/subject"
)

func key(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var noon = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

// TestEntriesAreWhatTwoModeratorsAgreedOn: what waits, was declined or taken back is none, and what was approved last stands.
func TestEntriesAreWhatTwoModeratorsAgreedOn(t *testing.T) {
	bank, police, gone, twice := key(t, "+12025550110"), key(t, "+12025550111"), key(t, "+12025550112"), key(t, "+12025550113")
	approved := func(about subject.Key, name string, sector Sector, decision string, at time.Time) Proposal {
		return Proposal{Subject: about, Name: name, Sector: sector, Evidence: "https://bank.example", By: "ada", DecidedBy: "bo", State: Approved, DecidedAt: at, Decision: decision}
	}
	waiting := approved(key(t, "+12025550114"), "Waiting", Bank, "", noon)
	waiting.State = Open
	declined := approved(key(t, "+12025550115"), "Declined", Bank, "", noon)
	declined.State = Declined
	unmade := approved(key(t, "+12025550117"), "Approved alone", Bank, "", noon)
	removal := Proposal{Subject: gone, Remove: "d3", State: Approved, DecidedAt: noon, Decision: "d7"}
	undecided := Proposal{Subject: police, Remove: "d2", State: Approved, DecidedAt: noon}
	notYet := Proposal{Subject: bank, Remove: "d1", State: Open}
	got := Entries([]Proposal{
		approved(bank, "B Bank", Bank, "d1", noon), approved(police, "Police", Police, "d2", noon), approved(gone, "Gone", Bank, "d3", noon),
		approved(twice, "New name", "no sector", "d5", noon.Add(time.Hour)), approved(twice, "Old name", Bank, "d4", noon),
		waiting, declined, unmade, removal, undecided, notYet,
	}, Entry{Subject: key(t, "+12025550116"), Name: "A Bank", Sector: Bank, Since: noon, Decision: "d6"}, Entry{Subject: bank, Name: "earlier", Since: noon.Add(-time.Hour), Decision: "d0"})
	var names []string
	for _, e := range got {
		names = append(names, e.Name)
	}
	want := []string{"Police", "A Bank", "B Bank", "New name"}
	if len(names) != len(want) {
		t.Fatalf("%q, want %q", names, want)
	}
	for i := range want {
		if names[i] != want[i] {
			t.Errorf("%q, want %q", names, want)
		}
	}
	if e := got[2]; e.Proposed != "ada" || e.Approved != "bo" || e.Evidence != "https://bank.example" || !e.Since.Equal(noon) || e.Subject != bank {
		t.Errorf("%+v", e)
	}
	if got[3].Sector != Other {
		t.Errorf("a sector that nobody knows is %s", got[3].Sector)
	}
}
