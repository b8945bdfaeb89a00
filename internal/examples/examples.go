// Package examples is where a moderator reads the texts that reporters allowed to be shown, and approves those that teach something. A text
// was redacted before it was kept, and here all that can be called, written to or opened goes as well, what it is about first: a page may tell
// of no number what its own page hides. The moderator reads what everybody will, and does not approve what still names a person.
//
// A text that is waiting can be read for 30 days, as all testimony. One that was approved stays until it is taken back, or its report
// withdrawn or replaced; it is shown for as long as its report counts, so not while a moderator has that overturned. Who reads, approves or
// takes back stands in the audit log before it is done.
package examples

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
)

// Store keeps reports and what was approved; see the package store for the contract of each method.
type Store interface {
	Received(ctx context.Context, from, before time.Time, visit func([]reputation.SealedTestimony) error) error
	Testimony(ctx context.Context, receipt report.ReceiptHash) (reputation.SealedTestimony, error)
	PutExample(ctx context.Context, e trend.Example) error
	Examples(ctx context.Context) ([]trend.Example, error)
	ShownExamples(ctx context.Context) ([]trend.Example, error)
	DropExample(ctx context.Context, id string) error
}

// Keys opens testimony; see keyring.Ring.
type Keys interface {
	Unseal(day reputation.Date, sealed []byte, receipt report.ReceiptHash) (report.Testimony, error)
}

// Recorder writes the audit log.
type Recorder interface {
	// Record returns nil when the entry is durable. What it is about is not to be done otherwise.
	Record(ctx context.Context, e auditlog.Entry) (auditlog.Entry, error)
}

const (
	readable = (1 + keyring.TestimonyKept) * 24 * time.Hour // since it was received; none is readable longer
	atOnce   = 6 * time.Hour                                // of reports that are looked through at a time
	ahead    = time.Hour                                    // by which the clock of whoever took a report may be

	// MostWaiting is how many texts are looked at together.
	MostWaiting = 200
	// MaxBy is how long the name of a moderator is at most, in runes.
	MaxBy = 100
)

// Refusals. Their texts are written for the moderator.
var (
	ErrBy        = fmt.Errorf("the name of who reads and approves is text of at most %d characters, and needed: it stands in the audit log", MaxBy)
	ErrName      = errors.New("the name of a text is 64 hexadecimal digits, as ringfence moderator texts prints it")
	ErrNoText    = errors.New("there is no such text: its report is unknown, withdrawn or older than 30 days, or its reporter did not allow that it be shown")
	ErrApproved  = errors.New("that text is approved already")
	ErrNoExample = errors.New("no approved text has that ID: ringfence moderator texts --published names them")
)

// Config is what a Desk is made of.
type Config struct {
	Store    Store
	Keys     Keys
	Recorder Recorder
	Clock    func() time.Time
	Pages    Pages // nil where nothing is shown
}

// Pages are what this process shows to everybody; see rollup.Trends. Those of others follow what is stored.
type Pages interface {
	// Forget has the text of a report not be shown any more, at once.
	Forget(receipt report.ReceiptHash)
	// Show has what the store says now be shown, or else what it says within a minute.
	Show(ctx context.Context)
}

// Desk is where texts are read.
type Desk struct{ Config }

// New returns a Desk.
func New(c Config) *Desk {
	if c.Pages == nil {
		c.Pages = none{}
	}
	return &Desk{c}
}

// none are the pages of a process that shows nothing.
type none struct{}

func (none) Forget(report.ReceiptHash) {}
func (none) Show(context.Context)      {}

// Text is one that waits for a moderator.
type Text struct {
	Name       string // by which it is approved: SHA-256 of the receipt, which leads nobody to that
	ReceivedOn time.Time
	Category   report.Category
	Kind       report.Kind
	Lang       string
	Text       string // as everybody will see it
	Alike      bool   // the same words of another report are approved already
}

// Waiting returns up to limit texts that nobody has approved, of one category or, for "", of all, those received last first. by is the
// public name of who reads them.
func (d *Desk) Waiting(ctx context.Context, category report.Category, limit int, by string) ([]Text, error) {
	limit = min(limit, MostWaiting)
	if err := d.record(ctx, auditlog.Entry{Action: auditlog.ReadTexts, Kind: string(category), Object: strconv.Itoa(limit), By: by}); err != nil {
		return nil, err
	}
	approved, err := d.Store.Examples(ctx)
	if err != nil {
		return nil, err
	}
	done, words := map[report.ReceiptHash]bool{}, map[string]bool{}
	for _, e := range approved {
		done[e.Receipt], words[e.Text] = true, true
	}
	now := d.Clock()
	texts := []Text{}
	for before := now.Add(ahead); len(texts) < limit && before.After(now.Add(-readable)); before = before.Add(-atOnce) {
		some, err := d.received(ctx, before.Add(-atOnce), before, func(r *reputation.SealedTestimony, t *Text) bool {
			t.Alike = words[t.Text]
			return !done[r.Receipt] && (category == "" || t.Category == category)
		})
		if err != nil {
			return nil, err
		}
		slices.Reverse(some)
		texts = append(texts, some[:min(len(some), limit-len(texts))]...)
	}
	return texts, nil
}

// received returns the texts of the reports of a span that are wanted.
func (d *Desk) received(ctx context.Context, from, before time.Time, wanted func(*reputation.SealedTestimony, *Text) bool) (texts []Text, err error) {
	err = d.Store.Received(ctx, from, before, func(some []reputation.SealedTestimony) error {
		for i := range some {
			t, err := d.open(&some[i])
			if errors.Is(err, ErrNoText) {
				continue
			}
			if err != nil {
				return err
			}
			if wanted(&some[i], &t) {
				texts = append(texts, t)
			}
		}
		return ctx.Err()
	})
	return texts, err
}

// open returns the text of a report, or ErrNoText where it has none that may be shown.
func (d *Desk) open(r *reputation.SealedTestimony) (Text, error) {
	said := r.Against()
	if len(said) == 0 || len(r.Sealed) == 0 {
		return Text{}, ErrNoText
	}
	t, err := d.Keys.Unseal(r.SealedOn, r.Sealed, r.Receipt)
	switch {
	case errors.Is(err, fault.NotFound) || errors.Is(err, fault.Damaged):
		return Text{}, ErrNoText
	case err != nil:
		return Text{}, err
	case !t.Consent.PublishText:
		return Text{}, ErrNoText
	}
	text := shown(t.Text, r.Statements)
	if text == "" {
		return Text{}, ErrNoText
	}
	return Text{
		Name: hex.EncodeToString(r.Receipt[:]), ReceivedOn: r.ReceivedAt.UTC().Truncate(24 * time.Hour), Category: cmp.Or(said[0].Category, trend.Other),
		Kind: t.Kind, Lang: cmp.Or(t.Lang, langOf(t.Text)), Text: text,
	}, nil
}

// shown returns a text as everybody sees it, which was told with these statements. Lines for those in need stay: people must know them.
func shown(text string, with []reputation.Statement) string {
	about := make([]subject.Key, len(with))
	for i, s := range with {
		about[i] = s.Subject
	}
	return redact.Bare(visible(text), report.Helpline, about...)
}

// visible returns a text without what steers a terminal, turns the direction of reading or is not to be seen, so that everybody sees what a
// moderator saw.
func visible(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || joins(r):
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point):
			return -1
		}
		return r
	}, text))
}

// joins reports whether a rune that has no width of its own shapes those beside it: emoji of several, and scripts such as Persian, need it.
func joins(r rune) bool { return r == '\u200D' || r == '\u200C' }

// langOf returns the language of a text that does not say.
func langOf(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "zh-CN"
	}
	return "en"
}

// Approve has everybody see a text; by is the public name of who approved it.
func (d *Desk) Approve(ctx context.Context, name, by string) (trend.Example, error) {
	decoded, err := hex.DecodeString(name)
	if err != nil || len(decoded) != len(report.ReceiptHash{}) {
		return trend.Example{}, ErrName
	}
	receipt := report.ReceiptHash(decoded)
	if err := checkBy(by); err != nil {
		return trend.Example{}, err
	}
	r, err := d.Store.Testimony(ctx, receipt)
	if errors.Is(err, fault.NotFound) {
		return trend.Example{}, ErrNoText
	}
	if err != nil {
		return trend.Example{}, err
	}
	t, err := d.open(&r)
	if err != nil {
		return trend.Example{}, err
	}
	switch done, err := d.is(ctx, func(e *trend.Example) bool { return e.Receipt == receipt }); {
	case err != nil:
		return trend.Example{}, err
	case done:
		return trend.Example{}, ErrApproved
	}
	if err := d.record(ctx, auditlog.Entry{Action: auditlog.Approved, Object: t.Name, By: by, Words: auditlog.WordsOf(t.Text)}); err != nil {
		return trend.Example{}, err
	}
	e := trend.Example{
		ID: strings.ToLower(rand.Text()), Receipt: receipt, Category: t.Category, Kind: t.Kind, Lang: t.Lang, Text: t.Text,
		ApprovedAt: d.Clock().UTC().Truncate(24 * time.Hour), By: by,
	}
	err = d.Store.PutExample(ctx, e)
	d.Pages.Show(ctx)
	switch {
	case errors.Is(err, fault.Exists):
		return trend.Example{}, ErrApproved
	case errors.Is(err, fault.NotFound): // withdrawn since we looked
		return trend.Example{}, ErrNoText
	case err != nil:
		return trend.Example{}, err
	}
	return e, nil
}

// Published is a text that was approved.
type Published struct {
	trend.Example
	Held bool // nobody sees it for now, since its report does not count
}

// Approved returns the texts that were approved, by category and those approved last first.
func (d *Desk) Approved(ctx context.Context) ([]Published, error) {
	all, err := d.Store.Examples(ctx)
	if err != nil {
		return nil, err
	}
	shown, err := d.Store.ShownExamples(ctx)
	if err != nil {
		return nil, err
	}
	approved := make([]Published, len(all)) // an empty list is a result too
	for i, e := range all {
		approved[i] = Published{e, !slices.ContainsFunc(shown, func(s trend.Example) bool { return s.ID == e.ID })}
	}
	return approved, nil
}

// TakeBack has nobody see an approved text any more, as somebody with this public name wants: here at once. As long as it can be read it
// waits again.
func (d *Desk) TakeBack(ctx context.Context, id, by string) error {
	var receipt report.ReceiptHash
	switch is, err := d.is(ctx, func(e *trend.Example) bool { receipt = e.Receipt; return e.ID == id }); {
	case err != nil:
		return err
	case !is:
		return ErrNoExample
	}
	if err := d.record(ctx, auditlog.Entry{Action: auditlog.TookBack, Object: id, Undoes: hex.EncodeToString(receipt[:]), By: by}); err != nil {
		return err
	}
	err := d.Store.DropExample(ctx, id)
	d.Pages.Forget(receipt) // after any error too: it may be gone, and if not it is seen again when the store is read next
	if errors.Is(err, fault.NotFound) {
		return ErrNoExample
	}
	return err
}

// is reports whether there is such an approved text.
func (d *Desk) is(ctx context.Context, such func(*trend.Example) bool) (bool, error) {
	all, err := d.Store.Examples(ctx)
	for i := range all {
		if such(&all[i]) {
			return true, err
		}
	}
	return false, err
}

// record writes what is about to be done, by somebody who gave a name.
func (d *Desk) record(ctx context.Context, e auditlog.Entry) error {
	if err := checkBy(e.By); err != nil {
		return err
	}
	_, err := d.Recorder.Record(ctx, e)
	return err
}

func checkBy(by string) error {
	if by == "" || !utf8.ValidString(by) || utf8.RuneCountInString(by) > MaxBy || strings.ContainsFunc(by, unicode.IsControl) {
		return ErrBy
	}
	return nil
}
