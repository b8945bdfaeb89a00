package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/moderator"
	"ringfence/store/record"
)

// PutAccount implements store.Accounts.
func (s *Store) PutAccount(ctx context.Context, a moderator.Account) error {
	_, document, err := accountDocument(a)
	if err != nil {
		return err
	}
	return s.insert(ctx, accounts, document)
}

// accountDocument is an account as every store keeps it.
func accountDocument(a moderator.Account) (moderator.Account, bson.Raw, error) {
	a, err := record.AdmitAccount(a)
	if err != nil {
		return a, nil, err
	}
	document, err := record.EncodeAccount(a)
	return a, document, err
}

// Accounts implements store.Accounts.
func (s *Store) Accounts(ctx context.Context) ([]moderator.Account, error) {
	documents, err := s.all(ctx, query{in: accounts, by: byID, filter: bson.M{}, sort: ascending("_id")})
	if err != nil {
		return nil, err
	}
	return decodeAll(documents, record.DecodeAccount)
}

// SaveAccount implements store.Accounts.
func (s *Store) SaveAccount(ctx context.Context, a moderator.Account) (won bool, err error) {
	a, document, err := accountDocument(a)
	if err != nil {
		return false, err
	}
	return s.revise(ctx, accounts, a.Name, a.Revision, document)
}
