// Package moderator is who may work at the desk: local accounts with a role, a password (argon2id, RFC 9106), a second factor (TOTP, RFC 6238)
// and what keeps others from guessing either.
package moderator

import "time"

// Role says what an account may do at the desk.
type Role string

// The roles.
const (
	Moderator Role = "moderator" // reads texts and cases, and decides
	Auditor   Role = "auditor"   // reads the audit log and what was decided, and decides nothing
)

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
	Invite    []byte // SHA-256 of the code by which the person chooses a password and a second factor; nil when done
	InviteTil time.Time
}
