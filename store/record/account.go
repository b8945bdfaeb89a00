package record

import (
	"errors"
	"time"

	"ringfence/internal/moderator"
)

type account struct {
	Name      string         `bson:"_id"`
	Revision  int64          `bson:"r"`
	Role      moderator.Role `bson:"o"`
	Password  string         `bson:"p,omitempty"`
	Factor    []byte         `bson:"f,omitempty"`
	Step      int64          `bson:"c,omitempty"`
	MadeAt    int64          `bson:"m"`
	Disabled  bool           `bson:"d,omitempty"`
	Sessions  int64          `bson:"s,omitempty"`
	Failures  int64          `bson:"n,omitempty"`
	LockedTil int64          `bson:"l,omitempty"`
	Invite    []byte         `bson:"i,omitempty"`
	InviteTil int64          `bson:"u,omitempty"`
}

// AdmitAccount returns an account as every store keeps it: a copy, with times of whole seconds. The error tells what no caller
// should ask to be kept.
func AdmitAccount(a moderator.Account) (moderator.Account, error) {
	switch {
	case a.Name == "" || a.Role == "":
		return a, errors.New("an account without a name or a role")
	case a.MadeAt.Unix() <= 0:
		return a, errors.New("an account that was never made")
	}
	if err := admitRevision(a.Revision); err != nil {
		return a, err
	}
	toSeconds(&a.MadeAt, &a.LockedTil, &a.InviteTil)
	return CopyAccount(a), nil
}

// CopyAccount returns an account that shares nothing with a.
func CopyAccount(a moderator.Account) moderator.Account {
	a.Factor, a.Invite = append([]byte(nil), a.Factor...), append([]byte(nil), a.Invite...)
	return a
}

// EncodeAccount writes a.
func EncodeAccount(a moderator.Account) ([]byte, error) {
	return encode("account", account{
		a.Name, int64(a.Revision), a.Role, a.Password, a.Factor, a.Step, count(a.MadeAt, 1), a.Disabled, int64(a.Sessions), int64(a.Failures),
		count(a.LockedTil, 1), a.Invite, count(a.InviteTil, 1),
	})
}

// DecodeAccount reads what EncodeAccount wrote.
func DecodeAccount(b []byte) (moderator.Account, error) {
	var doc account
	if err := decode("account", b, &doc); err != nil {
		return moderator.Account{}, err
	}
	if doc.Name == "" || doc.Revision < 1 || doc.MadeAt < 1 || doc.Sessions != int64(uint32(doc.Sessions)) {
		return moderator.Account{}, damaged("account", errors.New("no name, no revision, never made, or more sessions than there can be"))
	}
	return CopyAccount(moderator.Account{
		Name: doc.Name, Revision: uint64(doc.Revision), Role: doc.Role, Password: doc.Password, Factor: doc.Factor, Step: doc.Step,
		MadeAt: moment(doc.MadeAt, 1), Disabled: doc.Disabled, Sessions: uint32(doc.Sessions), Failures: int(doc.Failures),
		LockedTil: moment(doc.LockedTil, 1), Invite: doc.Invite, InviteTil: moment(doc.InviteTil, 1),
	}), nil
}

// toSeconds rounds times down to the second, and puts them in UTC.
func toSeconds(times ...*time.Time) {
	for _, at := range times {
		*at = moment(count(*at, 1), 1)
	}
}
