package record

import (
	"cmp"
	"errors"
	"slices"

	"ringfence/internal/brigade"
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

type flag struct {
	Subject   string `bson:"_id"`
	Polarity  string `bson:"p,omitempty"`
	FoundAt   int64  `bson:"f"`
	LastAt    int64  `bson:"l,omitempty"`
	Since     int64  `bson:"s,omitempty"`
	Until     int64  `bson:"u,omitempty"`
	Reports   int64  `bson:"r"`
	New       int64  `bson:"n"`
	Networks  int64  `bson:"w"`
	Dismissed int64  `bson:"d,omitempty"`
	By        string `bson:"b,omitempty"`
}

// AdmitFlag returns a flag as every store keeps it, with times of whole seconds. The error tells what no caller should ask to be kept.
func AdmitFlag(f brigade.Flag) (brigade.Flag, error) {
	switch {
	case f.Subject.IsZero():
		return f, errors.New("a flag on nothing")
	case f.FoundAt.Unix() <= 0:
		return f, errors.New("a flag that was never raised")
	}
	toSeconds(&f.FoundAt, &f.LastAt, &f.Since, &f.Until, &f.Dismissed)
	return f, nil
}

// SortFlags puts flags in the order in which Flags returns them.
func SortFlags(all []brigade.Flag) {
	slices.SortFunc(all, func(a, b brigade.Flag) int {
		return cmp.Or(b.FoundAt.Compare(a.FoundAt), cmp.Compare(a.Subject.String(), b.Subject.String()))
	})
}

// EncodeFlag writes f.
func EncodeFlag(f brigade.Flag) ([]byte, error) {
	return encode("flag", flag{
		f.Subject.String(), string(f.Polarity), count(f.FoundAt, 1), count(f.LastAt, 1), count(f.Since, 1), count(f.Until, 1), int64(f.Reports), int64(f.New),
		int64(f.Networks), count(f.Dismissed, 1), f.By,
	})
}

// DecodeFlag reads what EncodeFlag wrote.
func DecodeFlag(b []byte) (brigade.Flag, error) {
	var doc flag
	if err := decode("flag", b, &doc); err != nil {
		return brigade.Flag{}, err
	}
	about, err := subject.ParseKey(doc.Subject)
	if err == nil && doc.FoundAt < 1 {
		err = errors.New("never raised")
	}
	if err != nil {
		return brigade.Flag{}, damaged("flag", err)
	}
	return brigade.Flag{
		Subject: about, Polarity: report.Polarity(doc.Polarity), FoundAt: moment(doc.FoundAt, 1), LastAt: moment(doc.LastAt, 1), Since: moment(doc.Since, 1), Until: moment(doc.Until, 1),
		Reports: int(doc.Reports), New: int(doc.New), Networks: int(doc.Networks), Dismissed: moment(doc.Dismissed, 1), By: doc.By,
	}, nil
}
