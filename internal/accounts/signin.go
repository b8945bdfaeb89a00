package accounts

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/moderator"
)

// Try is what somebody signs in with.
type Try struct {
	Name     string
	Password string
	Code     string // that the second factor shows
	Device   string // what an earlier Admission left on the device; "" for none
}

// Admission is somebody let in.
type Admission struct {
	Cookie string // of the session
	// Device, left where they signed in, lets them try again from there while others, who know the names from decisions, have the account
	// locked by guessing.
	Device string
}

// SignIn lets somebody in who knows a name, its password and the code that its second factor shows now, or returns ErrSignIn. It takes as
// long for a name that is unknown.
func (r *Roll) SignIn(ctx context.Context, t Try) (Admission, error) {
	a, err := r.byName(ctx, t.Name)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return Admission{}, err
	}
	counted := make(chan error, 1)
	go func() { counted <- r.count(ctx, a, t.Device) }() // beside the hash, which takes longer, so that it does not show
	knows := false
	busy := r.hashed(ctx, func() { knows = a.HasPassword(t.Password, r.Cost) })
	if err := errors.Join(<-counted, busy); err != nil {
		if errors.Is(err, ErrSignIn) {
			err = ErrSignIn
		}
		return Admission{}, err
	}
	if !knows {
		return Admission{}, ErrSignIn
	}
	secret, err := r.Keys.OpenSecret(factorOf(a.Name), a.Factor)
	if err != nil {
		return Admission{}, err
	}
	a, err = r.change(ctx, a.Name, func(fresh moderator.Account) (moderator.Account, error) {
		step, ok := moderator.StepOf(t.Code, secret, r.Clock(), fresh.Step)
		if !ok || fresh.Disabled || fresh.Password != a.Password || !bytes.Equal(fresh.Factor, a.Factor) {
			return fresh, ErrSignIn
		}
		return fresh.SignedIn(step), nil
	})
	if err != nil {
		return Admission{}, err
	}
	r.devices.forgive(t.Device)
	return r.admit(a)
}

// admit begins a session.
func (r *Roll) admit(a moderator.Account) (in Admission, err error) {
	now := r.Clock().Unix()
	if in.Cookie, err = r.seal(ticket{Name: a.Name, Epoch: a.Sessions, Issued: now, Seen: now}); err != nil {
		return in, err
	}
	in.Device, err = r.sealDevice(device{Device: rand.Text(), Name: a.Name, Of: ofPassword(a), Issued: now})
	return in, err
}

// count has a try counted before it is looked at: that of a device that is known there, any other with the account. It returns ErrSignIn
// where no try is left or nobody can sign in.
func (r *Roll) count(ctx context.Context, a moderator.Account, from string) error {
	now := r.Clock()
	switch state := a.State(now); {
	case a.Name == "" || state != moderator.Active && state != moderator.Locked:
		return ErrSignIn
	case r.knows(from, a) && r.devices.try(from):
		return nil
	}
	_, err := r.change(ctx, a.Name, func(fresh moderator.Account) (moderator.Account, error) {
		if fresh.State(now) != moderator.Active {
			return fresh, ErrSignIn
		}
		return fresh.Tried(now), nil
	})
	return err
}

// device is what is left where somebody signed in.
type device struct {
	Device string // random, so that no session can be taken for one and each has its own tries
	Name   string
	Of     []byte // the password that it was signed in with: another one, and it is known no more
	Issued int64  // in seconds since 1970
}

// DeviceLasts is how long a device is known.
const DeviceLasts = 90 * 24 * time.Hour

func ofPassword(a moderator.Account) []byte {
	sum := sha256.Sum256([]byte(a.Password))
	return sum[:8]
}

func (r *Roll) sealDevice(d device) (string, error) {
	plain, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("device: %w", err)
	}
	box, err := r.Keys.SealSession(plain)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(box), nil
}

// knows reports whether somebody signed in to this account from there.
func (r *Roll) knows(from string, a moderator.Account) bool {
	box, err := base64.RawURLEncoding.DecodeString(from)
	if err != nil || from == "" {
		return false
	}
	plain, err := r.Keys.OpenSession(box)
	if err != nil {
		return false
	}
	var d device
	return json.Unmarshal(plain, &d) == nil && d.Device != "" && d.Name == a.Name && bytes.Equal(d.Of, ofPassword(a)) &&
		r.Clock().Before(time.Unix(d.Issued, 0).Add(DeviceLasts))
}

// devices counts the tries of devices since each last worked, in this process: there are few, since each was signed in from.
type devices struct {
	mu    sync.Mutex
	tries map[string]int
}

// try counts one, and reports whether it may be looked at.
func (d *devices) try(from string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tries == nil {
		d.tries = map[string]int{}
	}
	if d.tries[from] >= moderator.Tries {
		return false
	}
	d.tries[from]++
	return true
}

func (d *devices) forgive(from string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.tries, from)
}
