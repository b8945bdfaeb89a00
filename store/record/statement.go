package record

import (
	"errors"
	"fmt"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// StatementID returns the _id of the statement of one report about one subject. All IDs of a subject lie
// together.
func StatementID(about subject.Key, of report.ID) string {
	return about.String() + idSeparator + of.String()
}

// statementSize is room for most statements.
const statementSize = 160

// EncodeStatement writes s.
func EncodeStatement(s reputation.Statement) ([]byte, error) {
	w := newDocument(statementSize)
	w.id(s.Subject.String(), s.Report)
	w.someInt("r", count(s.ReceivedAt, secondsPerMinute))
	w.someInt("t", count(s.At, secondsPerHour))
	w.double("m", s.Mass)
	w.text("p", string(s.Polarity))
	w.someText("c", string(s.Category))
	w.text("w", string(s.Tier))
	w.int32("o", int32(s.Own))
	w.int32("b", int32(s.Block))
	w.someText("g", s.Province)
	w.someText("u", string(s.Reporter))
	w.someText("f", string(s.Person))
	w.someText("k", s.APIKey)
	w.text("s", string(s.State))
	w.int("v", int64(s.Version))
	return w.bytes(), nil
}

// DecodeStatement reads what EncodeStatement wrote.
func DecodeStatement(b []byte) (s reputation.Statement, err error) {
	var id string
	var own, block int32
	var version int64
	r := open(b)
	for r.next() {
		switch string(r.name) {
		case "_id":
			id = r.text()
		case "r":
			s.ReceivedAt = moment(r.int(), secondsPerMinute)
		case "t":
			s.At = moment(r.int(), secondsPerHour)
		case "m":
			s.Mass = r.double()
		case "p":
			s.Polarity = report.Polarity(r.text())
		case "c":
			s.Category = report.Category(r.text())
		case "w":
			s.Tier = reputation.Tier(r.text())
		case "o":
			own = r.int32()
		case "b":
			block = r.int32()
		case "g":
			s.Province = r.text()
		case "u":
			s.Reporter = reputation.Pseudonym(r.text())
		case "f":
			s.Person = reputation.Pseudonym(r.text())
		case "k":
			s.APIKey = r.text()
		case "s":
			s.State = reputation.State(r.text())
		case "v":
			version = r.int()
		}
	}
	if err := errors.Join(r.err, identify(&s, id), place(&s, own, block), number(&s, version)); err != nil {
		return reputation.Statement{}, damaged("statement", err)
	}
	return s, nil
}

// identify reads an _id.
func identify(s *reputation.Statement, id string) error {
	about, of, err := splitID(id)
	if err != nil {
		return err
	}
	s.Subject = about
	s.Report, err = report.ParseID(of)
	return err
}

func place(s *reputation.Statement, own, block int32) error {
	for _, n := range []int32{own, block} {
		if n < 0 || n >= reputation.Buckets {
			return fmt.Errorf("bucket %d", n)
		}
	}
	s.Own, s.Block = uint8(own), uint8(block)
	return nil
}

func number(s *reputation.Statement, version int64) error {
	s.Version = uint32(version)
	if int64(s.Version) != version {
		return fmt.Errorf("version %d", version)
	}
	return nil
}
