package transfer

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type (
	dispute struct {
		ID       string           `json:"id"`
		Revision uint64           `json:"revision"`
		Subject  subject.Key      `json:"subject"`
		Claim    casefile.Claim   `json:"claim,omitempty"`
		Proof    casefile.Proof   `json:"proof,omitempty"`
		Words    string           `json:"words,omitempty"`
		Lang     string           `json:"lang,omitempty"`
		State    casefile.State   `json:"state"`
		OpenedAt time.Time        `json:"opened_at,omitzero"`
		ProvedAt time.Time        `json:"proved_at,omitzero"`
		ClosedAt time.Time        `json:"closed_at,omitzero"`
		Outcome  casefile.Outcome `json:"outcome,omitempty"`
		Decision string           `json:"decision,omitempty"`
		By       string           `json:"by,omitempty"`
		Reason   string           `json:"reason,omitempty"`
		SealedOn string           `json:"sealed_on,omitempty"`
		Sealed   []byte           `json:"sealed,omitempty"`
		Mark     []byte           `json:"mark,omitempty"`
	}
	document struct {
		Case     string    `json:"case"`
		Name     string    `json:"name"`
		Type     string    `json:"type,omitempty"`
		Size     int       `json:"size"`
		SentAt   time.Time `json:"sent_at,omitzero"`
		SealedOn string    `json:"sealed_on"`
		Box      []byte    `json:"box"`
	}
)

// AppendCase appends a dispute as a line. Where what people wrote is no UTF-8, U+FFFD stands instead.
func AppendCase(to []byte, c *casefile.Case) ([]byte, error) {
	l := dispute{
		c.ID, c.Revision, c.Subject, c.Claim, c.Proof, text(c.Words), c.Lang, c.State, c.OpenedAt.UTC(), c.ProvedAt.UTC(), c.ClosedAt.UTC(),
		c.Outcome, c.Decision, text(c.By), text(c.Reason), "", c.Sealed, nil,
	}
	if c.SealedOn != 0 {
		l.SealedOn = dateText(c.SealedOn)
	}
	if c.Mark != [16]byte{} {
		l.Mark = c.Mark[:]
	}
	return write(to, &l)
}

// ParseCase reads what AppendCase wrote.
func ParseCase(line []byte) (casefile.Case, error) {
	var l dispute
	if err := read(line, &l); err != nil {
		return casefile.Case{}, err
	}
	err := errors.Join(takeTimes(&l.OpenedAt, &l.ProvedAt, &l.ClosedAt), checkRevision(l.Revision), checkID(l.ID))
	if l.Subject.IsZero() || l.State == "" || l.OpenedAt.Unix() <= 0 {
		err = errors.New("a case about nothing, in no state, or never opened")
	}
	c := casefile.Case{
		ID: l.ID, Revision: l.Revision, Subject: l.Subject, Claim: l.Claim, Proof: l.Proof, Words: l.Words, Lang: l.Lang, State: l.State,
		OpenedAt: l.OpenedAt, ProvedAt: l.ProvedAt, ClosedAt: l.ClosedAt, Outcome: l.Outcome, Decision: l.Decision, By: l.By, Reason: l.Reason,
		Sealed: some(l.Sealed),
	}
	if n := copy(c.Mark[:], l.Mark); n != 0 && n != len(c.Mark) || n != len(l.Mark) {
		err = errors.Join(err, errors.New("a mark that is none"))
	}
	if l.SealedOn != "" {
		var undated error
		c.SealedOn, undated = parseDate(l.SealedOn)
		err = errors.Join(err, undated)
	}
	if err != nil {
		return casefile.Case{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return c, nil
}

// AppendDocument appends a document of a dispute as a line.
func AppendDocument(to []byte, d *casefile.Document) ([]byte, error) {
	return write(to, &document{d.Case, d.Name, d.Type, d.Size, d.SentAt.UTC(), dateText(d.SealedOn), d.Box})
}

// ParseDocument reads what AppendDocument wrote.
func ParseDocument(line []byte) (casefile.Document, error) {
	var l document
	if err := read(line, &l); err != nil {
		return casefile.Document{}, err
	}
	day, undated := parseDate(l.SealedOn)
	err := errors.Join(takeTimes(&l.SentAt), undated, checkID(l.Case), checkID(l.Name))
	if len(l.Box) == 0 || l.Size < 0 || l.SentAt.Unix() <= 0 {
		err = errors.New("a document with nothing in it, or never sent")
	}
	if err != nil {
		return casefile.Document{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return casefile.Document{Case: l.Case, Name: l.Name, Type: l.Type, Size: l.Size, SentAt: l.SentAt, SealedOn: day, Box: l.Box}, nil
}

// text returns what people wrote as UTF-8.
func text(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func dateText(d reputation.Date) string { return d.Time().Format(time.DateOnly) }

func parseDate(s string) (reputation.Date, error) {
	day, err := time.Parse(time.DateOnly, s)
	if err := errors.Join(err, takeTimes(&day)); err != nil {
		return 0, err
	}
	return reputation.DateOf(day), nil
}

// checkRevision refuses a revision that not every store keeps.
func checkRevision(revision uint64) error {
	if revision == 0 || revision > maxRevision {
		return errors.New("no revision")
	}
	return nil
}

// checkID refuses an ID that cannot be part of a key, as stores do.
func checkID(id string) error {
	if id == "" || strings.ContainsAny(id, "\x00|") {
		return errors.New("an ID that is none")
	}
	return nil
}
