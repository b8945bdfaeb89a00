package bolt

import (
	"context"

	"ringfence/internal/registry"
	"ringfence/store/record"
)

// PutProposal implements store.Registry.
func (s *Store) PutProposal(ctx context.Context, p registry.Proposal) error {
	p, err := record.AdmitProposal(p)
	if err != nil {
		return err
	}
	value, err := record.EncodeProposal(p)
	if err != nil {
		return err
	}
	return s.put(ctx, "proposal", proposalsBucket, []byte(p.ID), value)
}

// SaveProposal implements store.Registry.
func (s *Store) SaveProposal(ctx context.Context, p registry.Proposal) (won bool, err error) {
	p, err = record.AdmitProposal(p)
	if err != nil {
		return false, err
	}
	value, err := record.EncodeProposal(p)
	if err != nil {
		return false, err
	}
	return s.revise(ctx, proposalsBucket, []byte(p.ID), value, p.Revision, func(b []byte) (uint64, error) {
		kept, err := record.DecodeProposal(b)
		return kept.Revision, err
	})
}

// Proposals implements store.Registry.
func (s *Store) Proposals(ctx context.Context, after string, limit int) (found []registry.Proposal, err error) {
	err = s.view(ctx, func(tx tx) error {
		found, err = afterID(tx, proposalsBucket, after, limit, record.DecodeProposal)
		return err
	})
	return found, err
}
