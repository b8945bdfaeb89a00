package main

import (
	"context"
	"log/slog"
	"time"
)

const (
	attendEvery    = time.Second
	compareEvery   = time.Minute
	clockTolerance = 10 * time.Second
)

// timed is a store on a server that has a clock of its own.
type timed interface {
	Now(ctx context.Context) (time.Time, error)
}

// attend notices what other instances or machines change that this one goes by: that the data became a
// demonstration, that an archive is being imported, and that the clocks of this machine and the store's differ.
func (h *house) attend(ctx context.Context, log *slog.Logger) {
	theirs, ok := h.store.(timed)
	if !ok { // nobody else has the data
		return
	}
	tick := time.NewTicker(attendEvery)
	defer tick.Stop()
	var compared time.Time
	wrong := false
	for ctx.Err() == nil {
		if is, err := h.store.Demonstration(ctx); err == nil && is {
			h.demonstration.Store(true)
		}
		if archive, err := h.store.Restoring(ctx); err == nil {
			sayRestoring(log, archive != "", h.restoring.Swap(archive != ""))
		}
		if time.Since(compared) >= compareEvery {
			if ahead, err := h.ahead(ctx, theirs); err == nil {
				wrong = sayClock(log, ahead, wrong)
				compared = time.Now()
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// sayRestoring tells when the import of an archive begins beside this instance and when it is over.
func sayRestoring(log *slog.Logger, is, was bool) {
	switch {
	case is && !was:
		log.Warn("an archive is being imported into these data: until it is whole, everyone is answered 503")
	case was && !is:
		log.Info("the archive is imported; the service goes on")
	}
}

// ahead returns by how much this machine's clock is ahead of the store's, to half of what asking took.
func (h *house) ahead(ctx context.Context, theirs timed) (time.Duration, error) {
	before := h.clock()
	now, err := theirs.Now(ctx)
	took := h.clock().Sub(before)
	return before.Add(took / 2).Sub(now), err
}

// sayClock tells when the clocks begin to differ and when they agree again, and returns whether they differ.
func sayClock(log *slog.Logger, ahead time.Duration, before bool) bool {
	differ := ahead.Abs() > clockTolerance
	switch {
	case differ && !before:
		log.Warn("the clocks of this machine and of MongoDB's differ: nothing is lost, but what this instance receives is dated wrong by as much; set the clock that is wrong",
			"this_one_is_ahead_by", ahead.Round(time.Second))
	case before && !differ:
		log.Info("the clocks of this machine and of MongoDB's agree again")
	}
	return differ
}
