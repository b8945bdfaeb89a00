package apikey_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ringfence/internal/apikey"
)

func TestKeysAreTheirOwn(t *testing.T) {
	a, b := apikey.New(), apikey.New()
	if a == b || len(a) != 35 || !strings.HasPrefix(a, "rf_") || !apikey.In("key="+a+"&x") {
		t.Errorf("%q and %q", a, b)
	}
	ha, err := apikey.HashOf(a)
	hb, _ := apikey.HashOf(b)
	if err != nil || ha == hb {
		t.Errorf("%x and %x, %v", ha, hb, err)
	}
	for _, no := range []string{"", "rf_", "rf_job_hunter", a + "a", " " + a, strings.TrimPrefix(a, "rf_"), "+12025550143"} {
		if _, err := apikey.HashOf(no); !errors.Is(err, apikey.ErrUnknown) {
			t.Errorf("%q has a hash: %v", no, err)
		}
	}
	if apikey.In("rf_job_hunter") {
		t.Error("a WeChat ID is taken for a key")
	}
}

func TestOpens(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	good := apikey.Key{Name: "app", Hash: apikey.Hash{1}, Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}}
	for name, test := range map[string]struct {
		change func(*apikey.Key)
		want   error
	}{
		"it does":                     {func(*apikey.Key) {}, nil},
		"until a moment later":        {func(k *apikey.Key) { k.Expires = now.Add(1) }, nil},
		"no longer from its end on":   {func(k *apikey.Key) { k.Expires = now }, apikey.ErrExpired},
		"revoked":                     {func(k *apikey.Key) { k.Revoked = true }, apikey.ErrRevoked},
		"for something else":          {func(k *apikey.Key) { k.Scopes = []apikey.Scope{apikey.Report} }, apikey.ErrScope},
		"revoked and for else":        {func(k *apikey.Key) { k.Revoked, k.Scopes = true, nil }, apikey.ErrRevoked},
		"for this among other things": {func(k *apikey.Key) { k.Scopes = []apikey.Scope{apikey.Report, apikey.Lookup} }, nil},
	} {
		k := good
		test.change(&k)
		if err := k.Opens(apikey.Lookup, now); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err := k.Opens(apikey.Anything, now); !errors.Is(test.want, apikey.ErrScope) && !errors.Is(err, test.want) {
			t.Errorf("%s, what is open to all: %v", name, err)
		}
	}
}

func TestFactors(t *testing.T) {
	for tier, want := range map[apikey.Tier]int{apikey.Free: 10, apikey.Partner: 100, "": 1, "unknown": 1} {
		if got := tier.Factor(); got != want {
			t.Errorf("tier %q: %d, want %d", tier, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	good := apikey.Key{Name: "app-1.x_y", Hash: apikey.Hash{1}, Tier: apikey.Partner, Scopes: []apikey.Scope{apikey.Lookup, apikey.Report}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*apikey.Key){
		"no name":                       func(k *apikey.Key) { k.Name = "" },
		"a slash":                       func(k *apikey.Key) { k.Name = "a/b" },
		"a long name":                   func(k *apikey.Key) { k.Name = strings.Repeat("a", 65) },
		"no tier":                       func(k *apikey.Key) { k.Tier = "gold" },
		"no scope":                      func(k *apikey.Key) { k.Scopes = nil },
		"another scope":                 func(k *apikey.Key) { k.Scopes = []apikey.Scope{apikey.Lookup, "all"} },
		"no hash":                       func(k *apikey.Key) { k.Hash = apikey.Hash{} },
		"an end that no store can keep": func(k *apikey.Key) { k.Expires = time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC) },
		"such an end in another zone":   func(k *apikey.Key) { k.Expires = time.Date(2261, 12, 31, 23, 0, 0, 0, time.FixedZone("", -7200)) },
	} {
		k := good
		change(&k)
		if k.Check() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
