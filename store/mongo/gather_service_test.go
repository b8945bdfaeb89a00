//go:build service

package mongo

import (
	"errors"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/fault"
)

func inserting(id string) keyed {
	return keyed{key: id, write: driver.NewInsertOneModel().SetDocument(bson.M{"_id": id})}
}

func updating(id string) keyed {
	return keyed{key: id, write: change(bson.M{"_id": id}, bson.M{"$set": bson.M{"done": true}})}
}

// Of what many callers write in one round trip each learns what became of their own.
func TestEachCallerLearnsOfTheirOwn(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	g := gather{store: s, in: "gathered", most: 2}
	check(t, g.do(t.Context(), inserting("kept")))
	wrong := keyed{key: "a", write: change(bson.M{"_id": "kept"}, bson.M{"$inc": bson.M{"_id": 1}})}
	shares := []*share{}
	callers := []struct {
		writes []keyed
		want   error
	}{
		{[]keyed{updating("kept")}, nil},
		{[]keyed{inserting("new 1")}, nil},
		{[]keyed{inserting("kept")}, fault.Exists},
		{[]keyed{updating("absent")}, nil},
		{[]keyed{inserting("a"), inserting("kept"), inserting("new 2")}, fault.Exists},
		{[]keyed{wrong}, fault.Unavailable},
		{[]keyed{wrong, inserting("kept")}, fault.Unavailable},
		{[]keyed{inserting("new 3")}, nil},
	}
	for _, c := range callers {
		shares = append(shares, &share{writes: c.writes, done: make(chan error, 1)})
	}
	g.send(shares)
	for i, c := range callers {
		if err := explain(t.Context(), <-shares[i].done); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("caller %d: %v, want %v", i, err, c.want)
		}
	}
	if n, err := s.in("gathered").CountDocuments(t.Context(), bson.M{}); err != nil || n != 5 {
		t.Errorf("%d documents, %v", n, err)
	}
}

// Of many who write the same document one does.
func TestOneOfManyWritesADocument(t *testing.T) {
	s := openAt(t, database(t))
	defer s.Close()
	g := gather{store: s, in: "gathered", most: 2}
	var mu sync.Mutex
	var group sync.WaitGroup
	outcomes := map[error]int{}
	for range 64 {
		group.Go(func() {
			err := g.do(t.Context(), inserting("one"))
			mu.Lock()
			defer mu.Unlock()
			for _, known := range []error{nil, fault.Exists, fault.Unavailable} {
				if errors.Is(err, known) {
					outcomes[known]++
				}
			}
		})
	}
	group.Wait()
	if outcomes[nil] != 1 || outcomes[fault.Exists] != 63 {
		t.Errorf("outcomes: %v", outcomes)
	}
}
