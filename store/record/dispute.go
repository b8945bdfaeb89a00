package record

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type dispute struct {
	ID       string           `bson:"_id"`
	Revision int64            `bson:"r"`
	Subject  string           `bson:"s"`
	Claim    casefile.Claim   `bson:"c,omitempty"`
	Proof    casefile.Proof   `bson:"p,omitempty"`
	Words    string           `bson:"w,omitempty"`
	Lang     string           `bson:"l,omitempty"`
	State    casefile.State   `bson:"t"`
	OpenedAt int64            `bson:"a"`
	ProvedAt int64            `bson:"v,omitempty"`
	ClosedAt int64            `bson:"z,omitempty"`
	Outcome  casefile.Outcome `bson:"o,omitempty"`
	Decision string           `bson:"n,omitempty"`
	By       string           `bson:"b,omitempty"`
	Reason   string           `bson:"y,omitempty"`
	SealedOn int32            `bson:"d,omitempty"`
	Sealed   []byte           `bson:"x,omitempty"`
	Mark     []byte           `bson:"m,omitempty"`
}

// AdmitCase returns a case as every store keeps it: a copy, with times of whole seconds. The error tells what no caller should ask
// to be kept.
func AdmitCase(c casefile.Case) (casefile.Case, error) {
	switch {
	case c.Subject.IsZero():
		return c, errors.New("a case about nothing")
	case c.State == "":
		return c, errors.New("a case in no state")
	case c.OpenedAt.Unix() <= 0:
		return c, errors.New("a case that was never opened")
	}
	if err := errors.Join(admitRevision(c.Revision), admitName(c.ID)); err != nil {
		return c, err
	}
	toSeconds(&c.OpenedAt, &c.ProvedAt, &c.ClosedAt)
	return CopyCase(c), nil
}

// admitRevision returns an error for the revision of what no caller should ask to be kept.
func admitRevision(revision uint64) error {
	if revision == 0 || revision > math.MaxInt64 {
		return fmt.Errorf("revision %d", revision)
	}
	return nil
}

// admitName returns an error for a name that cannot be part of a key: other parts stand after it, behind a zero byte.
func admitName(name string) error {
	if name == "" || strings.ContainsRune(name, 0) {
		return fmt.Errorf("an ID %q", name)
	}
	return nil
}

// CopyCase returns a case that shares nothing with c.
func CopyCase(c casefile.Case) casefile.Case {
	c.Sealed = append([]byte(nil), c.Sealed...)
	return c
}

// SortCasesAbout puts cases in the order in which CasesAbout returns them.
func SortCasesAbout(all []casefile.Case) {
	slices.SortFunc(all, func(a, b casefile.Case) int { return cmp.Or(b.OpenedAt.Compare(a.OpenedAt), cmp.Compare(a.ID, b.ID)) })
}

// SortPending puts cases in the order in which Pending returns them.
func SortPending(all []casefile.Case) {
	slices.SortFunc(all, func(a, b casefile.Case) int { return cmp.Or(a.OpenedAt.Compare(b.OpenedAt), cmp.Compare(a.ID, b.ID)) })
}

// EncodeCase writes c.
func EncodeCase(c casefile.Case) ([]byte, error) {
	return encode("case", dispute{
		c.ID, int64(c.Revision), c.Subject.String(), c.Claim, c.Proof, c.Words, c.Lang, c.State, count(c.OpenedAt, 1), count(c.ProvedAt, 1),
		count(c.ClosedAt, 1), c.Outcome, c.Decision, c.By, c.Reason, int32(c.SealedOn), c.Sealed, markBytes(c.Mark),
	})
}

// markBytes is a mark as it is kept; of a case that has none, nothing.
func markBytes(mark [16]byte) []byte {
	if mark == ([16]byte{}) {
		return nil
	}
	return mark[:]
}

// DecodeCase reads what EncodeCase wrote.
func DecodeCase(b []byte) (casefile.Case, error) {
	var doc dispute
	if err := decode("case", b, &doc); err != nil {
		return casefile.Case{}, err
	}
	about, err := subject.ParseKey(doc.Subject)
	if err == nil && (doc.ID == "" || doc.Revision < 1 || doc.OpenedAt < 1) {
		err = errors.New("no ID, no revision, or never opened")
	}
	var mark [16]byte
	if n := copy(mark[:], doc.Mark); n != 0 && n != len(mark) || n != len(doc.Mark) {
		err = errors.New("a mark that is none")
	}
	if err != nil {
		return casefile.Case{}, damaged("case", err)
	}
	return CopyCase(casefile.Case{
		ID: doc.ID, Revision: uint64(doc.Revision), Subject: about, Claim: doc.Claim, Proof: doc.Proof, Words: doc.Words, Lang: doc.Lang,
		State: doc.State, OpenedAt: moment(doc.OpenedAt, 1), ProvedAt: moment(doc.ProvedAt, 1), ClosedAt: moment(doc.ClosedAt, 1),
		Outcome: doc.Outcome, Decision: doc.Decision, By: doc.By, Reason: doc.Reason, SealedOn: reputation.Date(doc.SealedOn), Sealed: doc.Sealed,
		Mark: mark,
	}), nil
}
