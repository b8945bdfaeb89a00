package webhook_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

const day = 24 * time.Hour

func hook() webhook.Hook {
	return webhook.Hook{
		Name: "campus", Revision: 1, URL: "https://receiver.example/", Scope: trend.Country(), Events: webhook.Events(), Secret: []byte{1}, MadeAt: now.Add(-time.Hour),
	}
}

func happening(id string, at time.Time) webhook.Happening {
	return webhook.Happening{ID: id, Event: webhook.BurstFound, At: at}
}

func TestCheck(t *testing.T) {
	good := hook()
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*webhook.Hook){
		"no name":              func(h *webhook.Hook) { h.Name = "" },
		"a name with a space":  func(h *webhook.Hook) { h.Name = "a b" },
		"plain HTTP":           func(h *webhook.Hook) { h.URL = "http://receiver.example/" },
		"no events":            func(h *webhook.Hook) { h.Events = nil },
		"an event that is not": func(h *webhook.Hook) { h.Events = []webhook.Event{"burst.lost"} },
		"that of trying out":   func(h *webhook.Hook) { h.Events = []webhook.Event{webhook.Test} },
		"one twice":            func(h *webhook.Hook) { h.Events = []webhook.Event{webhook.BurstFound, webhook.BurstFound} },
		"a scope of channels":  func(h *webhook.Hook) { h.Scope = trend.Scope{Table: trend.ByChannel, Row: "call"} },
		"a campus of no name":  func(h *webhook.Hook) { h.Scope = trend.Scope{Table: trend.ByCampus} },
		"a row of the country": func(h *webhook.Hook) { h.Scope.Row = "loan" },
		"no secret":            func(h *webhook.Hook) { h.Secret = nil },
	} {
		h := hook()
		change(&h)
		if h.Check() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestWhatHappenedIsToldToThoseItIsAbout(t *testing.T) {
	place := map[string]trend.Scope{
		"country": trend.Country(), "province": trend.Province("CN-ZJ"), "campus": trend.Campus("示例大学"),
		"other province": trend.Province("CN-JS"), "other campus": trend.Campus("另一大学"),
	}
	var bursts []trend.Burst
	for _, name := range []string{"campus", "other campus", "province", "other province", "country"} {
		bursts = append(bursts, trend.Burst{ID: name, Scope: place[name], Category: "loan", FoundAt: now})
	}
	over := []trend.Week{trend.WeekOf(now).Add(-1), trend.WeekOf(now)}
	for name, test := range map[string]struct {
		scope  string
		region string
		events []webhook.Event
		want   []string
	}{
		"the country":             {"country", "", webhook.Events()[:1], []string{"burst/country"}},
		"a province":              {"province", "", webhook.Events()[:1], []string{"burst/province", "burst/country"}},
		"a campus":                {"campus", "CN-ZJ", webhook.Events()[:1], []string{"burst/campus", "burst/province", "burst/country"}},
		"a campus in no province": {"campus", "", webhook.Events()[:1], []string{"burst/campus", "burst/country"}},
		"briefs":                  {"campus", "CN-ZJ", webhook.Events()[2:], []string{"brief/2026-W48/campuses/示例大学", "brief/2026-W49/campuses/示例大学"}},
		"both, in order":          {"country", "", webhook.Events(), []string{"brief/2026-W48/country", "burst/country", "brief/2026-W49/country"}},
	} {
		h := hook()
		h.Scope, h.Events = place[test.scope], test.events
		var got []string
		for _, e := range h.Happened(test.region, bursts, over) {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// What was told of a burst stays what it was: each growth is another happening.
func TestABurstThatGrowsHappensAgain(t *testing.T) {
	b := trend.Burst{ID: "b", Scope: trend.Country(), Category: "loan", FoundAt: now, LastAt: now, Reporters: 15}
	grown := b
	grown.LastAt, grown.Reporters, grown.Grew = now.Add(2*day), 120, []trend.Growth{{At: now.Add(day), From: 15}, {At: now.Add(2 * day), From: 60}}
	h := hook()
	sender := webhook.Sender{Name: "service"}
	before, err := sender.Message(h.Happened("", []trend.Burst{b}, nil)[0])
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	ids := map[string]bool{}
	for i, e := range h.Happened("", []trend.Burst{grown}, nil) {
		m, err := sender.Message(e)
		if err != nil || i == 0 && !reflect.DeepEqual(m, before) {
			t.Errorf("%s %s, before %s %s: %v", m.ID, m.Body, before.ID, before.Body, err)
		}
		ids[m.ID] = true
		got = append(got, fmt.Sprintf("%s %s %s", e.ID, e.At.Sub(now), m.Body))
	}
	const data = `"data":{"id":"b","scope":"country","category":"loan","found_at":"2026-11-30T09:30:00Z","reporters_at_least":`
	want := []string{
		`burst/b 0s {"type":"burst.found","timestamp":"2026-11-30T09:30:00Z",` + data + `15,"usual_below":15}}`,
		`burst/b/60 24h0m0s {"type":"burst.grew","timestamp":"2026-12-01T09:30:00Z",` + data + `60,"usual_below":15}}`,
		`burst/b/120 48h0m0s {"type":"burst.grew","timestamp":"2026-12-02T09:30:00Z",` + data + `120,"usual_below":15}}`,
	}
	if !slices.Equal(got, want) || len(ids) != 3 {
		t.Errorf("%q, want %q", got, want)
	}
	h.Events = []webhook.Event{webhook.BurstFound}
	if all := h.Happened("", []trend.Burst{grown}, nil); len(all) != 1 {
		t.Errorf("who is told of what is found is told %+v", all)
	}
}

func TestNoteTakesUpWhatIsNewOnce(t *testing.T) {
	h := hook()
	hour := h.MadeAt.Truncate(time.Hour) // by which bursts are dated
	happened := []webhook.Happening{happening("before", hour.Add(-1)), happening("first", hour), happening("second", now)}
	if !h.Note(happened, now, now) || len(h.Deliveries) != 2 || h.Waiting() != 2 || h.Note(happened, now.Add(time.Minute), now) {
		t.Fatalf("%+v", h.Deliveries)
	}
	h.Settle("first", webhook.Answer{Outcome: webhook.Taken, Status: 204}, now, 0)
	if _, ok := h.Next(happened[:2], now); ok {
		t.Error("what is not known is told")
	}
	if next, ok := h.Next(happened, now); !ok || next.ID != "second" || h.Waiting() != 1 {
		t.Errorf("next is %q", next.ID)
	}
	h.Settle("second", webhook.Answer{Outcome: webhook.Taken, Status: 200}, now, 0)
	if next, ok := h.Next(happened, now.Add(day)); ok || h.Note(happened, now.Add(day), now) {
		t.Errorf("%q is told again", next.ID)
	}
	if !h.Note(happened, now.Add(webhook.Remembered+1), now) || len(h.Deliveries) != 0 {
		t.Errorf("kept for good: %+v", h.Deliveries)
	}
	var many []webhook.Happening
	for i := range 2 * webhook.MostDeliveries {
		many = append(many, happening(fmt.Sprint(i), now))
	}
	if h.Note(many, now, now); len(h.Deliveries) != webhook.MostDeliveries {
		t.Errorf("%d deliveries", len(h.Deliveries))
	}
}

// Other instances show what it is about a little later.
func TestWhatIsNotShownEverywhereIsToldLater(t *testing.T) {
	h := hook()
	happened := []webhook.Happening{happening("a", now)}
	tell := now.Add(time.Minute)
	h.Note(happened, now, tell)
	if next, ok := h.Next(happened, tell.Add(-1)); ok {
		t.Errorf("%s is told before", next.ID)
	}
	if _, ok := h.Next(happened, tell); !ok {
		t.Error("it is not told then")
	}
}

// told goes on from attempt to attempt as time does, and returns when each was.
func told(h *webhook.Hook, happened []webhook.Happening, until time.Time, answer webhook.Answer) (at []time.Duration) {
	return toldFrom(h, happened, now, until, answer)
}

// toldFrom is told from another moment on.
func toldFrom(h *webhook.Hook, happened []webhook.Happening, from, until time.Time, answer webhook.Answer) (at []time.Duration) {
	for clock := from; clock.Before(until); clock = clock.Add(time.Second) {
		for next, ok := h.Next(happened, clock); ok; next, ok = h.Next(happened, clock) {
			at = append(at, clock.Sub(now))
			h.Settle(next.ID, answer, clock, 0)
		}
	}
	return at
}

func hours(h, m, s int) time.Duration {
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
}

// The table of the specification.
func TestWhoDoesNotTakeAMessageGetsItAgainForThreeDays(t *testing.T) {
	h := hook()
	happened := []webhook.Happening{happening("a", now)}
	h.Note(happened, now, now)
	got := told(&h, happened, now.Add(7*day), webhook.Answer{Outcome: webhook.Refused, Status: 500})
	want := []time.Duration{0, hours(0, 0, 5), hours(0, 5, 5), hours(0, 35, 5), hours(2, 35, 5), hours(7, 35, 5), hours(17, 35, 5), hours(31, 35, 5), hours(51, 35, 5), hours(75, 35, 5)}
	if !slices.Equal(got, want) || h.Waiting() != 0 || h.Disabled() {
		t.Errorf("told after %v, %+v", got, h)
	}
}

func TestWhoTakesNothingForFiveDaysIsDisabledUntilTheOperatorEnables(t *testing.T) {
	h := hook()
	happened := []webhook.Happening{happening("a", now), happening("b", now.Add(day)), happening("c", now.Add(6*day))}
	h.Note(happened[:2], now.Add(day), now.Add(day))
	down := webhook.Answer{Outcome: webhook.Unreachable}
	told(&h, happened, now.Add(5*day), down)
	if h.Disabled() || h.FailingSince.IsZero() {
		t.Fatalf("before five days: %+v", h)
	}
	h.Note(happened, now.Add(6*day), now.Add(6*day))
	if told(&h, happened, now.Add(7*day), down); !h.Disabled() || h.Why != webhook.Failing {
		t.Fatalf("after five days: %+v", h)
	}
	if _, ok := h.Next(happened, now.Add(8*day)); ok {
		t.Error("who is disabled is told")
	}
	h.Enable(now.Add(7 * day))
	if h.Disabled() || h.Why != "" || h.Waiting() != 3 {
		t.Errorf("enabled: %+v", h)
	}
	h.Settle("a", webhook.Answer{Outcome: webhook.Taken, Status: 200}, now.Add(7*day), 0)
	if h.Enable(now.Add(7 * day)); h.Waiting() != 2 || !h.FailingSince.IsZero() {
		t.Errorf("what was taken is told again: %+v", h)
	}
}

// Between two briefs nothing is tried.
func TestWhoWasAwayForTheBriefBeforeIsNotDisabledByOneFailure(t *testing.T) {
	down := webhook.Answer{Outcome: webhook.Refused, Status: 503}
	for name, test := range map[string]struct {
		downFor time.Duration // with the second brief
		want    webhook.State
	}{
		"a moment":     {time.Second, webhook.Told},
		"a morning":    {5 * time.Hour, webhook.Told},
		"another week": {7 * day, webhook.Off},
	} {
		h := hook()
		happened := []webhook.Happening{happening("first", now), happening("second", now.Add(7*day))}
		h.Note(happened[:1], now, now)
		if told(&h, happened, now.Add(7*day), down); h.Waiting() != 0 || h.State() != webhook.Troubled {
			t.Fatalf("the first brief was not given up: %+v", h)
		}
		second := now.Add(7 * day)
		h.Note(happened, second, second)
		toldFrom(&h, happened, second, second.Add(test.downFor), down)
		toldFrom(&h, happened, second.Add(test.downFor), second.Add(9*day), webhook.Answer{Outcome: webhook.Taken, Status: 204})
		if got := h.State(); got != test.want {
			t.Errorf("down for %s it is %s, want %s", name, got, test.want)
		}
	}
}

func TestWhatAReceiverAsksFor(t *testing.T) {
	for name, test := range map[string]struct {
		answer   webhook.Answer
		paused   time.Duration // for the other message
		again    time.Duration // for this one
		disabled webhook.Reason
	}{
		"gone":                     {webhook.Answer{Outcome: webhook.Refused, Status: 410}, 0, 0, webhook.Gone},
		"slower":                   {webhook.Answer{Outcome: webhook.Refused, Status: 429, RetryAfter: time.Hour}, time.Hour, time.Hour, ""},
		"slower, without end":      {webhook.Answer{Outcome: webhook.Refused, Status: 503, RetryAfter: 1000 * day}, day, day, ""},
		"slower, for a moment":     {webhook.Answer{Outcome: webhook.Refused, Status: 503, RetryAfter: time.Second}, time.Second, 5 * time.Second, ""},
		"slower, and not how long": {webhook.Answer{Outcome: webhook.Refused, Status: 429}, 5 * time.Minute, 5 * time.Minute, ""},
		"a proxy before it fails":  {webhook.Answer{Outcome: webhook.Refused, Status: 504}, 5 * time.Minute, 5 * time.Minute, ""},
		"elsewhere":                {webhook.Answer{Outcome: webhook.Refused, Status: 301}, 0, 5 * time.Second, ""},
		"nothing":                  {webhook.Answer{Outcome: webhook.Unreachable}, 0, 5 * time.Second, ""},
		"not there":                {webhook.Answer{Outcome: webhook.Forbidden}, 0, 5 * time.Second, ""},
	} {
		h := hook()
		happened := []webhook.Happening{happening("a", now), happening("b", now)}
		h.Note(happened, now, now)
		h.Settle("a", test.answer, now, 0)
		if h.Why != test.disabled {
			t.Errorf("%s: disabled for %q", name, h.Why)
		}
		if test.disabled != "" {
			continue
		}
		if paused := max(0, h.PausedUntil.Sub(now)); paused != test.paused {
			t.Errorf("%s: paused for %v, want %v", name, paused, test.paused)
		}
		if again := h.Deliveries[0].NextAt.Sub(now); again != test.again {
			t.Errorf("%s: again after %v, want %v", name, again, test.again)
		}
		if _, ok := h.Next(happened, now.Add(test.paused-1)); ok && test.paused > 0 {
			t.Errorf("%s: told in the pause", name)
		}
		if next, ok := h.Next(happened, now.Add(test.paused)); !ok || next.ID != "b" {
			t.Errorf("%s: %q is told after the pause", name, next.ID)
		}
	}
}

func TestThoseThatFailTogetherAreTriedApart(t *testing.T) {
	for _, luck := range []float64{0, 0.5, 0.999} {
		h := hook()
		h.Note([]webhook.Happening{happening("a", now)}, now, now)
		h.Settle("a", webhook.Answer{Outcome: webhook.Unreachable}, now, luck)
		if again := h.Deliveries[0].NextAt.Sub(now); again != 5*time.Second+time.Duration(luck*float64(time.Second)) {
			t.Errorf("with luck %v again after %v", luck, again)
		}
	}
}

func TestTheFormerSecretSignsForADay(t *testing.T) {
	h := hook()
	h.Rotate([]byte{2}, now)
	h.Rotate([]byte{3}, now.Add(time.Minute))
	until := now.Add(time.Minute + webhook.RotatedFor)
	if got := h.Signing(until.Add(-1)); len(got) != 2 || got[0][0] != 3 || got[1][0] != 2 {
		t.Errorf("within the day %v signs", got)
	}
	if got := h.Signing(until); len(got) != 1 || got[0][0] != 3 {
		t.Errorf("after it %v signs", got)
	}
	if h.Note(nil, until.Add(-1), until) || !h.Note(nil, until, until) || h.Former != nil {
		t.Errorf("kept after its time: %+v", h)
	}
}
