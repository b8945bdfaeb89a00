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
		if err := g.SetRole(t.Context(), who, moderator.Moderator, "shell:root"); err == nil {
			t.Errorf("%s: it is vouched for by changing its role", name)
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
