package site

import (
	"crypto/rand"
	"errors"
	"iter"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"

	"ringfence/internal/index"
)

// TestAVolumeHoldsNoMoreThanItHasRoomFor keeps the tags of the rest.
func TestAVolumeHoldsNoMoreThanItHasRoomFor(t *testing.T) {
	large := make([]byte, mostPacked/2+1) // noise, which does not pack
	_, _ = rand.Read(large)
	written := 0
	write := func() ([]byte, error) {
		written++
		return large, nil
	}
	var v volume
	for n := range 3 {
		if f, err := v.file("https://a.example", n, write); err != nil || f.packed == nil {
			t.Fatalf("file %d: %v", n, err)
		}
	}
	for n, held := range []bool{true, false, false} {
		if f, err := v.file("https://a.example", n, write); err != nil || f.tag != tagOf(large) || (f.packed != nil) != held {
			t.Errorf("file %d is held: %v, %v", n, f.packed != nil, err)
		}
	}
	if written != 3 || v.packed > mostPacked {
		t.Errorf("written %d times, %d bytes are held", written, v.packed)
	}
	if _, err := v.file("https://b.example", 0, write); err != nil || written != 4 || len(v.files) != 1 {
		t.Errorf("for another origin: written %d times, %d held, %v", written, len(v.files), err)
	}
	broken := errors.New("nothing to write")
	if _, err := v.file("https://b.example", 1, func() ([]byte, error) { return nil, broken }); !errors.Is(err, broken) || len(v.files) != 1 {
		t.Errorf("held %d, %v", len(v.files), err)
	}
}

// nothing are lookups in which nothing is listed.
type nothing struct{ Lookups }

func (nothing) Listed(index.Place) (iter.Seq[index.Listed], error) {
	return func(func(index.Listed) bool) {}, nil
}

// TestAFileWithoutRoomIsWrittenAgain for whoever does not hold it.
func TestAFileWithoutRoomIsWrittenAgain(t *testing.T) {
	s := New(Config{Lookups: nothing{}, Origin: "https://a.example"})
	full := &volume{starts: make([]index.Place, 1), origin: s.Origin, files: map[int]file{}, packed: mostPacked}
	var bodies []string
	for range 2 {
		w := httptest.NewRecorder()
		if err := s.listedFile(echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/sitemaps/1.xml", nil), w), full, s.Origin, 0); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, w.Body.String())
	}
	if full.files[0].packed != nil || bodies[0] != bodies[1] || tagOf([]byte(bodies[1])) != full.files[0].tag {
		t.Errorf("%q", bodies)
	}
}
