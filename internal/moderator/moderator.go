// Package moderator is who may work at the desk: local accounts with a role, a password (argon2id, RFC 9106), a second factor (TOTP, RFC 6238)
// and what keeps others from guessing either.
//
// It is arithmetic: what an account becomes is returned and not kept, and the time is a parameter. The second factor is sealed, by whoever has
// the keys; it is handed over open where a code is checked.
package moderator

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Role says what an account may do at the desk.
type Role string

// The roles.
const (
	Moderator Role = "moderator" // reads texts and cases, and decides
	Auditor   Role = "auditor"   // reads the audit log and what was decided, and decides nothing
)

// ParseRole reads the name of a role.
func ParseRole(s string) (Role, error) {
	if r := Role(s); r == Moderator || r == Auditor {
		return r, nil
	}
	return "", ErrRole
}

// Account is one person.
type Account struct {
	Name      string // public: decisions bear it for good, so it is never given again
	Revision  uint64 // raised by one with every write
	Role      Role
	Password  string // as the argon2id function writes it (PHC string format); "" until one is chosen
	Factor    []byte // the TOTP secret, sealed; nil until it is confirmed
	Step      int64  // the last time step whose code was used: none is taken twice
	MadeAt    time.Time
	Disabled  bool
	Sessions  uint32 // whoever is signed in under an earlier one is so no more
	Failures  int    // of signing in, since it last worked
	LockedTil time.Time
	Invite    []byte // SHA-256 of the code by which the person chooses a password and a second factor, sealed; nil when done
	InviteTil time.Time
}

// Lengths of a name, in runes.
const (
	MinName = 2
	MaxName = 40
)

// Refusals. Their texts are written for whoever adds an account.
var (
	ErrName = fmt.Errorf("a name is %d to %d letters, digits, dots, dashes and single spaces, beginning and ending with a letter or a digit", MinName, MaxName)
	ErrHeld = errors.New("that name means somebody else where decisions bear it: choose another")
	ErrRole = errors.New("a role is moderator or auditor")
)

// held are names that decisions or the audit log bear for others.
var held = map[string]bool{"owner": true, "operator": true, "moderator": true, "auditor": true, "rule": true, "system": true, "shell": true}

// CheckName returns ErrName or ErrHeld where a name cannot be that of an account. The public reads it under every decision.
func CheckName(name string) error {
	if n := utf8.RuneCountInString(name); !utf8.ValidString(name) || n < MinName || n > MaxName {
		return ErrName
	}
	last := ' '
	for _, r := range name {
		if !sign(r) && r != ' ' && r != '.' && r != '-' || r == ' ' && last == ' ' {
			return ErrName
		}
		last = r
	}
	first, _ := utf8.DecodeRuneInString(name)
	if !sign(first) || !sign(last) {
		return ErrName
	}
	if held[strings.ToLower(name)] {
		return ErrHeld
	}
	return nil
}

// sign reports whether a rune is one of those that names are made of: of the scripts that moderators and the public read, so that no letter
// of another one looks like it.
func sign(r rune) bool {
	return r >= '0' && r <= '9' || unicode.In(r, unicode.Latin, unicode.Han) && unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r) && r < 0xFF00
}

// Same reports whether two names are so alike that people take one for the other.
func Same(a, b string) bool { return bare(a) == bare(b) }

// bare returns a name without what it is not told apart by: case, accents, and what stands between words.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' || unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(name))
}

// What guessing costs.
const (
	Tries     = 5                // failures that are forgiven
	FirstLock = 15 * time.Minute // after them; each further failure doubles it, ...
	LongLock  = 24 * time.Hour   // ... up to this
)

// LockedAt reports whether nobody may sign in at now, whatever they know.
func (a Account) LockedAt(now time.Time) bool { return now.Before(a.LockedTil) }

// Tried returns the account after somebody tried to sign in. A try counts before it is looked at, so that of many at once none is free.
func (a Account) Tried(now time.Time) Account {
	a.Failures++
	if a.Failures >= Tries {
		lock := FirstLock
		for n := Tries; n < a.Failures && lock < LongLock; n++ {
			lock *= 2
		}
		a.LockedTil = now.Add(min(lock, LongLock)).UTC().Truncate(time.Second)
	}
	return a
}

// SignedIn returns the account after a try that worked, by the code of a step.
func (a Account) SignedIn(step int64) Account {
	a.Failures, a.LockedTil, a.Step = 0, time.Time{}, max(step, a.Step)
	return a
}

// State is what an account can do.
type State string

// The states.
const (
	Invited  State = "invited"  // a password and a second factor are to be chosen
	Lapsed   State = "lapsed"   // the invitation is over
	Active   State = "active"   // can sign in
	Locked   State = "locked"   // for now, by failures
	Disabled State = "disabled" // for good, or until it is enabled
)

// State returns what the account can do at now.
func (a Account) State(now time.Time) State {
	switch {
	case a.Disabled:
		return Disabled
	case a.Invite != nil && !now.Before(a.InviteTil):
		return Lapsed
	case a.Password == "" || a.Factor == nil:
		return Invited
	case a.LockedAt(now):
		return Locked
	}
	return Active
}

// ByName orders accounts.
func ByName(a, b Account) int { return cmp.Compare(a.Name, b.Name) }
