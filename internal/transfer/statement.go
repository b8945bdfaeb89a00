package transfer

import (
	"errors"
	"fmt"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type statement struct {
	Subject    subject.Key          `json:"subject"`
	Report     string               `json:"report"`
	ReceivedAt time.Time            `json:"received_at,omitzero"`
	At         time.Time            `json:"at,omitzero"`
	Mass       float64              `json:"mass"`
	Polarity   report.Polarity      `json:"polarity"`
	Category   report.Category      `json:"category,omitempty"`
	Tier       reputation.Tier      `json:"tier"`
	Own        uint8                `json:"own"`
	Block      uint8                `json:"block"`
	Province   string               `json:"province,omitempty"`
	Reporter   reputation.Pseudonym `json:"reporter,omitempty"`
	Person     reputation.Pseudonym `json:"person,omitempty"`
	APIKey     string               `json:"api_key,omitempty"`
	State      reputation.State     `json:"state"`
	Version    uint32               `json:"version"`
}

func statementLine(s *reputation.Statement) statement {
	return statement{
		s.Subject, s.Report.String(), s.ReceivedAt.UTC(), s.At.UTC(), s.Mass, s.Polarity, s.Category, s.Tier, s.Own, s.Block, s.Province,
		s.Reporter, s.Person, s.APIKey, s.State, s.Version,
	}
}

// AppendStatement appends a statement as a line.
func AppendStatement(to []byte, s *reputation.Statement) ([]byte, error) {
	line := statementLine(s)
	return write(to, &line)
}

// ParseStatement reads what AppendStatement wrote.
func ParseStatement(line []byte) (reputation.Statement, error) {
	var l statement
	if err := read(line, &l); err != nil {
		return reputation.Statement{}, err
	}
	return l.value()
}

func (l *statement) value() (s reputation.Statement, err error) {
	untimely := takeTimes(&l.ReceivedAt, &l.At)
	s = reputation.Statement{
		Subject: l.Subject, ReceivedAt: l.ReceivedAt, At: l.At, Mass: l.Mass, Polarity: l.Polarity, Category: l.Category, Tier: l.Tier,
		Own: l.Own, Block: l.Block, Province: l.Province, Reporter: l.Reporter, Person: l.Person, APIKey: l.APIKey, State: l.State,
		Version: l.Version,
	}
	if s.Report, err = report.ParseID(l.Report); err == nil {
		err = errors.Join(checkStatement(&s), untimely)
	}
	if err != nil {
		return reputation.Statement{}, fmt.Errorf("%w: %w", ErrLine, err)
	}
	return s, nil
}

func checkStatement(s *reputation.Statement) error {
	switch {
	case s.Subject.IsZero():
		return errors.New("a statement about nothing")
	case s.Own >= reputation.Buckets || s.Block >= reputation.Buckets:
		return fmt.Errorf("a bucket past %d", reputation.Buckets-1)
	case s.Polarity != report.Bad && s.Polarity != report.Fine:
		return errors.New("an unknown polarity")
	case s.Tier.Weight() == 0:
		return errors.New("an unknown tier")
	case s.Version == 0:
		return errors.New("no version")
	}
	switch s.State {
	case reputation.Live, reputation.Withdrawn, reputation.Overturned, reputation.Superseded, reputation.Closed:
		return nil
	}
	return errors.New("an unknown state")
}
