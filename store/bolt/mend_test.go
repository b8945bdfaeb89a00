package bolt

import (
	"errors"
	"testing"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// A projection that cannot be read is passed over by those who follow, and dropped, with all that is
// listed of it, by mending.
func TestWhatCannotBeReadIsPassedOverAndDropped(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	write(t, s, 0, 3)
	broken, err := subject.ParseKey("qq/10001")
	check(t, err)
	check(t, s.commits.do(t.Context(), func(tx tx) error {
		return tx.in(projectionsBucket).Put([]byte(broken.String()), []byte("rubbish"))
	}))
	changed, _, err := s.Changed(t.Context(), "", 10)
	check(t, err)
	if len(changed) != 3 || changed[1].Subject != broken || changed[1].Revision != 0 || changed[2].Revision != 1 {
		t.Errorf("followed: %+v", changed)
	}
	lost, err := s.Mend(t.Context())
	check(t, err)
	if len(lost) != 1 || lost[0] != broken {
		t.Errorf("mending lost %v", lost)
	}
	if _, err := s.Projection(t.Context(), broken); !errors.Is(err, fault.NotFound) {
		t.Errorf("after mending: %v", err)
	}
	due, err := s.DueBy(t.Context(), time.Unix(3600, 0), 10)
	check(t, err)
	if changed, _, err = s.Changed(t.Context(), "", 10); err != nil || len(changed) != 2 || len(due) != 2 {
		t.Errorf("after mending %v follow and %v are due, %v", changed, due, err)
	}
	write(t, s, 1, 2) // its first revision
}
