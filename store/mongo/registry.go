package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/registry"
	"ringfence/store/record"
)

// PutProposal implements store.Registry.
func (s *Store) PutProposal(ctx context.Context, p registry.Proposal) error {
	_, document, err := proposalDocument(p)
	if err != nil {
		return err
	}
	return s.insert(ctx, proposals, document)
}

// proposalDocument is a proposal as every store keeps it.
func proposalDocument(p registry.Proposal) (registry.Proposal, bson.Raw, error) {
	p, err := record.AdmitProposal(p)
	if err != nil {
		return p, nil, err
	}
	document, err := record.EncodeProposal(p)
	return p, document, err
}

// SaveProposal implements store.Registry.
func (s *Store) SaveProposal(ctx context.Context, p registry.Proposal) (won bool, err error) {
	p, document, err := proposalDocument(p)
	if err != nil {
		return false, err
	}
	return s.revise(ctx, proposals, p.ID, p.Revision, document)
}

// Proposals implements store.Registry.
func (s *Store) Proposals(ctx context.Context, after string, limit int) ([]registry.Proposal, error) {
	return afterID(ctx, s, proposals, after, limit, record.DecodeProposal)
}
