package gateway

import (
	"context"
	"errors"
	"strconv"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/smstext"
)

// report files what a turn reports, and anew what other turns report since it was heard; and all of it again where another process
// heard something of the same sender meanwhile, which may belong to it.
func (d *Desk) report(ctx context.Context, v *visit) (conversation.Reply, error) {
	for range rounds {
		filed := v.place
		reply, err := d.reportAll(ctx, v)
		if err != nil || !v.turn.Alone && v.turn.Asked.IsZero() {
			return reply, err
		}
		if err := d.recall(ctx, v, d.Clock()); err != nil {
			return conversation.Reply{}, err
		}
		latest, known := v.memory.Turn(v.turn.Key)
		if !known || v.place == filed {
			return reply, nil
		}
		v.turn = latest
	}
	return conversation.Reply{}, errBusy
}

func (d *Desk) reportAll(ctx context.Context, v *visit) (reply conversation.Reply, err error) {
	named := v.turn
	if !v.turn.Asked.IsZero() {
		var answered bool
		if named, answered = v.memory.CompletedBy(v.turn.Key); !answered {
			return v.reply(conversation.WantsNumber), nil
		}
	}
	if reply, err = d.file(ctx, v, named); err != nil {
		return conversation.Reply{}, err
	}
	for _, key := range v.turn.Moved {
		if moved, known := v.memory.Turn(key); known && key != named.Key {
			if _, err := d.file(ctx, v, moved); err != nil {
				return conversation.Reply{}, err
			}
		}
	}
	return reply, nil
}

// file accepts what a turn reports, in its present edition, and then takes back the editions before: one reporter counts once
// for a number, so that at no time both or neither count. A report that its reporter took back stays taken back.
func (d *Desk) file(ctx context.Context, v *visit, t conversation.Turn) (conversation.Reply, error) {
	if t.Undone {
		return v.reply(conversation.Withdrawn), d.takeBack(ctx, t, t.Edition+1)
	}
	undone, err := d.undone(ctx, t)
	if err != nil {
		return conversation.Reply{}, err
	}
	if undone {
		return v.reply(conversation.Withdrawn), nil
	}
	reply := v.reply(conversation.Reported)
	if reply.Receipt, err = d.receipt(ctx, t, t.Edition); err != nil {
		return conversation.Reply{}, err
	}
	if len(t.Subjects) == 1 {
		reply.About = t.Subjects[0]
	}
	_, err = d.Reports.Accept(ctx, v.memory.Report(t, v.heard), v.by, retryOf(t, t.Edition))
	switch {
	case errors.Is(err, intake.ErrWithdrawn):
		reply = v.reply(conversation.Withdrawn)
	case errors.Is(err, intake.ErrReused): // what was reported then is kept
		if err := d.letGo(ctx, v, t); err != nil {
			return conversation.Reply{}, err
		}
	case err != nil:
		return conversation.Reply{}, err
	}
	return reply, d.takeBack(ctx, t, t.Edition)
}

// letGo has texts wait on that a number seems to complete and does not: it was reported before they came, as a call, and delivered
// again when its turn was forgotten.
func (d *Desk) letGo(ctx context.Context, v *visit, t conversation.Turn) error {
	if len(t.Completes) == 0 {
		return nil
	}
	kept, err := d.kept(ctx, t, t.Edition)
	if err != nil || kept.Testimony == nil || kept.Testimony.Kind != report.Call {
		return err
	}
	return d.change(ctx, v, func(time.Time) (bool, error) { return v.memory.LetGo(t.Key), nil })
}

// takeBack withdraws the first so many editions of what a turn reports.
func (d *Desk) takeBack(ctx context.Context, t conversation.Turn, editions int) error {
	for edition := range editions {
		receipt, err := d.receipt(ctx, t, edition)
		if err != nil {
			return err
		}
		if err := d.Reports.Withdraw(ctx, receipt); err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

// undone reports whether the edition before the present one was taken back by its reporter: a desk does so only once there is a
// present one, which another may have made since it was looked for.
func (d *Desk) undone(ctx context.Context, t conversation.Turn) (bool, error) {
	for edition := t.Edition - 1; edition >= 0; edition-- {
		before, err := d.kept(ctx, t, edition)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil || !before.Withdrawn {
			return false, err
		}
		if _, err = d.kept(ctx, t, t.Edition); errors.Is(err, fault.NotFound) {
			return true, nil
		}
		return false, err
	}
	return false, nil
}

// retryOf names an edition of a turn's report to intake.
func retryOf(t conversation.Turn, edition int) intake.Retry {
	return intake.Retry{Scope: "sms/" + t.Scope, Key: t.Key + "/" + strconv.Itoa(edition)}
}

// receipt is that of an edition of a turn's report, whether or not it was ever made.
func (d *Desk) receipt(ctx context.Context, t conversation.Turn, edition int) (report.Receipt, error) {
	return d.Reports.ReceiptOf(ctx, retryOf(t, edition))
}

// kept returns what is kept of an edition of a turn's report.
func (d *Desk) kept(ctx context.Context, t conversation.Turn, edition int) (intake.Kept, error) {
	receipt, err := d.receipt(ctx, t, edition)
	if err != nil {
		return intake.Kept{}, err
	}
	return d.Reports.Report(ctx, receipt)
}

// reporting returns the Key of the turn whose report, in whichever edition, has the receipt that a visit names; "" where none is
// remembered.
func (d *Desk) reporting(ctx context.Context, v *visit) (string, error) {
	if v.heard.Intent != smstext.Withdraw {
		return "", nil
	}
	for _, t := range v.memory.Turns {
		for edition := range t.Edition + 1 {
			if receipt, err := d.receipt(ctx, t, edition); err != nil || receipt == v.heard.Receipt {
				return t.Key, err
			}
		}
	}
	return "", nil
}
