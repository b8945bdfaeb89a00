package reputation

import (
	"cmp"
	"slices"
	"time"

	"ringfence/internal/report"
)

// Overturn makes s Overturned, raises Version and returns true; where s is not live nothing changes, and it is false.
func (s *Statement) Overturn() bool { return s.move(Live, Overturned) }

// Reinstate makes s live again, raises Version and returns true; where s is not Overturned nothing changes, and it is false. Where
// another of the same reporter was frozen meanwhile, both count.
func (s *Statement) Reinstate() bool { return s.move(Overturned, Live) }

// Withdraw makes s Withdrawn, raises Version and returns true; where s is neither live nor Overturned nothing changes, and it is false.
// What is withdrawn never counts again, whatever a moderator takes back: it is nobody's any more, so that it would count beside what the
// same person says next.
func (s *Statement) Withdraw() bool { return s.move(Live, Withdrawn) || s.move(Overturned, Withdrawn) }

func (s *Statement) move(from, to State) bool {
	if s.State != from {
		return false
	}
	s.State = to
	s.Version++
	return true
}

// Freeze takes the reporter from those statements about one subject that were received before a moment. A live one of them that a
// later live one of the same reporter supersedes, received before the moment or not, becomes Superseded, which raises its Version. So
// the same statements count before and after, whatever decisions say and whichever are undone.
//
// It returns those that changed, the earlier before the later: who writes them one by one in this order, and stops anywhere, has
// changed nothing of what counts either.
func Freeze(statements []Statement, before time.Time) (frozen []Statement) {
	ordered := slices.Clone(statements)
	slices.SortFunc(ordered, inOrder)
	last := lastOf(ordered)
	for _, s := range ordered {
		who := s.Speaks()
		if who == "" || !s.ReceivedAt.Before(before) {
			continue
		}
		if by, speaks := last[who]; speaks && by != s.Report {
			s.move(Live, Superseded)
		}
		s.Reporter, s.Person = "", ""
		frozen = append(frozen, s)
	}
	return frozen
}

// inOrder is the order of statements about a subject: by when they were received, and of one minute by report.
func inOrder(a, b Statement) int {
	return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), slices.Compare(a.Report[:], b.Report[:]))
}

// lastOf returns the last live report of each reporter, of statements about one subject in their order.
func lastOf(ordered []Statement) (last map[Pseudonym]report.ID) {
	for i := range ordered {
		if who := ordered[i].Speaks(); who != "" && ordered[i].State == Live {
			if last == nil { // for most subjects nobody can be recognised
				last = make(map[Pseudonym]report.ID)
			}
			last[who] = ordered[i].Report
		}
	}
	return last
}
