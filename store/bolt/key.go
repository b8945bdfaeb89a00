package bolt

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"time"

	berrors "go.etcd.io/bbolt/errors"

	"ringfence/internal/conversation"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

const (
	separator    = 0 // stands between a subject and what is clustered with it
	pastSubject  = separator + 1
	pastAnything = 0xff // sorts after every byte of a subject
)

var errKey = errors.New("a key without its parts")

// under returns the key of a record that is clustered with a subject; with an empty name, what all such
// keys begin with.
func under(about subject.Key, name string) []byte {
	s := about.String()
	key := make([]byte, 0, len(s)+1+len(name))
	return append(append(append(key, s...), separator), name...)
}

// cut returns the subject that a key begins with, and the name after it: "" if the key is only a subject.
func cut(key []byte) (subject.Key, string, error) {
	s, name, _ := bytes.Cut(key, []byte{separator})
	about, err := subject.ParseKey(string(s))
	return about, string(name), err
}

// reporterKey returns what the keys in reporters of one pseudonym begin with.
func reporterKey(by reputation.Pseudonym) ([]byte, error) {
	if len(by) > math.MaxUint16 {
		return nil, berrors.ErrKeyTooLarge
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(by))), by...), nil
}

// saidKey returns the key of a statement in reporters.
func saidKey(s *reputation.Statement) ([]byte, error) {
	key, err := reporterKey(s.Reporter)
	if err != nil {
		return nil, err
	}
	minutes := uint64(s.ReceivedAt.Unix()/60) + 1<<63
	key = binary.BigEndian.AppendUint64(key, ^minutes)
	return append(key, statementKey(s)...), nil
}

// statementKey returns the key of s in statements, and of its mark in unprojected.
func statementKey(s *reputation.Statement) []byte {
	about := s.Subject.String()
	key := make([]byte, 0, len(about)+1+2*len(s.Report))
	return hex.AppendEncode(append(append(key, about...), separator), s.Report[:])
}

// receivedKey returns the key in received of a report; without a receipt, what those of that minute begin with.
func receivedKey(at time.Time, receipt ...byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(record.Minute(at))+1<<63), receipt...)
}

// untilSize is how long the time in a key in until is.
const untilSize = 8

// untilKey returns the key in until of a conversation.
func untilKey(until time.Time, name conversation.Name) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(until.Unix())), name...)
}

// dueKey returns the key of a subject in due. Whoever was due before 1970 is due since.
func dueKey(due time.Time, about subject.Key) []byte {
	key := binary.BigEndian.AppendUint64(nil, uint64(max(due.Unix(), 0)))
	return append(key, about.String()...)
}

// cutDue is the reverse of dueKey.
func cutDue(key []byte) (time.Time, subject.Key, error) {
	const size = 8
	if len(key) < size {
		return time.Time{}, subject.Key{}, errKey
	}
	about, _, err := cut(key[size:])
	return time.Unix(int64(binary.BigEndian.Uint64(key)), 0), about, err
}
