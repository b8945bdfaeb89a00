package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/gateway"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// TestWhateverGoesWrongTheSameReportsCount: messages come late, twice, in another order and by two gateways, and the process dies
// between any two calls to its store. In the end exactly those reports count that count when all comes once and in order, and
// nobody was told of a report that does not lead to one that was kept.
func TestWhateverGoesWrongTheSameReportsCount(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sent := drawConversation(rt)
		perfect := newWorld(t)
		perfect.arrive(sent)
		want := perfect.counting()

		w := newWorld(t)
		p := &trouble{world: w, rt: rt, waiting: rapid.Permutation(sent).Draw(rt, "as delivered")}
		for _, r := range rapid.SliceOfN(rapid.SampledFrom(sent), 0, 6).Draw(rt, "again") {
			p.insert(r)
		}
		twice := false
		for _, r := range sent {
			if rapid.IntRange(0, 4).Draw(rt, "also by another") == 0 {
				r.Gateway, r.ID = "vonage", "v"+r.ID
				if !r.Signed {
					r.Gateway = "alibaba"
				}
				p.insert(r)
				twice = true
			}
		}
		p.deliver()
		if got := w.counting(); !slices.Equal(got, want) {
			rt.Fatalf("these count:\n%q\nwant\n%q", got, want)
		}
		for _, who := range senders() {
			if got, want := w.stopped(who), perfect.stopped(who); got != want && !(twice && got) { // the clocks of two gateways are not compared, and in doubt STOP is obeyed
				rt.Fatalf("stopped is %v, want %v", got, want)
			}
		}
		w.rests(rt)
		w.keepsQuiet(rt, p.told)
		w.resistsGuessing(rt)
	})
}

func senders() []string {
	return []string{
		reputation.ByPhone(aPhone).Identity, reputation.ByPhone(anotherPhone).Identity,
		reputation.ByUnsignedGateway("tencent", aPhone).Identity, reputation.ByUnsignedGateway("tencent", anotherPhone).Identity,
	}
}

// drawConversation draws what two phones send within some hours, through a gateway that proves it and one that does not. No two
// reports have the same words: these a second gateway might rightly take for each other.
func drawConversation(rt *rapid.T) (all []gateway.Received) {
	sent := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	for i := range rapid.IntRange(1, 10).Draw(rt, "messages") {
		sent = sent.Add(rapid.SampledFrom([]time.Duration{time.Minute, time.Hour}).Draw(rt, "after"))
		r := gateway.Received{Gateway: "twilio", Signed: true, ID: fmt.Sprint(i), From: aPhone, Sent: sent}
		if rapid.IntRange(0, 3).Draw(rt, "phone") == 0 {
			r.From = anotherPhone
		}
		if rapid.IntRange(0, 3).Draw(rt, "gateway") == 0 {
			r.Gateway, r.Signed = "tencent", false
		}
		number, own := fmt.Sprint("202-555-01", 10+i), strings.TrimPrefix(r.From.String(), "+1202555")
		r.Body = rapid.SampledFrom([]string{
			fmt.Sprintf("Your parcel %d is held. Ring %s or (202) 555-%s", i, number, own),
			fmt.Sprintf("We know you are at +1 202-555-%s, pay %d now", own, i),
			fmt.Sprintf("%s*You at 1202555%s won a prize", number, own),
			number, number, number + ", 202555" + own, number + " 202-555-" + own, "CALL " + number, "202555" + own, "CALL +1202555" + own, "911",
			"STOP", "START", "HELP", "CHECK " + number,
		}).Draw(rt, "body")
		all = append(all, r)
	}
	return all
}

// arrive takes messages once and in order.
func (w *world) arrive(all []gateway.Received) {
	w.t.Helper()
	for _, r := range all {
		w.now = r.Sent.Add(10 * time.Second)
		w.take(r)
	}
	w.now = all[0].Sent.Add(14 * time.Hour)
}

// trouble delivers messages badly.
type trouble struct {
	*world
	rt      *rapid.T
	waiting []gateway.Received
	told    []any
}

// insert has a message delivered at some time.
func (p *trouble) insert(r gateway.Received) {
	at := rapid.IntRange(0, len(p.waiting)).Draw(p.rt, "where")
	p.waiting = slices.Insert(p.waiting, at, r)
}

// deliver delivers what waits; what is not taken is delivered again.
func (p *trouble) deliver() {
	p.now = time.Date(2026, 11, 20, 13, 0, 0, 0, time.UTC)
	for crashes := 0; len(p.waiting) > 0; p.after(3 * time.Second) {
		r := p.waiting[0]
		p.waiting = p.waiting[1:]
		if crashes < 8 && rapid.Bool().Draw(p.rt, "crashes") {
			crashes++
			p.disk.crash(rapid.IntRange(1, 14).Draw(p.rt, "at call"), rapid.Bool().Draw(p.rt, "after it took effect"))
		}
		reply, err := p.Take(context.Background(), r)
		p.told = append(p.told, reply, err)
		p.disk.crash(0, false)
		p.Desk = p.open() // started again
		switch {
		case err == nil:
			p.remember(r, reply)
		case !errors.Is(err, fault.Unavailable):
			p.rt.Fatalf("%s: %v", r.Body, err)
		default:
			p.insert(r)
		}
	}
}

// remember checks that the receipt that somebody was told leads to a report.
func (p *trouble) remember(r gateway.Received, reply conversation.Reply) {
	if reply.Kind != conversation.Reported {
		return
	}
	if _, err := p.reports.Report(context.Background(), reply.Receipt); err != nil {
		p.rt.Fatalf("%s: the receipt that was told leads to %v", r.Body, err)
	}
}

// rests fails when a report is half written.
func (w *world) rests(rt *rapid.T) {
	unfinished, err := w.disk.Unfinished(context.Background(), 10)
	if err != nil || len(unfinished) > 0 {
		rt.Fatalf("%d reports are unfinished, %v", len(unfinished), err)
	}
}

// keepsQuiet fails when the number of a sender stands in what was written, told or returned as an error. What is sealed is
// opened for that: not even the keys lead to the number.
func (w *world) keepsQuiet(rt *rapid.T, told []any) {
	for _, what := range append(w.opened(rt), told...) {
		said := fmt.Sprintf("%+v %q", what, what)
		for _, phone := range []string{"0150", "0151"} {
			for _, spelling := range []string{"202555", "202-555-", "202 555 ", "202.555.", "(202) 555-"} {
				if strings.Contains(said, spelling+phone) {
					rt.Fatalf("%s%s stands in %.2000s", spelling, phone, said)
				}
			}
		}
	}
}

// resistsGuessing fails when somebody who has the key of receipts, which stays, finds a report by a sender's number: they try it with
// every message that was remembered. And no record tells when its sender wrote.
func (w *world) resistsGuessing(rt *rapid.T) {
	filed, messages := map[report.ID]bool{}, map[string]bool{}
	for _, what := range w.disk.wrote {
		switch r := what.(type) {
		case reputation.SealedTestimony:
			filed[r.Report] = true
		case conversation.Record:
			note, err := w.keys.OpenNote(r.SealedOn, r.Sealed, r.Name)
			if err != nil {
				rt.Fatal(err)
			}
			var m conversation.Memory
			if err := json.Unmarshal(note, &m); err != nil {
				rt.Fatal(err)
			}
			for _, turn := range m.Turns {
				messages[turn.Key] = true
			}
			if !r.Until.Equal(r.Until.Truncate(time.Hour)) {
				rt.Fatalf("a record ends at %v", r.Until)
			}
		}
	}
	for _, who := range senders() {
		for message := range messages {
			for _, scope := range []string{"sms/" + who, who} {
				if filed[w.keys.ReportID(scope, message+"/0")] {
					rt.Fatalf("%s is found to have said %s", who, message)
				}
			}
		}
	}
}

// opened returns all that was written, and what was sealed in it.
func (w *world) opened(rt *rapid.T) (all []any) {
	for _, what := range w.disk.wrote {
		all = append(all, what)
		var err error
		var inside any
		switch r := what.(type) {
		case conversation.Record:
			inside, err = w.keys.OpenNote(r.SealedOn, r.Sealed, r.Name)
		case reputation.SealedTestimony:
			inside, err = w.keys.Unseal(r.SealedOn, r.Sealed, r.Receipt)
		default:
			continue
		}
		if err != nil {
			rt.Fatal(err)
		}
		if note, ok := inside.([]byte); ok {
			inside = string(note)
		}
		all = append(all, inside)
	}
	return all
}
