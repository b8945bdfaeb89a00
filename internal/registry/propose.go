package registry

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths of a name and of evidence, in runes.
const (
	MaxName     = 80
	MaxEvidence = 500
)

// Refusals. Their texts are written for whoever proposes.
var (
	ErrName     = fmt.Errorf("the official name of the body is a line of 1 to %d characters", MaxName)
	ErrSector   = errors.New("the sector is bank, police, government, hospital, exam, school, telecom, courier, utility or other")
	ErrEvidence = fmt.Errorf("the evidence is the https address of a page of the body that names the number, of at most %d characters", MaxEvidence)
)

// ParseSector reads a sector.
func ParseSector(s string) (Sector, error) {
	for _, known := range Sectors() {
		if string(known) == s {
			return known, nil
		}
	}
	return "", ErrSector
}

// Trim returns a proposal without spaces around what was typed.
func (p Proposal) Trim() Proposal {
	p.Name, p.Evidence = strings.TrimSpace(p.Name), strings.TrimSpace(p.Evidence)
	return p
}

// Check returns all that is wrong with what is proposed, or nil. What is to be removed has been checked before, but for the evidence: why it
// is no longer true may be said in words.
func (p Proposal) Check() error {
	var name, sector, evidence error
	if !text(p.Evidence, MaxEvidence) {
		evidence = ErrEvidence
	}
	if p.Remove != "" {
		return evidence
	}
	if !text(p.Name, MaxName) {
		name = ErrName
	}
	_, sector = ParseSector(string(p.Sector))
	if u, err := url.Parse(p.Evidence); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		evidence = ErrEvidence
	}
	return errors.Join(name, sector, evidence)
}

// text reports whether s is a line that can be kept and shown as it is.
func text(s string, most int) bool {
	hidden := func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) }
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, hidden)
}

// Waits reports whether the proposal is still to be done with: it waits for somebody else, or was approved and no decision is known that
// was made of it.
func (p Proposal) Waits() bool { return p.State == Open || p.State == Approved && p.Decision == "" }
