package mongo

import (
	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// collection names a collection.
type collection string

const (
	truth       collection = "truth"       // statements and decisions
	testimonies collection = "testimony"   // by receipt hash
	projections collection = "projections" // by subject
	apiKeys     collection = "keys"        // by hash
	leases      collection = "leases"      // by chore
	stops       collection = "stops"       // names of those who get no replies
	meta        collection = "meta"        // what the store knows of itself, by name

	conversations collection = "conversations" // by name of the sender
	editions      collection = "editions"      // one document, which lists what was published
	parts         collection = "parts"         // of the bodies of editions
	weeks         collection = "weeks"         // figures, by week
	bursts        collection = "bursts"        // by ID
	hooks         collection = "hooks"         // by name
	entries       collection = "log"           // of the audit log, by place
	accounts      collection = "accounts"      // of moderators, by name
	cases         collection = "cases"         // disputes, by ID
	documents     collection = "documents"     // what was sent to prove them, by case and name
	proposals     collection = "proposals"     // for the registry, by ID
	flags         collection = "flags"         // where a brigade may be at work, by subject
	distrusted    collection = "distrusted"    // pseudonyms
	erasures      collection = "erasures"      // what was erased, by day
)

func (s *Store) in(c collection) *driver.Collection { return s.db.Collection(string(c)) }

// What this store adds to the documents of store/record. Its names are words, theirs are letters.
const (
	fieldSubject  = "subject"  // truth: the key that _id begins with, since no range of _id is in the order of keys
	fieldAwaits   = "awaits"   // truth: the subject again, until a projection has settled this version
	fieldReplaces = "replaces" // truth: a report whose statement about the same subject no longer counts
	fieldOwed     = "owed"     // testimony: what was still to be done when it was written, see filing
	fieldClaimed  = "claimed"  // testimony: receipt hash of the report that is about to replace it
	fieldExample  = "example"  // testimony: the example of the report, so that withdrawing it takes both away at once
	fieldBlock    = "block"    // projections: the number without its last two digits
	fieldWritten  = "written"  // projections: when, by the server's clock
	fieldSave     = "save"     // projections: a name for the call of Save that wrote it
	fieldHolder   = "holder"   // leases: who does the chore, "" when nobody does
	fieldTurn     = "turn"     // leases: how often that changed or was confirmed
	fieldNewest   = "newest"   // editions: the version that was published last
	fieldChange   = "change"   // editions: how often anything of it changed
	fieldEditions = "editions" // editions: what was published, in order, see edition
	fieldVersion  = "version"  // parts: of the edition that it is of
	fieldBody     = "body"     // parts: the name of the body that it is of
	fieldPart     = "part"     // parts: up to 8 MB of it
	fieldEntry    = "entry"    // log: its bytes
	fieldWaits    = "waits"    // cases: when it was opened, in seconds, until it is closed
	fieldRaised   = "raised"   // flags: when it was found, in seconds, until it is dismissed
	fieldDay      = "d"        // distrusted: since when; as testimony and documents call the day on which they were sealed
	fieldOf       = "of"       // distrusted: the name that it is a further one of
)

// fieldExampleID is the ID of an example, within its testimony.
const fieldExampleID = fieldExample + "._id"

// Fields of store/record.
const (
	fieldReceived  = "r" // testimony and statements: when the report was received, in minutes
	fieldReporter  = "u" // statements: who made it
	fieldPerson    = "f" // statements: who that was in an earlier epoch
	fieldAt        = "t" // decisions: when it was made, in nanoseconds; statements: when it happened, in hours
	fieldSealed    = "x" // testimony: what is sealed
	fieldContested = "s" // cases: the subject
	fieldCase      = "c" // documents: the case
	fieldVouched   = "v" // testimony: somebody vouched for the report, or is about to
	fieldUntil     = "u" // conversations: when it is to be forgotten, in seconds
	fieldClosed    = "z" // weeks: it is not counted again
	fieldAsOf      = "a" // weeks: what was received before it is counted, in seconds
	fieldLast      = "l" // bursts: when it was seen last, in seconds
)

// index is an index beside the one on _id, which every collection has.
type index struct {
	in   collection
	name string
	keys bson.D
	made *options.IndexOptionsBuilder
}

// Names of indexes.
const (
	byID        = "_id_"
	bySubject   = "subject"
	byAwaiting  = "awaiting"
	byReporter  = "reporter"
	byOwed      = "owed"
	byReceived  = "received"
	byBlock     = "block"
	byDue       = "due"
	byWritten   = "written"
	byName      = "name"
	byUntil     = "until"
	byVersion   = "version"
	byExample   = "example"
	byLast      = "last"
	byAge       = "age"
	byDecided   = "decided"
	bySealed    = "sealed"
	byContested = "contested"
	byWaiting   = "waiting"
	byCase      = "case"
	byRaised    = "raised"
	byDay       = "day"
)

// earliest is a moment, in nanoseconds since 1970, that every decision was made after. No statement has as many hours.
const earliest = int64(1e12)

func indexes() []index {
	there := func(field string) *options.IndexOptionsBuilder {
		return options.Index().SetPartialFilterExpression(bson.M{field: bson.M{"$exists": true}})
	}
	return []index{
		{truth, bySubject, ascending(fieldSubject, "_id"), options.Index()},
		{truth, byAwaiting, ascending(fieldAwaits), options.Index().SetSparse(true)},
		{truth, byReporter, newestFirst(), there(fieldReporter)},
		{testimonies, byOwed, ascending(fieldOwed), options.Index().SetSparse(true)},
		{testimonies, byReceived, ascending(fieldReceived, "_id"), options.Index()},
		{projections, byBlock, ascending(fieldBlock, "_id"), options.Index()},
		{projections, byDue, ascending("d", "_id"), options.Index()},
		{projections, byWritten, ascending(fieldWritten, "_id"), options.Index()},
		{apiKeys, byName, ascending("n"), options.Index().SetUnique(true)},
		{conversations, byUntil, ascending(fieldUntil, "_id"), options.Index()},
		{parts, byVersion, ascending(fieldVersion), options.Index()},
		{testimonies, byExample, ascending(fieldExampleID), options.Index().SetSparse(true)},
		{bursts, byLast, append(descending(fieldLast), ascending("_id")...), options.Index()},
		{truth, byAge, ascending(fieldReceived, fieldSubject), there(fieldReporter)},
		{truth, byDecided, ascending(fieldSubject, "_id"), options.Index().SetPartialFilterExpression(bson.M{fieldAt: bson.M{"$gt": earliest}})},
		{testimonies, bySealed, ascending(fieldDay, "_id"), there(fieldSealed)},
		{cases, byContested, ascending(fieldContested), options.Index()},
		{cases, byWaiting, ascending(fieldWaits, "_id"), there(fieldWaits)},
		{documents, byCase, ascending(fieldCase), options.Index()},
		{documents, bySealed, ascending(fieldDay, "_id"), options.Index()},
		{flags, byRaised, append(descending(fieldRaised), ascending("_id")...), there(fieldRaised)},
		{distrusted, byDay, ascending(fieldDay, "_id"), options.Index()},
	}
}

// ascending orders by these fields.
func ascending(fields ...string) bson.D { return order(1, fields...) }

// descending orders by these fields, the greatest first.
func descending(fields ...string) bson.D { return order(-1, fields...) }

// newestFirst orders the statements of a reporter as History does.
func newestFirst() bson.D {
	return append(append(ascending("u"), descending("r")...), ascending(fieldSubject, "_id")...)
}

func order(direction int32, fields ...string) bson.D {
	by := make(bson.D, len(fields))
	for i, name := range fields {
		by[i] = bson.E{Key: name, Value: direction}
	}
	return by
}
