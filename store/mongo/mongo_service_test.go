//go:build service

package mongo

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/store"
	"ringfence/store/record"
	"ringfence/store/storetest"
)

// patient waits for the server longer than a service would: these tests are about what it says.
const patient = 20 * time.Second

// server returns the URI of a server: MONGODB_URI, or what deploy/dev/services brings up. Without one the
// test fails.
var server = sync.OnceValues(func() (string, error) {
	if uri := os.Getenv("MONGODB_URI"); uri != "" {
		return uri, nil
	}
	out, err := exec.Command("../../deploy/dev/services", "mongodb").Output()
	if err != nil {
		return "", err
	}
	_, uri, _ := strings.Cut(string(out), "MONGODB_URI=")
	uri, _, _ = strings.Cut(uri, "\n")
	return uri, nil
})

// database returns the configuration of a database of the test's own, which is dropped when it ends.
func database(t *testing.T) Config {
	t.Helper()
	uri, err := server()
	if err != nil {
		t.Fatalf("these tests need a server: set MONGODB_URI, or see why deploy/dev/services fails: %v", err)
	}
	base, query, _ := strings.Cut(uri, "?")
	config := Config{URI: strings.TrimSuffix(base, "/") + "/test" + strings.ToLower(rand.Text()[:12]) + "?" + query, Deadline: patient}
	t.Cleanup(func() {
		s, err := Open(context.Background(), config)
		if err != nil {
			t.Errorf("drop: %v", err)
			return
		}
		defer s.Close()
		if err := s.db.Drop(context.Background()); err != nil {
			t.Errorf("drop: %v", err)
		}
	})
	return config
}

func openAt(t *testing.T, c Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t *testing.T) store.Store { return openAt(t, database(t)) }

// reused returns what opens stores that are empty, each of a database which one before has left where there is one: to make collections and
// indexes takes much longer than to empty them.
func reused(t *testing.T) storetest.Open {
	var left []Config
	return func(user *testing.T) store.Store {
		var c Config
		if n := len(left); n > 0 {
			c, left = left[n-1], left[:n-1]
		} else {
			c = database(t)
		}
		user.Cleanup(func() {
			empty(user, c)
			left = append(left, c)
		})
		return openAt(user, c)
	}
}

// empty removes all documents of a database.
func empty(t *testing.T, c Config) {
	t.Helper()
	ctx := context.Background() // that of a test has ended when it cleans up
	s, err := connect(ctx, c, options.Client())
	check(t, err)
	defer s.Close()
	names, err := s.db.ListCollectionNames(ctx, bson.M{})
	check(t, err)
	for _, name := range names {
		_, err := s.db.Collection(name).DeleteMany(ctx, bson.M{})
		check(t, err)
	}
}

func begin(s store.Store, r reputation.SealedTestimony) error {
	_, err := s.(*Store).begin(context.Background(), r)
	return err
}

func TestContract(t *testing.T) { storetest.Run(t, reused(t)) }

func TestUnfinished(t *testing.T) { storetest.Unfinished(t, open, begin) }

func TestUnreadable(t *testing.T) {
	spoil := func(s store.Store, in collection, id any, field string) error {
		did, err := s.(*Store).update(context.Background(), in, bson.M{"_id": id}, bson.M{"$set": bson.M{field: "rubbish"}})
		if err == nil && !did {
			return fault.NotFound
		}
		return err
	}
	storetest.Unreadable(t, open, map[string]storetest.Spoil{
		"testimony": func(s store.Store, r reputation.SealedTestimony) error {
			return spoil(s, testimonies, r.Receipt[:], "i")
		},
		"a statement": func(s store.Store, r reputation.SealedTestimony) error {
			_, err := s.Statements(context.Background(), r.Statements[1].Subject) // which waits until it is written
			return errors.Join(err, spoil(s, truth, record.StatementID(r.Statements[1].Subject, r.Report), "m"))
		},
	})
}

func TestUnreadableEditions(t *testing.T) {
	list := func(change bson.M) storetest.SpoilEdition {
		return func(s store.Store, _ uint64) error {
			did, err := s.(*Store).update(context.Background(), editions, bson.M{"_id": published}, change)
			if err == nil && !did {
				return fault.NotFound
			}
			return err
		}
	}
	storetest.UnreadableEditions(t, open, map[string]storetest.SpoilEdition{
		"a list of editions":       list(bson.M{"$set": bson.M{fieldEditions: "rubbish"}}),
		"an edition in the list":   list(bson.M{"$set": bson.M{fieldEditions + ".1": "rubbish"}}),
		"a list of another number": list(bson.M{"$set": bson.M{fieldChange: "rubbish"}}),
		"a part that is lost": func(s store.Store, version uint64) error {
			_, err := s.(*Store).in(parts).DeleteMany(context.Background(), bson.M{fieldVersion: int64(version)})
			return err
		},
		"a part": func(s store.Store, version uint64) error {
			_, err := s.(*Store).update(context.Background(), parts, bson.M{fieldVersion: int64(version)}, bson.M{"$set": bson.M{fieldPart: "rubbish"}})
			return err
		},
	})
}

func TestUnreadableFigures(t *testing.T) {
	spoil := func(s store.Store, in collection, id, field string) error {
		did, err := s.(*Store).update(context.Background(), in, bson.M{"_id": id}, bson.M{"$set": bson.M{field: "rubbish"}})
		if err == nil && !did {
			return fault.NotFound
		}
		return err
	}
	storetest.UnreadableFigures(t, open, storetest.SpoilFigures{
		Week:  func(s store.Store, of trend.Week) error { return spoil(s, weeks, of.String(), "c") },
		Burst: func(s store.Store, id string) error { return spoil(s, bursts, id, "u") },
	})
}

func TestContend(t *testing.T) { storetest.Contend(t, open) }

// seldom has rapid check fewer runs than its 100: each is in a database of its own, which takes most of the time. Other stores check all.
func seldom(t *testing.T) {
	t.Helper()
	checks := flag.Lookup("rapid.checks").Value
	before := checks.String()
	if err := checks.Set("40"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Set(before) })
}

func TestModel(t *testing.T) {
	seldom(t)
	configs := map[*Store]Config{}
	storetest.Model(t, func(t *testing.T) store.Store {
		c := database(t)
		s := openAt(t, c)
		configs[s] = c
		return s
	}, storetest.Abilities{
		Begin: begin,
		Reopen: func(t *testing.T, s store.Store) store.Store {
			c := configs[s.(*Store)]
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			again := openAt(t, c)
			configs[again] = c
			return again
		},
	})
}
