package confirmation_test

import (
	"errors"
	"fmt"
	"testing"

	"ringfence/internal/subject"
)

// more is how many steps more something has when the other came in between.
const more = 4

// TestWhicheverComesLastFindsTheOther runs a form and a text against each other: one begins and the other comes whole before any of its
// steps, or after all of them; and the one that began ends at any of its steps, before it or just after, as in a crash, and is sent again,
// as browsers and gateways do. Whatever happens, the report is by the phone in the end.
func TestWhicheverComesLastFindsTheOther(t *testing.T) {
	w := newWorld(t)
	phone := key(t, "+12025550150")
	code, secret := w.offer()
	offered := w.copied()
	form := func() error { return w.submit(code, secret) }
	text := func() error { return w.text(string(code), phone) }
	for _, pair := range []struct {
		name          string
		first, second func() error
	}{{"the form begins", form, text}, {"the text begins", text, form}} {
		steps := w.steps(pair.first, offered)
		if steps < 2 {
			t.Fatalf("%s: only %d steps", pair.name, steps)
		}
		for meets := 1; meets <= steps+1; meets++ {
			for ends := range 2*(steps+more) + 1 {
				offered()
				name := fmt.Sprintf("%s, the other comes at step %d, crash %d", pair.name, meets, ends)
				s := schedule{w: w, meets: meets, other: pair.second, ends: ends}
				s.run(pair.first)
				if who := w.spoke[receipt]; who != "phone/"+phone.String() {
					t.Errorf("%s: the report is by %q", name, who)
				}
			}
		}
	}
}

// text is a message with a code, which the gateway delivers until it is taken.
func (w *world) text(code string, phone subject.Key) error {
	found, err := w.Hear(w.Context(), code, phone)
	if err == nil && !found {
		w.Error("the code is not found")
	}
	return err
}

// steps returns how many steps something has.
func (w *world) steps(what func() error, anew func()) (n int) {
	anew()
	w.before = func() error { n++; return nil }
	if err := what(); err != nil {
		w.Fatal(err)
	}
	w.before = nothing
	return n
}

// schedule has one thing come in between another, and a crash end that.
type schedule struct {
	w     *world
	meets int // the step before which the other comes
	other func() error
	ends  int // 0: no crash; odd: before a step; even: after it, with what it changed kept

	step int
	met  bool
}

// run does what begins, until nothing ends it, and the other if it did not come in between.
func (s *schedule) run(first func() error) {
	s.w.before, s.w.after = s.beforeStep, s.afterStep
	err := first()
	s.w.before, s.w.after = nothing, nothing
	if errors.Is(err, errCrash) {
		err = nil
		if !s.met {
			s.meet()
		}
		if again := first(); again != nil {
			err = again
		}
	}
	if !s.met {
		s.meet()
	}
	if err != nil {
		s.w.Error(err)
	}
}

func (s *schedule) beforeStep() error {
	s.step++
	if s.step == s.meets {
		s.meet()
	}
	if s.ends == 2*s.step-1 {
		return errCrash
	}
	return nil
}

func (s *schedule) afterStep() error {
	if s.ends > 0 && s.ends == 2*s.step {
		return errCrash
	}
	return nil
}

// meet has the other come, whole.
func (s *schedule) meet() {
	s.met = true
	before, after := s.w.before, s.w.after
	s.w.before, s.w.after = nothing, nothing
	if err := s.other(); err != nil {
		s.w.Error(err)
	}
	s.w.before, s.w.after = before, after
}
