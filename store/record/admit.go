package record

import (
	"errors"
	"fmt"
	"slices"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Admit returns a report as every store files it: a copy with each statement in version 1 and live, unless it is overturned from the
// first moment on, and of several about one subject the first. The error tells what no caller should ask to be kept.
func Admit(t reputation.SealedTestimony) (reputation.SealedTestimony, error) {
	if len(t.Statements) == 0 {
		return t, errors.New("a report without statements")
	}
	seen := make(map[subject.Key]bool, len(t.Statements))
	statements := make([]reputation.Statement, 0, len(t.Statements))
	for _, s := range t.Statements {
		switch {
		case s.Subject.IsZero():
			return t, errors.New("a statement about nothing")
		case s.Report != t.Report:
			return t, errors.New("a statement of another report")
		case s.Own >= reputation.Buckets || s.Block >= reputation.Buckets:
			return t, fmt.Errorf("a statement in a bucket past %d", reputation.Buckets-1)
		case seen[s.Subject]:
			continue
		}
		seen[s.Subject] = true
		if s.Version = 1; s.State != reputation.Overturned {
			s.State = reputation.Live
		}
		statements = append(statements, s)
	}
	t.Statements, t.Withdrawn = statements, false
	t.Digest, t.Sealed = slices.Clone(t.Digest), slices.Clone(t.Sealed)
	return t, nil
}

// AdmitVouching returns an error for what no caller should ask to vouch for a report with.
func AdmitVouching(by []reputation.Statement) error {
	for i := range by {
		switch s := &by[i]; {
		case !s.Tier.Established() || s.Reporter == "":
			return errors.New("vouched for by nobody who is known")
		case s.Own >= reputation.Buckets || s.Block >= reputation.Buckets:
			return fmt.Errorf("vouched for in a bucket past %d", reputation.Buckets-1)
		}
	}
	return nil
}

// AdmitDecision returns an error for a decision that no caller should ask to be kept.
func AdmitDecision(d reputation.Decision) error {
	switch {
	case d.Subject.IsZero():
		return errors.New("a decision about nothing")
	case d.ID == "":
		return errors.New("a decision without an ID")
	}
	return nil
}
