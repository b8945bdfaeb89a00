package bolt

import (
	"context"
	"path/filepath"
	"testing"

	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/store"
	"ringfence/store/storetest"
)

func open(t *testing.T) store.Store { return openAt(t, t.TempDir()) }

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func begin(s store.Store, t reputation.SealedTestimony) error {
	f, err := prepareFiling(t)
	if err != nil {
		return err
	}
	return s.(*Store).commits.do(context.Background(), f.begin)
}

func TestContract(t *testing.T) { storetest.Run(t, open) }

func TestUnfinished(t *testing.T) { storetest.Unfinished(t, open, begin) }

func TestUnreadable(t *testing.T) {
	put := func(s store.Store, in bucket, key []byte) error {
		return s.(*Store).commits.do(context.Background(), func(tx tx) error { return tx.in(in).Put(key, []byte("rubbish")) })
	}
	storetest.Unreadable(t, open, map[string]storetest.Spoil{
		"testimony": func(s store.Store, r reputation.SealedTestimony) error { return put(s, testimonyBucket, r.Receipt[:]) },
		"a statement": func(s store.Store, r reputation.SealedTestimony) error {
			return put(s, statementsBucket, under(r.Statements[1].Subject, r.Report.String()))
		},
	})
}

func TestUnreadableEditions(t *testing.T) {
	storetest.UnreadableEditions(t, open, map[string]storetest.SpoilEdition{
		"an edition": func(s store.Store, version uint64) error {
			return s.(*Store).commits.do(context.Background(), func(tx tx) error { return tx.in(editionsBucket).Put(editionKey(version), []byte("rubbish")) })
		},
	})
}

func TestUnreadableFigures(t *testing.T) {
	put := func(s store.Store, in bucket, key string) error {
		return s.(*Store).commits.do(context.Background(), func(tx tx) error { return tx.in(in).Put([]byte(key), []byte("rubbish")) })
	}
	storetest.UnreadableFigures(t, open, storetest.SpoilFigures{
		Week:  func(s store.Store, of trend.Week) error { return put(s, weeksBucket, of.String()) },
		Burst: func(s store.Store, id string) error { return put(s, burstsBucket, id) },
	})
}

func TestModel(t *testing.T) {
	storetest.Model(t, open, storetest.Abilities{Begin: begin, Reopen: reopen, ForgetsLeases: true})
}

func reopen(t *testing.T, s store.Store) store.Store {
	path := filepath.Dir(s.(*Store).db.Path())
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return openAt(t, path)
}

func TestTells(t *testing.T) { storetest.Tells(t, open) }

func TestContend(t *testing.T) { storetest.Contend(t, open) }
