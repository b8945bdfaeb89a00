package dispute

import (
	"context"
	"errors"
	"net"
	"slices"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/subject"
)

// waits returns ErrClosed or ErrStep for a case that does not wait for this proof.
func waits(c casefile.Case, p casefile.Proof) error {
	switch {
	case c.State == casefile.Closed:
		return ErrClosed
	case c.State != casefile.Waiting || c.Proof != p:
		return ErrStep
	}
	return nil
}

// current returns the case of a code if it waits for a proof and its time is not over.
func (o *Office) current(ctx context.Context, code Code, p casefile.Proof) (casefile.Case, error) {
	c, err := o.find(ctx, code)
	switch {
	case err != nil:
		return c, err
	case c.Expired(o.Clock()):
		return c, ErrClosed
	}
	return c, waits(c, p)
}

// Prove takes the digits that were texted to the number. Each try is counted before it is looked at, so that many at once get no more than
// one after the other; after five, others have to be sent.
func (o *Office) Prove(ctx context.Context, code Code, digits string) (Standing, error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	c, err := o.current(ctx, code, casefile.CodeTo)
	if err != nil {
		return Standing{}, err
	}
	var tried secrets
	c, err = o.change(ctx, c.ID, func(c casefile.Case) (casefile.Case, error) {
		if err := waits(c, casefile.CodeTo); err != nil {
			return c, err
		}
		if tried, err = o.secrets(c); err != nil || !tried.good(o.Clock()) {
			tried = secrets{}
			return c, err
		}
		tried.Tries++
		return o.seal(c, tried)
	})
	switch {
	case err != nil:
		return Standing{}, err
	case tried.Digits == "":
		return o.standing(ctx, c, NoteNewDigits)
	case !tried.is(digits) && tried.Tries < MaxTries:
		return o.standing(ctx, c, NoteWrongDigits)
	case !tried.is(digits):
		return o.standing(ctx, c, NoteNewDigits)
	}
	if c, err = o.prove(ctx, c.ID); err != nil {
		return Standing{}, err
	}
	return o.standing(ctx, c)
}

// Send has six digits texted to the number. It is written down before, so that no crash lets more be sent than may be.
func (o *Office) Send(ctx context.Context, code Code) (Standing, error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	c, err := o.current(ctx, code, casefile.CodeTo)
	if err != nil {
		return Standing{}, err
	}
	if o.Texts == nil || !o.Texts.Reaches(c.Subject) {
		return Standing{}, ErrNoText
	}
	if err := o.wanted(ctx, c.Subject); err != nil {
		return Standing{}, err
	}
	kept, err := o.secrets(c)
	switch {
	case err != nil:
		return Standing{}, err
	case kept.textsLeft(o.Clock()) == 0:
		return o.standing(ctx, c, NoteEnough)
	case !o.Texts.Allow(ctx, c.Subject):
		return Standing{}, ErrNoText
	}
	c, digits, err := o.renew(ctx, c.ID)
	if err != nil {
		return Standing{}, err
	}
	if digits == "" {
		return o.standing(ctx, c, NoteEnough)
	}
	if err := o.Texts.Send(ctx, c.Subject, digits, c.Lang); err != nil {
		return Standing{}, err
	}
	return o.standing(ctx, c, NoteSent)
}

// wanted returns ErrStopped where whoever has a number asked for no texts.
func (o *Office) wanted(ctx context.Context, to subject.Key) error {
	for _, who := range o.Texts.Voices(to) {
		stopped, err := o.Store.Stopped(ctx, o.Keys.StopName(who))
		switch {
		case err != nil:
			return err
		case stopped:
			return ErrStopped
		}
	}
	return nil
}

// renew gives a case new digits, or "" when it had enough texts.
func (o *Office) renew(ctx context.Context, id string) (c casefile.Case, digits string, err error) {
	c, err = o.change(ctx, id, func(c casefile.Case) (casefile.Case, error) {
		digits = ""
		if err := waits(c, casefile.CodeTo); err != nil {
			return c, err
		}
		s, err := o.secrets(c)
		if err != nil || s.textsLeft(o.Clock()) == 0 {
			return c, err
		}
		digits = newDigits()
		now := o.Clock().UTC().Truncate(time.Second)
		sent := slices.Concat(s.Sent, []time.Time{now})
		return o.seal(c, secrets{Digits: digits, Sent: sent[max(0, len(sent)-MaxTexts):]})
	})
	return c, digits, err
}

// CheckDNS looks for the record of a domain.
func (o *Office) CheckDNS(ctx context.Context, code Code) (Standing, error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	c, err := o.current(ctx, code, casefile.DNS)
	if err != nil {
		return Standing{}, err
	}
	s, err := o.secrets(c)
	if err != nil {
		return Standing{}, err
	}
	found, err := o.hasRecord(ctx, recordOf(c.Subject, s.Token))
	switch {
	case err != nil:
		return Standing{}, err
	case !found || s.Token == "":
		return o.standing(ctx, c, NoteNoRecord)
	}
	if c, err = o.prove(ctx, c.ID); err != nil {
		return Standing{}, err
	}
	return o.standing(ctx, c)
}

// hasRecord asks the DNS. A name that is not there has no record; a server that does not answer is an error of its own, which is tried
// again.
func (o *Office) hasRecord(ctx context.Context, r Record) (bool, error) {
	values, err := o.Resolver.LookupTXT(ctx, r.Name+".") // rooted: no domain of this machine is put behind it
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return false, nil
	}
	if err != nil {
		return false, ErrResolver
	}
	return slices.Contains(values, r.Value), nil
}

// Hear takes six digits that a phone texted through a signed gateway; see gateway.Codes. They prove the one case about that phone's number
// that waits for them, and are found again when they are delivered again.
func (o *Office) Hear(ctx context.Context, digits string, from subject.Key) (found bool, err error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	cases, err := o.about(ctx, from)
	if err != nil {
		return false, err
	}
	for _, c := range cases {
		if c.Proof != casefile.TextFrom {
			continue
		}
		s, err := o.secrets(c)
		if errors.Is(err, fault.Damaged) {
			continue // the others can still be proved
		}
		if err != nil {
			return false, err
		}
		if !s.is(digits) {
			continue
		}
		if heard, err := o.hear(ctx, c); heard || err != nil {
			return heard, err
		}
	}
	return false, nil
}

// hear proves a case whose digits were texted. One that was proved so is found again; one that was withdrawn, or waited too long, is not.
func (o *Office) hear(ctx context.Context, c casefile.Case) (bool, error) {
	now := o.Clock()
	if c.Proved() && !c.Unsettled() {
		return now.Before(c.ProvedAt.Add(HeldFor)), nil
	}
	if !c.Unsettled() && (c.State != casefile.Waiting || c.Expired(now)) {
		return false, nil
	}
	c, err := o.prove(ctx, c.ID)
	return err == nil && c.Proved(), err
}
