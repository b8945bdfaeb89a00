// Package report is what a citizen tells: the shape of a report, its vocabulary, and the rules a
// submission must meet. A Draft is what arrived; Validate turns it into a Report or says everything that
// is wrong with it at once.
//
// Nothing here is redacted yet: the one place that accepts reports, internal/intake, redacts before it stores.
package report

import (
	"time"

	"ringfence/internal/subject"
)

// Limits of one report. Lengths are in runes.
const (
	MaxSubjects  = 8
	MaxText      = 4000
	MaxField     = 200 // campus, offer title, employer, platform and pay
	MaxUserBytes = 64  // the opaque user of a partner's API key
	MaxAhead     = 24 * time.Hour
	MaxListed    = 32 // entries in knew and in duties
)

// Kind says how the reporter was approached.
type Kind string

const (
	Call  Kind = "call"
	Text  Kind = "text"
	Offer Kind = "offer"
)

// Polarity says whether the report speaks against its subjects or for them.
type Polarity string

const (
	Bad  Polarity = "bad"
	Fine Polarity = "fine"
)

// Report is a valid submission. Every field holds a value of the vocabulary or text within its limit.
type Report struct {
	Kind       Kind
	Subjects   []subject.Key // 1 to MaxSubjects, without repetition
	Polarity   Polarity
	Category   Category  // "" when not given
	OccurredAt time.Time // zero when not given; at most MaxAhead after the time of validation
	Text       string
	Knew       []Knew
	LeakSector LeakSector // "" when not given
	Region     string     // ISO 3166-2 or ISO 3166-1; "" when not given
	Campus     string
	User       string // opaque, given by a partner's API key
	Offer      *JobOffer
	Consent    Consent
	Lang       string // "zh-CN" or "en"; "" when not given
}

// JobOffer is what an internship or part-time offer promised and asked for.
type JobOffer struct {
	Title          string `json:"title,omitempty"`
	ClaimsEmployer string `json:"claims_employer,omitempty"`
	Platform       string `json:"platform,omitempty"`
	Pay            string `json:"pay,omitempty"`
	Duties         []Duty `json:"duties,omitempty"`
}

// Consent is what the reporter allows beyond being counted.
type Consent struct {
	Sensitive   bool `json:"sensitive,omitempty"`    // to keep highly sensitive kinds of Knew
	PublishText bool `json:"publish_text,omitempty"` // to show the redacted text, after a moderator has read it
}

// Testimony is the part of a report that no score reads: it is sealed when stored and expires after 30
// days. Its strings are redacted before they get here.
type Testimony struct {
	Kind       Kind       `json:"kind"`
	Text       string     `json:"text,omitempty"`
	Knew       []Knew     `json:"knew,omitempty"`
	LeakSector LeakSector `json:"leak_sector,omitempty"`
	Campus     string     `json:"campus,omitempty"`
	Offer      *JobOffer  `json:"offer,omitempty"`
	Consent    Consent    `json:"consent"`
	Lang       string     `json:"lang,omitempty"`

	// EmployerBucket is 1 more than the bucket, for the employer that an offer names, of the network of a reporter
	// without a pseudonym; 0 for none. It is sealed with the rest, and shown to nobody.
	EmployerBucket uint8 `json:"-"`
	// WeekNetwork is 1 more than the bucket of the reporter's network for the week in which it happened, so that trends do not take one
	// network for many; 0 where it is not known, as in reports of an earlier version. It is sealed with the rest, and shown to nobody.
	WeekNetwork uint8 `json:"-"`
}
