package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"ringfence/internal/attack"
	"ringfence/internal/brigade"
	"ringfence/internal/demo"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/watch"
	"ringfence/store/mem"
)

// staged is when all campaigns are over: it is always the same, so that the same becomes of them.
var staged = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// luck chooses the keys by which networks fall into buckets. It is one by which none of the attackers' networks share a bucket: chance makes an
// attack dearer at most, and an attacker who could choose would choose this.
const luck = 5

// outcome is what became of a campaign.
type outcome struct {
	attack.Campaign
	price   attack.Price
	judged  reputation.Judgement
	flag    brigade.Flag // zero for none
	refused error        // what its owner was told who asked for something that is not done
	simple  attack.Simple
}

// perform lives through a campaign in rooms of its own, which are gone afterwards: reports are taken in by intake, shown by projection, found by
// the index, and watched.
func perform(ctx context.Context, c attack.Campaign) (o outcome, err error) {
	o = outcome{Campaign: c, price: c.Price()}
	s := mem.New()
	ring, err := luckyKeys(luck)
	if err != nil {
		return o, err
	}
	r := &rehearsal{house: &house{store: s, ring: ring}}
	r.clock.Store(staged.Add(-30 * 24 * time.Hour).UnixNano())
	r.projector = projection.New(projection.Config{Store: s, Clock: r.now, Log: slog.New(slog.DiscardHandler)})
	r.lookups = index.New(index.Config{Store: s, Clock: r.now, Crowded: r.projector.Notice})
	r.desk = r.newTroupe(r.projector)
	if _, err := r.lookups.Load(ctx); err != nil {
		return o, err
	}
	events := c.Events()
	r.receipts = make([]report.Receipt, len(events))
	for i := range events {
		r.clock.Store(events[i].At.UnixNano())
		if err := r.suffers(ctx, &events[i]); isRefusal(err) {
			o.refused = err
		} else if err != nil {
			return o, err
		}
	}
	r.clock.Store(staged.UnixNano())
	if err := r.shows(ctx); err != nil {
		return o, err
	}
	return o, r.look(ctx, &o)
}

// suffers has one thing happen, also what an owner asks for.
func (r *rehearsal) suffers(ctx context.Context, e *demo.Event) (err error) {
	switch e.Act {
	case attack.Forget:
		_, err = r.desk.bench.Forget(ctx, e.About())
	case attack.Renew:
		_, err = r.desk.bench.Recycle(ctx, e.About(), ruling.Owner, "It is a new line of ours.")
	case demo.Contest:
		_, err = r.desk.bench.Contest(ctx, e.About(), e.Ruling.Reason)
	default:
		err = r.happens(ctx, e)
	}
	return err
}

func isRefusal(err error) bool {
	return errors.Is(err, ruling.ErrListed) || errors.Is(err, ruling.ErrNotQuiet) || errors.Is(err, ruling.ErrMayNotContest) || errors.Is(err, ruling.ErrMayNotForget)
}

// look finds out what became of a campaign.
func (r *rehearsal) look(ctx context.Context, o *outcome) error {
	answer, err := r.lookups.Lookup(o.About)
	if err != nil {
		return err
	}
	o.judged = answer.Judgement
	if err := watch.New(watch.Config{Store: r.house.store, Clock: r.now}).Look(ctx); err != nil {
		return err
	}
	if o.flag, err = r.house.store.Flag(ctx, o.About); err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	said, err := r.house.store.Statements(ctx, o.About)
	o.simple = attack.Judge(said)
	return err
}

// luckyKeys returns a ring whose keys of reporters and buckets are those of a number.
func luckyKeys(number int) (*keyring.Ring, error) {
	vault := &keyring.Memory{}
	if _, err := keyring.OpenAt(vault, staged); err != nil { // makes the others
		return nil, err
	}
	err := vault.Update(func(m *keyring.Material) (bool, error) {
		m.Reporter, m.Bucket = map[int]keyring.Key{}, map[int]keyring.Key{}
		last := int(reputation.DateOf(staged)) / keyring.EpochDays
		for epoch := last - 1; epoch <= last; epoch++ {
			m.Reporter[epoch] = sha256.Sum256(fmt.Appendf(nil, "reporter/%d/%d", number, epoch))
			m.Bucket[epoch] = sha256.Sum256(fmt.Appendf(nil, "bucket/%d/%d", number, epoch))
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return keyring.OpenAt(vault, staged)
}
