// Package archive carries everything that a store keeps from one store to another, of whatever kind, in one file
// that standard tools can read. An archive is written in a stream, and read only when all of it is known to be whole.
//
// # The file
//
// A tar of these members, each the lines of package transfer compressed with zstd (RFC 8878):
//
//	statements-0001.ndjson.zst ...   by subject and report
//	decisions-0001.ndjson.zst ...    by subject and ID
//	reports-0001.ndjson.zst ...      by receipt hash: testimony, still sealed, and which subjects it is about
//	stops-0001.ndjson.zst ...        names of those who get no replies to text messages: keyed hashes
//	weeks-0001.ndjson.zst ...        figures as they were shown, by week
//	bursts-0001.ndjson.zst ...       what was found to rise suddenly, seen last first
//	examples-0001.ndjson.zst ...     texts that moderators approved, by category
//	hooks-0001.ndjson.zst ...        webhooks by name: their addresses, and their secrets, still sealed
//	apikeys-0001.ndjson.zst ...      by name; hashes, which open nothing
//	accounts-0001.ndjson.zst ...     of moderators, by name: hashes of passwords (argon2id), and second factors, still sealed
//	cases-0001.ndjson.zst ...        disputes, by ID
//	documents-0001.ndjson.zst ...    what was sent to prove them, still sealed, by case
//	proposals-0001.ndjson.zst ...    for the registry of official numbers, by ID
//	flags-0001.ndjson.zst ...        where a brigade may have been at work, dismissed or not, by subject
//	distrusted-0001.ndjson.zst ...   pseudonyms of those whose statements do not count
//	erasures-0001.ndjson.zst ...     what was erased because its time was over, in numbers, by day
//	log-0001.ndjson.zst ...          the entries of the audit log, in their places
//	manifest.json                    last: what is in the others, see Manifest
//
// A member ends after 16 MiB of lines, so that no more than that is in memory. All members of a kind, one after the
// other, are the lines of that kind:
//
//	tar -xOf FILE manifest.json
//	tar -xOf FILE --wildcards 'statements-*' | zstd -dc | jq
//
// The secret keys are never in it: what it holds is bound to the keys file with the fingerprint in its manifest.
// Nor is what can be computed again: what is shown of every number follows from the rest and from the moment at
// which it is computed, so two stores with the same archive show the same when both are rebuilt at one moment.
// Nor are conversations by text message, which are forgotten within days: who is in the middle of one when a service
// moves is answered as if they had just begun.
//
// A member of kind statements or decisions stands before the first of reports, and one of examples after the last; one of cases stands
// before the first of documents; and stores rely on it. The log is read last, so that each decision that is carried has its entry,
// which was written before it. Version 1 had no stops; version 2 no weeks, bursts, examples and hooks; version 3 none of what stands
// after apikeys; version 4 no line of more than 4 MiB.
package archive

import (
	"errors"
	"fmt"

	"ringfence/internal/apikey"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// Version is that of the format. A program reads those before it, and none after it.
const Version = 5

const format = "ringfence archive"

// Bounds of what is written, and of what is read.
const (
	partSize = 16 << 20 // of the lines of a member, but for its last line
	maxLine  = 8 << 20  // of a line with its end: a document of 5 MiB takes 7
	maxBatch = 4 << 20  // of the lines that are handed on together
	manifest = "manifest.json"

	maxManifest = 16 << 20
	window      = 8 << 20 // of zstd, as its default level has it
)

var (
	// ErrDamaged means that a file is no archive, or not all of one, or not as it was written.
	ErrDamaged = errors.New("the archive is damaged or cut short: use another copy of it, or make it again")
	// ErrUnfinished means that the store has taken over only part of an archive.
	ErrUnfinished = errors.New("an import of an archive was interrupted here: run ringfence import archive with the same file again to finish it, or begin with an empty store")
)

func damaged(format string, of ...any) error {
	return fmt.Errorf("%w (%w)", ErrDamaged, fmt.Errorf(format, of...))
}

// The kinds of records, as members and the manifest name them.
const (
	Statements = "statements"
	Decisions  = "decisions"
	Reports    = "reports"
	Stops      = "stops"
	Weeks      = "weeks"
	Bursts     = "bursts"
	Examples   = "examples"
	Hooks      = "hooks"
	APIKeys    = "apikeys"
	Accounts   = "accounts"
	Cases      = "cases"
	Documents  = "documents"
	Proposals  = "proposals"
	Flags      = "flags"
	Distrusted = "distrusted"
	Erasures   = "erasures"
	Log        = "log"
)

// kind is one sort of records.
type kind struct {
	name  string // of its members, before the number
	batch int    // so many are handed on together
	// parse adds a line to a batch.
	parse func(b *transfer.Batch, line []byte) error
}

var (
	statements = &kind{Statements, 20_000, into(transfer.ParseStatement, func(b *transfer.Batch) *[]reputation.Statement { return &b.Statements })}
	decisions  = &kind{Decisions, 1000, into(transfer.ParseDecision, func(b *transfer.Batch) *[]reputation.Decision { return &b.Decisions })}
	reports    = &kind{Reports, 1000, into(transfer.ParseReport, func(b *transfer.Batch) *[]transfer.Report { return &b.Reports })}
	stops      = &kind{Stops, 1000, into(transfer.ParseStop, func(b *transfer.Batch) *[]conversation.Name { return &b.Stops })}
	weeks      = &kind{Weeks, 100, into(transfer.ParseWeek, func(b *transfer.Batch) *[]trend.Rollup { return &b.Weeks })}
	bursts     = &kind{Bursts, 1000, into(transfer.ParseBurst, func(b *transfer.Batch) *[]trend.Burst { return &b.Bursts })}
	examples   = &kind{Examples, 1000, into(transfer.ParseExample, func(b *transfer.Batch) *[]trend.Example { return &b.Examples })}
	hooks      = &kind{Hooks, 1000, into(transfer.ParseHook, func(b *transfer.Batch) *[]webhook.Hook { return &b.Hooks })}
	apiKeys    = &kind{APIKeys, 1000, into(transfer.ParseKey, func(b *transfer.Batch) *[]apikey.Key { return &b.Keys })}
	accounts   = &kind{Accounts, 1000, into(transfer.ParseAccount, func(b *transfer.Batch) *[]moderator.Account { return &b.Accounts })}
	cases      = &kind{Cases, 1000, into(transfer.ParseCase, func(b *transfer.Batch) *[]casefile.Case { return &b.Cases })}
	documents  = &kind{Documents, 100, into(transfer.ParseDocument, func(b *transfer.Batch) *[]casefile.Document { return &b.Documents })}
	proposals  = &kind{Proposals, 1000, into(transfer.ParseProposal, func(b *transfer.Batch) *[]registry.Proposal { return &b.Proposals })}
	flags      = &kind{Flags, 1000, into(transfer.ParseFlag, func(b *transfer.Batch) *[]brigade.Flag { return &b.Flags })}
	distrusted = &kind{Distrusted, 1000, into(transfer.ParseDistrusted, func(b *transfer.Batch) *[]transfer.Distrusted { return &b.Distrusted })}
	erasures   = &kind{Erasures, 1000, into(transfer.ParseErasure, func(b *transfer.Batch) *[]erasure.Account { return &b.Erasures })}
	log        = &kind{Log, 1000, into(transfer.ParseEntry, func(b *transfer.Batch) *[]transfer.Entry { return &b.Log })}

	kinds = []*kind{
		statements, decisions, reports, stops, weeks, bursts, examples, hooks, apiKeys, accounts, cases, documents, proposals, flags, distrusted,
		erasures, log,
	}
)

// kindsOf returns the kinds of records in an archive of a version.
func kindsOf(version int) []*kind {
	switch version {
	case 1:
		return []*kind{statements, decisions, reports, apiKeys}
	case 2:
		return []*kind{statements, decisions, reports, stops, apiKeys}
	case 3:
		return []*kind{statements, decisions, reports, stops, weeks, bursts, examples, hooks, apiKeys}
	}
	return kinds
}

func into[T any](parse func([]byte) (T, error), list func(*transfer.Batch) *[]T) func(*transfer.Batch, []byte) error {
	return func(b *transfer.Batch, line []byte) error {
		record, err := parse(line)
		to := list(b)
		*to = append(*to, record)
		return err
	}
}
