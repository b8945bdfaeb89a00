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

// vouches reports whether an account is as this package wrote it, and wrote it last: an older copy of it, put back whole, has what opens it
// right, and fewer Sessions than the latest that was seen.
func (r *Roll) vouches(a moderator.Account, latest map[string]uint32) bool {
	if a.Sessions < latest[a.Name] || a.Factor == nil && a.Invite == nil {
		return false
	}
	_, factor := r.open(factorOf(a), a.Factor)
	_, invite := r.open(invitationOf(a), a.Invite)
	return (factor || a.Factor == nil) && (invite || a.Invite == nil)
}

// open returns what was sealed for an owner. Where nothing was the keys are not asked: they would read their file anew, which takes a while.
func (r *Roll) open(owner string, box []byte) (secret []byte, ok bool) {
	if box == nil {
		return nil, false
	}
	secret, err := r.Keys.OpenSecret(owner, box)
	return secret, err == nil
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
	open, ok := r.open(invitationOf(a), a.Invite)
	a.Invite = open
	return ok && a.InvitedBy(kept, r.Clock())
}
