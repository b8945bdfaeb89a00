package bolt

import (
	"bytes"
	"strings"

	"go.etcd.io/bbolt"

	"ringfence/internal/subject"
)

// prefixes reads what lies under one prefix after the other. For prefixes in ascending order it goes on from where
// it stands, which is much faster than looking for each.
type prefixes struct {
	cursor     *bbolt.Cursor
	prefix     string // of the last question; "" before the first
	key, value []byte // where it stands; nil at the end
}

// to goes to the first record with a prefix, or past where one would be.
func (r *prefixes) to(prefix string) {
	onward := r.prefix != "" && r.prefix < prefix && !strings.HasPrefix(prefix, r.prefix)
	if r.prefix = prefix; onward && (r.key == nil || string(r.key) >= prefix) {
		return
	}
	r.seek([]byte(prefix))
}

func (r *prefixes) seek(to []byte) { r.key, r.value = r.cursor.Seek(to) }
func (r *prefixes) next()          { r.key, r.value = r.cursor.Next() }

// cluster reads the records of a bucket that are clustered with subjects, fast for subjects in the order of
// their keys.
type cluster struct{ prefixes }

func (tx tx) cluster(b bucket) *cluster { return &cluster{prefixes{cursor: tx.in(b).Cursor()}} }

// of calls read for every record of a subject, in the order of their names.
func (c *cluster) of(about subject.Key, read func(name, value []byte) error) error {
	prefix := under(about, "")
	for c.to(string(prefix)); bytes.HasPrefix(c.key, prefix); c.next() {
		if err := read(c.key[len(prefix):], c.value); err != nil {
			c.prefix = "" // where it stands is no longer past what was asked
			return err
		}
	}
	return nil
}
