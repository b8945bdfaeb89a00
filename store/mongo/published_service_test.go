//go:build service

package mongo

import (
	"bytes"
	"context"
	"iter"
	"sync"
	"testing"
	"time"

	"ringfence/internal/keyring"
	"ringfence/internal/publication"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// lookups say that the first so many numbers are a scam.
type lookups struct{ numbers int }

func (lookups) CatchUp(context.Context) error { return nil }

func (s lookups) Exported() (iter.Seq2[subject.Key, reputation.Packed], error) {
	return func(yield func(subject.Key, reputation.Packed) bool) {
		for n := range s.numbers {
			if !yield(number(n), reputation.Pack(reputation.Judgement{Verdict: reputation.Scam, Listed: true}).Told()) {
				return
			}
		}
	}, nil
}

// TestProcessesPublishOneSequence: two that publish at once, each from what its own lookups say, agree on every version, and hand out
// the same bytes.
func TestProcessesPublishOneSequence(t *testing.T) {
	c := database(t)
	ring, err := keyring.Open(&keyring.Memory{})
	check(t, err)
	var processes []*publication.Publication
	for range 2 {
		s := openAt(t, c)
		defer s.Close()
		processes = append(processes, publication.New(publication.Config{Store: s, Keys: ring, Clock: time.Now}))
	}
	const rounds = 12
	var all sync.WaitGroup
	for i, p := range processes {
		all.Go(func() {
			for n := range rounds {
				p.Lookups = lookups{1 + (n+i)%5}
				if _, err := p.Publish(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	late := publication.New(publication.Config{Store: processes[0].Store, Keys: ring, Clock: time.Now})
	one := processes[0]
	for _, p := range append(processes, late) {
		check(t, p.CatchUp(t.Context()))
		if p.List().Version() != one.List().Version() || p.List().Version() == 0 {
			t.Fatalf("versions %d and %d", p.List().Version(), one.List().Version())
		}
		for _, name := range append(p.List().Names(), "manifest") {
			if here, there := handedOut(t, p, name), handedOut(t, one, name); !bytes.Equal(here, there) {
				t.Errorf("%s:\n%s\n%s", name, here, there)
			}
		}
	}
}

func handedOut(t *testing.T, p *publication.Publication, name string) []byte {
	t.Helper()
	d, err := p.Manifest()
	if name != "manifest" {
		d, err = p.Document(name, 0, 0)
	}
	check(t, err)
	return d.Body
}
