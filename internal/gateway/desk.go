package gateway

import (
	"context"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/index"
	"ringfence/internal/intake"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// Reports takes reports and takes them back; see intake.Intake.
type Reports interface {
	Accept(ctx context.Context, r report.Report, by reputation.Speaker, retry intake.Retry) (intake.Accepted, error)
	Report(ctx context.Context, receipt report.Receipt) (intake.Kept, error)
	Withdraw(ctx context.Context, receipt report.Receipt) error
	// ReceiptOf returns the receipt that a report gets under a Retry, whether or not it was ever sent.
	ReceiptOf(ctx context.Context, retry intake.Retry) (report.Receipt, error)
}

// Lookups tells what is known of a subject; see index.Index.
type Lookups interface {
	Lookup(key subject.Key) (index.Answer, error)
}

// Codes hears codes of six digits: those by which pages recognise a phone, and those by which an owner proves a number.
type Codes interface {
	// Hear reports whether somebody waits for this code from this phone, and has them know that it came. The same code from
	// the same phone again is found again.
	Hear(ctx context.Context, code string, phone subject.Key) (found bool, err error)
}

// Store keeps what senders are remembered by; see the package store for the contract of each method.
type Store interface {
	Conversation(ctx context.Context, name conversation.Name) (conversation.Record, error)
	Converse(ctx context.Context, r conversation.Record) (won bool, err error)
	ForgetConversations(ctx context.Context, now time.Time, limit int) (int, error)
	Stop(ctx context.Context, name conversation.Name) error
	Resume(ctx context.Context, name conversation.Name) error
	Stopped(ctx context.Context, name conversation.Name) (bool, error)
}

// Keys name and seal what is kept; see keyring.Ring.
type Keys interface {
	Conversation(who string, now time.Time) (present conversation.Name, previous []conversation.Name, err error)
	ConversationScope(who string, now time.Time) (string, error)
	SealNote(note []byte, name conversation.Name, now time.Time) (reputation.Date, []byte, error)
	OpenNote(day reputation.Date, box []byte, name conversation.Name) ([]byte, error)
	StopName(who string) conversation.Name
}

// Config is what a Desk is made of.
type Config struct {
	Reports Reports
	Lookups Lookups
	Store   Store
	Keys    Keys
	Codes   Codes                                      // of pages; nil when none shows codes
	Owners  Codes                                      // of disputes, asked where the code is none of a page; nil when none can be opened
	Allow   func(ctx context.Context, who string) bool // asked for each message that is not remembered, but not for STOP and the like
	Clock   func() time.Time

	Together int // messages at once, of all gateways; 0 is 64
}

// Desk takes text messages. It is safe for concurrent use, and several may share a store.
type Desk struct {
	Config
	senders *senders
	room    room
}

// New returns a Desk.
func New(c Config) *Desk {
	if c.Together == 0 {
		c.Together = 64
	}
	return &Desk{c, newSenders(), newRoom(c.Together)}
}

// Take does what a message asks for and returns what its sender is told; the zero Reply where that is nothing. Everything
// is on disk when the error is nil. After an error the gateway should deliver the message again: whatever was done is then
// not done twice. No error holds anything of the message or its sender. Where too many messages are taken at once it is ErrFull.
func (d *Desk) Take(ctx context.Context, r Received) (conversation.Reply, error) {
	v := newVisit(r)
	release, err := d.senders.enter(ctx, v.by.Identity)
	if err != nil {
		return conversation.Reply{}, err
	}
	defer release()
	leave, err := d.room.enter(ctx)
	if err != nil {
		return conversation.Reply{}, err
	}
	defer leave()
	allowed, err := d.hear(ctx, v)
	if err != nil {
		return conversation.Reply{}, err
	}
	if !allowed {
		return d.unlessStopped(ctx, v, v.reply(conversation.TooOften))
	}
	reply, err := d.answer(ctx, v)
	if err != nil {
		return conversation.Reply{}, err
	}
	return d.unlessStopped(ctx, v, reply)
}

// forgotten is how many records are forgotten at a time.
const forgotten = 1000

// Forget deletes the memories whose time is over and returns how many those were. It is a chore for one process at a time.
func (d *Desk) Forget(ctx context.Context) (total int, err error) {
	for {
		n, err := d.Store.ForgetConversations(ctx, d.Clock(), forgotten)
		if total += n; err != nil || n < forgotten {
			return total, err
		}
	}
}

// visit is a message on its way through the desk.
type visit struct {
	Received
	by      reputation.Speaker
	heard   conversation.Heard
	refused conversation.Kind // why something that the message names cannot be reported, "" where all of it can
	checked bool              // the limit was asked, and the code heard

	memory conversation.Memory
	place  place // of memory
	turn   conversation.Turn
	lang   smstext.Lang
	again  bool // the turn was there already
}

func newVisit(r Received) *visit {
	v := &visit{Received: r, by: r.Speaker()}
	region := r.From.DialRegion()
	v.heard = conversation.Heard{Message: smstext.Parse(r.Body, region), Gateway: r.Gateway, ID: r.ID, Body: r.Body, Sent: r.Sent, Region: region}
	v.refused = sift(&v.heard.Message, r.From)
	return v
}

// reply returns one in the language of the visit.
func (v *visit) reply(kind conversation.Kind) conversation.Reply {
	reply := conversation.Reply{Kind: kind, Lang: v.lang}
	if kind == conversation.Reported {
		reply.LeftOut = v.refused
	}
	return reply
}
