package storetest

import (
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/moderator"
)

// employed makes up an account in a revision.
func employed(name string, revision uint64) moderator.Account {
	return moderator.Account{
		Name: name, Revision: revision, Role: moderator.Auditor, MadeAt: noon, Invite: []byte("hash of a code"), InviteTil: noon.Add(24 * time.Hour),
	}
}

// locked is account a with everything in it.
func locked() moderator.Account {
	a := employed("a", 7)
	a.Role, a.Password, a.Factor, a.Step = moderator.Moderator, "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", []byte("sealed"), 58_000_000
	a.Disabled, a.Sessions, a.Failures, a.LockedTil = true, 1<<32-1, 6, noon.Add(30*time.Minute)
	return a
}

// saves expects that an account is written, or not.
func (s *stage) employs(a moderator.Account, wins bool) {
	s.t.Helper()
	s.written("account "+a.Name, a.Revision, wins)(s.store.SaveAccount(s.ctx, a))
}

// accounts expects these to be all accounts.
func (s *stage) accounts(want ...moderator.Account) {
	s.t.Helper()
	got, err := s.store.Accounts(s.ctx)
	s.ok(err)
	same(s.t, "accounts", got, want)
}

var accountSentences = []sentence{
	{"all come as they stand, ordered by name", func(s *stage) {
		s.accounts()
		for _, a := range []moderator.Account{employed("c", 1), locked(), employed("b", 3)} {
			s.ok(s.store.PutAccount(s.ctx, a))
		}
		s.accounts(locked(), employed("b", 3), employed("c", 1))
	}},
	{"a name that is kept is kept once", func(s *stage) {
		s.ok(s.store.PutAccount(s.ctx, employed("a", 1)))
		s.fails(s.store.PutAccount(s.ctx, locked()), fault.Exists)
		s.accounts(employed("a", 1))
	}},
	{"what is written after the revision that is kept is kept, all of it", func(s *stage) {
		s.ok(s.store.PutAccount(s.ctx, employed("a", 6)))
		s.employs(locked(), true)
		s.accounts(locked())
		s.employs(employed("a", 8), true)
		s.accounts(employed("a", 8))
	}},
	{"what is written after any other revision is not, nor what is not kept", func(s *stage) {
		s.ok(s.store.PutAccount(s.ctx, employed("a", 2)))
		for _, revision := range []uint64{1, 2, 4, 1 << 62} {
			s.employs(employed("a", revision), false)
		}
		s.employs(employed("b", 1), false)
		s.accounts(employed("a", 2))
	}},
	{"its times are kept to the second", func(s *stage) {
		precise := locked()
		spread(&precise.MadeAt, &precise.LockedTil, &precise.InviteTil)
		s.ok(s.store.PutAccount(s.ctx, precise))
		s.accounts(locked())
		precise.Revision++
		s.employs(precise, true)
		want := locked()
		want.Revision++
		s.accounts(want)
	}},
	{"what is handed over belongs to the receiver", func(s *stage) {
		a := locked()
		s.ok(s.store.PutAccount(s.ctx, a))
		a.Factor[0], a.Invite[0] = 'X', 'X'
		got, err := s.store.Accounts(s.ctx)
		s.ok(err)
		got[0].Factor[0], got[0].Invite[0] = 'X', 'X'
		s.accounts(locked())
	}},
	{"of all who write after one revision one wins", func(s *stage) {
		s.ok(s.store.PutAccount(s.ctx, employed("a", 1)))
		oneWins(s, func(revision uint64) (bool, error) { return s.store.SaveAccount(s.ctx, employed("a", revision)) }, func() uint64 {
			all, err := s.store.Accounts(s.ctx)
			s.ok(err)
			return all[0].Revision
		})
	}},
	{"an account that cannot be kept is an error", func(s *stage) {
		for name, spoil := range map[string]func(*moderator.Account){
			"without a name":       func(a *moderator.Account) { a.Name = "" },
			"without a role":       func(a *moderator.Account) { a.Role = "" },
			"of no revision":       func(a *moderator.Account) { a.Revision = 0 },
			"of a revision beyond": func(a *moderator.Account) { a.Revision = ^uint64(0) },
			"that was never made":  func(a *moderator.Account) { a.MadeAt = time.Time{} },
		} {
			a := employed("a", 1)
			if spoil(&a); s.store.PutAccount(s.ctx, a) == nil {
				s.t.Errorf("put an account %s", name)
			}
			if won, err := s.store.SaveAccount(s.ctx, a); won || err == nil {
				s.t.Errorf("saved an account %s: %v", name, err)
			}
		}
		s.accounts()
	}},
}

// spread moves times within their second, and to another place.
func spread(times ...*time.Time) {
	for _, at := range times {
		*at = at.Add(999 * time.Millisecond).In(time.FixedZone("UTC+8", 8*3600))
	}
}
