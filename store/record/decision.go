package record

import (
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type decision struct {
	ID     string                  `bson:"_id"`
	Kind   reputation.DecisionKind `bson:"k"`
	At     int64                   `bson:"t,omitempty"`
	By     string                  `bson:"b,omitempty"`
	Name   string                  `bson:"n,omitempty"`
	Reason string                  `bson:"r,omitempty"`
	Undoes string                  `bson:"u,omitempty"`
}

// DecisionID returns the _id of a decision about a subject.
func DecisionID(about subject.Key, id string) string { return about.String() + idSeparator + id }

// EncodeDecision writes d.
func EncodeDecision(d reputation.Decision) ([]byte, error) {
	return encode("decision", decision{
		ID:     DecisionID(d.Subject, d.ID),
		Kind:   d.Kind,
		At:     nanos(d.At),
		By:     d.By,
		Name:   d.Name,
		Reason: d.Reason,
		Undoes: d.Undoes,
	})
}

// DecodeDecision reads what EncodeDecision wrote.
func DecodeDecision(b []byte) (reputation.Decision, error) {
	var doc decision
	if err := decode("decision", b, &doc); err != nil {
		return reputation.Decision{}, err
	}
	about, id, err := splitID(doc.ID)
	if err != nil {
		return reputation.Decision{}, damaged("decision", err)
	}
	return reputation.Decision{
		ID:      id,
		Subject: about,
		Kind:    doc.Kind,
		At:      fromNanos(doc.At),
		By:      doc.By,
		Name:    doc.Name,
		Reason:  doc.Reason,
		Undoes:  doc.Undoes,
	}, nil
}
