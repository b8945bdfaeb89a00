// Package dispute is how the owner of a number, an account or a domain has their say: they open a case, prove that the subject is
// theirs, and what they contest is off ranges and lists at once, until a moderator decides or many who do not know each other report
// it anew. They can see what is held about it, copy it, and have it forgotten where it is not listed.
//
// It promises: nothing happens to a subject that was not proved, and control proves no innocence; nothing follows from a case that somebody
// merely wrote into the store; two proofs at once, or two answers, make one decision, and a crash between a decision and its case is made
// good; whoever reads a case or a document at the desk is written down before; no text is sent to a number that nobody decided it may get,
// and none to one that said STOP.
package dispute

import (
	"context"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/index"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Cases keeps disputes; see the package store for the contract of each method.
type Cases interface {
	PutCase(ctx context.Context, c casefile.Case) error
	SaveCase(ctx context.Context, c casefile.Case) (won bool, err error)
	Case(ctx context.Context, id string) (casefile.Case, error)
	CasesAbout(ctx context.Context, about subject.Key) ([]casefile.Case, error)
	Pending(ctx context.Context, limit int) ([]casefile.Case, error)
	Cases(ctx context.Context, after string, limit int) ([]casefile.Case, error)
}

// Documents keeps what was sent to prove cases; see the package store.
type Documents interface {
	PutDocument(ctx context.Context, d casefile.Document) error
	Documents(ctx context.Context, ofCase string) ([]casefile.Document, error)
	CountDocuments(ctx context.Context, ofCase string) (int, error)
	DropDocuments(ctx context.Context, ofCase string) error
}

// Truth tells what is held about a subject; see the package store.
type Truth interface {
	Statements(ctx context.Context, about subject.Key) ([]reputation.Statement, error)
	Decisions(ctx context.Context, about subject.Key) ([]reputation.Decision, error)
	Tally(ctx context.Context, about []subject.Key, asOf time.Time) ([]reputation.Reading, error)
	Flag(ctx context.Context, about subject.Key) (brigade.Flag, error)
	Stopped(ctx context.Context, name conversation.Name) (bool, error)
}

// Store is all that an Office needs kept.
type Store interface {
	Cases
	Documents
	Truth
}

// Keys seal what only the service needs to know of a case, and documents; see keyring.Ring.
type Keys interface {
	SealNote(note []byte, name conversation.Name, now time.Time) (reputation.Date, []byte, error)
	OpenNote(day reputation.Date, box []byte, name conversation.Name) ([]byte, error)
	StopName(who string) conversation.Name
	MarkCase(says []byte) [16]byte
}

// Rulings makes decisions. One whose ID is given is made once, however often it is asked for.
type Rulings interface {
	Rule(ctx context.Context, id string, kind reputation.DecisionKind, about subject.Key, by, reason string) (reputation.Decision, error)
	Undo(ctx context.Context, id string, about subject.Key, undoes, by, reason string) (reputation.Decision, error)
	AcceptClaim(ctx context.Context, id string, about subject.Key, by, reason string) (reputation.Decision, error)
	Recycle(ctx context.Context, id string, about subject.Key, by, reason string) (reputation.Decision, error)
	Contest(ctx context.Context, id string, about subject.Key, words string) (reputation.Decision, error)
	Forget(ctx context.Context, id string, about subject.Key) (reputation.Decision, error)
}

// Lookups tells what the public is told of a subject; see index.Index.
type Lookups interface {
	Lookup(key subject.Key) (index.Answer, error)
}

// Recorder writes into the audit log; see recorder.Recorder.
type Recorder interface {
	Record(ctx context.Context, e auditlog.Entry) (auditlog.Entry, error)
	// Stands reports whether a decision stands in the log as it is.
	Stands(ctx context.Context, d reputation.Decision) (bool, error)
}

// Texts sends the first text message to a number, which nobody there asked for.
type Texts interface {
	// Reaches reports whether there is a gateway that sends to this number.
	Reaches(to subject.Key) bool
	// Allow decides whether one more text may go to this number now, and counts it. Where nobody decides it is false.
	Allow(ctx context.Context, to subject.Key) bool
	// Voices returns as whom whoever has this number may have asked for no texts, whichever way.
	Voices(to subject.Key) []string
	// Send sends six digits, in words that say who sends them and why, in a language ("zh-CN" or "en").
	Send(ctx context.Context, to subject.Key, digits, lang string) error
}

// Resolver reads the DNS; net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// Config is what an Office is made of.
type Config struct {
	Store    Store
	Keys     Keys
	Rulings  Rulings
	Lookups  Lookups
	Recorder Recorder
	Resolver Resolver
	Texts    Texts    // nil where no gateway sends
	TextTo   []string // numbers of the gateways that prove whose phone a message is from, as people text to them
	Clock    func() time.Time
	Within   time.Duration // how long all of what one request asks may take; 0 is as long as the caller waits
}

// Office moves disputes. It is safe for concurrent use, and several may share a store.
type Office struct {
	Config

	known    revisions
	scrubbed reputation.Date // when Run last took out what nobody can read: whoever begins it anew, since a case cannot be tended to, need not at once
}

// New returns an Office.
func New(c Config) *Office { return &Office{Config: c} }

// Request is what whoever opens a case says.
type Request struct {
	Subject subject.Key
	Claim   casefile.Claim
	Proof   casefile.Proof
	Words   string // shown to the public while the dispute is in force, redacted; "" for none
	Lang    string // "zh-CN" or "en"
}

// Opened is a case that was opened. Its Code is the only way back to it, and is told once.
type Opened struct {
	Code Code
	Standing
}

// Step is what the owner can do next.
type Step string

// The steps.
const (
	TextDigits Step = "text_digits"    // text Digits to one of TextTo, from the number
	AskDigits  Step = "ask_digits"     // have six digits texted to the number: Send
	TypeDigits Step = "type_digits"    // type what was texted: Prove
	AddRecord  Step = "add_record"     // add Record to the domain: CheckDNS
	SendPapers Step = "send_documents" // Submit
	Wait       Step = "wait"           // for a moderator; a case that has documents can get more until there are three
	Nothing    Step = "nothing"        // it is closed
)

// Note is something that the owner should know, by a code for which the catalogues have words.
type Note string

// The notes.
const (
	NoteInForce     Note = "in_force"      // the subject is off ranges and lists now
	NoteSpent       Note = "spent"         // it was disputed within 180 days, so that this changes no list until a moderator decides
	NoteConfirmed   Note = "confirmed"     // a moderator confirmed what is shown, so that only a moderator can change it
	NoteNotQuiet    Note = "not_quiet"     // it was reported too lately to have been given to somebody else, so that a moderator decides
	NoteListed      Note = "listed"        // it is listed, and what is listed cannot be forgotten, only contested
	NoteWrongDigits Note = "wrong_digits"  // TriesLeft says how often more
	NoteNewDigits   Note = "new_digits"    // no digits are good any longer: ask for others
	NoteNoRecord    Note = "no_record"     // the record is not there yet
	NoteSent        Note = "sent"          // a text is on its way
	NoteUnread      Note = "unread"        // nobody looked at the documents before they were erased
	NoteEnough      Note = "no_more_texts" // no more texts to this number today
)

// Record is a TXT record.
type Record struct{ Name, Value string }

// Standing is where a case is.
type Standing struct {
	Case      casefile.Case // without what is sealed
	Step      Step
	Notes     []Note
	Expires   time.Time // when a case that waits for its proof is closed; zero for any other
	TextTo    []string  // with TextDigits
	Digits    string    // with TextDigits
	TriesLeft int       // with TypeDigits
	TextsLeft int       // with AskDigits and TypeDigits: how often more Send sends for this case today
	Record    Record    // with AddRecord
	Papers    int       // documents that were sent
	Tells     bool      // whether Held tells what is held
}

// Upload is a file as it was sent.
type Upload struct {
	Type    string // as whoever sent it says; what it is, its bytes tell
	Content []byte
}

// Said is a statement as the owner of its subject is told of it, together with at least two others.
type Said struct {
	Month    time.Time // first moment of the month in which it was received, or where those before had too few to tell, the last of them
	Polarity string
	Category string // "" where it names none
	Tier     reputation.Tier
	State    reputation.State // Live for what counts, and Closed for what does not, whyever
}

// Held is all that is held about a subject, for its owner.
type Held struct {
	Subject   subject.Key
	AsOf      time.Time
	Shown     reputation.Judgement
	Said      []Said // of the months that are over, by month and what they say, so that their order tells nothing
	Decisions []Decided
	Flagged   time.Time   // month in which a brigade was suspected behind what is said; zero for never
	Cases     []Contested // that of who asks, and what became of others that were proved
}

// Decided is a decision as the owner of its subject is told of it.
type Decided struct {
	reputation.Decision
	Others bool // of a case of somebody else, who had the number before, or has it since: without what they said, at the first moment of its month
}

// Contested is a case as the owner of its subject is told of it.
type Contested struct {
	casefile.Case
	Others bool // as of Decided
}

// Paper is a document as the desk lists it.
type Paper struct {
	Name   string
	Type   string
	Size   int
	SentAt time.Time
	Gone   bool // the key of its day is destroyed
}

// File is a case as the desk reads it.
type File struct {
	Case   casefile.Case // without what is sealed
	Papers []Paper
	Others []casefile.Case    // about the same subject, without their words, those opened last first
	May    []casefile.Outcome // answers that can be given now
	Admit  casefile.Follow    // what follows if its documents are accepted as the proof; "" where they cannot be
}
