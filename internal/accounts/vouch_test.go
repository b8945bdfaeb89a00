package accounts

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/moderator"
)

// writes changes the only account as who has the database does, and none of the keys.
func (g *gate) writes(change func(a *moderator.Account)) {
	g.Helper()
	g.kept.mu.Lock()
	change(&g.kept.all[0])
	g.kept.all[0].Revision++
	g.kept.mu.Unlock()
	g.ok(g.CatchUp(g.Context()))
}

// TestWhoWritesTheDatabaseIsNoModerator: whatever they write into an account, it opens nothing by it.
func TestWhoWritesTheDatabaseIsNoModerator(t *testing.T) {
	cheap := moderator.Cost{Memory: 64, Passes: 1, Lanes: 1}
	theirs, err := moderator.HashPassword("a password of theirs", cheap)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		write    func(a *moderator.Account)
		password string
	}{
		"another role":       {func(a *moderator.Account) { a.Role = moderator.Moderator }, good},
		"another password":   {func(a *moderator.Account) { a.Password = theirs }, "a password of theirs"},
		"another name":       {func(a *moderator.Account) { a.Name = "Zhou Min" }, good},
		"an earlier epoch":   {func(a *moderator.Account) { a.Sessions-- }, good},
		"a factor of theirs": {func(a *moderator.Account) { a.Factor = []byte("12345678901234567890") }, good},
	} {
		g := newGate(t)
		secret := g.settled("Ling", moderator.Auditor)
		in := g.signs("before", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
		g.now = g.now.Add(moderator.StepLasts)
		g.writes(c.write)
		who := g.kept.all[0].Name
		if out, err := g.SignIn(t.Context(), Try{Name: who, Password: c.password, Code: g.code(secret)}); !errors.Is(err, fault.Damaged) || out.Cookie != "" {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
		if s, ok := g.Session(in.Cookie); ok {
			t.Errorf("%s: a session goes on as %s", name, s.Role)
		}
		said := len(g.log.lines)
		for what, do := range map[string]func() error{
			"its role":  func() error { return g.SetRole(t.Context(), who, moderator.Moderator, "shell:root") },
			"disabling": func() error { return g.Disable(t.Context(), who, "shell:root") },
			"enabling":  func() error { return g.Enable(t.Context(), who, "shell:root") },
		} {
			if err := do(); !errors.Is(err, ErrAltered) || len(g.log.lines) != said {
				t.Errorf("%s: it is vouched for by %s, or the log says so: %v, %q", name, what, err, g.log.lines[said:])
			}
		}
	}
	g := newGate(t)
	secret := g.settled("Ling", moderator.Moderator)
	g.ok(g.Disable(t.Context(), "Ling", "shell:root"))
	g.writes(func(a *moderator.Account) { a.Disabled = false })
	if _, err := g.SignIn(t.Context(), Try{Name: "Ling", Password: good, Code: g.code(secret)}); !errors.Is(err, fault.Damaged) {
		t.Errorf("who was disabled: %v", err)
	}
	g.writes(func(a *moderator.Account) { a.Disabled = true })
	g.ok(g.Enable(t.Context(), "Ling", "shell:root"))
	g.now = g.now.Add(moderator.StepLasts)
	g.signs("enabled as it is done", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
}

// TestAnInvitationOfTheirs is none: neither one that is written into an account, nor one that is good for longer or for more.
func TestAnInvitationOfTheirs(t *testing.T) {
	for name, write := range map[string]func(a *moderator.Account){
		"one of theirs":   func(a *moderator.Account) { a.Invite = moderator.HashInvite("AAAAAAAAAAAAAAAAAAAA") },
		"good for longer": func(a *moderator.Account) { a.InviteTil = a.InviteTil.Add(time.Hour) },
		"good for more":   func(a *moderator.Account) { a.Role = moderator.Moderator },
	} {
		g := newGate(t)
		in, err := g.Add(t.Context(), "Ling", moderator.Auditor, "shell:root")
		g.ok(err)
		g.writes(write)
		for _, code := range []string{in.Code, "AAAAA-AAAAA-AAAAA-AAAAA"} {
			if w, err := g.Invited(t.Context(), code, nil); !errors.Is(err, ErrInvite) {
				t.Errorf("%s: %+v, %v", name, w, err)
			}
		}
	}
}

// TestWhatWasAlteredIsResetToLess: the operator has the person back, and nobody has a role that they were not given.
func TestWhatWasAlteredIsResetToLess(t *testing.T) {
	g := newGate(t)
	g.settled("Ling", moderator.Auditor)
	g.writes(func(a *moderator.Account) { a.Role = moderator.Moderator })
	in, err := g.Reset(t.Context(), "Ling", "shell:root")
	g.ok(err)
	w, err := g.Invited(t.Context(), in.Code, nil)
	g.ok(err)
	if w.Role != moderator.Auditor || g.log.lines[len(g.log.lines)-1] != "shell:root changed_people reset Ling auditor" {
		t.Errorf("invited as %s: %q", w.Role, g.log.lines)
	}
	g.ok(g.Settle(t.Context(), in.Code, w.Sealed, good, g.code(w.Secret)))
	g.now = g.now.Add(moderator.StepLasts)
	g.signs("anew", Try{Name: "Ling", Password: good, Code: g.code(w.Secret)}, nil)
}

// TestAnOlderCopyOpensNothing: whoever has a password and a phone of before puts back the account of then, whole, and what opens it was sealed
// by these keys. This process remembers that there is a later one.
func TestAnOlderCopyOpensNothing(t *testing.T) {
	g := newGate(t)
	stolen := g.settled("Ling", moderator.Moderator)
	thief := g.signs("the thief, from the phone", Try{Name: "Ling", Password: good, Code: g.code(stolen)}, nil)
	older := g.kept.all[0]
	g.now = g.now.Add(moderator.StepLasts)
	in, err := g.Reset(t.Context(), "Ling", "shell:root")
	g.ok(err)
	w, err := g.Invited(t.Context(), in.Code, nil)
	g.ok(err)
	const other = "a brown owl in the rain"
	g.ok(g.Settle(t.Context(), in.Code, w.Sealed, other, g.code(w.Secret)))
	g.now = g.now.Add(moderator.StepLasts)
	g.writes(func(a *moderator.Account) { a.Role = moderator.Auditor }) // so that it is known no more
	g.writes(func(a *moderator.Account) { *a = older })
	if out, err := g.SignIn(t.Context(), Try{Name: "Ling", Password: good, Code: g.code(stolen)}); !errors.Is(err, ErrAltered) {
		t.Errorf("with the password of before: %+v, %v", out, err)
	}
	if _, ok := g.Session(thief.Cookie); ok {
		t.Error("a session of before goes on")
	}
	if err := g.SignOut(t.Context(), "Ling"); !errors.Is(err, ErrAltered) {
		t.Errorf("the copy is written anew: %v", err)
	}
	in, err = g.Reset(t.Context(), "Ling", "shell:root")
	g.ok(err)
	w, err = g.Invited(t.Context(), in.Code, nil)
	g.ok(err)
	if w.Role != moderator.Auditor {
		t.Errorf("it is given back as %s", w.Role)
	}
	g.ok(g.Settle(t.Context(), in.Code, w.Sealed, other, g.code(w.Secret)))
	g.now = g.now.Add(moderator.StepLasts)
	g.signs("given back", Try{Name: "Ling", Password: other, Code: g.code(w.Secret)}, nil)
	g.writes(func(a *moderator.Account) { *a = older })
	g.signs("put back once more", Try{Name: "Ling", Password: good, Code: g.code(stolen)}, ErrAltered)
}

// TestAnOlderInvitationOpensNothing, as one that was taken up by somebody who left since.
func TestAnOlderInvitationOpensNothing(t *testing.T) {
	g := newGate(t)
	in, err := g.Add(t.Context(), "Ling", moderator.Moderator, "shell:root")
	g.ok(err)
	older := g.kept.all[0]
	g.ok(g.Disable(t.Context(), "Ling", "shell:root"))
	g.writes(func(a *moderator.Account) { *a = older })
	if w, err := g.Invited(t.Context(), in.Code, nil); !errors.Is(err, ErrInvite) {
		t.Errorf("%+v, %v", w, err)
	}
}

// TestWhoWritesTheDatabaseGuessesNoMore: they write after each try that nobody tried, and that no code was used.
func TestWhoWritesTheDatabaseGuessesNoMore(t *testing.T) {
	g := newGate(t)
	secret := g.settled("Ling", moderator.Moderator)
	forgets := func() {
		g.writes(func(a *moderator.Account) { a.Failures, a.LockedTil, a.Step = 0, time.Time{}, 0 })
	}
	code := g.code(secret)
	g.signs("at first", Try{Name: "Ling", Password: good, Code: code}, nil)
	forgets()
	g.signs("the code that was seen", Try{Name: "Ling", Password: good, Code: code}, ErrSignIn)
	g.now = g.now.Add(moderator.StepLasts)
	forgets()
	g.signs("another", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
	for range moderator.Tries {
		forgets()
		g.signs("a guess", Try{Name: "Ling", Password: good, Code: "000000"}, ErrSignIn)
	}
	g.now = g.now.Add(moderator.StepLasts)
	forgets()
	g.signs("one more, though it is right", Try{Name: "Ling", Password: good, Code: g.code(secret)}, ErrSignIn)
	g.now = g.now.Add(moderator.FirstLock)
	forgets()
	g.signs("a guess after the lock", Try{Name: "Ling", Password: good, Code: "000000"}, ErrSignIn)
	g.now = g.now.Add(moderator.FirstLock)
	forgets()
	g.signs("the next lock is longer", Try{Name: "Ling", Password: good, Code: g.code(secret)}, ErrSignIn)
	g.now = g.now.Add(moderator.FirstLock)
	forgets()
	g.signs("when it is over", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
}

// TestTriesOfLongAgoAreForgiven: whoever signs in on another instance leaves failures here, which nothing takes back.
func TestTriesOfLongAgoAreForgiven(t *testing.T) {
	var made guesses
	a, now := moderator.Account{Name: "Ling", Sessions: 3}, noon
	for n := range 3 * moderator.Tries {
		if !made.try(a, now) {
			t.Fatalf("locked at try %d, a year after the last", n)
		}
		now = now.AddDate(1, 0, 0)
	}
	for range moderator.Tries {
		_ = made.try(a, now)
	}
	if made.try(a, now) {
		t.Error("tries of one day are forgiven")
	}
	a.Sessions++
	if !made.try(a, now) {
		t.Error("who was invited anew is locked out by tries of before")
	}
}

// asked counts what keys are asked to open though nothing was sealed.
type asked struct {
	Keys
	nothing int
}

func (a *asked) OpenSecret(owner string, box []byte) ([]byte, error) {
	if box == nil {
		a.nothing++
	}
	return a.Keys.OpenSecret(owner, box)
}

// TestTheKeysAreNotAskedForNothing: each time they would read their file anew, and anybody can post to /desk/welcome.
func TestTheKeysAreNotAskedForNothing(t *testing.T) {
	g := newGate(t)
	g.settled("Ling", moderator.Moderator)
	_, err := g.Add(t.Context(), "Wei", moderator.Auditor, "shell:root")
	g.ok(err)
	keys := &asked{Keys: g.Keys}
	g.Keys = keys
	g.ok(g.CatchUp(t.Context()))
	if _, err := g.Invited(t.Context(), "AAAAA-AAAAA-AAAAA-AAAAA", nil); !errors.Is(err, ErrInvite) {
		t.Errorf("%v", err)
	}
	g.signs("nobody", Try{Name: "Zhou", Password: good, Code: "000000"}, ErrSignIn)
	g.signs("who is only invited", Try{Name: "Wei", Password: good, Code: "000000"}, ErrSignIn)
	if keys.nothing > 0 {
		t.Errorf("%d times", keys.nothing)
	}
}

// TestADeviceHasOneSpelling: bits that mean nothing give it no further tries, and whoever comes back from it gets no other.
func TestADeviceHasOneSpelling(t *testing.T) {
	g := newGate(t)
	secret := g.settled("Ling", moderator.Moderator)
	in := g.signs("at first", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := len(in.Device) - 1
	box, err := base64.RawURLEncoding.DecodeString(in.Device)
	g.ok(err)
	if len(box)%3 == 0 { // no bits are left over: the ticket's length is chosen by the names in it
		t.Fatalf("a box of %d bytes has one spelling anyway: choose another name", len(box))
	}
	other := in.Device[:last] + string(alphabet[strings.IndexByte(alphabet, in.Device[last])^1])
	if again, err := base64.RawURLEncoding.DecodeString(other); err != nil || string(again) != string(box) {
		t.Fatalf("it is no other spelling: %v", err)
	}
	g.signs("another spelling", Try{Name: "Ling", Password: "guess", Code: "000000", Device: other}, ErrSignIn)
	if n := g.kept.all[0].Failures; n != 1 {
		t.Errorf("%d failures: another spelling was taken for the device", n)
	}
	g.now = g.now.Add(moderator.StepLasts)
	if next := g.signs("from the device", Try{Name: "Ling", Password: good, Code: g.code(secret), Device: in.Device}, nil); next.Device != in.Device {
		t.Error("a device that is known became two")
	}
}
