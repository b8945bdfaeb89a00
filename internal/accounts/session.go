package accounts

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"ringfence/internal/moderator"
)

// How long a session lasts.
const (
	Idle = 30 * time.Minute // without a request
	Most = 12 * time.Hour   // at all

	freshFor = time.Minute // a cookie is not renewed before
)

// Session is somebody who is signed in.
type Session struct {
	Name  string
	Role  moderator.Role
	Until time.Time // when it ends whatever they do
	// Cookie is to take the place of the one that came; "" where that will do.
	Cookie string
}

// ticket is what a cookie holds.
type ticket struct {
	Name   string
	Epoch  uint32 // Sessions of the account when it began
	Issued int64  // in seconds since 1970
	Seen   int64  // likewise
}

// seal returns the cookie of a ticket.
func (r *Roll) seal(t ticket) (string, error) {
	plain, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("session: %w", err)
	}
	box, err := r.Keys.SealSession(plain)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(box), nil
}

// Session returns whose cookie this is, and false where it is nobody's any more. It asks memory alone.
func (r *Roll) Session(cookie string) (Session, bool) {
	box, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || cookie == "" {
		return Session{}, false
	}
	plain, err := r.Keys.OpenSession(box)
	if err != nil {
		return Session{}, false
	}
	var t ticket
	if json.Unmarshal(plain, &t) != nil || t.Seen == 0 { // what is left on a device has none
		return Session{}, false
	}
	now := r.Clock()
	issued, seen := time.Unix(t.Issued, 0), time.Unix(t.Seen, 0)
	a, ok := (*r.known.Load())[t.Name]
	if !ok || a.Disabled || a.Sessions != t.Epoch || !now.Before(seen.Add(Idle)) || !now.Before(issued.Add(Most)) {
		return Session{}, false
	}
	s := Session{Name: a.Name, Role: a.Role, Until: issued.Add(Most).UTC()}
	if now.Sub(seen) >= freshFor {
		t.Seen = now.Unix()
		if s.Cookie, err = r.seal(t); err != nil {
			return Session{}, false
		}
	}
	return s, true
}
