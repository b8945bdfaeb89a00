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
// long whichever of them is wrong.
func (r *Roll) SignIn(ctx context.Context, t Try) (Admission, error) {
	a, vouched, err := r.named(ctx, t.Name)
	switch {
	case errors.Is(err, fault.NotFound): // which takes as long
	case err != nil:
		return Admission{}, err
	case !vouched:
		return Admission{}, fmt.Errorf("sign in: %w", ErrAltered)
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
	secret, set := r.open(factorOf(a), a.Factor)
	step := int64(0)
	a, err = r.change(ctx, t.Name, func(fresh moderator.Account) (moderator.Account, error) {
		used, ok := moderator.StepOf(t.Code, secret, r.Clock(), fresh.Step)
		if !knows || !set || !ok || fresh.Disabled || fresh.Password != a.Password || !bytes.Equal(fresh.Factor, a.Factor) {
			return fresh, ErrSignIn
		}
		step = used
		return fresh.SignedIn(used), nil
	})
	if errors.Is(err, fault.NotFound) {
		err = ErrSignIn
	}
	if err != nil {
		return Admission{}, err
	}
	if !r.guesses.worked(t.Name, step) {
		return Admission{}, ErrSignIn
	}
	from := t.Device
	if name, known := r.knows(from, a); known {
		r.devices.forgive(name)
	} else {
		from = ""
	}
	return r.admit(a, from)
}

// admit begins a session, on a device that is known, or "".
func (r *Roll) admit(a moderator.Account, from string) (in Admission, err error) {
	now := r.Clock().Unix()
	if in.Cookie, err = r.seal(ticket{Name: a.Name, Epoch: a.Sessions, Issued: now, Seen: now}); err != nil {
		return in, err
	}
	if in.Device = from; from != "" {
		return in, nil
	}
	in.Device, err = r.sealDevice(device{Device: rand.Text(), Name: a.Name, Of: ofPassword(a), Issued: now})
	return in, err
}

// count has a try counted before it is looked at: that of a device that is known there, any other with the account. It returns ErrSignIn
// where no try is left or nobody can sign in.
func (r *Roll) count(ctx context.Context, a moderator.Account, from string) error {
	now := r.Clock()
	if state := a.State(now); a.Name == "" || state != moderator.Active && state != moderator.Locked {
		return ErrSignIn
	}
	if name, known := r.knows(from, a); known && r.devices.try(name) {
		return nil
	}
	_, err := r.change(ctx, a.Name, func(fresh moderator.Account) (moderator.Account, error) {
		if fresh.State(now) != moderator.Active {
			return fresh, ErrSignIn
		}
		return fresh.Tried(now), nil
	})
	if err == nil && !r.guesses.try(a, now) {
		return ErrSignIn
	}
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

// knows returns what a device is called that somebody signed in to this account from, and whether it is one.
func (r *Roll) knows(from string, a moderator.Account) (name string, is bool) {
	box, err := base64.RawURLEncoding.Strict().DecodeString(from)
	if err != nil || from == "" {
		return "", false
	}
	plain, err := r.Keys.OpenSession(box)
	if err != nil {
		return "", false
	}
	var d device
	is = json.Unmarshal(plain, &d) == nil && d.Device != "" && d.Name == a.Name && bytes.Equal(d.Of, ofPassword(a)) &&
		r.Clock().Before(time.Unix(d.Issued, 0).Add(DeviceLasts))
	return d.Device, is
}
