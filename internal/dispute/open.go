package dispute

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ringfence/internal/casefile"
	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// answeredFor is how long after a moderator's answer nobody else is asked the same.
const answeredFor = 30 * 24 * time.Hour

// Open opens a case, which waits for its proof for seven days and changes nothing until then.
func (o *Office) Open(ctx context.Context, r Request) (Opened, error) {
	ctx, cancel := o.bounded(ctx)
	defer cancel()
	if err := o.mayOpen(ctx, &r); err != nil {
		return Opened{}, err
	}
	code := newCode()
	c, err := o.seal(casefile.Case{
		ID: code.ID(), Subject: r.Subject, Claim: r.Claim, Proof: r.Proof, Words: r.Words, Lang: r.Lang,
		State: casefile.Waiting, OpenedAt: o.Clock().UTC().Truncate(time.Second),
	}, secretsFor(r.Proof))
	if err != nil {
		return Opened{}, err
	}
	if err := o.Store.PutCase(ctx, c.Marked(o.Keys.MarkCase)); err != nil {
		return Opened{}, err
	}
	s, err := o.standing(ctx, c)
	return Opened{Code: code, Standing: s}, err
}

func secretsFor(p casefile.Proof) secrets {
	switch p {
	case casefile.TextFrom:
		return secrets{Digits: newDigits()}
	case casefile.DNS:
		return secrets{Token: newToken()}
	case casefile.CodeTo, casefile.Documents:
	}
	return secrets{}
}

// mayOpen refuses what cannot come to anything, and redacts the words.
func (o *Office) mayOpen(ctx context.Context, r *Request) error {
	_, sample := report.Sample(r.Subject)
	switch {
	case !slices.Contains([]casefile.Claim{casefile.Wrong, casefile.Forged, casefile.NewOwner, casefile.Erase}, r.Claim):
		return ErrClaim
	case r.Lang != "zh-CN" && r.Lang != "en":
		return ErrLang
	case sample || report.Helpline(r.Subject):
		return ErrSample
	case !slices.Contains(o.Proofs(r.Subject), r.Proof):
		return ErrProof
	}
	words, ok := spoken(r.Words, r.Subject)
	if !ok {
		return ErrWords
	}
	r.Words = words
	if err := o.shown(r); err != nil {
		return err
	}
	return o.free(ctx, r)
}

// spoken returns words as everybody may read them, and whether they are any.
func spoken(words string, about subject.Key) (string, bool) {
	words = strings.Join(strings.Fields(words), " ") // also of lines
	if !utf8.ValidString(words) || strings.ContainsFunc(words, unicode.IsControl) || utf8.RuneCountInString(words) > MaxWords {
		return "", false
	}
	words = redact.Bare(words, report.Helpline, about)
	return words, utf8.RuneCountInString(words) <= MaxWords // labels are longer than some of what they stand for
}

// shown refuses what is said about nothing, and that something be forgotten which everybody is warned of.
func (o *Office) shown(r *Request) error {
	known, err := o.Lookups.Lookup(r.Subject)
	j := &known.Judgement
	switch {
	case err != nil:
		return err
	case !j.Shown && j.Verdict == reputation.Unknown && len(j.Conditions) == 0:
		return ErrNothing
	case r.Claim == casefile.Erase && j.Listed:
		return ErrListed
	}
	return nil
}

// free refuses a case beside one that is proved already, and the same question right after its answer.
func (o *Office) free(ctx context.Context, r *Request) error {
	cases, err := o.about(ctx, r.Subject)
	if err != nil {
		return err
	}
	for _, c := range cases {
		contests := r.Claim == casefile.Wrong || r.Claim == casefile.Forged
		switch {
		case c.State == casefile.InForce || c.Unsettled():
			return ErrUnderWay
		case contests && c.Outcome == casefile.Upheld && c.By != "" && c.Proved() && o.Clock().Before(c.ClosedAt.Add(answeredFor)):
			return ErrAnswered
		}
	}
	return nil
}
