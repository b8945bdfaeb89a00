package recorder

import (
	"testing"

	"ringfence/internal/accounts"
	"ringfence/internal/auditlog"
	"ringfence/internal/moderator"
)

// staff is an account, Ling's, with the desk that lets her in.
type staff struct {
	*archive
	desk *accounts.Roll
}

func newStaff(t *testing.T) *staff {
	t.Helper()
	a := newArchive(t)
	s := &staff{a, accounts.New(accounts.Config{Store: a.shelf, Keys: a.ring, Recorder: a.Recorder, Clock: a.Clock, Cost: moderator.Cost{Memory: 64, Passes: 1, Lanes: 1}})}
	in, err := s.desk.Add(t.Context(), "Ling", moderator.Moderator, "shell:root")
	s.ok(err)
	s.settle(in.Code)
	return s
}

// settle has her choose a password and a second factor.
func (s *staff) settle(invitation string) {
	s.Helper()
	w, err := s.desk.Invited(s.Context(), invitation, nil)
	s.ok(err)
	code, err := moderator.Code(w.Secret, s.now)
	s.ok(err)
	s.ok(s.desk.Settle(s.Context(), invitation, w.Sealed, "correct horse battery", code))
}

// invitedAnew has the operator invite her anew, as when a phone was stolen.
func (s *staff) invitedAnew() {
	s.Helper()
	in, err := s.desk.Reset(s.Context(), "Ling", "shell:root")
	s.ok(err)
	s.settle(in.Code)
}

func (s *staff) kept() moderator.Account {
	s.Helper()
	all, err := s.Accounts(s.Context())
	s.ok(err)
	return all[0]
}

// puts has somebody put an account into the store who has no keys.
func (s *staff) puts(a moderator.Account) {
	s.Helper()
	a.Revision = s.kept().Revision + 1
	won, err := s.SaveAccount(s.Context(), a)
	if s.ok(err); !won {
		s.Fatal("it is not kept")
	}
}

// TestAnOlderCopyOfAnAccountIsFound: what opens it was sealed by the keys of the service, with the role of today, and it was let in by the
// password and the phone of before.
func TestAnOlderCopyOfAnAccountIsFound(t *testing.T) {
	s := newStaff(t)
	older := s.kept()
	s.invitedAnew()
	today := s.kept()
	s.finds("as it is", s.another(), nil)
	s.puts(older)
	told := []string{
		`entry 3: the account "Ling" was about to be changed (reset) and is as before`,
		`entry 4: the account "Ling" was about to be changed (settled) and is as before`,
	}
	s.finds("put back", s.another(), nil, told...)
	s.ok(s.Recorder.Abandon(t.Context(), 4, "shell:root", "the server was killed"))
	s.finds("put back, and one entry explained", s.another(), nil, told[0])
	s.puts(today)
	s.finds("as it was", s.another(), nil)
	s.ok(s.desk.SignOut(t.Context(), "Ling"))
	s.finds("signed out, of which nothing is written", s.another(), nil)
}

// TestAnAlteredAccountThatIsGivenBack: the operator does what the runbook says, and is not told of tampering for it.
func TestAnAlteredAccountThatIsGivenBack(t *testing.T) {
	s := newStaff(t)
	altered := s.kept()
	altered.Password = "$argon2id$of-theirs"
	altered.Sessions = 1<<32 - 1 // so that the next is 0
	s.puts(altered)
	s.invitedAnew()
	s.finds("given back as an auditor", s.another(), nil)
	s.ok(s.desk.SetRole(t.Context(), "Ling", moderator.Moderator, "shell:root"))
	altered.Role = moderator.Auditor
	s.puts(altered)
	s.invitedAnew()
	s.finds("altered to an auditor, and given back as one", s.another(), nil)
	s.ok(s.desk.SetRole(t.Context(), "Ling", moderator.Moderator, "shell:root"))
	s.finds("given back twice, and made moderator", s.another(), nil)
}

// TestAResetUnderWay is told as no tampering while somebody verifies, nor where a crash cut it off.
func TestAResetUnderWay(t *testing.T) {
	s := newStaff(t)
	s.ok(s.CatchUp(t.Context()))
	s.record(auditlog.Entry{By: "shell:root", Action: auditlog.ChangedPeople, Kind: "reset", Object: "Ling", Sessions: s.kept().Sessions + 1})
	s.finds("cut off by a crash", s.another(), nil, `entry 3: the account "Ling" was about to be invited anew, and has a password`)
	v := verification{Findings: &Findings{}, settled: 3, said: nothing()}
	entries, err := s.Recorder.Entries(t.Context(), 0, 10)
	s.ok(err)
	for i := range entries {
		v.weigh(&entries[i], entries[i].Index)
	}
	v.done.people = []moderator.Account{s.kept()}
	if v.comparePeople(); len(v.Wrong)+len(v.missing) > 0 {
		t.Errorf("under way since the log was counted: %q, %v", v.Wrong, v.missing)
	}
}
