package bolt

import (
	"errors"
	"path/filepath"
	"testing"

	"ringfence/internal/fault"
	"ringfence/internal/listing"
)

// A file that was written before lists were published is of this format, and is given what it lacks.
func TestAFileWithoutEditionsIsGivenRoomForThem(t *testing.T) {
	path := sound(t)
	rewrite(t, path, func(tx tx) error { return tx.DeleteBucket([]byte(editionsBucket)) })
	if e, err := Examine(filepath.Dir(path)); err != nil || e.Format != formatVersion {
		t.Fatalf("a file of format %d, %v", e.Format, err)
	}
	s := openAt(t, filepath.Dir(path))
	defer s.Close()
	if won, err := s.Publish(t.Context(), listing.Edition{Version: 1, Body: []byte("x")}, 0); err != nil || !won {
		t.Errorf("published: %v, %v", won, err)
	}
}

func TestAnEditionThatMakesNoSenseIsDamaged(t *testing.T) {
	for name, value := range map[string]string{"rubbish": "rubbish", "no document": "", "an empty one": "\x05\x00\x00\x00\x00"} {
		s := openAt(t, t.TempDir())
		check(t, s.commits.do(t.Context(), func(tx tx) error { return tx.in(editionsBucket).Put(editionKey(10), []byte(value)) }))
		if _, err := s.Published(t.Context(), 0); !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
		check(t, s.Close())
	}
}
