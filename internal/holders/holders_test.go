package holders_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
	"ringfence/internal/holders"
	"ringfence/store/mem"
)

// key makes up an API key.
func key(name string) apikey.Key {
	return apikey.Key{Name: name, Hash: apikey.Hash([]byte(name + "................................")), Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}}
}

// TestKeysWithoutTheStore: what was known goes on while the store is away, and nothing new is made up.
func TestKeysWithoutTheStore(t *testing.T) {
	s, ctx := mem.New(), t.Context()
	r := holders.New(s)
	expect := func(when, name string, known, revoked bool) {
		t.Helper()
		if k, ok := r.Key(key(name).Hash); ok != known || k.Revoked != revoked {
			t.Errorf("%s: %s: %+v, %v", when, name, k, ok)
		}
	}
	if err := errors.Join(s.PutKey(ctx, key("app")), s.PutKey(ctx, key("old")), s.RevokeKey(ctx, "old")); err != nil {
		t.Fatal(err)
	}
	expect("before the first reading", "app", false, false)
	if err := r.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	expect("after it", "app", true, false)
	expect("after it", "old", true, true)
	expect("after it", "none", false, false)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.CatchUp(ctx); !errors.Is(err, fault.Unavailable) {
		t.Errorf("the store is away: %v", err)
	}
	expect("while the store is away", "app", true, false)
	expect("while the store is away", "old", true, true)
}

// TestRun follows a store for some seconds, which pass at once.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mem.New()
		r := holders.New(s)
		ctx, stop := context.WithCancel(t.Context())
		var said []error
		ended := make(chan struct{})
		go func() {
			r.Run(ctx, func(err error) { said = append(said, err) })
			close(ended)
		}()
		if err := s.PutKey(ctx, key("app")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second + 1)
		synctest.Wait()
		if _, ok := r.Key(key("app").Hash); !ok || len(said) > 0 {
			t.Errorf("a second after it was issued: known %v, said %v", ok, said)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if len(said) != 1 || !errors.Is(said[0], fault.Unavailable) {
			t.Errorf("five seconds without the store: said %v", said)
		}
		stop()
		<-ended
	})
}
