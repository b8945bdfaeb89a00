package gateway

import (
	"context"
	"errors"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/smstext"
)

// answer does what the turn of a visit asks for.
func (d *Desk) answer(ctx context.Context, v *visit) (conversation.Reply, error) {
	switch v.turn.Intent {
	case smstext.ReportCall, smstext.ReportText:
		return d.report(ctx, v)
	case smstext.Ask:
		return d.tell(v)
	case smstext.Withdraw:
		return d.withdraw(ctx, v)
	case smstext.Prove:
		return v.reply(proved(v)), nil
	case smstext.Help:
		return v.reply(conversation.HowTo), nil
	case smstext.Plea:
		return v.reply(conversation.FirstAid), nil
	case smstext.Thanks:
		return conversation.Reply{}, nil
	case smstext.Stop:
		return d.stop(ctx, v)
	case smstext.Continue:
		return d.resume(ctx, v)
	}
	if v.refused != "" {
		return v.reply(v.refused), nil
	}
	reply := v.reply(conversation.Unclear)
	reply.Problem = v.heard.Problem
	return reply, nil
}

func (d *Desk) tell(v *visit) (conversation.Reply, error) {
	known, err := d.Lookups.Lookup(v.heard.Subjects[0])
	if err != nil {
		return conversation.Reply{}, err
	}
	reply := v.reply(conversation.Known)
	reply.About, reply.Judgement = known.Subject, known.Judgement
	return reply, nil
}

// withdraw takes back what somebody holds the receipt of: every edition of it, where the sender's own memory has others.
func (d *Desk) withdraw(ctx context.Context, v *visit) (conversation.Reply, error) {
	if undone, known := v.memory.Turn(v.turn.Undoes); known {
		return d.file(ctx, v, undone)
	}
	err := d.Reports.Withdraw(ctx, v.heard.Receipt)
	if errors.Is(err, fault.NotFound) {
		return v.reply(conversation.NoReport), nil
	}
	return v.reply(conversation.Withdrawn), err
}

func proved(v *visit) conversation.Kind {
	switch {
	case v.turn.Owner:
		return conversation.Owner
	case v.turn.Proved:
		return conversation.Proved
	case !v.Signed:
		return conversation.Elsewhere
	}
	return conversation.NoCode
}

// stop has the sender get no more replies after this one. A message that stops what is stopped already is not answered, unless
// it is the same that stopped it; and one that was overtaken by another does nothing.
func (d *Desk) stop(ctx context.Context, v *visit) (conversation.Reply, error) {
	if !v.memory.Prevails(v.turn) {
		return conversation.Reply{}, nil
	}
	name := d.Keys.StopName(v.by.Identity)
	stopped, err := d.Store.Stopped(ctx, name)
	if err != nil || stopped && !v.again {
		return conversation.Reply{}, err
	}
	return v.reply(conversation.Stopped), d.Store.Stop(ctx, name)
}

// resume has the sender get replies again. Whoever gets them anyway is told what there is, within the limit that STOP and START do
// not know: else replies could be had without end.
func (d *Desk) resume(ctx context.Context, v *visit) (conversation.Reply, error) {
	if !v.memory.Prevails(v.turn) {
		return conversation.Reply{}, nil
	}
	name := d.Keys.StopName(v.by.Identity)
	stopped, err := d.Store.Stopped(ctx, name)
	switch {
	case err != nil:
		return conversation.Reply{}, err
	case stopped || v.again:
		return v.reply(conversation.Resumed), d.Store.Resume(ctx, name)
	case d.Allow(ctx, v.by.Identity):
		return v.reply(conversation.HowTo), nil
	}
	return conversation.Reply{}, nil
}

// unlessStopped returns the reply, or none for those who want none. HELP they are answered all the same, as carriers require (CTIA).
func (d *Desk) unlessStopped(ctx context.Context, v *visit, reply conversation.Reply) (conversation.Reply, error) {
	if reply.Kind == "" || reply.Kind == conversation.Stopped || reply.Kind == conversation.HowTo {
		return reply, nil
	}
	name := d.Keys.StopName(v.by.Identity)
	stopped, err := d.Store.Stopped(ctx, name)
	if err != nil || stopped {
		return conversation.Reply{}, err
	}
	return reply, nil
}
