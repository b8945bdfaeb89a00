package accounts

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"ringfence/internal/moderator"
)

// Whoever can write the database can write a role, a hash of a password or an invitation into an account, and has none of the keys. So what
// opens an account, its second factor or its invitation, is sealed for all that the account is: where anything of that was changed by
// another way than this package, it opens nothing.

// factorOf is what the second factor of an account is sealed for.
func factorOf(a moderator.Account) string {
	return fmt.Sprintf("factor/%q/%s/%t/%d/%x", a.Name, a.Role, a.Disabled, a.Sessions, sha256.Sum256([]byte(a.Password)))
}

// invitationOf is what the invitation of an account is sealed for.
func invitationOf(a moderator.Account) string {
	return fmt.Sprintf("invitation/%q/%s/%t/%d/%d", a.Name, a.Role, a.Disabled, a.Sessions, a.InviteTil.Unix())
}

// offerOf is what the second factor that an invitation offers is sealed for, until its code is typed.
func offerOf(kept []byte) string { return fmt.Sprintf("invite/%x", kept) }

// vouches reports whether an account is as this package wrote it.
func (r *Roll) vouches(a moderator.Account) bool {
	for owner, box := range map[string][]byte{factorOf(a): a.Factor, invitationOf(a): a.Invite} {
		if box == nil {
			continue
		}
		if _, err := r.Keys.OpenSecret(owner, box); err != nil {
			return false
		}
	}
	return a.Factor != nil || a.Invite != nil
}

// sealed returns what an account becomes as it is kept: what opens it is sealed anew where it, or the account, is another than before.
func (r *Roll) sealed(before, next moderator.Account) (moderator.Account, error) {
	var err error
	if next.Factor, err = r.resealed(factorOf(before), before.Factor, factorOf(next), next.Factor); err != nil {
		return next, err
	}
	next.Invite, err = r.resealed(invitationOf(before), before.Invite, invitationOf(next), next.Invite)
	return next, err
}

// resealed seals an open secret, or one that was sealed for somebody before.
func (r *Roll) resealed(from string, before []byte, to string, next []byte) ([]byte, error) {
	switch {
	case next == nil:
		return nil, nil
	case !bytes.Equal(before, next):
		return r.Keys.SealSecret(to, next)
	case from == to:
		return next, nil
	}
	secret, err := r.Keys.OpenSecret(from, before)
	if err != nil {
		return nil, err
	}
	return r.Keys.SealSecret(to, secret)
}

// invited reports whether an invitation, of which this is known, lets somebody choose now.
func (r *Roll) invited(a moderator.Account, kept []byte) bool {
	open, err := r.Keys.OpenSecret(invitationOf(a), a.Invite)
	if err != nil {
		return false
	}
	a.Invite = open
	return a.InvitedBy(kept, r.Clock())
}
