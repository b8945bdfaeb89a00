package moderator

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"
)

// InviteLasts is how long a code can be used by which a password and a second factor are chosen.
const InviteLasts = 24 * time.Hour

// signs are how many an invitation has, of 5 bits each.
const signs = 20

// NewInvite returns a code as it is handed over, and what is kept of it.
func NewInvite() (code string, kept []byte) {
	drawn := rand.Text()[:signs]
	var groups []string
	for i := 0; i < signs; i += 5 {
		groups = append(groups, drawn[i:i+5])
	}
	sum := sha256.Sum256([]byte(drawn))
	return strings.Join(groups, "-"), sum[:]
}

// HashInvite returns what is kept of a code, in any spelling of it.
func HashInvite(code string) []byte {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z' || r >= '2' && r <= '7':
			return r
		}
		return -1
	}, code)
	sum := sha256.Sum256([]byte(plain))
	return sum[:]
}

// InvitedBy reports whether a code, of which this is kept, lets somebody choose at now.
func (a Account) InvitedBy(kept []byte, now time.Time) bool {
	return a.Invite != nil && subtle.ConstantTimeCompare(a.Invite, kept) == 1 && now.Before(a.InviteTil) && !a.Disabled
}

// InvitedAnew returns the account with another invitation. Whatever it signed in with before no longer does, and nobody stays signed in.
func (a Account) InvitedAnew(kept []byte, now time.Time) Account {
	a.Password, a.Factor, a.Failures, a.LockedTil = "", nil, 0, time.Time{}
	a.Sessions++
	a.Invite, a.InviteTil = kept, now.Add(InviteLasts).UTC().Truncate(time.Second)
	return a
}

// Settled returns the account after its person chose a password and a second factor, whose code of a step proved that they have it.
func (a Account) Settled(password string, factor []byte, step int64) Account {
	a.Password, a.Factor, a.Step = password, factor, step
	a.Invite, a.InviteTil, a.Failures, a.LockedTil = nil, time.Time{}, 0, time.Time{}
	a.Sessions++
	return a
}
