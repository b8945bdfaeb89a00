package registry

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatIsProposed(t *testing.T) {
	good := Proposal{Name: "Ming Bank", Sector: Bank, Evidence: "https://bank.example/contact"}
	for name, c := range map[string]struct {
		change func(*Proposal)
		want   error
	}{
		"as it should be":     {func(*Proposal) {}, nil},
		"without a name":      {func(p *Proposal) { p.Name = "" }, ErrName},
		"with a long name":    {func(p *Proposal) { p.Name = strings.Repeat("行", MaxName+1) }, ErrName},
		"a name of two lines": {func(p *Proposal) { p.Name = "a\nb" }, ErrName},
		"a name that turns":   {func(p *Proposal) { p.Name = "a\u202eb" }, ErrName},
		"no sector":           {func(p *Proposal) { p.Sector = "" }, ErrSector},
		"no evidence":         {func(p *Proposal) { p.Evidence = "" }, ErrEvidence},
		"words as evidence":   {func(p *Proposal) { p.Evidence = "everybody knows" }, ErrEvidence},
		"http":                {func(p *Proposal) { p.Evidence = "http://bank.example/" }, ErrEvidence},
		"a login":             {func(p *Proposal) { p.Evidence = "https://bank.example@evil.example/" }, ErrEvidence},
		"long evidence":       {func(p *Proposal) { p.Evidence = "https://bank.example/" + strings.Repeat("x", MaxEvidence) }, ErrEvidence},
		"removal in words":    {func(p *Proposal) { *p = Proposal{Remove: "x", Evidence: "the bank gave it up"} }, nil},
		"removal unexplained": {func(p *Proposal) { *p = Proposal{Remove: "x"} }, ErrEvidence},
	} {
		p := good
		if c.change(&p); !errors.Is(p.Check(), c.want) {
			t.Errorf("%s: %v, want %v", name, p.Check(), c.want)
		}
	}
	if (Proposal{Name: " a ", Evidence: "\tb\n"}).Trim() != (Proposal{Name: "a", Evidence: "b"}) {
		t.Error("spaces are left")
	}
	for state, want := range map[State]bool{Open: true, Approved: true, Declined: false} {
		if (Proposal{State: state}).Waits() != want {
			t.Errorf("%s waits: %v", state, !want)
		}
	}
	if (Proposal{State: Approved, Decision: "x"}).Waits() {
		t.Error("what is done waits")
	}
}
