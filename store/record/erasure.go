package record

import (
	"errors"

	"ringfence/internal/erasure"
	"ringfence/internal/reputation"
)

type erasureAccount struct {
	Day           int32 `bson:"_id"`
	Texts         int64 `bson:"t,minsize,omitempty"`
	Documents     int64 `bson:"d,minsize,omitempty"`
	Links         int64 `bson:"l,minsize,omitempty"`
	Conversations int64 `bson:"c,minsize,omitempty"`
	Keys          int64 `bson:"k,minsize,omitempty"`
}

// AdmitErasure returns an error for an account that no caller should ask to be kept.
func AdmitErasure(a erasure.Account) error {
	switch {
	case a.Day <= 0:
		return errors.New("an account of no day")
	case min(a.Texts, a.Documents, a.Links, a.Conversations, a.Keys) < 0:
		return errors.New("an account of less than nothing")
	}
	return nil
}

// EncodeErasure writes a.
func EncodeErasure(a erasure.Account) ([]byte, error) {
	return encode("erasure", erasureAccount{
		int32(a.Day), int64(a.Texts), int64(a.Documents), int64(a.Links), int64(a.Conversations), int64(a.Keys),
	})
}

// DecodeErasure reads what EncodeErasure wrote.
func DecodeErasure(b []byte) (erasure.Account, error) {
	var doc erasureAccount
	if err := decode("erasure", b, &doc); err != nil {
		return erasure.Account{}, err
	}
	a := erasure.Account{
		Day: reputation.Date(doc.Day), Texts: int(doc.Texts), Documents: int(doc.Documents), Links: int(doc.Links),
		Conversations: int(doc.Conversations), Keys: int(doc.Keys),
	}
	if err := AdmitErasure(a); err != nil {
		return erasure.Account{}, damaged("erasure", err)
	}
	return a, nil
}
