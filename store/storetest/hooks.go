package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// hooked makes up a hook in a revision.
func hooked(name string, revision uint64) webhook.Hook {
	return webhook.Hook{
		Name: name, Revision: revision, URL: "https://example.edu/alerts", Scope: trend.Scope{Table: trend.ByCampus, Row: "浙江大学"},
		Events: []webhook.Event{webhook.BurstFound, webhook.BriefPublished}, Secret: fmt.Appendf(nil, "sealed for %s", name), MadeAt: noon,
		Deliveries: []webhook.Delivery{{ID: "burst", At: noon, Attempts: int(revision), Outcome: webhook.Taken}},
	}
}

// failing is hook a with everything in it.
func failing() webhook.Hook {
	h := hooked("a", 7)
	h.Private, h.Scope, h.Former, h.FormerUntil, h.PausedUntil = true, trend.Country(), []byte("sealed before"), noon.Add(time.Hour), noon.Add(2*time.Hour)
	h.FailingSince, h.DisabledAt, h.Why = noon.Add(time.Minute), noon.Add(24*time.Hour), webhook.Failing
	h.Deliveries = append(h.Deliveries, webhook.Delivery{ID: "brief", At: noon.Add(time.Second), NextAt: noon.Add(3 * time.Hour)})
	return h
}

// tells expects that a hook is written, or not.
func (s *stage) tells(h webhook.Hook, wins bool) {
	s.t.Helper()
	won, err := s.store.SaveHook(s.ctx, h)
	s.ok(err)
	same(s.t, fmt.Sprintf("%s is written in revision %d", h.Name, h.Revision), won, wins)
}

// hooks expects these to be all hooks.
func (s *stage) hooks(want ...webhook.Hook) {
	s.t.Helper()
	got, err := s.store.Hooks(s.ctx)
	s.ok(err)
	same(s.t, "hooks", got, want)
}

var hookSentences = []sentence{
	{"all come as they stand, ordered by name", func(s *stage) {
		s.hooks()
		for _, h := range []webhook.Hook{hooked("c", 1), failing(), hooked("b", 3)} {
			s.ok(s.store.PutHook(s.ctx, h))
		}
		s.hooks(failing(), hooked("b", 3), hooked("c", 1))
	}},
	{"a name that is kept is kept once", func(s *stage) {
		s.ok(s.store.PutHook(s.ctx, hooked("a", 1)))
		s.fails(s.store.PutHook(s.ctx, failing()), fault.Exists)
		s.hooks(hooked("a", 1))
	}},
	{"what is written after the revision that is kept is kept, all of it", func(s *stage) {
		s.ok(s.store.PutHook(s.ctx, hooked("a", 6)))
		s.tells(failing(), true)
		s.hooks(failing())
		s.tells(hooked("a", 8), true)
		s.hooks(hooked("a", 8))
	}},
	{"what is written after any other revision is not", func(s *stage) {
		s.ok(s.store.PutHook(s.ctx, hooked("a", 2)))
		for _, revision := range []uint64{1, 2, 4, 1 << 62} {
			s.tells(hooked("a", revision), false)
		}
		s.hooks(hooked("a", 2))
	}},
	{"one that was dropped stays so, though another has its name", func(s *stage) {
		s.tells(hooked("a", 2), false)
		s.ok(s.store.PutHook(s.ctx, hooked("a", 1)))
		s.ok(s.store.DropHook(s.ctx, "a"))
		s.fails(s.store.DropHook(s.ctx, "a"), fault.NotFound)
		s.tells(hooked("a", 2), false)
		s.hooks()
		anew := hooked("a", 1)
		anew.MadeAt = noon.Add(time.Hour)
		s.ok(s.store.PutHook(s.ctx, anew))
		s.tells(hooked("a", 2), false)
		s.hooks(anew)
	}},
	{"its times are kept to the second", func(s *stage) {
		precise := failing()
		for _, at := range []*time.Time{
			&precise.MadeAt, &precise.FormerUntil, &precise.PausedUntil, &precise.FailingSince, &precise.DisabledAt,
			&precise.Deliveries[1].At, &precise.Deliveries[1].NextAt,
		} {
			*at = at.Add(999 * time.Millisecond).In(time.FixedZone("UTC+8", 8*3600))
		}
		s.ok(s.store.PutHook(s.ctx, precise))
		s.hooks(failing())
		precise.Revision++
		s.tells(precise, true)
		want := failing()
		want.Revision++
		s.hooks(want)
	}},
	{"what is handed over belongs to the receiver", func(s *stage) {
		h := failing()
		s.ok(s.store.PutHook(s.ctx, h))
		spoil := func(h webhook.Hook) {
			h.Events[0], h.Secret[0], h.Former[0], h.Deliveries[0].ID = "X", 'X', 'X', "X"
		}
		spoil(h)
		got, err := s.store.Hooks(s.ctx)
		s.ok(err)
		spoil(got[0])
		s.hooks(failing())
	}},
	{"of all who write after one revision one wins", func(s *stage) {
		const revisions = 10
		s.ok(s.store.PutHook(s.ctx, hooked("a", 1)))
		var won atomic.Uint64
		var group sync.WaitGroup
		for range contenders {
			group.Go(func() {
				for revision := range uint64(revisions) {
					did, err := s.store.SaveHook(s.ctx, hooked("a", revision+2))
					check(s, err)
					if did {
						won.Add(1)
					}
				}
			})
		}
		group.Wait()
		s.hooks(hooked("a", won.Load()+1))
	}},
	{"a hook that cannot be kept is an error", func(s *stage) {
		for name, spoil := range map[string]func(*webhook.Hook){
			"without a name":       func(h *webhook.Hook) { h.Name = "" },
			"without an address":   func(h *webhook.Hook) { h.URL = "" },
			"without a secret":     func(h *webhook.Hook) { h.Secret = nil },
			"of no revision":       func(h *webhook.Hook) { h.Revision = 0 },
			"that was never made":  func(h *webhook.Hook) { h.MadeAt = time.Time{} },
			"of a revision beyond": func(h *webhook.Hook) { h.Revision = ^uint64(0) },
		} {
			h := hooked("a", 1)
			if spoil(&h); s.store.PutHook(s.ctx, h) == nil {
				s.t.Errorf("put a hook %s", name)
			}
			if won, err := s.store.SaveHook(s.ctx, h); won || err == nil {
				s.t.Errorf("saved a hook %s: %v", name, err)
			}
		}
		s.hooks()
	}},
}
