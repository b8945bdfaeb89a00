// Package transfer is what a store keeps and cannot compute again, each record as it stands: statements,
// decisions, reports with their sealed testimony, API keys, who gets no replies to text messages, the figures of weeks with the
// bursts found in them, approved examples, webhooks, disputes with their sealed documents, proposals for the registry, flags, who is
// distrusted, what was erased when, moderators, and the audit log. It is how they travel from one store to another, and how they look on the
// way: each as one line of JSON (RFC 8259, UTF-8).
// Conversations by text message do not travel: none lasts longer than some days.
//
//	statement  subject         canonical key, as +12025550143 or qq/10001
//	           report          ID of the report, 32 lower-case hexadecimal digits
//	           received_at     to the minute
//	           at              when it happened, to the hour
//	           mass            forward-decayed weight, see reputation.Mass
//	           polarity        bad or fine
//	           category        *
//	           tier            anonymous, verified, partner or trusted
//	           own, block      buckets of the reporter's network, 0 to 31
//	           province        * ISO 3166
//	           reporter        * pseudonym
//	           person          * pseudonym of an earlier epoch
//	           api_key         * name of the key it came through
//	           state           live, withdrawn, overturned, superseded or closed
//	           version         raised by every change of state, and when it is vouched for
//	decision   subject, id, kind, at (to the nanosecond), by *, name *, reason *, undoes *
//	report     receipt         SHA-256 of the receipt, 64 hexadecimal digits
//	           report          its ID
//	           received_at     to the minute
//	           subjects        in the order of the report
//	           digest          * keyed hash of what was submitted, base64
//	           sealed_on       day whose key sealed it, as 2026-11-21
//	           sealed          * the testimony, encrypted, base64; none once withdrawn
//	           withdrawn       * true
//	           unfinished      * true while its statements are not all written; then also
//	           statements      those, as above, in place of subjects
//	           replaces        * the receipt of a report to be withdrawn together with that
//	stop       name            of a sender, 32 lower-case hexadecimal digits
//	week       week            as 2026-W48
//	           as_of           reports received before it are counted
//	           closed          * true
//	           cells           * {table, row, column *, reporters}, only what is shown
//	           ranges          * {block as +120255501, category *, numbers}
//	burst      id, table and row * of its scope, category, found_at, last_at, reporters, usual,
//	           grew            * {at, from, the reporters before}
//	example    id, receipt (of its report), category, kind, lang *, text, approved_on (a day), by *
//	hook       name, revision, url, private *, table and row * of its scope, events *, made_at
//	           secret, former  * sealed by the keyring, base64; former until former_until *
//	           deliveries      * {id of the event, at *, attempts, next_at *, outcome *}
//	           paused_until, failing_since, disabled_at, why    *
//	key        name, hash (64 hexadecimal digits), tier, scopes, expires *, revoked *
//	account    name, revision, role, made_at, disabled *
//	           password        * as argon2id writes it, which needs a guess at the password to be of use
//	           factor          * sealed by the keyring, base64
//	           step, sessions, failures, locked_til     *
//	           invite          * SHA-256 of a code, base64, with invite_til
//	case       id, revision, subject, claim *, proof *, words *, lang *, state, opened_at, proved_at *, closed_at *, outcome *,
//	           decision *, by *, reason *
//	           sealed          * encrypted under the key of sealed_on *, base64
//	document   case (its ID), name, type *, size, sent_at, sealed_on, box (encrypted, base64)
//	proposal   id, revision, subject, remove *, name *, sector *, evidence *, by *, at, state, decided_by *, decided_at *, decision *
//	flag       subject, found_at, last_at *, since *, until *, reports, new, networks, dismissed *, by *
//	distrusted reporter (a pseudonym), on (a day), of (the one that a moderator put there, where this is a further one of the same person)
//	erasure    day, texts, documents, links, conversations, keys
//	entry      index           its place in the audit log
//	           leaf            its bytes, base64, as package auditlog has them
//
// What is marked * is left out when there is none. Times are RFC 3339 in UTC. Reading is strict: an unknown
// or repeated name, a value out of its range, or anything after the object is an error. What is read is
// written again as the same record.
package transfer

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringfence/internal/apikey"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// Report is a report as it stands in a store.
type Report struct {
	// SealedTestimony has no Statements and no Replaces unless the report is unfinished.
	reputation.SealedTestimony
	Subjects   []subject.Key // what it is about, in its own order
	Unfinished bool          // Statements are still to be written, and what it replaces is still to be withdrawn
}

// Batch is some of what is kept.
type Batch struct {
	Statements []reputation.Statement
	Decisions  []reputation.Decision
	Reports    []Report
	Stops      []conversation.Name
	Weeks      []trend.Rollup
	Bursts     []trend.Burst
	Examples   []trend.Example
	Hooks      []webhook.Hook
	Keys       []apikey.Key
	Accounts   []moderator.Account
	Cases      []casefile.Case
	Documents  []casefile.Document
	Proposals  []registry.Proposal
	Flags      []brigade.Flag
	Distrusted []Distrusted
	Erasures   []erasure.Account
	Log        []Entry // in their places, one after the other
}

// Records is how many records are in the batch.
func (b *Batch) Records() int {
	return len(b.Statements) + len(b.Decisions) + len(b.Reports) + len(b.Stops) + len(b.Weeks) + len(b.Bursts) + len(b.Examples) +
		len(b.Hooks) + len(b.Keys) + len(b.Accounts) + len(b.Cases) + len(b.Documents) + len(b.Proposals) + len(b.Flags) +
		len(b.Distrusted) + len(b.Erasures) + len(b.Log)
}

// ErrLine means that a line is no record of the kind expected.
var ErrLine = errors.New("not a record of this kind")

// write appends a line, with its end.
func write(to []byte, line any) ([]byte, error) {
	b, err := json.Marshal(line)
	if err != nil {
		return to, fmt.Errorf("as JSON: %w", err)
	}
	return append(append(to, b...), '\n'), nil
}

// read reads a line, with or without its end.
func read(line []byte, into any) error {
	if err := json.Unmarshal(line, into, json.RejectUnknownMembers(true)); err != nil {
		return refuse(err)
	}
	return nil
}

// refuse tells why a line is none, without what it says.
func refuse(err error) error {
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: at byte %d it is no JSON", ErrLine, syntax.ByteOffset)
	case errors.As(err, &meaning):
		return fmt.Errorf("%w: %s", ErrLine, meaning.JSONPointer)
	}
	return fmt.Errorf("%w: %w", ErrLine, err)
}

// The years that a time may have: those that a store which counts nanoseconds from 1970 keeps exactly.
const firstYear, lastYear = apikey.FirstYear, apikey.LastYear

// takeTimes refuses times that would not come back as they are, and makes equal ones the same.
func takeTimes(times ...*time.Time) error {
	for _, t := range times {
		if _, offset := t.Zone(); offset != 0 || !t.IsZero() && (t.Year() < firstYear || t.Year() > lastYear) {
			return errors.New("a time that is not in UTC, or of another age")
		}
		if *t = t.UTC(); t.IsZero() {
			*t = time.Time{}
		}
	}
	return nil
}

func parseReceipt(s string) (h report.ReceiptHash, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) || hex.EncodeToString(b) != s {
		return h, errors.New("a receipt hash is 64 lower-case hexadecimal digits")
	}
	return report.ReceiptHash(b), nil
}
