package storetest

import (
	"fmt"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/registry"
	"ringfence/internal/subject"
)

// proposed makes up a proposal.
func proposed(id string, revision uint64) registry.Proposal {
	return registry.Proposal{
		ID: id, Revision: revision, Subject: key("CN/95588"), Name: "中国工商银行", Sector: registry.Bank, Evidence: "https://www.icbc.com.cn/", By: "a moderator",
		At: noon, State: registry.Open,
	}
}

// settled is proposal a with everything in it, in revision 7.
func settled() registry.Proposal {
	p := proposed("a", 7)
	p.Subject, p.Remove, p.State, p.DecidedBy, p.DecidedAt, p.Decision = about(5), "an entry", registry.Approved, "another", noon.Add(time.Hour), "a decision"
	return p
}

// proposals expects these proposals after an ID.
func (s *stage) proposals(after string, limit int, want ...registry.Proposal) {
	s.t.Helper()
	got, err := s.store.Proposals(s.ctx, after, limit)
	s.ok(err)
	same(s.t, fmt.Sprintf("%d proposals after %q", limit, after), got, want)
}

// settles expects that a proposal is written, or not.
func (s *stage) settles(p registry.Proposal, wins bool) {
	s.t.Helper()
	s.written("proposal "+p.ID, p.Revision, wins)(s.store.SaveProposal(s.ctx, p))
}

var registrySentences = []sentence{
	{"all come as they stand, ordered by ID, after one, as many as asked", func(s *stage) {
		s.proposals("", 10)
		for _, p := range []registry.Proposal{proposed("c", 1), settled(), proposed("b", 3)} {
			s.ok(s.store.PutProposal(s.ctx, p))
		}
		s.proposals("", 10, settled(), proposed("b", 3), proposed("c", 1))
		s.proposals("", 1, settled())
		s.proposals("a", 1, proposed("b", 3))
		s.proposals("aa", 10, proposed("b", 3), proposed("c", 1))
		s.proposals("c", 10)
		s.proposals("", 0)
	}},
	{"an ID that is kept is kept once", func(s *stage) {
		s.ok(s.store.PutProposal(s.ctx, proposed("a", 1)))
		s.fails(s.store.PutProposal(s.ctx, settled()), fault.Exists)
		s.proposals("", 10, proposed("a", 1))
	}},
	{"what is written after the revision that is kept is kept, all of it", func(s *stage) {
		s.ok(s.store.PutProposal(s.ctx, proposed("a", 6)))
		s.settles(settled(), true)
		s.proposals("", 10, settled())
		s.settles(proposed("a", 8), true)
		s.proposals("", 10, proposed("a", 8))
	}},
	{"what is written after any other revision is not, nor what is not kept", func(s *stage) {
		s.ok(s.store.PutProposal(s.ctx, proposed("a", 2)))
		for _, revision := range []uint64{1, 2, 4, 1 << 62} {
			s.settles(proposed("a", revision), false)
		}
		s.settles(proposed("b", 1), false)
		s.proposals("", 10, proposed("a", 2))
	}},
	{"its times are kept to the second", func(s *stage) {
		precise := settled()
		spread(&precise.At, &precise.DecidedAt)
		s.ok(s.store.PutProposal(s.ctx, precise))
		s.proposals("", 10, settled())
	}},
	{"of all who write after one revision one wins", func(s *stage) {
		s.ok(s.store.PutProposal(s.ctx, proposed("a", 1)))
		oneWins(s, func(revision uint64) (bool, error) { return s.store.SaveProposal(s.ctx, proposed("a", revision)) }, func() uint64 {
			all, err := s.store.Proposals(s.ctx, "", 10)
			s.ok(err)
			return all[0].Revision
		})
	}},
	{"a proposal that cannot be kept is an error", func(s *stage) {
		for name, spoil := range map[string]func(*registry.Proposal){
			"without an ID":        func(p *registry.Proposal) { p.ID = "" },
			"about nothing":        func(p *registry.Proposal) { p.Subject = subject.Key{} },
			"in no state":          func(p *registry.Proposal) { p.State = "" },
			"of no revision":       func(p *registry.Proposal) { p.Revision = 0 },
			"of a revision beyond": func(p *registry.Proposal) { p.Revision = ^uint64(0) },
			"that was never made":  func(p *registry.Proposal) { p.At = time.Time{} },
		} {
			p := proposed("a", 1)
			if spoil(&p); s.store.PutProposal(s.ctx, p) == nil {
				s.t.Errorf("put a proposal %s", name)
			}
			if won, err := s.store.SaveProposal(s.ctx, p); won || err == nil {
				s.t.Errorf("saved a proposal %s: %v", name, err)
			}
		}
		s.proposals("", 10)
	}},
}
