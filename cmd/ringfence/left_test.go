package main

import (
	"strings"
	"testing"

	"ringfence/store/bolt"
)

// An embedded store beside a MongoDB that is served is told of; one that is served, or none, is not.
func TestAStoreThatWasLeftIsTold(t *testing.T) {
	left, none := t.TempDir(), t.TempDir()
	s, err := bolt.Open(bolt.Config{Path: left})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at    place
		found bool
	}{
		{place{Data: left, MongoDB: "mongodb://127.0.0.1:1/x"}, true},
		{place{Data: none, MongoDB: "mongodb://127.0.0.1:1/x"}, false},
		{place{Data: left}, false},
	} {
		x := &exam{serveCommand: &serveCommand{place: c.at}}
		x.left()
		var printed strings.Builder
		if err := x.Print(&printed); err != nil {
			t.Fatal(err)
		}
		if found := strings.Contains(printed.String(), "an embedded store lies in "+left); found != c.found {
			t.Errorf("%v: %q", c.at, printed.String())
		}
	}
}
