package transfer

import (
	"errors"
	"fmt"
	"time"

	"ringfence/internal/moderator"
)

type account struct {
	Name      string         `json:"name"`
	Revision  uint64         `json:"revision"`
	Role      moderator.Role `json:"role"`
	Password  string         `json:"password,omitempty"`
	Factor    []byte         `json:"factor,omitempty"`
	Step      int64          `json:"step,omitzero"`
	MadeAt    time.Time      `json:"made_at,omitzero"`
	Disabled  bool           `json:"disabled,omitzero"`
	Sessions  uint32         `json:"sessions,omitzero"`
	Failures  int            `json:"failures,omitzero"`
	LockedTil time.Time      `json:"locked_til,omitzero"`
	Invite    []byte         `json:"invite,omitempty"`
	InviteTil time.Time      `json:"invite_til,omitzero"`
}

// AppendAccount appends the account of a moderator as a line.
func AppendAccount(to []byte, a *moderator.Account) ([]byte, error) {
	return write(to, &account{
		a.Name, a.Revision, a.Role, a.Password, a.Factor, a.Step, a.MadeAt.UTC(), a.Disabled, a.Sessions, a.Failures, a.LockedTil.UTC(),
		a.Invite, a.InviteTil.UTC(),
	})
}

// ParseAccount reads what AppendAccount wrote.
func ParseAccount(line []byte) (moderator.Account, error) {
	var l account
	if err := read(line, &l); err != nil {
		return moderator.Account{}, err
	}
	err := errors.Join(takeTimes(&l.MadeAt, &l.LockedTil, &l.InviteTil), checkRevision(l.Revision))
	if l.Name == "" || l.Role == "" || l.MadeAt.Unix() <= 0 || l.Failures < 0 {
		err = errors.New("an account without a name or a role, or never made")
	}
	if err != nil {
		return moderator.Account{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return moderator.Account{
		Name: l.Name, Revision: l.Revision, Role: l.Role, Password: l.Password, Factor: some(l.Factor), Step: l.Step, MadeAt: l.MadeAt,
		Disabled: l.Disabled, Sessions: l.Sessions, Failures: l.Failures, LockedTil: l.LockedTil, Invite: some(l.Invite), InviteTil: l.InviteTil,
	}, nil
}
