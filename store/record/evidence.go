package record

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
)

type evidence struct {
	ID       string `bson:"_id"`
	Case     string `bson:"c"`
	Type     string `bson:"t,omitempty"`
	Size     int64  `bson:"n"`
	SentAt   int64  `bson:"a"`
	SealedOn int32  `bson:"d"`
	Box      []byte `bson:"x"`
}

// DocumentID returns the _id of a document of a case.
func DocumentID(ofCase, name string) string { return ofCase + idSeparator + name }

// AdmitDocument returns a document as every store keeps it: a copy, sent at a whole second. The error tells what no caller should ask
// to be kept.
func AdmitDocument(d casefile.Document) (casefile.Document, error) {
	switch {
	case strings.Contains(d.Case, idSeparator):
		return d, errors.New("a document of a case that is none")
	case len(d.Box) == 0:
		return d, errors.New("a document with nothing in it")
	case d.SentAt.Unix() <= 0:
		return d, errors.New("a document that was never sent")
	}
	if err := errors.Join(admitName(d.Case), admitName(d.Name)); err != nil {
		return d, err
	}
	toSeconds(&d.SentAt)
	return CopyDocument(d), nil
}

// CopyDocument returns a document that shares nothing with d.
func CopyDocument(d casefile.Document) casefile.Document {
	d.Box = slices.Clone(d.Box)
	return d
}

// SortDocuments puts documents in the order in which Documents returns them.
func SortDocuments(all []casefile.Document) {
	slices.SortFunc(all, func(a, b casefile.Document) int {
		return cmp.Or(a.SentAt.Compare(b.SentAt), cmp.Compare(a.Name, b.Name))
	})
}

// EncodeDocument writes d.
func EncodeDocument(d casefile.Document) ([]byte, error) {
	return encode("document", evidence{DocumentID(d.Case, d.Name), d.Case, d.Type, int64(d.Size), count(d.SentAt, 1), int32(d.SealedOn), d.Box})
}

// DecodeDocument reads what EncodeDocument wrote.
func DecodeDocument(b []byte) (casefile.Document, error) {
	var doc evidence
	if err := decode("document", b, &doc); err != nil {
		return casefile.Document{}, err
	}
	of, name, _ := strings.Cut(doc.ID, idSeparator)
	if of == "" || of != doc.Case || name == "" || doc.SentAt < 1 || len(doc.Box) == 0 {
		return casefile.Document{}, damaged("document", errors.New("no name, no case, never sent, or nothing in it"))
	}
	return casefile.Document{
		Case: of, Name: name, Type: doc.Type, Size: int(doc.Size), SentAt: moment(doc.SentAt, 1), SealedOn: reputation.Date(doc.SealedOn),
		Box: slices.Clone(doc.Box),
	}, nil
}
