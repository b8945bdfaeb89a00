package mem

import (
	"testing"

	"ringfence/internal/reputation"
	"ringfence/store"
	"ringfence/store/storetest"
)

func open(*testing.T) store.Store { return New() }

func begin(s store.Store, t reputation.SealedTestimony) error {
	kept := s.(*Store)
	kept.mu.Lock()
	defer kept.mu.Unlock()
	return kept.begin(t)
}

func TestContract(t *testing.T) { storetest.Run(t, open) }

func TestUnfinished(t *testing.T) { storetest.Unfinished(t, open, begin) }

func TestModel(t *testing.T) { storetest.Model(t, open, storetest.Abilities{Begin: begin}) }

func TestTells(t *testing.T) { storetest.Tells(t, open) }

func TestContend(t *testing.T) { storetest.Contend(t, open) }
