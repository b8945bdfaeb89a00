package record

import (
	"errors"
	"slices"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/reputation"
)

type remembered struct {
	Name     string `bson:"_id"`
	Revision int64  `bson:"r,minsize"`
	Until    int64  `bson:"u,minsize"`
	SealedOn int32  `bson:"d"`
	Sealed   []byte `bson:"x,omitempty"`
}

// AdmitConversation returns a record as every store keeps it: a copy, to be forgotten at a whole second. The error tells
// what no caller should ask to be kept.
func AdmitConversation(r conversation.Record) (conversation.Record, error) {
	if _, err := conversation.ParseName(string(r.Name)); err != nil {
		return r, err
	}
	switch {
	case r.Revision == 0:
		return r, errors.New("a conversation before its first revision")
	case r.Until.Unix() <= 0:
		return r, errors.New("a conversation that is never forgotten")
	}
	r.Until = r.Until.UTC().Truncate(time.Second)
	r.Sealed = slices.Clone(r.Sealed)
	return r, nil
}

// EncodeConversation writes r.
func EncodeConversation(r conversation.Record) ([]byte, error) {
	return encode("conversation", remembered{string(r.Name), int64(r.Revision), count(r.Until, 1), int32(r.SealedOn), r.Sealed})
}

// DecodeConversation reads what EncodeConversation wrote.
func DecodeConversation(b []byte) (conversation.Record, error) {
	var doc remembered
	if err := decode("conversation", b, &doc); err != nil {
		return conversation.Record{}, err
	}
	name, err := conversation.ParseName(doc.Name)
	if err == nil && (doc.Revision < 1 || doc.Until < 1) {
		err = errors.New("no revision, or no end")
	}
	if err != nil {
		return conversation.Record{}, damaged("conversation", err)
	}
	return conversation.Record{
		Name: name, Revision: uint64(doc.Revision), Until: moment(doc.Until, 1), SealedOn: reputation.Date(doc.SealedOn), Sealed: slices.Clone(doc.Sealed),
	}, nil
}
