package delivery_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"ringfence/internal/campus"
	"ringfence/internal/delivery"
	"ringfence/internal/keyring"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
	"ringfence/store/mem"
)

// town is a service with hooks, and the receivers of those by their addresses.
type town struct {
	store     failing
	now       time.Time
	bursts    []trend.Burst
	over      []trend.Week
	receivers map[string]func(context.Context) webhook.Answer

	mu      sync.Mutex
	posted  []post
	done    []webhook.Outcome
	changed []webhook.State
}

type post struct {
	to   string
	head http.Header
	body string
}

// failing is a store that does not write down the next attempts.
type failing struct {
	*mem.Store
	saves int // that fail
}

var errAway = errors.New("the store is away")

func (f *failing) SaveHook(ctx context.Context, h webhook.Hook) (bool, error) {
	if f.saves > 0 {
		f.saves--
		return false, errAway
	}
	return f.Store.SaveHook(ctx, h)
}

// takes answers that a message was taken.
func takes(context.Context) webhook.Answer {
	return webhook.Answer{Outcome: webhook.Taken, Status: 204}
}

func answers(status int) func(context.Context) webhook.Answer {
	return func(context.Context) webhook.Answer { return webhook.Answer{Outcome: webhook.Refused, Status: status} }
}

func newTown() *town {
	return &town{store: failing{Store: mem.New()}, now: time.Date(2026, 11, 30, 9, 30, 0, 0, time.UTC), receivers: map[string]func(context.Context) webhook.Answer{}}
}

// courier returns one of the processes of the service.
func (w *town) courier(t *testing.T, ring *keyring.Ring) *delivery.Courier {
	t.Helper()
	campuses, err := campus.New()
	if err != nil {
		t.Fatal(err)
	}
	return delivery.New(delivery.Config{
		Store: &w.store, Keys: ring, Campuses: campuses, Clock: func() time.Time { return w.now },
		Bursts: func() []trend.Burst { return w.bursts }, Over: func() []trend.Week { return w.over },
		Post: func(ctx context.Context, h webhook.Hook, headers []webhook.Header, body []byte) (webhook.Answer, error) {
			head := http.Header{}
			for _, each := range headers {
				head.Set(each.Name, each.Value)
			}
			w.mu.Lock()
			w.posted = append(w.posted, post{h.URL, head, string(body)})
			w.mu.Unlock()
			return w.receivers[h.URL](ctx), nil
		},
		Done: func(_ webhook.Event, o webhook.Outcome) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.done = append(w.done, o)
		},
		Changed: func(_ string, s webhook.State) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.changed = append(w.changed, s)
		},
	})
}

func ring(t *testing.T) *keyring.Ring {
	t.Helper()
	r, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// find has a burst found now.
func (w *town) find(id string) {
	w.bursts = append(w.bursts, trend.Burst{ID: id, Scope: trend.Country(), Category: "loan", FoundAt: w.now.Truncate(time.Hour), LastAt: w.now, Reporters: 30, Usual: 7})
}

// ids returns those of what was posted to an address.
func (w *town) ids(to string) (ids []string) {
	for _, p := range w.posted {
		if p.to == to {
			ids = append(ids, p.head.Get("webhook-id"))
		}
	}
	return ids
}

func add(t *testing.T, c *delivery.Courier, name, address string) webhook.Secret {
	t.Helper()
	secret, err := c.Add(t.Context(), webhook.Hook{Name: name, URL: address, Scope: trend.Country(), Events: webhook.Events()})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

const receiver = "https://receiver.example/path-that-is-secret"

func round(t *testing.T, c *delivery.Courier) {
	t.Helper()
	if err := c.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestWhatHappensIsToldOnce(t *testing.T) {
	w := newTown()
	w.receivers[receiver] = takes
	c := w.courier(t, ring(t))
	w.find("before")
	w.now = w.now.Add(time.Hour)
	add(t, c, "campus", receiver)
	w.find("after") // and is dated before the hook was made
	w.now = time.Date(2026, 12, 7, 0, 30, 0, 0, time.UTC)
	w.over = []trend.Week{trend.WeekOf(w.now).Add(-2), trend.WeekOf(w.now).Add(-1)}
	for range 3 {
		round(t, c)
	}
	if len(w.posted) != 2 || !strings.Contains(w.posted[0].body, `"after"`) || !strings.Contains(w.posted[1].body, `"2026-W49"`) {
		t.Errorf("posted %+v", w.posted)
	}
	if s := c.Status(); s.States[webhook.Told] != 1 || s.Waits != 0 || !s.At.Equal(w.now) {
		t.Errorf("%+v", s)
	}
}

func TestAMessageWaitsUntilEveryProcessShowsWhatItIsAbout(t *testing.T) {
	w := newTown()
	w.receivers[receiver] = takes
	c := w.courier(t, ring(t))
	c.Shown = time.Minute
	add(t, c, "campus", receiver)
	w.find("b")
	for _, test := range []struct {
		later time.Duration
		want  int
	}{{0, 0}, {59 * time.Second, 0}, {time.Second, 1}, {time.Minute, 1}} {
		w.now = w.now.Add(test.later)
		if round(t, c); len(w.posted) != test.want {
			t.Errorf("%v later posted %+v", test.later, w.posted)
		}
	}
}

// A process that dies between the answer and the writing of it leaves what a store does that fails just then.
func TestWhoCrashedTellsAgainUnderTheSameID(t *testing.T) {
	w := newTown()
	keys := ring(t)
	c := w.courier(t, keys)
	add(t, c, "campus", receiver)
	w.find("b")
	w.receivers[receiver] = func(ctx context.Context) webhook.Answer {
		w.store.saves = 1
		return takes(ctx)
	}
	if err := c.Round(t.Context()); !errors.Is(err, errAway) || len(w.posted) != 1 {
		t.Fatalf("posted %+v: %v", w.posted, err)
	}
	w.receivers[receiver] = takes
	next := w.courier(t, keys) // another process
	for range 2 {
		round(t, next)
	}
	if ids := w.ids(receiver); len(ids) != 2 || ids[0] != ids[1] || w.posted[0].body != w.posted[1].body {
		t.Errorf("told under %q: %+v", ids, w.posted)
	}
}

func TestWhatWasTakenAsTheProcessStoppedIsNotToldAgain(t *testing.T) {
	w := newTown()
	keys := ring(t)
	c := w.courier(t, keys)
	add(t, c, "campus", receiver)
	w.find("b")
	ctx, stop := context.WithCancel(t.Context())
	w.receivers[receiver] = func(ctx context.Context) webhook.Answer {
		stop()
		return takes(ctx)
	}
	if err := c.Round(ctx); err != nil {
		t.Fatal(err)
	}
	round(t, w.courier(t, keys)) // the next process
	if len(w.posted) != 1 || !slices.Equal(w.done, []webhook.Outcome{webhook.Taken}) {
		t.Errorf("posted %+v: %v", w.posted, w.done)
	}
}

func TestWhatWasNotTakenAsTheProcessStoppedIsToldAgainAtOnce(t *testing.T) {
	w := newTown()
	keys := ring(t)
	c := w.courier(t, keys)
	add(t, c, "campus", receiver)
	w.find("b")
	ctx, stop := context.WithCancel(t.Context())
	w.receivers[receiver] = func(context.Context) webhook.Answer {
		stop()
		return webhook.Answer{Outcome: webhook.Unreachable}
	}
	if err := c.Round(ctx); err != nil {
		t.Fatal(err)
	}
	w.receivers[receiver] = takes
	round(t, w.courier(t, keys))
	if len(w.posted) != 2 || !slices.Equal(w.done, []webhook.Outcome{webhook.Taken}) {
		t.Errorf("posted %+v: %v", w.posted, w.done)
	}
}

// The operator changes a hook while its receiver answers.
func TestWhatWasTakenDuringAChangeIsNotToldAgain(t *testing.T) {
	for name, change := range map[string]func(*delivery.Courier, context.Context) error{
		"rotated": func(c *delivery.Courier, ctx context.Context) error { _, err := c.Rotate(ctx, "campus"); return err },
		"enabled": func(c *delivery.Courier, ctx context.Context) error { return c.Enable(ctx, "campus") },
		"removed": func(c *delivery.Courier, ctx context.Context) error { return c.Remove(ctx, "campus") },
	} {
		w := newTown()
		c := w.courier(t, ring(t))
		add(t, c, "campus", receiver)
		w.find("b")
		w.receivers[receiver] = func(ctx context.Context) webhook.Answer {
			if err := change(c, ctx); err != nil {
				t.Error(name, err)
			}
			return takes(ctx)
		}
		for range 2 {
			round(t, c)
		}
		if len(w.posted) != 1 || !slices.Equal(w.done, []webhook.Outcome{webhook.Taken}) {
			t.Errorf("%s: posted %+v: %v", name, w.posted, w.done)
		}
	}
}

func TestTwoAtOnceLoseNothing(t *testing.T) {
	w := newTown()
	w.receivers[receiver] = takes
	keys := ring(t)
	one, other := w.courier(t, keys), w.courier(t, keys)
	add(t, one, "campus", receiver)
	for _, id := range []string{"a", "b", "c"} {
		w.find(id)
	}
	for range 3 {
		var both sync.WaitGroup
		for _, c := range []*delivery.Courier{one, other} {
			both.Go(func() {
				if err := c.Round(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	ids := w.ids(receiver)
	slices.Sort(ids)
	if len(ids) > 6 || len(slices.Compact(ids)) != 3 {
		t.Errorf("told under %q", ids)
	}
}

func TestASlowReceiverKeepsNobodyWaiting(t *testing.T) {
	const slow = "https://slow.example/"
	w := newTown()
	told := make(chan struct{})
	w.receivers[slow] = func(ctx context.Context) webhook.Answer {
		select { // it answers when the other one was told
		case <-told:
		case <-ctx.Done():
		}
		return webhook.Answer{Outcome: webhook.Unreachable}
	}
	w.receivers[receiver] = onceClosed(told)
	c := w.courier(t, ring(t))
	add(t, c, "a-slow-one", slow)
	add(t, c, "campus", receiver)
	w.find("a")
	w.find("b")
	round(t, c)
	if len(w.ids(slow)) != 1 || len(w.ids(receiver)) != 2 {
		t.Errorf("posted %+v", w.posted)
	}
	if s := c.Status(); s.States[webhook.Troubled] != 1 || s.Waits != 2 {
		t.Errorf("%+v", s)
	}
}

// A receiver that never answers keeps nobody waiting in the rounds to come either.
func TestWhileOneIsToldOthersAreToldAgainAndAgain(t *testing.T) {
	const away = "https://away.example/"
	synctest.Test(t, func(t *testing.T) {
		w := newTown()
		w.receivers[away] = func(ctx context.Context) webhook.Answer {
			<-ctx.Done()
			return webhook.Answer{Outcome: webhook.Unreachable}
		}
		w.receivers[receiver] = takes
		c := w.courier(t, ring(t))
		var found atomic.Pointer[[]trend.Burst]
		found.Store(&[]trend.Burst{})
		c.Bursts = func() []trend.Burst { return *found.Load() }
		add(t, c, "away", away)
		add(t, c, "campus", receiver)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		for _, id := range []string{"a", "b", "c"} {
			w.find(id)
			all := slices.Clone(w.bursts)
			found.Store(&all)
			<-time.After(6 * time.Second)
			synctest.Wait()
		}
		w.mu.Lock()
		if len(w.ids(receiver)) != 3 || len(w.ids(away)) != 1 {
			t.Errorf("posted %+v", w.posted)
		}
		w.mu.Unlock()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// onceClosed takes messages and tells of the first.
func onceClosed(told chan struct{}) func(context.Context) webhook.Answer {
	var first sync.Once
	return func(ctx context.Context) webhook.Answer {
		first.Do(func() { close(told) })
		return takes(ctx)
	}
}

func TestWhoIsGoneIsToldNothingMoreUntilEnabled(t *testing.T) {
	w := newTown()
	w.receivers[receiver] = answers(410)
	c := w.courier(t, ring(t))
	add(t, c, "campus", receiver)
	w.find("a")
	round(t, c)
	w.now = w.now.Add(time.Hour)
	w.find("b")
	round(t, c)
	if len(w.posted) != 1 || !slices.Equal(w.changed, []webhook.State{webhook.Off}) || c.Status().States[webhook.Off] != 1 {
		t.Fatalf("posted %+v, states %v", w.posted, w.changed)
	}
	w.receivers[receiver] = takes
	if err := c.Enable(t.Context(), "campus"); err != nil {
		t.Fatal(err)
	}
	round(t, c)
	if ids := w.ids(receiver); len(ids) != 3 || ids[0] != ids[1] || ids[2] == ids[1] || !slices.Equal(w.done, []webhook.Outcome{webhook.Refused, webhook.Taken, webhook.Taken}) {
		t.Errorf("told under %q: %v", ids, w.done)
	}
}

func TestRotation(t *testing.T) {
	w := newTown()
	w.receivers[receiver] = takes
	w.now = time.Now().UTC() // by which the library judges
	c := w.courier(t, ring(t))
	former := add(t, c, "campus", receiver)
	secret, err := c.Rotate(t.Context(), "campus")
	if err != nil {
		t.Fatal(err)
	}
	verified := func(by webhook.Secret) bool {
		last := w.posted[len(w.posted)-1]
		verifier, err := standardwebhooks.NewWebhook(by.Text())
		return err == nil && verifier.VerifyIgnoringTimestamp([]byte(last.body), last.head) == nil
	}
	if a, err := c.Test(t.Context(), "campus"); err != nil || a.Outcome != webhook.Taken || !verified(secret) || !verified(former) {
		t.Errorf("within the day: %+v, %v", a, err)
	}
	w.now = w.now.Add(webhook.RotatedFor)
	if _, err := c.Test(t.Context(), "campus"); err != nil || !verified(secret) || verified(former) {
		t.Errorf("after it: %v", err)
	}
	round(t, c)
	if hooks, err := w.store.Hooks(t.Context()); err != nil || len(hooks[0].Former) != 0 {
		t.Errorf("the former secret is kept: %v", err)
	}
}

// Keys that were lost, or data that came to others by an archive, keep nobody else from being told.
func TestASecretThatCannotBeOpened(t *testing.T) {
	w := newTown()
	w.receivers[receiver] = takes
	add(t, w.courier(t, ring(t)), "campus", receiver)
	c := w.courier(t, ring(t))
	add(t, c, "other", receiver)
	w.find("a")
	round(t, c)
	if _, err := c.Test(t.Context(), "campus"); err == nil || !strings.Contains(err.Error(), "rotate") {
		t.Errorf("trying it out: %v", err)
	}
	slices.Sort(w.done)
	if len(w.posted) != 1 || !slices.Equal(w.done, []webhook.Outcome{webhook.Taken, webhook.Unsigned}) {
		t.Fatalf("posted %+v: %v", w.posted, w.done)
	}
	if _, err := c.Rotate(t.Context(), "campus"); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	round(t, c)
	if len(w.posted) != 2 {
		t.Errorf("with a new secret posted %+v", w.posted)
	}
}

func TestWhatTheOperatorIsTold(t *testing.T) {
	w := newTown()
	w.receivers[receiver] = takes
	c := w.courier(t, ring(t))
	h := webhook.Hook{Name: "campus", URL: receiver, Scope: trend.Campus("浙大"), Events: webhook.Events()}
	secret, err := c.Add(t.Context(), h)
	if err != nil || len(secret) != 32 {
		t.Fatal(len(secret), err)
	}
	hooks, err := c.List(t.Context())
	if err != nil || len(hooks) != 1 || hooks[0].Scope.Row != "浙江大学" || hooks[0].URL != "https://receiver.example" || hooks[0].Secret != nil {
		t.Errorf("%+v, %v", hooks, err)
	}
	for name, refused := range map[string]func() error{
		"the name again": func() error { _, err := c.Add(t.Context(), h); return err },
		"no such campus": func() error {
			h := h
			h.Name, h.Scope.Row = "another", "没有的大学"
			_, err := c.Add(t.Context(), h)
			return err
		},
		"plain HTTP": func() error {
			h := h
			h.Name, h.URL = "another", "http://receiver.example/path-that-is-secret"
			_, err := c.Add(t.Context(), h)
			return err
		},
		"trying out none": func() error { _, err := c.Test(t.Context(), "none"); return err },
		"enabling none":   func() error { return c.Enable(t.Context(), "none") },
		"rotating none":   func() error { _, err := c.Rotate(t.Context(), "none"); return err },
		"removing none":   func() error { return c.Remove(t.Context(), "none") },
	} {
		if err := refused(); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := c.Remove(t.Context(), "campus"); err != nil {
		t.Error(err)
	}
	if hooks, err := c.List(t.Context()); err != nil || len(hooks) != 0 {
		t.Errorf("%+v, %v", hooks, err)
	}
}
