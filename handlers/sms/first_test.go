package sms

import (
	"context"
	"slices"
	"sync"
	"testing"

	"ringfence/internal/gateway"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
)

// pigeon is a gateway that sends, signed or not; its texts are kept.
type pigeon struct {
	Gateway
	name   string
	signed bool
	mute   bool
	mu     *sync.Mutex
	texts  *[]string
	flown  chan struct{}
}

func (p pigeon) Name() string { return p.name }
func (p pigeon) Signed() bool { return p.signed }
func (p pigeon) Sender() gateway.Sender {
	if p.mute {
		return nil
	}
	return p
}

func (p pigeon) Send(_ context.Context, to subject.Key, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	*p.texts = append(*p.texts, p.name+" "+to.String()+" "+text)
	p.flown <- struct{}{}
	return nil
}

// resting is a limiter that stands in for one that does not answer.
type resting struct{ ratelimit.Judge }

func (r resting) Allow(context.Context, ratelimit.Caller, ratelimit.Budget, int) ratelimit.Decision {
	return ratelimit.Decision{Allowed: true, By: r.Judge}
}

func TestFirstTexts(t *testing.T) {
	p := pigeon{name: "twilio", signed: true, mu: &sync.Mutex{}, texts: new([]string), flown: make(chan struct{}, 8)}
	deaf, unsigned := p, p
	deaf.name, deaf.mute = "vonage", true
	unsigned.name, unsigned.signed = "alibaba", false
	outbox := gateway.NewOutbox(gateway.OutboxConfig{Senders: map[string]gateway.Sender{"twilio": p, "alibaba": unsigned}, Done: func(string, gateway.Outcome) {}})
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { outbox.Run(ctx) })
	defer running.Wait()
	defer stop()

	budgets := ratelimit.DefaultBudgets()
	first := NewFirst(FirstConfig{
		Lines: []Line{{deaf, 44}, {p, 1}, {unsigned, 86}}, Outbox: outbox, Limiter: ratelimit.NewLocal(ratelimit.LocalConfig{}),
		Number: budgets.FirstText, All: ratelimit.PerDay("first_texts", 3), Secret: func() []byte { return make([]byte, ratelimit.MinSecret) },
		Words: func(digits, lang string, _ Frame) string { return lang + " " + digits },
	})
	one, two, three := parsed(t, "+12025550150"), parsed(t, "+12025550151"), parsed(t, "+12025550152")
	abroad := parsed(t, "+447700900150")
	if !first.Reaches(one) || first.Reaches(abroad) {
		t.Error("it sends elsewhere than where its number is, or not there")
	}
	if err := first.Send(ctx, abroad, "000000", "en"); err != nil {
		t.Error(err)
	}
	if err := first.Send(ctx, one, "482913", "en"); err != nil {
		t.Error(err)
	}
	<-p.flown
	if want := []string{"twilio +12025550150 en 482913"}; !slices.Equal(*p.texts, want) {
		t.Errorf("sent %q, want %q", *p.texts, want)
	}
	for i, ask := range []struct {
		to   subject.Key
		want bool
	}{{one, true}, {one, true}, {one, false}, {two, true}, {three, false}} { // two a number at once, and three for all
		if got := first.Allow(ctx, ask.to); got != ask.want {
			t.Errorf("text %d: %v", i, got)
		}
	}
	voices := first.Voices(one)
	if !slices.Contains(voices, reputation.ByPhone(one).Identity) || !slices.Contains(voices, reputation.ByUnsignedGateway("alibaba", one).Identity) || len(voices) != 2 {
		t.Errorf("STOP is heard from %q", voices)
	}
	for _, by := range ratelimit.Judges() {
		first.Limiter = resting{by}
		if got, counts := first.Allow(ctx, two), by == ratelimit.ByRedis || by == ratelimit.ByLocal || by == ratelimit.ByCrowd; got != counts {
			t.Errorf("decided by %s: %v", by, got)
		}
	}
	if NewFirst(FirstConfig{Lines: []Line{{deaf, 1}, {p, 0}}}) != nil {
		t.Error("texts are sent though no gateway sends, or nobody knows where")
	}
	first.All = ratelimit.PerDay("first_texts", 0)
	if first.Reaches(one) {
		t.Error("texts are sent though the operator wants none")
	}
}

func parsed(t *testing.T, s string) subject.Key {
	t.Helper()
	k, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}
