package main

import (
	"strings"
	"testing"
	"time"

	"ringfence/internal/moderator"
)

// TestDoctorTellsWhoCanSignIn, and that an auditor stands in for no moderator.
func TestDoctorTellsWhoCanSignIn(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	as := func(r moderator.Role, change func(*moderator.Account)) moderator.Account {
		a := moderator.Account{Role: r, Password: "$argon2id$", Factor: []byte("sealed")}
		if change != nil {
			change(&a)
		}
		return a
	}
	locked := func(a *moderator.Account) { a.LockedTil = now.Add(time.Minute) }
	invited := func(a *moderator.Account) {
		a.Password, a.Factor, a.Invite, a.InviteTil = "", nil, []byte("x"), now.Add(time.Hour)
	}
	const one = "1 account locked after wrong passwords or codes"
	for name, c := range map[string]struct {
		people []moderator.Account
		want   []string
	}{
		"nobody":                       {nil, []string{"none can sign in"}},
		"a locked auditor":             {[]moderator.Account{as(moderator.Auditor, locked)}, []string{one, "none can sign in"}},
		"a locked moderator":           {[]moderator.Account{as(moderator.Moderator, locked)}, []string{one, "only one can sign in"}},
		"one, and a locked auditor":    {[]moderator.Account{as(moderator.Moderator, nil), as(moderator.Auditor, locked)}, []string{one, "only one can sign in"}},
		"two, of whom one is locked":   {[]moderator.Account{as(moderator.Moderator, nil), as(moderator.Moderator, locked)}, []string{one, "1 moderator and 0 auditors can sign in"}},
		"an invited moderator":         {[]moderator.Account{as(moderator.Moderator, invited)}, []string{"1 invitation, and nobody who can answer disputes yet"}},
		"an invited auditor":           {[]moderator.Account{as(moderator.Auditor, invited)}, []string{"none can sign in"}},
		"two moderators, one auditor":  {[]moderator.Account{as(moderator.Moderator, nil), as(moderator.Moderator, nil), as(moderator.Auditor, nil)}, []string{"2 moderators and 1 auditor can sign in"}},
		"one who is disabled, and one": {[]moderator.Account{as(moderator.Moderator, func(a *moderator.Account) { a.Disabled = true }), as(moderator.Moderator, nil)}, []string{"only one can sign in"}},
	} {
		x := &exam{staffed: true, people: c.people, now: now}
		x.staff()
		if len(x.Findings) != len(c.want) {
			t.Errorf("%s: %+v", name, x.Findings)
			continue
		}
		for i, f := range x.Findings {
			if !strings.Contains(f.What, c.want[i]) {
				t.Errorf("%s: %q, want %q", name, f.What, c.want[i])
			}
		}
	}
}
