// Package accounts lets people in at the desk: it knows all accounts in memory, checks who signs in, hands out sessions, and invites, disables
// and changes people. Everything that changes who may do what is written to the audit log first; when that fails, nothing is done.
//
// A session is a sealed cookie and nothing on the server. It ends after 30 minutes without a request, after 12 hours, and as soon as the
// account is disabled, invited anew, signed out or given another password: on this instance at once, on others within a second. While the
// store is away nobody signs in, and whoever is signed in stays so.
//
// Of who can write to the store, and has no keys, it expects anything: an account that was altered, or put back as it was, opens nothing until
// an operator resets it, and tries are counted in memory as well.
package accounts

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/follow"
	"ringfence/internal/moderator"
)

// followEvery is how long a change that another instance made stays unnoticed.
const followEvery = time.Second

// Store keeps accounts; see the package store for the contract.
type Store interface {
	PutAccount(ctx context.Context, a moderator.Account) error
	Accounts(ctx context.Context) ([]moderator.Account, error)
	SaveAccount(ctx context.Context, a moderator.Account) (won bool, err error)
}

// Keys seals sessions and second factors; see keyring.Ring.
type Keys interface {
	SealSession(plain []byte) ([]byte, error)
	OpenSession(box []byte) ([]byte, error)
	SealSecret(owner string, secret []byte) ([]byte, error)
	OpenSecret(owner string, box []byte) ([]byte, error)
}

// Recorder writes the audit log. It returns when an entry is durable.
type Recorder interface {
	Record(ctx context.Context, e auditlog.Entry) (auditlog.Entry, error)
}

// Refusals. Their texts are written for whoever runs the service, but for those of the sign-in page, which has its own words.
var (
	// ErrSignIn is all that is told of why somebody may not sign in: an unknown name, a wrong password, a wrong or used code, an account that
	// is locked, disabled or not yet set up.
	ErrSignIn  = errors.New("these do not open an account")
	ErrInvite  = errors.New("this invitation opens nothing")
	ErrCode    = errors.New("the code of the second factor is wrong, used or over")
	ErrUnknown = errors.New("no account has that name: ringfence moderator list names them")
	ErrTaken   = errors.New("an account has that name, or one that looks like it; names are never given again: choose another, or ringfence moderator reset")
	ErrSame    = errors.New("nothing changes by that")
	// ErrAltered is told of an account that somebody changed by another way than this package, or put an older copy in the place of.
	ErrAltered = fmt.Errorf("%w: the account was altered past this program and opens nothing: ringfence audit verify says more, and ringfence moderator reset gives it back", fault.Damaged)
)

// Config is what a Roll is made of.
type Config struct {
	Store    Store
	Keys     Keys
	Recorder Recorder
	Clock    func() time.Time
	Cost     moderator.Cost // of hashing a password; the zero one is moderator.Recommended
}

// Roll is all accounts. They are few: an operator invited each by hand.
type Roll struct {
	Config
	reading sync.Mutex    // whoever read earlier must not write later
	hashing chan struct{} // a hash takes 64 MiB: two at a time
	devices devices
	guesses guesses
	known   atomic.Pointer[map[string]moderator.Account]
	latest  atomic.Pointer[map[string]uint32] // the most Sessions that each account was seen with
}

// New returns a Roll that knows no account before CatchUp.
func New(c Config) *Roll {
	if c.Cost == (moderator.Cost{}) {
		c.Cost = moderator.Recommended()
	}
	r := &Roll{Config: c, hashing: make(chan struct{}, 2)}
	r.known.Store(&map[string]moderator.Account{})
	r.latest.Store(&map[string]uint32{})
	return r
}

// CatchUp learns of every change that was made before it was called.
func (r *Roll) CatchUp(ctx context.Context) error {
	r.reading.Lock()
	defer r.reading.Unlock()
	all, err := r.Store.Accounts(ctx)
	if err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	known, latest := make(map[string]moderator.Account, len(all)), maps.Clone(*r.latest.Load())
	for _, a := range all {
		if r.vouches(a, latest) { // whoever was signed in to one that was altered is so no more
			known[a.Name], latest[a.Name] = a, a.Sessions
		}
	}
	r.latest.Store(&latest)
	r.known.Store(&known)
	return nil
}

// Run catches up every second until ctx ends. say is told when that begins to fail and when it works again.
func (r *Roll) Run(ctx context.Context, say func(error)) {
	follow.Every(ctx, followEvery, r.CatchUp, say)
}

// List returns all accounts without what is secret of them, ordered by name.
func (r *Roll) List(ctx context.Context) ([]moderator.Account, error) {
	all, err := r.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i] = bare(all[i])
	}
	slices.SortFunc(all, moderator.ByName)
	return append([]moderator.Account{}, all...), nil // an empty list is a result too
}

// bare returns an account without what is secret of it; what is there shows that it is.
func bare(a moderator.Account) moderator.Account {
	if a.Password != "" {
		a.Password = "(secret)"
	}
	if a.Factor != nil {
		a.Factor = []byte("(secret)")
	}
	if a.Invite != nil {
		a.Invite = []byte("(secret)")
	}
	return a
}

// find returns an account as the store has it now, and whether this package vouches for it.
func (r *Roll) find(ctx context.Context, is func(moderator.Account) bool) (a moderator.Account, vouched bool, err error) {
	latest := *r.latest.Load() // as of before the store is asked, which never has an older one by itself
	all, err := r.Store.Accounts(ctx)
	if err != nil {
		return a, false, err
	}
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], r.vouches(all[i], latest), nil
	}
	return a, false, fault.NotFound
}

func (r *Roll) named(ctx context.Context, name string) (a moderator.Account, vouched bool, err error) {
	return r.find(ctx, func(a moderator.Account) bool { return a.Name == name })
}

// byInvite returns the account that an invitation opens, or fault.NotFound.
func (r *Roll) byInvite(ctx context.Context, kept []byte) (moderator.Account, error) {
	a, vouched, err := r.find(ctx, func(a moderator.Account) bool { return r.invited(a, kept) })
	if err == nil && !vouched {
		err = fault.NotFound
	}
	return a, err
}

// attempts is how often a write is tried anew that another one came before.
const attempts = 8

// change has an account become what next makes of it, whoever else writes meanwhile, and knows it at once. next returns what refuses. What was
// altered past this package stays as it is.
func (r *Roll) change(ctx context.Context, name string, next func(moderator.Account) (moderator.Account, error)) (moderator.Account, error) {
	return r.rewrite(ctx, name, vouchedFor(next))
}

// becoming is what becomes of an account, for which this package vouches or not, or what refuses that.
type becoming func(a moderator.Account, vouched bool) (moderator.Account, error)

// vouchedFor has nothing become of an account that was altered: whatever it becomes would be vouched for.
func vouchedFor(next func(moderator.Account) (moderator.Account, error)) becoming {
	return func(a moderator.Account, vouched bool) (moderator.Account, error) {
		if !vouched {
			return a, ErrAltered
		}
		return next(a)
	}
}

func (r *Roll) rewrite(ctx context.Context, name string, next becoming) (moderator.Account, error) {
	for range attempts {
		a, vouched, err := r.named(ctx, name)
		if err != nil {
			return a, err
		}
		changed, err := next(a, vouched)
		if err != nil {
			return a, err
		}
		if changed, err = r.sealed(a, changed); err != nil {
			return a, fmt.Errorf("account: %w", err)
		}
		changed.Revision = a.Revision + 1
		won, err := r.Store.SaveAccount(ctx, changed)
		if err != nil {
			return a, err
		}
		if won {
			_ = r.CatchUp(ctx) // or within a second
			return changed, nil
		}
	}
	return moderator.Account{}, fmt.Errorf("account: %w: others go on changing it", fault.Unavailable)
}

// hashed does what takes a hash.
func (r *Roll) hashed(ctx context.Context, do func()) error {
	select {
	case r.hashing <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("sign in: %w: %w", fault.Unavailable, ctx.Err())
	}
	defer func() { <-r.hashing }()
	do()
	return nil
}

// SignOut ends every session of an account, on every device.
func (r *Roll) SignOut(ctx context.Context, name string) error {
	_, err := r.change(ctx, name, func(a moderator.Account) (moderator.Account, error) {
		a.Sessions++
		return a, nil
	})
	return err
}

// ChangePassword gives an account another password, by the present one and a code of the second factor, and ends every other session of it. It
// returns a session that goes on. A wrong try counts as one of signing in.
func (r *Roll) ChangePassword(ctx context.Context, name, present, password, code string) (in Admission, err error) {
	if err := moderator.CheckPassword(name, password); err != nil {
		return in, err
	}
	if _, err := r.SignIn(ctx, Try{Name: name, Password: present, Code: code}); err != nil {
		return in, err
	}
	hash, err := r.hash(ctx, password)
	if err != nil {
		return in, err
	}
	a, err := r.decide(ctx, decision{name, name, "password"}, vouchedFor(func(a moderator.Account) (moderator.Account, error) {
		if a.Disabled || a.Password == "" {
			return a, ErrSignIn
		}
		a.Password = hash
		a.Sessions++
		return a, nil
	}))
	if err != nil {
		return in, err
	}
	return r.admit(a, "")
}

func (r *Roll) hash(ctx context.Context, password string) (hash string, err error) {
	if busy := r.hashed(ctx, func() { hash, err = moderator.HashPassword(password, r.Cost) }); busy != nil {
		return "", busy
	}
	return hash, err
}

// record writes down that an account is about to become another: role is the one that it gets, "" where that stays.
func (r *Roll) record(ctx context.Context, by, kind string, next moderator.Account, role moderator.Role) error {
	_, err := r.Recorder.Record(ctx, auditlog.Entry{
		By: by, Action: auditlog.ChangedPeople, Kind: kind, Object: next.Name, Reason: string(role), Sessions: next.Sessions,
	})
	return err
}
