package moderator

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestNames(t *testing.T) {
	for name, want := range map[string]error{
		"Ling": nil, "凌": ErrName, "凌风": nil, "Zhang San": nil, "j.doe-2": nil, "Ærø": nil, strings.Repeat("a", MaxName): nil,
		"": ErrName, "L": ErrName, strings.Repeat("a", MaxName+1): ErrName, " Ling": ErrName, "Ling ": ErrName, "a  b": ErrName, "-a": ErrName, "a.": ErrName,
		"shell:ling": ErrName, "Ling\n": ErrName, "a+b": ErrName, "Лин": ErrName, "Li\u0301ng": ErrName, "\xffab": ErrName, "Ｌｉｎｇ": ErrName, "Li\u200bng": ErrName,
		"owner": ErrHeld, "Operator": ErrHeld, "moderator": ErrHeld,
	} {
		if err := CheckName(name); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
	}
	if !Same("Zhang San", "zhang.san") || !Same("Zhoú Min", "Zhou Min") || Same("Zhang San", "Zhang Si") {
		t.Error("names that look alike are not told")
	}
}

func TestPasswords(t *testing.T) {
	for password, want := range map[string]error{
		"correct horse battery": nil, "今天下午三点去图书馆还书": nil, "elevenchars": ErrShort, strings.Repeat("长短", 65): ErrLong,
		"my name is Ling!!": ErrNamed, "凌风和一只棕色的猫头鹰在雨里": nil, "L.I.N.G walks home": ErrNamed, "password1234": ErrCommon, "Qwerty123456!": ErrCommon, "aaaaaaaaaaaab": ErrCommon,
		"123456789012": ErrCommon, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff": ErrShort,
	} {
		if err := CheckPassword("Ling", password); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", password, err, want)
		}
	}
}

// cheap is a cost of nothing.
var cheap = Cost{Memory: 64, Passes: 1, Lanes: 1}

// TestAnUnknownNameTakesAsLong: what nobody has is a hash that is worked on, at the cost of others.
func TestAnUnknownNameTakesAsLong(t *testing.T) {
	params, salt, key, err := argon2id.DecodeHash(nobody(Recommended()))
	kept, hashErr := HashPassword("whatever", Recommended())
	of, ofSalt, ofKey, ofErr := argon2id.DecodeHash(kept)
	if errors.Join(err, hashErr, ofErr) != nil || *params != *of || len(salt) != len(ofSalt) || len(key) != len(ofKey) {
		t.Errorf("%+v of %d and %d bytes, %v; others are %+v of %d and %d", params, len(salt), len(key), err, of, len(ofSalt), len(ofKey))
	}
}

func TestAPasswordIsKeptAsRFC9106Recommends(t *testing.T) {
	hash, err := HashPassword("cafe\u0301 am Fluss 12", Recommended())
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Fatalf("%q, %v", hash, err)
	}
	a := Account{Password: hash}
	for password, want := range map[string]bool{"caf\u00e9 am Fluss 12": true, "cafe am Fluss 12": false, "": false} { // one keyboard composes what another does not
		if a.HasPassword(password, Recommended()) != want {
			t.Errorf("%q: %v", password, !want)
		}
	}
	if (Account{}).HasPassword("", cheap) || (Account{Password: "damaged"}).HasPassword("", cheap) {
		t.Error("an account without a password has one")
	}
	if again, err := HashPassword("cafe\u0301 am Fluss 12", Recommended()); err != nil || again == hash {
		t.Errorf("the same password is kept the same: %v", err)
	}
}

// TestCodes are the vectors of RFC 6238, appendix B, for SHA-1; a code of six digits is the end of one of eight.
func TestCodes(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got, err := Code(secret, time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("at %d: %s, %v; want %s", at, got, err, want)
		}
		if step, ok := StepOf(want, secret, time.Unix(at, 0), 0); !ok || step != at/30 {
			t.Errorf("at %d: step %d, %v", at, step, ok)
		}
	}
}

func TestACodeIsTakenOnceAndInItsTime(t *testing.T) {
	secret := []byte("12345678901234567890")
	code, err := Code(secret, noon)
	if err != nil {
		t.Fatal(err)
	}
	step := noon.Unix() / 30
	for _, c := range []struct {
		when  string
		at    time.Duration
		used  int64
		typed string
		want  bool
	}{
		{"in its time", 0, 0, code, true},
		{"with a space, as apps show it", 0, 0, code[:3] + " " + code[3:], true},
		{"one step late", 30 * time.Second, 0, code, true},
		{"one step early", -time.Second, 0, code, true},
		{"two steps late", 60 * time.Second, 0, code, false},
		{"two steps early", -31 * time.Second, 0, code, false},
		{"again", 0, step, code, false},
		{"after a later one", 30 * time.Second, step + 1, code, false},
		{"another", 0, 0, "", false},
	} {
		got, ok := StepOf(c.typed, secret, noon.Add(c.at), c.used)
		if ok != c.want || ok && got != step {
			t.Errorf("%s: step %d, %v", c.when, got, ok)
		}
	}
}

func TestASecretIsHandedToAnApp(t *testing.T) {
	secret := []byte("12345678901234567890")
	const want = "otpauth://totp/Ringfence%20at%20x.example:Zhang%20San?algorithm=SHA1&digits=6&issuer=Ringfence%20at%20x.example&period=30&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	if got := FactorURI("Ringfence at x.example", "Zhang San", secret); got != want {
		t.Errorf("%s", got)
	}
	if got := Spelled(secret); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Errorf("%s", got)
	}
}

// TestGuessing tells what becomes of an account of which somebody guesses the password for a day.
func TestGuessing(t *testing.T) {
	a, now := Account{Name: "Ling", Password: "x", Factor: []byte{1}}, noon
	try := func(after time.Duration, want time.Duration) {
		t.Helper()
		now = now.Add(after)
		if a.LockedAt(now) {
			t.Fatalf("at %s: still locked until %s", now, a.LockedTil)
		}
		a = a.Tried(now)
		if got := max(0, a.LockedTil.Sub(now)); got != want {
			t.Errorf("failure %d at %s: locked for %s, want %s", a.Failures, now.Format("15:04"), got, want)
		}
	}
	for range Tries - 1 {
		try(time.Second, 0)
	}
	try(time.Second, 15*time.Minute)
	if now = now.Add(15*time.Minute - time.Second); !a.LockedAt(now) || a.State(now) != Locked {
		t.Error("it opens too early")
	}
	try(time.Second, 30*time.Minute)
	try(30*time.Minute, time.Hour)
	try(time.Hour, 2*time.Hour)
	try(2*time.Hour, 4*time.Hour)
	try(4*time.Hour, 8*time.Hour)
	try(8*time.Hour, 16*time.Hour)
	try(16*time.Hour, 24*time.Hour)
	try(24*time.Hour, 24*time.Hour)
	a.Failures = 1 << 40
	try(24*time.Hour, 24*time.Hour)
	if a = a.SignedIn(7); a.LockedAt(now) || a.Failures != 0 || a.Step != 7 || a.State(now) != Active {
		t.Errorf("after it worked: %+v", a)
	}
	if a = a.SignedIn(3); a.Step != 7 {
		t.Error("a step goes back")
	}
}

// TestALifeOfAnAccount goes from the invitation to a lost phone.
func TestALifeOfAnAccount(t *testing.T) {
	code, kept := NewInvite()
	a := Account{Name: "Ling", Role: Moderator}.InvitedAnew(kept, noon)
	is := func(now time.Time, want State) {
		t.Helper()
		if got := a.State(now); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	is(noon, Invited)
	for typed, want := range map[string]bool{code: true, strings.ToLower(strings.ReplaceAll(code, "-", " ")): true, code[1:]: false, "": false} {
		if a.InvitedBy(HashInvite(typed), noon.Add(InviteLasts-time.Second)) != want {
			t.Errorf("%q: %v", typed, !want)
		}
	}
	if a.InvitedBy(HashInvite(code), noon.Add(InviteLasts)) {
		t.Error("an invitation lasts for longer than it says")
	}
	is(noon.Add(InviteLasts), Lapsed)
	before := a.Sessions
	a = a.Settled("hash", []byte("sealed"), 4)
	is(noon, Active)
	if a.InvitedBy(HashInvite(code), noon) || a.Sessions == before || a.Step != 4 {
		t.Errorf("an invitation is used twice: %+v", a)
	}
	a.Disabled = true
	is(noon, Disabled)
	a.Disabled, before = false, a.Sessions
	_, other := NewInvite()
	if a = a.InvitedAnew(other, noon); a.Password != "" || a.Factor != nil || a.Sessions == before || a.InvitedBy(HashInvite(code), noon) {
		t.Errorf("who found the phone can still sign in: %+v", a)
	}
	if a.Disabled = true; a.InvitedBy(other, noon) {
		t.Error("a disabled account is opened by an invitation")
	}
}

func TestRoles(t *testing.T) {
	for name, want := range map[string]Role{"moderator": Moderator, "auditor": Auditor, "": "", "Moderator": ""} {
		if got, err := ParseRole(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
}
