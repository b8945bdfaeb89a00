// Package store is the contract of what must be kept: truth (statements, decisions, testimony) and the
// projections computed from it. store/bolt keeps them in one file, store/mem in memory; store/storetest
// is the one suite that every implementation passes.
//
// Every method is safe for concurrent use. What a writing method wrote is durable when it returns nil.
// Errors are those of internal/fault, wrapped; any other means Unavailable to the caller. Slices and
// records handed over belong to the receiver.
package store

import (
	"context"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/listing"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// Store is everything kept by one service.
type Store interface {
	Testimony
	Statements
	Decisions
	Projections
	Changes
	Keys
	Conversations
	Leases
	Publications
	Trends
	Examples
	Hooks
	Log
	Accounts
	Cases
	Documents
	Registry
	Flags
	Sanctions
	Retention
	Archive

	// Bind ties the store to the keys with this fingerprint when it is new; it returns fault.WrongKeys when
	// it was tied to others.
	Bind(ctx context.Context, fingerprint string) error
	// Bound returns the fingerprint of the keys the store is tied to, or "".
	Bound(ctx context.Context) (string, error)
	// Demonstrate marks the data as a demonstration, for good.
	Demonstrate(ctx context.Context) error
	// Demonstration returns whether the data are marked as one.
	Demonstration(ctx context.Context) (bool, error)
	// Check returns nil when the store can be read and written. It is cheap while all is well.
	Check(ctx context.Context) error
	// Close waits for writes under way. Calls after it return fault.Unavailable; closing again does nothing.
	Close() error
}

// Testimony keeps one record per report, known by the hash of its receipt.
type Testimony interface {
	// File stores a report: first its testimony, then its statements, each version 1, unprojected and live, or Overturned where it is
	// given so; of several about one subject the first. When a report is already kept under that receipt, withdrawn or
	// not, it writes nothing and returns fault.Exists. A crash between the two leaves the report unfinished, as another
	// process may see it for a moment after File has returned; this one sees its statements. Where File learnt that
	// the testimony of a report that replaces none is durable it returns nil, though ctx ends: it would be filed again.
	// With Replaces set, the report it names is withdrawn together with the writing of the statements, so
	// that at no time both or neither count; when that one is unknown or withdrawn already, so that two
	// replacements would count, File writes nothing and returns fault.NotFound; with Unvouched set also when that one was
	// vouched for, which is then no more possible once File has returned nil. Replaces itself is kept until
	// the report is finished and no longer: it would tell that both came from one reporter.
	File(ctx context.Context, t reputation.SealedTestimony) error
	// Unfinished returns up to limit reports whose statements were not all written, or not all vouched for.
	Unfinished(ctx context.Context, limit int) ([]reputation.SealedTestimony, error)
	// Complete writes the statements of an unfinished report and withdraws what it replaces, or vouches for those that
	// are left; a report that is finished stays as it is. An unknown receipt is fault.NotFound.
	Complete(ctx context.Context, receipt report.ReceiptHash) error
	// Testimony returns the report with this receipt, or fault.NotFound. Its Statements are as they stand
	// now; those that an unfinished report owes, as they will be written.
	Testimony(ctx context.Context, receipt report.ReceiptHash) (reputation.SealedTestimony, error)
	// Received calls visit with the reports that were received from one minute on and before another, each as
	// Testimony returns it, in the order of minutes and of their receipts' hashes, a batch at a time. Whatever others
	// write meanwhile is in it or not, as it stood before or after. One that cannot be read, or of which a statement
	// cannot, is left out: the others go on. It returns the error of visit as it is.
	Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error
	// Withdraw makes the statements of a report that are live or Overturned Withdrawn and unprojected, and erases its sealed
	// testimony, its digest, its reporter and its example. An unfinished report is completed first, so that what it replaces is
	// withdrawn too. Withdrawing again changes nothing. An unknown receipt is fault.NotFound.
	Withdraw(ctx context.Context, receipt report.ReceiptHash) error
	// Vouch makes a visitor's report that of somebody who can be recognised. Each of its statements that is live and a
	// visitor's takes from the one given about its subject, as reputation.Statement.Vouch has it, and becomes
	// unprojected. What is somebody's already, withdrawn or not given stays as it is, so that vouching again, for
	// anybody, changes nothing. An unfinished report is completed first. A crash leaves either nothing of it or a report
	// that is Unfinished, and Complete does the rest. A report that is unknown or withdrawn is fault.NotFound.
	Vouch(ctx context.Context, receipt report.ReceiptHash, by []reputation.Statement) error
}

// Statements keeps what was said, by subject.
type Statements interface {
	// Add stores statements without testimony, imported ones and those of an archive, as they are and unprojected;
	// those kept already, by subject and report, stay as they are. It returns how many were new. Writing them in
	// the order of their subjects is much faster.
	Add(ctx context.Context, statements []reputation.Statement) (added int, err error)
	// Statements returns all that is kept about a subject, whatever its state, ordered by report.
	Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error)
	// Tally adds up the statements and decisions about each subject as of a moment: reputation.Fold, and the
	// marks of those not yet projected, from one consistent read. The answers come in the order asked.
	Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error)
	// Unprojected returns up to limit subjects with statements or decisions that no projection has settled.
	Unprojected(ctx context.Context, limit int) ([]subject.Key, error)
	// History returns the statements of this reporter, the newest first and those of one minute by subject
	// and report, at most n. The empty Pseudonym has none.
	History(ctx context.Context, by reputation.Pseudonym, n int) ([]reputation.Statement, error)
	// Subjects returns up to limit subjects with a statement, a decision or a projection, in the order of
	// their keys, after the one given; the zero Key starts.
	Subjects(ctx context.Context, after subject.Key, limit int) ([]subject.Key, error)
}

// Decisions keeps what people with the right to it decided, by subject.
type Decisions interface {
	// Decide stores a decision, unprojected. The same ID again about the same subject changes nothing.
	Decide(ctx context.Context, d reputation.Decision) error
	// Decisions returns all decisions about a subject, ordered by ID.
	Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error)
	// Decided returns the decisions about up to limit subjects that have any, in the order of their keys, after the one given, and
	// those about one ordered by ID; the zero Key starts.
	Decided(ctx context.Context, after subject.Key, limit int) ([]reputation.Decision, error)
}

// Projections keeps what is computed from the rest.
type Projections interface {
	// Projection returns what is kept about a subject, or fault.NotFound.
	Projection(ctx context.Context, about subject.Key) (reputation.Projection, error)
	// Blocks returns what is kept of the numbers that start with a block and have two digits more, block by
	// block as asked, each in the order of their keys. One that cannot be read is left out: Changed tells
	// of it, and its neighbours go on. Asking for blocks in their order is much faster.
	Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error)
	// Save writes those projections whose kept revision is one less than theirs, together with settling their
	// marks: a record whose version has since moved on stays unprojected. It returns the subjects of those
	// it refused, in any order. What a save that was not refused Hastens becomes due in the same stroke.
	Save(ctx context.Context, saves []reputation.Save) (refused []subject.Key, err error)
	// Introduce adds statements that have no testimony, as Add does, and in the same stroke saves their subject's
	// first projection, which settles those that were new: where a projection is kept they stay unprojected and
	// nothing else is written. What else was said about a new subject stays unprojected, and so does a statement that
	// was kept already: it may differ from the one given. Where one was, a store may leave others of the call
	// unprojected too. It returns how many were new. Giving subjects in the order of their keys is much faster.
	// Seen is the sum of the revisions that Blocks returned for the blocks of these subjects, each asked for once.
	// Alone tells that it was the same when the debuts were written and that each of them was: what Blocks returns
	// right after is what it returned before and the debuts. A store that cannot tell returns false.
	Introduce(ctx context.Context, debuts []reputation.Debut, seen uint64) (added int, alone bool, err error)
	// DueBy returns up to limit subjects whose projection is due at or before a moment, the longest due
	// first. Due times are kept to the second.
	DueBy(ctx context.Context, now time.Time, limit int) ([]subject.Key, error)
	// Hasten makes the projections of these subjects due at a moment if they were due later or never. It
	// does not raise their revision. Subjects without a projection are passed over.
	Hasten(ctx context.Context, about []subject.Key, due time.Time) error
	// Mend drops the projections that cannot be read, and returns whose they were: what is saved of those next is
	// their first revision.
	Mend(ctx context.Context) ([]subject.Key, error)
}

// Changes tells what was projected, in an order that the store assigns: whoever follows it learns of every
// write, whatever the clocks of those who wrote.
type Changes interface {
	// Changed returns up to limit projections that were written after a cursor, those written first before
	// the others, each once and as it is now, and the cursor to go on from. The zero Cursor starts before
	// the first write, so that following it returns everything there is. One that cannot be read comes as its
	// subject alone, in revision 0. A cursor that another store gave, or this one before it was restored from
	// an older backup, is fault.Foreign, however much was written since.
	Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error)
}

// Keys keeps who may ask for more, by the hashes of their API keys.
type Keys interface {
	// PutKey stores a key that passes its Check. When one with this name or hash is kept, revoked or not, it
	// writes nothing and returns fault.Exists: reports bear the names of keys for good.
	PutKey(ctx context.Context, k apikey.Key) error
	// KeysAll returns all keys, ordered by name.
	KeysAll(ctx context.Context) ([]apikey.Key, error)
	// RevokeKey makes the key with this name Revoked. Revoking again changes nothing; an unknown name is
	// fault.NotFound.
	RevokeKey(ctx context.Context, name string) error
}

// Conversations keeps what senders of text messages are remembered by, sealed and under keyed names, and who of them wants
// no replies. It knows no time: what should be forgotten is there until it is forgotten.
type Conversations interface {
	// Conversation returns what is kept under a name, or fault.NotFound.
	Conversation(ctx context.Context, name conversation.Name) (conversation.Record, error)
	// Converse writes a record if the revision kept under its name is the one before, 0 where nothing is kept, and
	// returns whether it was: of all who write after one revision one wins. After an error it may have been written;
	// what Conversation then returns tells. Until is kept to the second.
	Converse(ctx context.Context, r conversation.Record) (won bool, err error)
	// ForgetConversations deletes up to limit records that are to be forgotten by a moment, the longest overdue first,
	// and returns how many. One that is written again meanwhile stays.
	ForgetConversations(ctx context.Context, now time.Time, limit int) (forgotten int, err error)
	// Stop puts a name on the list of those who get no replies. Again changes nothing.
	Stop(ctx context.Context, name conversation.Name) error
	// Resume takes a name off that list, and does nothing where it is not on it.
	Resume(ctx context.Context, name conversation.Name) error
	// Stopped returns whether a name is on that list, where it stays until it resumes.
	Stopped(ctx context.Context, name conversation.Name) (bool, error)
}

// Leases keeps who does a chore that one process does for all. It knows no time: a turn that goes on
// counting tells that its holder lives, and whoever watches it uses a clock of its own.
type Leases interface {
	// Lease returns who holds the lease of a chore, "" when nobody does, and in which turn; 0 before the first.
	// The turn rises with every change and never falls.
	Lease(ctx context.Context, chore string) (holder string, turn uint64, err error)
	// Claim makes somebody the holder, in the next turn, if the turn is still the one given, and returns whether
	// it was. So a holder renews, and so another takes over: of all who claim after one turn one wins. After
	// an error it may have been made; what Lease then returns tells.
	Claim(ctx context.Context, chore, holder string, after uint64) (won bool, err error)
	// Yield frees the lease, which is a turn, if this holder has it, and does nothing if not.
	Yield(ctx context.Context, chore, holder string) error
}

// Publications keeps what was published of the list of subjects to block, by version. All of it can be made again, as a list
// that has no past; whoever follows one has to begin again then. So no archive has it.
type Publications interface {
	// Published returns the editions after a version, in order; all for 0. Where a whole one is among them it begins with the
	// last of those, as it does when the version was folded away. When it can do neither, because the version is
	// of another store or of this one before it was restored from an older backup, it is fault.Foreign.
	Published(ctx context.Context, after uint64) ([]listing.Edition, error)
	// Newest returns the newest version kept, 0 where none is, whether it can be read or not. So whoever is told that
	// what was published is fault.Damaged can publish a whole edition after it, by which all that came before needs to
	// be read no more.
	Newest(ctx context.Context) (uint64, error)
	// Publish adds an edition if the newest version kept is the one given, 0 where none is, and returns whether it was:
	// of all who publish after one version one wins. After an error it may have been added; what Published then returns
	// tells. A crash leaves all of it or nothing. Its time is kept to the second.
	Publish(ctx context.Context, e listing.Edition, after uint64) (won bool, err error)
	// Fold puts a whole edition of a version that is kept in the place of all editions up to it. Again, or of a version
	// that is not kept, it changes nothing. Whoever reads meanwhile gets what was there before or after.
	Fold(ctx context.Context, whole listing.Edition) error
}

// Trends keeps the figures of weeks as they are shown, and the bursts that were found. What they were counted from is
// readable for weeks only, so that they cannot be made again.
type Trends interface {
	// SaveWeek puts the figures of a week in the place of those kept of it that are as of an earlier moment and not closed, or
	// cannot be read; any others stay. It returns whether the figures given are kept now, so that saving again returns true. A
	// crash leaves all of them or all of those before. AsOf is kept to the second, cells and ranges in their order.
	SaveWeek(ctx context.Context, r trend.Rollup) (kept bool, err error)
	// Weeks returns up to limit roll-ups, each of the week given or one after it, in the order of their weeks; the zero Week
	// is before all. One that cannot be read is left out: the others come with an error that is fault.Damaged.
	Weeks(ctx context.Context, from trend.Week, limit int) ([]trend.Rollup, error)
	// SaveBurst puts a burst in the place of the one kept with its ID, unless that one went on later. Its times are kept to the second.
	SaveBurst(ctx context.Context, b trend.Burst) error
	// Bursts returns all bursts that were last seen at a moment or after it, those seen last first and those of one
	// second by ID. One that cannot be read is left out, as of Weeks.
	Bursts(ctx context.Context, since time.Time) ([]trend.Burst, error)
}

// Examples keeps the texts that a moderator approved. Each is there for as long as its report: what withdraws or replaces that takes
// the example away in the same write as the sealed testimony, so that no crash leaves the one without the other. It is to be seen for as
// long as the report counts, which Sanctions decide.
type Examples interface {
	// PutExample stores an example. When one of its report is kept, or one with its ID, it writes nothing and returns
	// fault.Exists; when the report is unknown or withdrawn, fault.NotFound. ApprovedAt is kept to the day.
	PutExample(ctx context.Context, e trend.Example) error
	// Examples returns all examples, ordered by category, the one approved last first, and those of one day by ID.
	Examples(ctx context.Context) ([]trend.Example, error)
	// ShownExamples returns those that everybody may see, ordered as Examples: while a report says nothing against anybody that counts, see
	// reputation.SealedTestimony.Against, its example is not among them. What is said in it stays in the store.
	ShownExamples(ctx context.Context) ([]trend.Example, error)
	// DropExample deletes the example with this ID, or returns fault.NotFound. Another of its report may be put then.
	DropExample(ctx context.Context, id string) error
}

// Hooks keeps who is told of what was found, and how far each was told.
type Hooks interface {
	// PutHook stores a hook as it stands, whatever its revision. When one with this name is kept it writes nothing and returns
	// fault.Exists. All times of a hook are kept to the second.
	PutHook(ctx context.Context, h webhook.Hook) error
	// Hooks returns all hooks, ordered by name.
	Hooks(ctx context.Context) ([]webhook.Hook, error)
	// SaveHook writes a hook if the one kept under its name was made at the same time and is of the revision before, and
	// returns whether it was: of all who write after one revision one wins, and none brings back what was dropped. After an
	// error it may have been written; what Hooks then returns tells.
	SaveHook(ctx context.Context, h webhook.Hook) (won bool, err error)
	// DropHook deletes the hook with this name, with its secrets, or returns fault.NotFound.
	DropHook(ctx context.Context, name string) error
}

// Log keeps the entries of the audit log, as bytes that it does not read. There is no way to change or delete one.
type Log interface {
	// Append writes an entry at a place if as many are kept as are before it, and returns whether it did: of all who append at one
	// place one wins. After an error it may have been written; what Entries then returns tells.
	Append(ctx context.Context, at uint64, entry []byte) (won bool, err error)
	// Entries returns up to limit entries, from a place on and without a gap. One that is missing though a later one is kept is
	// fault.Damaged, with those before it.
	Entries(ctx context.Context, from uint64, limit int) ([][]byte, error)
	// Logged returns how many entries are kept: one more than the last place that has one.
	Logged(ctx context.Context) (uint64, error)
}

// Accounts keeps who may work at the desk. No account is ever deleted: decisions bear its name.
type Accounts interface {
	// PutAccount stores an account as it stands. When one with this name is kept it writes nothing and returns fault.Exists. All
	// times of an account are kept to the second.
	PutAccount(ctx context.Context, a moderator.Account) error
	// Accounts returns all accounts, ordered by name.
	Accounts(ctx context.Context) ([]moderator.Account, error)
	// SaveAccount writes an account if the one kept under its name is of the revision before, and returns whether it was: of all
	// who write after one revision one wins. After an error it may have been written; what Accounts then returns tells.
	SaveAccount(ctx context.Context, a moderator.Account) (won bool, err error)
}

// Cases keeps disputes. All times of a case are kept to the second.
type Cases interface {
	// PutCase stores a case as it stands. When one with its ID is kept it writes nothing and returns fault.Exists.
	PutCase(ctx context.Context, c casefile.Case) error
	// SaveCase writes a case if the one kept with its ID is of the revision before, and returns whether it was, as SaveAccount.
	SaveCase(ctx context.Context, c casefile.Case) (won bool, err error)
	// Case returns the case with this ID, or fault.NotFound.
	Case(ctx context.Context, id string) (casefile.Case, error)
	// CasesAbout returns the cases about a subject, those opened last first and those of one second by ID.
	CasesAbout(ctx context.Context, about subject.Key) ([]casefile.Case, error)
	// Pending returns up to limit cases that are not closed, those opened first before the others and those of one second by ID.
	Pending(ctx context.Context, limit int) ([]casefile.Case, error)
	// Cases returns up to limit cases after an ID, ordered by ID; "" starts.
	Cases(ctx context.Context, after string, limit int) ([]casefile.Case, error)
}

// Documents keeps what was sent to prove cases, sealed. Its times are kept to the second.
type Documents interface {
	// PutDocument stores a document. When its case is unknown it is fault.NotFound, and when one with its name is kept for that
	// fault.Exists.
	PutDocument(ctx context.Context, d casefile.Document) error
	// Documents returns the documents of a case, ordered by when they were sent and by name. An unknown case has none.
	Documents(ctx context.Context, ofCase string) ([]casefile.Document, error)
	// CountDocuments returns how many documents of a case there are, and hands none over: they can be of megabytes.
	CountDocuments(ctx context.Context, ofCase string) (int, error)
	// EraseDocuments deletes up to limit documents that were sealed before a day, and returns how many.
	EraseDocuments(ctx context.Context, before reputation.Date, limit int) (erased int, err error)
	// DropDocuments deletes the documents of a case.
	DropDocuments(ctx context.Context, ofCase string) error
}

// Registry keeps proposals for the registry of official numbers. Its times are kept to the second.
type Registry interface {
	// PutProposal stores a proposal as it stands. When one with its ID is kept it writes nothing and returns fault.Exists.
	PutProposal(ctx context.Context, p registry.Proposal) error
	// SaveProposal writes a proposal if the one kept with its ID is of the revision before, and returns whether it was, as
	// SaveAccount.
	SaveProposal(ctx context.Context, p registry.Proposal) (won bool, err error)
	// Proposals returns up to limit proposals after an ID, ordered by ID; "" starts.
	Proposals(ctx context.Context, after string, limit int) ([]registry.Proposal, error)
}

// Flags keeps where a brigade may have been at work. Times are kept to the second.
type Flags interface {
	// SaveFlag puts a flag in the place of the one kept about its subject.
	SaveFlag(ctx context.Context, f brigade.Flag) error
	// Flags returns up to limit flags that are not dismissed, those found last first and those of one second by subject.
	Flags(ctx context.Context, limit int) ([]brigade.Flag, error)
	// Flag returns the flag on a subject, dismissed or not, or fault.NotFound.
	Flag(ctx context.Context, about subject.Key) (brigade.Flag, error)
	// FlagsAll returns up to limit flags, dismissed or not, on subjects after the one given, in the order of their keys; the zero Key
	// starts. So an archive has them all, and what was dismissed stays so.
	FlagsAll(ctx context.Context, after subject.Key, limit int) ([]brigade.Flag, error)
}

// Sanctions takes what was said by those who abuse the service out of the count, and puts it back.
type Sanctions interface {
	// Overturn makes a statement that is live Overturned, and unprojected; one that is not live stays as it is. An unknown one is
	// fault.NotFound.
	Overturn(ctx context.Context, about subject.Key, by report.ID) error
	// Reinstate makes a statement that is Overturned live again, and unprojected; any other stays as it is. An unknown one is
	// fault.NotFound.
	Reinstate(ctx context.Context, about subject.Key, by report.ID) error
	// Distrust puts a name on the list of reporters whose statements do not count. One that a moderator puts there (Of nobody) takes
	// the place of what is kept of it, so that it lasts from then on; a further name of somebody takes that of another further one only.
	Distrust(ctx context.Context, d transfer.Distrusted) error
	// Trust takes a reporter off that list, and does nothing where they are not on it.
	Trust(ctx context.Context, by reputation.Pseudonym) error
	// Distrusted returns those of these names that are on that list, ordered by pseudonym. The empty Pseudonym never is.
	Distrusted(ctx context.Context, by ...reputation.Pseudonym) ([]transfer.Distrusted, error)
	// DistrustedAll returns the list, ordered by pseudonym.
	DistrustedAll(ctx context.Context) ([]transfer.Distrusted, error)
	// Forgive takes off the list who was put on it before a day: the key of such a pseudonym is destroyed, so that nobody has it
	// again. It returns how many those were.
	Forgive(ctx context.Context, before reputation.Date) (forgiven int, err error)
}

// Retention erases what its time is over for, a part at a time.
type Retention interface {
	// EraseTestimony erases the sealed testimony, and the digest, of up to limit reports that were sealed before a day, and returns
	// how many. What leads from a receipt to its statements stays, so that a report can be withdrawn. One that is unfinished is
	// completed first.
	EraseTestimony(ctx context.Context, before reputation.Date, limit int) (erased int, err error)
	// Aged returns up to limit subjects with a statement that was received before a moment and names its reporter, after the one
	// given, in the order of their keys; the zero Key starts.
	Aged(ctx context.Context, before time.Time, after subject.Key, limit int) ([]subject.Key, error)
	// Freeze takes the reporter from each statement about a subject that was received before a moment. A live one of those that a later
	// one of the same reporter supersedes becomes Superseded first, and unprojected, so that what counts is the same before, after
	// and at any crash between, see reputation.Freeze. It returns how many no longer name a reporter.
	Freeze(ctx context.Context, about subject.Key, before time.Time) (frozen int, err error)
	// Scrub overwrites what was erased before and may still lie in files of the store, where the store can. It takes its time, and is
	// fault.Unavailable when part of that is left, since somebody still reads it.
	Scrub(ctx context.Context) error
	// SaveErasure puts an account in the place of the one kept of its day.
	SaveErasure(ctx context.Context, a erasure.Account) error
	// Erasures returns the accounts of a day and of those after it, in their order.
	Erasures(ctx context.Context, from reputation.Date) ([]erasure.Account, error)
}

// Archive hands over all that cannot be computed again, and takes over what another store handed over.
type Archive interface {
	// Walk calls visit with all statements in the order of subjects and reports, and all decisions in that of
	// subjects and IDs, after them with all reports in the order of their receipts' hashes, and at last with the names
	// of all who get no replies in their order, a batch at a time. Conversations are not handed over: they are
	// forgotten within days; nor are keys, weeks, bursts, examples, hooks and all that came after those, which methods of their own return. Where a
	// store can it shows one moment. Where others write meanwhile, all that was acknowledged before is in it, and of a report that came since all or nothing, if need be as an unfinished one; and who
	// gives the batches to Restore in their order has no report withdrawn whose statement is live. It returns
	// the error of visit as it is.
	Walk(ctx context.Context, visit func(transfer.Batch) error) error
	// Restore writes reports as they stood where they were kept; those kept already stay as they are. Statements of
	// finished ones are given to Add before, those that an unfinished one owes are written by Complete. Of a
	// withdrawn report it withdraws the statements that are live or Overturned.
	Restore(ctx context.Context, reports []transfer.Report) error
	// BeginRestore marks a store that keeps nothing, or only conversations and what was published, as one that takes over this archive. For the one
	// that it takes over already it does nothing; when it keeps anything else it is fault.Exists.
	BeginRestore(ctx context.Context, archive string) error
	// Restoring returns the archive that the store is taking over: it keeps part of it, and nobody should be
	// served from that. "" is none.
	Restoring(ctx context.Context) (archive string, err error)
	// EndRestore takes that mark off.
	EndRestore(ctx context.Context) error
}
