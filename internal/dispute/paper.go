package dispute

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
)

// Submit takes a document that is to prove a case. It is sealed, and only a moderator sees it.
func (o *Office) Submit(ctx context.Context, code Code, doc Upload) (Standing, error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	kind, ok := sniffed(doc)
	if !ok {
		return Standing{}, ErrPaper
	}
	c, err := o.find(ctx, code)
	switch {
	case err != nil:
		return Standing{}, err
	case c.State == casefile.Closed || c.Expired(o.Clock()):
		return Standing{}, ErrClosed
	case c.Proof != casefile.Documents || c.State == casefile.InForce:
		return Standing{}, ErrStep
	}
	day, refusal := o.keep(ctx, c, kind, doc.Content)
	if refusal != nil && !errors.Is(refusal, ErrPapers) {
		return Standing{}, refusal
	}
	c, err = o.change(ctx, c.ID, func(c casefile.Case) (casefile.Case, error) {
		if refusal != nil && c.State != casefile.Waiting { // nothing came, and a moderator is asked already: a case that waits still was left so by a crash
			return c, nil
		}
		next, ok := c.Submit(day)
		if !ok && c.State == casefile.Closed {
			return c, ErrClosed
		}
		return next, nil // or it stays: a moderator read enough meanwhile
	})
	if errors.Is(err, ErrClosed) {
		return Standing{}, errors.Join(err, o.Store.DropDocuments(ctx, code.ID()))
	}
	if err := cmp.Or(err, refusal); err != nil {
		return Standing{}, err
	}
	return o.standing(ctx, c)
}

// keep stores a document in the first of the places that a case has for them: so there are never more, whoever sends at the same time.
// Where none is left it is ErrPapers. The day is that on which it is sealed, or would be.
func (o *Office) keep(ctx context.Context, c casefile.Case, kind string, content []byte) (day reputation.Date, err error) {
	for place := range MaxPapers {
		name := strconv.Itoa(place + 1)
		now := o.Clock()
		d := casefile.Document{Case: c.ID, Name: name, Type: kind, Size: len(content), SentAt: now.UTC().Truncate(time.Second)}
		if d.SealedOn, d.Box, err = o.Keys.SealNote(content, paperName(c.ID, name), now); err != nil {
			return 0, err
		}
		err = o.Store.PutDocument(ctx, d)
		if err == nil || !errors.Is(err, fault.Exists) {
			return d.SealedOn, err
		}
	}
	return reputation.DateOf(o.Clock()), ErrPapers
}

// kinds are what documents may be, and how such files begin.
var kinds = []struct {
	media string
	magic []byte
}{
	{"application/pdf", []byte("%PDF-")},
	{"image/jpeg", []byte("\xff\xd8\xff")},
	{"image/png", []byte("\x89PNG\r\n\x1a\n")},
}

// sniffed returns what a file is by its bytes, and whether it may be sent: it is what it says, and not too large. One that says nothing
// of itself may be any.
func sniffed(doc Upload) (media string, ok bool) {
	if len(doc.Content) > MaxPaper {
		return "", false
	}
	for _, k := range kinds {
		if bytes.HasPrefix(doc.Content, k.magic) {
			return k.media, doc.Type == "" || doc.Type == "application/octet-stream" || doc.Type == k.media
		}
	}
	return "", false
}
