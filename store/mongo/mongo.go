// Package mongo keeps everything in MongoDB, or in a server that speaks its protocol, for as many instances
// at once as one likes. README.md beside it lists each collection, document, shard key and index with what it
// serves; TestPlans asks the server whether that is so.
//
// It asks of the server only what a standalone mongod and FerretDB can do too: no transaction, change stream,
// update pipeline or findAndModify (FerretDB reports a duplicate there as code 1, which is any failure's).
// Every write is an insert that may find its document there, an update that may find its work done, or a
// compare-and-set; so all may be tried again, and two instances may do the same at once.
//
// # What takes the place of transactions
//
// File writes the testimony first, with the statements that it owes in it, then the statements, and at last
// strikes out what is owed. What is cut short in between is Unfinished, and Complete does the rest, any number
// of times. A replaced report is claimed first, so that of two replacements of one report one wins. Each new
// statement names the report that it replaces until that one is withdrawn, and whoever reads a subject passes
// that one's statement over: the single write of the new statement is the moment at which the old one ceases
// to count.
//
// Each statement and decision bears the mark that it awaits projection itself. Save writes projections by
// compare-and-set on their revision, then hastens, and at last takes the mark off the records in the versions
// that were read. Cut short in between, it leaves marks, and what is marked is projected again.
//
// Changed goes by the time at which the server says that it wrote a projection. Writes become visible out of
// that order, so it looks again at the last ten seconds, and a cursor tells what of them its holder has seen.
//
// What callers file at the same time goes to the server together, see gather, and what is durable already with the
// testimony is not waited for, see File.
//
// Writes are acknowledged by a majority and reads see what a majority has. Every round trip has a deadline.
package mongo

import (
	"context"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/store"
)

var _ store.Store = (*Store)(nil)

// Store is an open database.
type Store struct {
	client   *driver.Client
	db       *driver.Database
	deadline time.Duration // of a short round trip

	// What every report writes.
	testimonies, truth gather
	strikes            strikes

	filings filings
}

// closing is how many deadlines what is under way has to end, and the server to hear of it.
const closing = 3

// Close implements store.Store. With the server away it takes no longer than a process has that is told to stop.
func (s *Store) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closing*s.deadline)
	defer cancel()
	s.filings.finish(ctx)
	_ = s.client.Disconnect(ctx) // it was disconnected before, or what is under way ends at its own deadline
	return nil
}
