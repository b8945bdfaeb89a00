package record

import (
	"fmt"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

type statement struct {
	ID         string               `bson:"_id"`
	ReceivedAt int64                `bson:"r,minsize,omitempty"`
	At         int64                `bson:"t,minsize,omitempty"`
	Mass       float64              `bson:"m"`
	Polarity   report.Polarity      `bson:"p"`
	Category   report.Category      `bson:"c,omitempty"`
	Tier       reputation.Tier      `bson:"w"`
	Own        int32                `bson:"o"`
	Block      int32                `bson:"b"`
	Province   string               `bson:"g,omitempty"`
	Reporter   reputation.Pseudonym `bson:"u,omitempty"`
	Person     reputation.Pseudonym `bson:"f,omitempty"`
	APIKey     string               `bson:"k,omitempty"`
	State      reputation.State     `bson:"s"`
	Version    int64                `bson:"v,minsize"`
}

// StatementID returns the _id of the statement of one report about one subject. All IDs of a subject lie
// together.
func StatementID(about subject.Key, of report.ID) string {
	return about.String() + idSeparator + of.String()
}

// EncodeStatement writes s.
func EncodeStatement(s reputation.Statement) ([]byte, error) {
	return encode("statement", statementDocument(s))
}

// DecodeStatement reads what EncodeStatement wrote.
func DecodeStatement(b []byte) (reputation.Statement, error) {
	var doc statement
	if err := decode("statement", b, &doc); err != nil {
		return reputation.Statement{}, err
	}
	s, err := doc.value()
	if err != nil {
		return reputation.Statement{}, damaged("statement", err)
	}
	return s, nil
}

func statementDocument(s reputation.Statement) statement {
	return statement{
		ID:         StatementID(s.Subject, s.Report),
		ReceivedAt: count(s.ReceivedAt, secondsPerMinute),
		At:         count(s.At, secondsPerHour),
		Mass:       s.Mass,
		Polarity:   s.Polarity,
		Category:   s.Category,
		Tier:       s.Tier,
		Own:        int32(s.Own),
		Block:      int32(s.Block),
		Province:   s.Province,
		Reporter:   s.Reporter,
		Person:     s.Person,
		APIKey:     s.APIKey,
		State:      s.State,
		Version:    int64(s.Version),
	}
}

func (doc *statement) value() (reputation.Statement, error) {
	about, rest, err := splitID(doc.ID)
	if err != nil {
		return reputation.Statement{}, err
	}
	of, err := report.ParseID(rest)
	if err != nil {
		return reputation.Statement{}, err
	}
	own, err := bucket(doc.Own)
	if err != nil {
		return reputation.Statement{}, err
	}
	block, err := bucket(doc.Block)
	if err != nil {
		return reputation.Statement{}, err
	}
	version := uint32(doc.Version)
	if int64(version) != doc.Version {
		return reputation.Statement{}, fmt.Errorf("version %d", doc.Version)
	}
	return reputation.Statement{
		Subject:    about,
		Report:     of,
		ReceivedAt: moment(doc.ReceivedAt, secondsPerMinute),
		At:         moment(doc.At, secondsPerHour),
		Mass:       doc.Mass,
		Polarity:   doc.Polarity,
		Category:   doc.Category,
		Tier:       doc.Tier,
		Own:        own,
		Block:      block,
		Province:   doc.Province,
		Reporter:   doc.Reporter,
		Person:     doc.Person,
		APIKey:     doc.APIKey,
		State:      doc.State,
		Version:    version,
	}, nil
}

func bucket(n int32) (uint8, error) {
	if n < 0 || n >= reputation.Buckets {
		return 0, fmt.Errorf("bucket %d", n)
	}
	return uint8(n), nil
}
