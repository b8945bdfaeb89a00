package archive_test

import (
	"testing"

	"ringfence/internal/accounts"
	"ringfence/internal/moderator"
	"ringfence/store/mem"
)

const password = "correct horse battery"

// desk lets people in to a service.
func (w *world) desk() *accounts.Roll {
	w.t.Helper()
	desk := accounts.New(accounts.Config{
		Store: w.store, Keys: w.ring, Recorder: w.recorder(), Clock: w.clock, Cost: moderator.Cost{Memory: 64, Passes: 1, Lanes: 1},
	})
	check(w.t, desk.CatchUp(w.t.Context()))
	return desk
}

// settled adds a moderator who chose a password, and returns the second factor.
func (w *world) settled(desk *accounts.Roll, name string) (factor []byte) {
	w.t.Helper()
	ctx := w.t.Context()
	in, err := desk.Add(ctx, name, moderator.Moderator, "shell:root")
	check(w.t, err)
	offered, err := desk.Invited(ctx, in.Code, nil)
	check(w.t, err)
	check(w.t, desk.Settle(ctx, in.Code, offered.Sealed, password, w.code(offered.Secret)))
	return offered.Secret
}

// code returns what a phone shows now.
func (w *world) code(factor []byte) string {
	w.t.Helper()
	code, err := moderator.Code(factor, w.now)
	check(w.t, err)
	return code
}

// signsIn returns the cookie of somebody who is let in, by a code that was not used before.
func (w *world) signsIn(desk *accounts.Roll, name string, factor []byte) string {
	w.t.Helper()
	w.now = w.now.Add(moderator.StepLasts)
	in, err := desk.SignIn(w.t.Context(), accounts.Try{Name: name, Password: password, Code: w.code(factor)})
	if err != nil {
		w.t.Fatalf("%s cannot sign in: %v", name, err)
	}
	if s, ok := desk.Session(in.Cookie); !ok || s.Role != moderator.Moderator {
		w.t.Errorf("%s is let in as %+v, %v", name, s, ok)
	}
	return in.Cookie
}

// TestAccountsOpenAfterAnImport: whoever had an account has it again, invited or settled, and nobody is signed in who was so before.
func TestAccountsOpenAfterAnImport(t *testing.T) {
	w := newWorld(t, mem.New(), newRing(t), end())
	check(t, w.store.Bind(t.Context(), w.ring.Fingerprint()))
	desk := w.desk()
	factor := w.settled(desk, "Ling")
	invited, err := desk.Add(t.Context(), "Wei", moderator.Auditor, "shell:root")
	check(t, err)
	cookie := w.signsIn(desk, "Ling", factor)
	there := w.imported(w.export(), mem.New())
	restored := there.desk()
	if s, ok := restored.Session(cookie); ok {
		t.Errorf("a cookie of before opens the desk for %s", s.Name)
	}
	if s, ok := desk.Session(cookie); ok {
		t.Errorf("it opens the desk of before as well, for %s: it may be a copy of the same service", s.Name)
	}
	there.signsIn(restored, "Ling", factor)
	welcome, err := restored.Invited(t.Context(), invited.Code, nil)
	check(t, err)
	check(t, restored.Settle(t.Context(), invited.Code, welcome.Sealed, password, there.code(welcome.Secret)))
	check(t, restored.SetRole(t.Context(), "Wei", moderator.Moderator, "shell:root"))
	there.signsIn(restored, "Wei", welcome.Secret)
	if f, err := there.recorder().Verify(t.Context()); err != nil || !f.Sound() {
		t.Errorf("verify: %+v, %v", f, err)
	}
}
