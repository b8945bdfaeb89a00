package record

import (
	"errors"

	"ringfence/internal/registry"
	"ringfence/internal/subject"
)

type proposal struct {
	ID        string          `bson:"_id"`
	Revision  int64           `bson:"r"`
	Subject   string          `bson:"s"`
	Remove    string          `bson:"u,omitempty"`
	Name      string          `bson:"n,omitempty"`
	Sector    registry.Sector `bson:"c,omitempty"`
	Evidence  string          `bson:"e,omitempty"`
	By        string          `bson:"b,omitempty"`
	At        int64           `bson:"a"`
	State     registry.State  `bson:"t"`
	DecidedBy string          `bson:"y,omitempty"`
	DecidedAt int64           `bson:"z,omitempty"`
	Decision  string          `bson:"d,omitempty"`
}

// AdmitProposal returns a proposal as every store keeps it, with times of whole seconds. The error tells what no caller should ask to
// be kept.
func AdmitProposal(p registry.Proposal) (registry.Proposal, error) {
	switch {
	case p.ID == "":
		return p, errors.New("a proposal without an ID")
	case p.Subject.IsZero():
		return p, errors.New("a proposal about nothing")
	case p.State == "":
		return p, errors.New("a proposal in no state")
	case p.At.Unix() <= 0:
		return p, errors.New("a proposal that was never made")
	}
	toSeconds(&p.At, &p.DecidedAt)
	return p, admitRevision(p.Revision)
}

// EncodeProposal writes p.
func EncodeProposal(p registry.Proposal) ([]byte, error) {
	return encode("proposal", proposal{
		p.ID, int64(p.Revision), p.Subject.String(), p.Remove, p.Name, p.Sector, p.Evidence, p.By, count(p.At, 1), p.State, p.DecidedBy,
		count(p.DecidedAt, 1), p.Decision,
	})
}

// DecodeProposal reads what EncodeProposal wrote.
func DecodeProposal(b []byte) (registry.Proposal, error) {
	var doc proposal
	if err := decode("proposal", b, &doc); err != nil {
		return registry.Proposal{}, err
	}
	about, err := subject.ParseKey(doc.Subject)
	if err == nil && (doc.ID == "" || doc.Revision < 1 || doc.At < 1) {
		err = errors.New("no ID, no revision, or never made")
	}
	if err != nil {
		return registry.Proposal{}, damaged("proposal", err)
	}
	return registry.Proposal{
		ID: doc.ID, Revision: uint64(doc.Revision), Subject: about, Remove: doc.Remove, Name: doc.Name, Sector: doc.Sector, Evidence: doc.Evidence,
		By: doc.By, At: moment(doc.At, 1), State: doc.State, DecidedBy: doc.DecidedBy, DecidedAt: moment(doc.DecidedAt, 1), Decision: doc.Decision,
	}, nil
}
