package accounts

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/moderator"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const good = "correct horse battery"

// gate is a Roll with what it is made of.
type gate struct {
	*testing.T
	*Roll
	kept *kept
	log  *log
	now  time.Time
}

func newGate(t *testing.T) *gate {
	t.Helper()
	ring, err := keyring.OpenAt(&keyring.Memory{}, noon)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{T: t, kept: &kept{}, log: &log{}, now: noon}
	g.Roll = New(Config{Store: g.kept, Keys: sealed{ring}, Recorder: g.log, Clock: func() time.Time { return g.now }, Cost: moderator.Cost{Memory: 64, Passes: 1, Lanes: 1}})
	return g
}

// sealed seals sessions as secrets.
type sealed struct{ *keyring.Ring }

func (s sealed) SealSession(plain []byte) ([]byte, error) { return s.SealSecret("session", plain) }
func (s sealed) OpenSession(box []byte) ([]byte, error)   { return s.OpenSecret("session", box) }

// kept is a store.
type kept struct {
	mu   sync.Mutex
	all  []moderator.Account
	fail error
}

func (k *kept) PutAccount(_ context.Context, a moderator.Account) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if slices.ContainsFunc(k.all, func(b moderator.Account) bool { return a.Name == b.Name }) {
		return fault.Exists
	}
	k.all = append(k.all, a)
	return k.fail
}

func (k *kept) Accounts(context.Context) ([]moderator.Account, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.all), k.fail
}

func (k *kept) SaveAccount(_ context.Context, a moderator.Account) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range k.all {
		if k.all[i].Name == a.Name && k.all[i].Revision+1 == a.Revision {
			k.all[i] = a
			return k.fail == nil, k.fail
		}
	}
	return false, k.fail
}

// log is an audit log.
type log struct {
	lines []string
	fail  error
}

func (l *log) Record(_ context.Context, e auditlog.Entry) (auditlog.Entry, error) {
	if l.fail == nil {
		l.lines = append(l.lines, e.By+" "+string(e.Action)+" "+e.Kind+" "+e.Object+" "+e.Reason)
	}
	return e, l.fail
}

func (g *gate) ok(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

// settled adds an account whose person chose a password, and returns its second factor.
func (g *gate) settled(name string, role moderator.Role) []byte {
	g.Helper()
	in, err := g.Add(g.Context(), name, role, "shell:root")
	g.ok(err)
	w, err := g.Invited(g.Context(), in.Code, nil)
	g.ok(err)
	g.ok(g.Settle(g.Context(), in.Code, w.Sealed, good, g.code(w.Secret)))
	g.now = g.now.Add(moderator.StepLasts) // the code of a step is taken once
	return w.Secret
}

func (g *gate) code(secret []byte) string {
	g.Helper()
	code, err := moderator.Code(secret, g.now)
	g.ok(err)
	return code
}

// signs expects that somebody may sign in or not.
func (g *gate) signs(when string, t Try, want error) Admission {
	g.Helper()
	in, err := g.SignIn(g.Context(), t)
	if !errors.Is(err, want) {
		g.Errorf("%s: %v, want %v", when, err, want)
	}
	if (err == nil) != (in.Cookie != "") {
		g.Errorf("%s: %v, and a cookie %q", when, err, in.Cookie)
	}
	return in
}

func TestSigningIn(t *testing.T) {
	g := newGate(t)
	g.signs("before there is anybody", Try{Name: "Ling", Password: good, Code: "000000"}, ErrSignIn)
	secret := g.settled("Ling", moderator.Moderator)
	code := g.code(secret)
	g.signs("a wrong password", Try{Name: "Ling", Password: good + "!", Code: code}, ErrSignIn)
	g.signs("a wrong code", Try{Name: "Ling", Password: good, Code: "12345"}, ErrSignIn)
	g.signs("another name", Try{Name: "ling", Password: good, Code: code}, ErrSignIn)
	in := g.signs("all is right", Try{Name: "Ling", Password: good, Code: code}, nil)
	g.signs("the same code again", Try{Name: "Ling", Password: good, Code: code}, ErrSignIn)
	if s, ok := g.Session(in.Cookie); !ok || s.Name != "Ling" || s.Role != moderator.Moderator || s.Cookie != "" || !s.Until.Equal(g.now.Add(Most)) {
		t.Errorf("%+v, %v", s, ok)
	}
	for _, other := range []string{"", "x", in.Cookie[1:], in.Device} {
		if s, ok := g.Session(other); ok {
			t.Errorf("%q is the cookie of %s", other, s.Name)
		}
	}
	if a := g.kept.all[0]; a.Failures != 1 {
		t.Errorf("%d failures since it worked", a.Failures)
	}
}

// TestASessionEnds goes through what ends one.
func TestASessionEnds(t *testing.T) {
	for name, end := range map[string]struct {
		do   func(g *gate, cookie string) string // and returns the cookie that is left
		want bool
	}{
		"nothing happens":       {func(_ *gate, cookie string) string { return cookie }, true},
		"half an hour of sleep": {func(g *gate, cookie string) string { g.now = g.now.Add(Idle); return cookie }, false},
		"less":                  {func(g *gate, cookie string) string { g.now = g.now.Add(Idle - time.Second); return cookie }, true},
		"a working day":         {func(g *gate, cookie string) string { return g.works(cookie, Most-time.Minute) }, true},
		"a longer one":          {func(g *gate, cookie string) string { return g.works(cookie, Most) }, false},
		"signed out":            {func(g *gate, cookie string) string { g.ok(g.SignOut(g.Context(), "Ling")); return cookie }, false},
		"disabled":              {func(g *gate, cookie string) string { g.ok(g.Disable(g.Context(), "Ling", "shell:root")); return cookie }, false},
		"another role": {func(g *gate, cookie string) string {
			g.ok(g.SetRole(g.Context(), "Ling", moderator.Auditor, "shell:root"))
			return cookie
		}, false},
		"invited anew": {func(g *gate, cookie string) string {
			_, err := g.Reset(g.Context(), "Ling", "shell:root")
			g.ok(err)
			return cookie
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGate(t)
			secret := g.settled("Ling", moderator.Moderator)
			in := g.signs("at first", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
			if _, ok := g.Session(end.do(g, in.Cookie)); ok != end.want {
				t.Errorf("it lives: %v", ok)
			}
		})
	}
}

// works asks for something every 20 minutes, and returns the last cookie.
func (g *gate) works(cookie string, long time.Duration) string {
	for until := g.now.Add(long); g.now.Before(until); {
		g.now = g.now.Add(min(20*time.Minute, until.Sub(g.now)))
		if s, ok := g.Session(cookie); ok && s.Cookie != "" {
			cookie = s.Cookie
		}
	}
	return cookie
}

func TestAnotherPasswordEndsOtherSessions(t *testing.T) {
	g := newGate(t)
	secret := g.settled("Ling", moderator.Moderator)
	in := g.signs("at first", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
	g.now = g.now.Add(moderator.StepLasts)
	const other = "a brown owl in the rain"
	for _, c := range []struct {
		present, password, code string
		want                    error
	}{
		{good, "short", g.code(secret), moderator.ErrShort}, {"wrong", other, g.code(secret), ErrSignIn}, {good, other, "1", ErrSignIn}, {good, other, g.code(secret), nil},
	} {
		next, err := g.ChangePassword(t.Context(), "Ling", c.present, c.password, c.code)
		if !errors.Is(err, c.want) {
			t.Errorf("%q: %v, want %v", c.password, err, c.want)
		}
		if _, ok := g.Session(in.Cookie); ok == (err == nil) {
			t.Errorf("%v, and the session lives: %v", err, ok)
		}
		if _, ok := g.Session(next.Cookie); ok != (err == nil) {
			t.Errorf("%v, and the next session lives: %v", err, ok)
		}
	}
	g.now = g.now.Add(moderator.StepLasts)
	g.signs("the old one", Try{Name: "Ling", Password: good, Code: g.code(secret)}, ErrSignIn)
	g.signs("the new one", Try{Name: "Ling", Password: other, Code: g.code(secret)}, nil)
}

// TestGuessers tells how somebody who knows a name from a decision locks its account, and its moderator goes on from the device they have
// always used.
func TestGuessers(t *testing.T) {
	g := newGate(t)
	secret := g.settled("Ling", moderator.Moderator)
	in := g.signs("at first", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
	for range moderator.Tries {
		g.signs("a guesser", Try{Name: "Ling", Password: "guess", Code: "000000"}, ErrSignIn)
	}
	g.now = g.now.Add(moderator.StepLasts)
	g.signs("who knows all, from elsewhere", Try{Name: "Ling", Password: good, Code: g.code(secret)}, ErrSignIn)
	g.signs("who knows all, with a session in its place", Try{Name: "Ling", Password: good, Code: g.code(secret), Device: in.Cookie}, ErrSignIn)
	g.signs("from the device", Try{Name: "Ling", Password: good, Code: g.code(secret), Device: in.Device}, nil)
	if a := g.kept.all[0]; a.Failures != 0 {
		t.Errorf("%d failures are left", a.Failures)
	}
	for range moderator.Tries {
		g.signs("who found the device", Try{Name: "Ling", Password: "guess", Code: "000000", Device: in.Device}, ErrSignIn)
	}
	if a := g.kept.all[0]; a.Failures != 0 {
		t.Errorf("a device's tries are counted with the account: %d", a.Failures)
	}
	for range moderator.Tries {
		g.signs("and goes on", Try{Name: "Ling", Password: "guess", Code: "000000", Device: in.Device}, ErrSignIn)
	}
	if !g.kept.all[0].LockedAt(g.now) {
		t.Error("a device has tries without end")
	}
	g.now = g.now.Add(moderator.FirstLock)
	g.signs("when the lock is over", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
	g.ok(g.Disable(t.Context(), "Ling", "shell:root"))
	g.now = g.now.Add(moderator.StepLasts)
	g.signs("disabled, from the device", Try{Name: "Ling", Password: good, Code: g.code(secret), Device: in.Device}, ErrSignIn)
}

// TestManyAtOnce: of many tries at once none is free.
func TestManyAtOnce(t *testing.T) {
	g := newGate(t)
	secret := g.settled("Ling", moderator.Moderator)
	var all sync.WaitGroup
	for range 2 * moderator.Tries {
		all.Go(func() { _, _ = g.SignIn(context.Background(), Try{Name: "Ling", Password: "guess", Code: "1"}) })
	}
	all.Wait()
	if a := g.kept.all[0]; !a.LockedAt(g.now) || a.Failures != moderator.Tries {
		t.Errorf("%d failures, locked until %s", a.Failures, a.LockedTil)
	}
	g.signs("then", Try{Name: "Ling", Password: good, Code: g.code(secret)}, ErrSignIn)
}

func TestInvitations(t *testing.T) {
	g, ctx := newGate(t), t.Context()
	in, err := g.Add(ctx, "Ling", moderator.Moderator, "shell:root")
	g.ok(err)
	if !in.Until.Equal(noon.Add(moderator.InviteLasts)) {
		t.Errorf("until %s", in.Until)
	}
	if _, err := g.Invited(ctx, "AAAAA-AAAAA-AAAAA-AAAAA", nil); !errors.Is(err, ErrInvite) {
		t.Errorf("another code: %v", err)
	}
	w, err := g.Invited(ctx, strings.ToLower(in.Code), nil)
	g.ok(err)
	again, err := g.Invited(ctx, in.Code, w.Sealed)
	g.ok(err)
	if w.Name != "Ling" || w.Role != moderator.Moderator || string(again.Secret) != string(w.Secret) {
		t.Errorf("%+v, then %+v", w, again)
	}
	for _, c := range []struct {
		name, code      string
		sealed          []byte
		password, typed string
		want            error
	}{
		{"another invitation", "x", w.Sealed, good, g.code(w.Secret), ErrInvite},
		{"a short password", in.Code, w.Sealed, "short", g.code(w.Secret), moderator.ErrShort},
		{"a wrong code", in.Code, w.Sealed, good, "1", ErrCode},
		{"a factor of their own", in.Code, []byte("12345678901234567890"), good, g.code([]byte("12345678901234567890")), ErrCode},
		{"all is right", in.Code, w.Sealed, good, g.code(w.Secret), nil},
		{"a second time", in.Code, w.Sealed, good, g.code(w.Secret), ErrInvite},
	} {
		if err := g.Settle(ctx, c.code, c.sealed, c.password, c.typed); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	g.signs("with the code that was typed there", Try{Name: "Ling", Password: good, Code: g.code(w.Secret)}, ErrSignIn)
	late, err := g.Add(ctx, "Wei", moderator.Auditor, "shell:root")
	g.ok(err)
	g.now = g.now.Add(moderator.InviteLasts)
	if _, err := g.Invited(ctx, late.Code, nil); !errors.Is(err, ErrInvite) {
		t.Errorf("after a day: %v", err)
	}
}

func TestPeople(t *testing.T) {
	g, ctx := newGate(t), t.Context()
	g.settled("Zhang San", moderator.Moderator)
	for _, c := range []struct {
		what string
		do   func() error
		want error
	}{
		{"a name that is taken", func() error { _, err := g.Add(ctx, "zhang-san", moderator.Auditor, "x"); return err }, ErrTaken},
		{"a name that is none", func() error { _, err := g.Add(ctx, "shell:x", moderator.Auditor, "x"); return err }, moderator.ErrName},
		{"no role", func() error { _, err := g.Add(ctx, "Wei", "boss", "x"); return err }, moderator.ErrRole},
		{"reset of nobody", func() error { _, err := g.Reset(ctx, "Wei", "x"); return err }, ErrUnknown},
		{"the same role", func() error { return g.SetRole(ctx, "Zhang San", moderator.Moderator, "x") }, ErrSame},
		{"no such role", func() error { return g.SetRole(ctx, "Zhang San", "boss", "x") }, moderator.ErrRole},
		{"enabled already", func() error { return g.Enable(ctx, "Zhang San", "x") }, ErrSame},
		{"disabled", func() error { return g.Disable(ctx, "Zhang San", "shell:root") }, nil},
		{"disabled again", func() error { return g.Disable(ctx, "Zhang San", "x") }, ErrSame},
		{"enabled", func() error { return g.Enable(ctx, "Zhang San", "shell:root") }, nil},
		{"another role", func() error { return g.SetRole(ctx, "Zhang San", moderator.Auditor, "shell:root") }, nil},
	} {
		if err := c.do(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.what, err, c.want)
		}
	}
	all, err := g.List(ctx)
	if err != nil || len(all) != 1 || strings.Contains(all[0].Password, "argon") || all[0].State(g.now) != moderator.Active || all[0].Role != moderator.Auditor {
		t.Errorf("%+v, %v", all, err)
	}
	want := []string{
		"shell:root changed_people added Zhang San moderator", "Zhang San changed_people settled Zhang San ", "shell:root changed_people disabled Zhang San ",
		"shell:root changed_people enabled Zhang San ", "shell:root changed_people role Zhang San auditor",
	}
	if !slices.Equal(g.log.lines, want) {
		t.Errorf("the log says %q", g.log.lines)
	}
}

// TestNothingIsDoneThatIsNotWrittenDown: whoever can stop the log changes nobody.
func TestNothingIsDoneThatIsNotWrittenDown(t *testing.T) {
	g, ctx := newGate(t), t.Context()
	secret := g.settled("Ling", moderator.Moderator)
	in, err := g.Add(ctx, "Wei", moderator.Auditor, "x")
	g.ok(err)
	w, err := g.Invited(ctx, in.Code, nil)
	g.ok(err)
	before := slices.Clone(g.kept.all)
	g.log.fail = fault.Unavailable
	for what, do := range map[string]func() error{
		"add":     func() error { _, err := g.Add(ctx, "Xu Li", moderator.Auditor, "x"); return err },
		"reset":   func() error { _, err := g.Reset(ctx, "Ling", "x"); return err },
		"disable": func() error { return g.Disable(ctx, "Ling", "x") },
		"role":    func() error { return g.SetRole(ctx, "Ling", moderator.Auditor, "x") },
		"settle":  func() error { return g.Settle(ctx, in.Code, w.Sealed, good, g.code(w.Secret)) },
	} {
		if err := do(); !errors.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := range before {
		if before[i].Revision != g.kept.all[i].Revision || len(g.kept.all) != len(before) {
			t.Errorf("%+v became %+v", before[i], g.kept.all[i])
		}
	}
	if _, err := g.ChangePassword(ctx, "Ling", good, "a brown owl in the rain", g.code(secret)); !errors.Is(err, fault.Unavailable) {
		t.Errorf("a password: %v", err)
	}
	if g.kept.all[0].Password != before[0].Password {
		t.Error("a password changed that nothing was written of")
	}
}

// TestWithoutTheStore: nobody signs in, and whoever is signed in stays so; another instance's change is known within a second.
func TestWithoutTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(t)
		secret := g.settled("Ling", moderator.Moderator)
		in := g.signs("at first", Try{Name: "Ling", Password: good, Code: g.code(secret)}, nil)
		ctx, stop := context.WithCancel(t.Context())
		var said []error
		ended := make(chan struct{})
		go func() {
			g.Roll.Run(ctx, func(err error) { said = append(said, err) })
			close(ended)
		}()
		synctest.Wait()
		g.kept.mu.Lock()
		g.kept.fail = fault.Unavailable
		g.kept.mu.Unlock()
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if _, ok := g.Session(in.Cookie); !ok || len(said) != 1 {
			t.Errorf("the store is away: signed in %v, said %v", ok, said)
		}
		g.signs("the store is away", Try{Name: "Ling", Password: good, Code: g.code(secret)}, fault.Unavailable)
		g.kept.mu.Lock()
		g.kept.fail = nil
		g.kept.all[0].Sessions++
		g.kept.all[0].Revision++
		g.kept.mu.Unlock()
		time.Sleep(time.Second + 1)
		synctest.Wait()
		if _, ok := g.Session(in.Cookie); ok {
			t.Error("a second after it ended elsewhere the session lives")
		}
		stop()
		<-ended
	})
}
