package accounts

import (
	"context"
	"errors"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/moderator"
)

// Invitation is a code by which somebody chooses a password and a second factor. It is shown once.
type Invitation struct {
	Code  string
	Until time.Time
}

// Add makes an account and invites who will have it.
func (r *Roll) Add(ctx context.Context, name string, role moderator.Role, by string) (Invitation, error) {
	if err := moderator.CheckName(name); err != nil {
		return Invitation{}, err
	}
	if _, err := moderator.ParseRole(string(role)); err != nil {
		return Invitation{}, err
	}
	all, err := r.Store.Accounts(ctx)
	if err != nil {
		return Invitation{}, err
	}
	if slices.ContainsFunc(all, func(a moderator.Account) bool { return moderator.Same(a.Name, name) }) {
		return Invitation{}, ErrTaken
	}
	now := r.Clock()
	code, kept := moderator.NewInvite()
	a, err := r.sealed(moderator.Account{}, moderator.Account{Name: name, Revision: 1, Role: role, MadeAt: now.UTC().Truncate(time.Second)}.InvitedAnew(kept, now))
	if err != nil {
		return Invitation{}, err
	}
	if err := r.record(ctx, by, "added", a, role); err != nil {
		return Invitation{}, err
	}
	switch err := r.Store.PutAccount(ctx, a); {
	case errors.Is(err, fault.Exists): // since we looked
		return Invitation{}, ErrTaken
	case err != nil:
		return Invitation{}, err
	}
	_ = r.CatchUp(ctx) // or within a second
	return Invitation{Code: code, Until: a.InviteTil}, nil
}

// Reset takes password and second factor from an account, ends its sessions, and invites its person anew. Of one that was altered by another
// way nobody knows the role that it was given: it is reset to that of an auditor. Its sessions ended more often from then on than anybody can
// have signed out, so that no older copy is taken for it, whatever this process knew of it.
func (r *Roll) Reset(ctx context.Context, name, by string) (Invitation, error) {
	code, kept := moderator.NewInvite()
	a, err := r.decide(ctx, decision{name, by, "reset"}, func(a moderator.Account, vouched bool) (moderator.Account, error) {
		now := r.Clock()
		if !vouched {
			a.Role, a.Sessions = moderator.Auditor, 0
		}
		a.Sessions = max(a.Sessions, (*r.latest.Load())[name], uint32(now.Unix())) // until 2106
		return a.InvitedAnew(kept, now), nil
	})
	return Invitation{Code: code, Until: a.InviteTil}, err
}

// Disable has an account open nothing any more. Decisions go on bearing its name.
func (r *Roll) Disable(ctx context.Context, name, by string) error {
	_, err := r.decide(ctx, decision{name, by, "disabled"}, vouchedFor(func(a moderator.Account) (moderator.Account, error) {
		if !a.Disabled {
			a.Disabled = true
			a.Sessions++
		}
		return a, nil
	}))
	return err
}

// Enable takes that back.
func (r *Roll) Enable(ctx context.Context, name, by string) error {
	_, err := r.decide(ctx, decision{name, by, "enabled"}, vouchedFor(func(a moderator.Account) (moderator.Account, error) {
		a.Disabled = false
		return a, nil
	}))
	return err
}

// SetRole gives an account another role. Its sessions end, so that nobody goes on with a page that they may no longer use.
func (r *Roll) SetRole(ctx context.Context, name string, role moderator.Role, by string) error {
	if _, err := moderator.ParseRole(string(role)); err != nil {
		return err
	}
	_, err := r.decide(ctx, decision{name, by, "role"}, vouchedFor(func(a moderator.Account) (moderator.Account, error) {
		if a.Role != role {
			a.Role = role
			a.Sessions++
		}
		return a, nil
	}))
	return err
}

// decision is what somebody decided about an account.
type decision struct {
	name, by string
	kind     string // as the audit log has it
}

// decide changes an account by what somebody decided, once that is written down. What changes nothing is ErrSame.
func (r *Roll) decide(ctx context.Context, d decision, next becoming) (moderator.Account, error) {
	a, vouched, err := r.named(ctx, d.name)
	if errors.Is(err, fault.NotFound) {
		return a, ErrUnknown
	}
	if err != nil {
		return a, err
	}
	after, err := next(a, vouched)
	if err != nil {
		return a, err
	}
	role := moderator.Role("")
	if after.Role != a.Role || !vouched {
		role = after.Role
	}
	if role == "" && after.Disabled == a.Disabled && after.Sessions == a.Sessions {
		return a, ErrSame
	}
	if err := r.record(ctx, d.by, d.kind, after, role); err != nil {
		return a, err
	}
	return r.rewrite(ctx, d.name, next)
}

// Welcome is what somebody is shown who came with an invitation.
type Welcome struct {
	Name   string
	Role   moderator.Role
	Until  time.Time
	Secret []byte // of a second factor that is theirs once they type its code
	Sealed []byte // the same, which they hand back
}

// Invited returns what an invitation opens, or ErrInvite. Sealed is what an earlier page offered, "" for the first.
func (r *Roll) Invited(ctx context.Context, code string, sealed []byte) (Welcome, error) {
	kept := moderator.HashInvite(code)
	a, err := r.byInvite(ctx, kept)
	if errors.Is(err, fault.NotFound) {
		return Welcome{}, ErrInvite
	}
	if err != nil {
		return Welcome{}, err
	}
	w := Welcome{Name: a.Name, Role: a.Role, Until: a.InviteTil, Sealed: sealed}
	if w.Secret, err = r.Keys.OpenSecret(offerOf(kept), sealed); err == nil {
		return w, nil
	}
	w.Secret = moderator.NewFactor()
	w.Sealed, err = r.Keys.SealSecret(offerOf(kept), w.Secret)
	return w, err
}

// Settle gives an invited account the password that its person chose, and the second factor whose code they typed. It returns ErrInvite,
// ErrCode, or why the password cannot be that.
func (r *Roll) Settle(ctx context.Context, code string, sealed []byte, password, factorCode string) error {
	kept, now := moderator.HashInvite(code), r.Clock()
	a, err := r.byInvite(ctx, kept)
	if errors.Is(err, fault.NotFound) {
		return ErrInvite
	}
	if err != nil {
		return err
	}
	if err := moderator.CheckPassword(a.Name, password); err != nil {
		return err
	}
	secret, err := r.Keys.OpenSecret(offerOf(kept), sealed)
	if err != nil {
		return ErrCode
	}
	step, ok := moderator.StepOf(factorCode, secret, now, 0)
	if !ok {
		return ErrCode
	}
	hash, err := r.hash(ctx, password)
	if err != nil {
		return err
	}
	_, err = r.decide(ctx, decision{a.Name, a.Name, "settled"}, vouchedFor(func(a moderator.Account) (moderator.Account, error) {
		if !r.invited(a, kept) {
			return a, ErrInvite
		}
		return a.Settled(hash, secret, step), nil
	}))
	return err
}
