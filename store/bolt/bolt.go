// Package bolt keeps everything in one file, ringfence.db in the data folder, with go.etcd.io/bbolt. It is
// the store of a single process: a second one that opens the folder gets fault.Locked.
//
// # File format, version 2
//
// A bbolt database of these buckets. Documents are BSON, see store/record. A subject is written as its key;
// 00 is one zero byte, which no subject contains and which sorts before everything that one may contain, so
// whatever is clustered by subject lies in the order of the keys.
//
//	statements   subject 00 report                  statement     32 lower-case hexadecimal digits for the report
//	decisions    subject 00 ID                      decision
//	testimony    receipt hash                       testimony, with subjects in place of statements
//	unfinished   receipt hash                       testimony and the statements still to be written
//	received     minutes since 1970 receipt hash    nothing; oldest first. Minutes are 8 bytes, the sign bit inverted
//	unprojected  subject 00 mark                    version, 4 bytes
//	reporters    length pseudonym ^received key     nothing; newest first. Length is 2 bytes, received is
//	                                                8 bytes of minutes since 1970, inverted; key is that in statements
//	projections  subject                            projection, then the sequence number of its last write, 8 bytes
//	changes      sequence number, 8 bytes           subject; only of its last write
//	due          seconds since 1970, 8 bytes, key   nothing; only projections that are due some day
//	keys         hash of an API key                 API key
//	conversations  name of a sender                 conversation; 32 lower-case hexadecimal digits for the name
//	until        seconds since 1970, 8 bytes, name  nothing; of every conversation
//	stops        name of a sender                   nothing; of those who get no replies
//	editions     version, 8 bytes                   edition of the list that is published
//	weeks        week, as 2026-W48                  figures of the week
//	bursts       ID                                 burst
//	examples     receipt hash                       example of that report
//	hooks        name                               hook
//	log          place, 8 bytes                     entry of the audit log
//	accounts     name                               account of a moderator
//	cases        ID                                 dispute
//	pending      seconds since 1970, 8 bytes, ID    nothing; of every dispute that is not closed, oldest first
//	contested    subject 00 ^seconds ID             nothing; of every dispute. Seconds are as in pending, inverted: newest first
//	documents    ID of a dispute 00 name            document
//	boxed        day, key in documents              nothing; of every document. The day is 4 bytes, the sign bit inverted
//	proposals    ID                                 proposal for the registry
//	flags        subject                            flag
//	distrusted   pseudonym                          day, 4 bytes, the sign bit inverted; of a further one 0 and the one it is of
//	erasures     day, likewise                      account of what was erased on it
//	meta         "format"                           the version of this format, decimal
//	             "fingerprint"                      of the keys the store is tied to
//	             "demonstration"                    "yes" when the data are one
//	             "lineage"                          of the sequence numbers, see lineage
//	             "restoring"                        the archive that is being taken over; only until it is
//	             "erased"                           the key in received before which no report has a testimony
//
// Numbers in keys are unsigned, most significant byte first. Version 1 had no received; it is made when a file of
// that version is opened. Version 2 began with what stands above conversations, and with meta: the others are
// made when they are missing, and a program that does not know them leaves them as they are, to be found by the next that does.
//
// # Durability
//
// A writing method that returns nil has been written and synced (fdatasync), and is in one transaction: after
// a crash at any moment all of it is there or nothing. Callers that write at once share transactions, and
// so the wait for the disk, but not their failures. One that returns an error has usually written nothing;
// when its context ended, or the disk failed while writing, it may have. Deleted bytes stay in the file's
// free pages until they are used again, or Scrub overwrites them; a backup has none of them.
package bolt

import (
	"context"
	"encoding/binary"
	"errors"

	"go.etcd.io/bbolt"

	"ringfence/internal/fault"
	"ringfence/store"
)

var _ store.Store = (*Store)(nil)

// Store is an open data folder.
type Store struct {
	db      *bbolt.DB
	commits *committer
	leases  leases
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.commits.close()
	return explain(s.db.Close())
}

// Bind implements store.Store.
func (s *Store) Bind(ctx context.Context, fingerprint string) error {
	if fingerprint == "" {
		return errors.New("bind to no keys")
	}
	return s.commits.do(ctx, func(tx tx) error {
		switch tx.meta(metaFingerprint) {
		case "":
			return tx.in(metaBucket).Put([]byte(metaFingerprint), []byte(fingerprint))
		case fingerprint:
			return nil
		}
		return refuse(fault.WrongKeys)
	})
}

// Bound implements store.Store.
func (s *Store) Bound(ctx context.Context) (fingerprint string, err error) {
	err = s.view(ctx, func(tx tx) error {
		fingerprint = tx.meta(metaFingerprint)
		return nil
	})
	return fingerprint, err
}

// Demonstrate implements store.Store.
func (s *Store) Demonstrate(ctx context.Context) error {
	return s.commits.do(ctx, func(tx tx) error { return tx.in(metaBucket).Put([]byte(metaDemonstration), []byte("yes")) })
}

// Demonstration implements store.Store.
func (s *Store) Demonstration(ctx context.Context) (is bool, err error) {
	err = s.view(ctx, func(tx tx) error {
		is = tx.meta(metaDemonstration) != ""
		return nil
	})
	return is, err
}

// trial is how much Check writes to see whether there is room again: more than any report.
const trial = 256 << 10

// Check implements store.Store. After a commit that failed it tries one of its own.
func (s *Store) Check(ctx context.Context) error {
	if !s.commits.failed.Load() {
		return s.view(ctx, func(tx) error { return nil })
	}
	err := s.commits.do(ctx, func(tx tx) error { return tx.in(metaBucket).Put([]byte(metaTrial), make([]byte, trial)) })
	if err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error { return tx.in(metaBucket).Delete([]byte(metaTrial)) })
}

// view runs a read against what is committed at this moment.
func (s *Store) view(ctx context.Context, read func(tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return explain(s.db.View(func(btx *bbolt.Tx) error { return read(tx{btx}) }))
}

// bucket names a bucket.
type bucket string

const (
	statementsBucket  bucket = "statements"
	decisionsBucket   bucket = "decisions"
	testimonyBucket   bucket = "testimony"
	unfinishedBucket  bucket = "unfinished"
	unprojectedBucket bucket = "unprojected"
	receivedBucket    bucket = "received"
	reportersBucket   bucket = "reporters"
	projectionsBucket bucket = "projections"
	dueBucket         bucket = "due"
	changesBucket     bucket = "changes"
	keysBucket        bucket = "keys"
	metaBucket        bucket = "meta"

	conversationsBucket bucket = "conversations"
	untilBucket         bucket = "until"
	stopsBucket         bucket = "stops"
	editionsBucket      bucket = "editions"
	weeksBucket         bucket = "weeks"
	burstsBucket        bucket = "bursts"
	examplesBucket      bucket = "examples"
	hooksBucket         bucket = "hooks"

	logBucket        bucket = "log"
	accountsBucket   bucket = "accounts"
	casesBucket      bucket = "cases"
	pendingBucket    bucket = "pending"
	contestedBucket  bucket = "contested"
	documentsBucket  bucket = "documents"
	boxedBucket      bucket = "boxed"
	proposalsBucket  bucket = "proposals"
	flagsBucket      bucket = "flags"
	distrustedBucket bucket = "distrusted"
	erasuresBucket   bucket = "erasures"
	scrubBucket      bucket = "scrub" // only while free pages are overwritten
)

func buckets() []bucket {
	return []bucket{
		statementsBucket, decisionsBucket, testimonyBucket, unfinishedBucket, receivedBucket, unprojectedBucket, reportersBucket,
		projectionsBucket, dueBucket, changesBucket, keysBucket, conversationsBucket, untilBucket, stopsBucket, editionsBucket,
		weeksBucket, burstsBucket, examplesBucket, hooksBucket, logBucket, accountsBucket, casesBucket, pendingBucket, contestedBucket,
		documentsBucket, boxedBucket, proposalsBucket, flagsBucket, distrustedBucket, erasuresBucket, metaBucket,
	}
}

// tx is a transaction on a file that has every bucket.
type tx struct{ *bbolt.Tx }

func (tx tx) in(b bucket) *bbolt.Bucket { return tx.Bucket([]byte(b)) }

// bulk is how many records at once are probably neighbours.
const bulk = 500

// pack leaves less room in pages that are split in this transaction: records that come in order need none.
func (tx tx) pack(buckets ...bucket) {
	for _, b := range buckets {
		tx.in(b).FillPercent = 0.9
	}
}

func (tx tx) meta(name string) string { return string(tx.in(metaBucket).Get([]byte(name))) }

// mark notes that no projection has settled this version of a record.
func (tx tx) mark(key []byte, version uint32) error {
	return tx.in(unprojectedBucket).Put(key, binary.BigEndian.AppendUint32(nil, version))
}
