package report

import (
	"encoding/json"
	"errors"
)

// Draft is a submission as it arrived, before anything about it is known to be right. Its JSON form is the
// body of POST /v1/reports.
type Draft struct {
	Kind       string         `json:"kind"`
	Subjects   []SubjectDraft `json:"subjects"`
	Polarity   string         `json:"polarity"`
	Category   string         `json:"category"`
	OccurredAt string         `json:"occurred_at"` // RFC 3339, or a date
	Text       string         `json:"text"`
	Knew       []string       `json:"knew"`
	LeakSector string         `json:"leak_sector"`
	Region     string         `json:"region"` // ISO 3166-2 (CN-ZJ), GB/T 2260 (CN-33 or 33) or ISO 3166-1 (CN)
	Campus     string         `json:"campus"`
	User       string         `json:"user"`
	Offer      *OfferDraft    `json:"offer"`
	Consent    Consent        `json:"consent"`
	Lang       string         `json:"lang"`
}

// OfferDraft is the offer part of a Draft.
type OfferDraft struct {
	Title          string   `json:"title"`
	ClaimsEmployer string   `json:"claims_employer"`
	Platform       string   `json:"platform"`
	Pay            string   `json:"pay"`
	Duties         []string `json:"duties"`
}

// SubjectDraft names a subject as it was typed: a bare string is a number in any spelling, an object also
// gives the kind.
type SubjectDraft struct {
	Kind  string `json:"kind"` // a subject.Kind; "" means a number, hotline or SMS port
	Value string `json:"value"`
}

// UnmarshalJSON accepts "13800138000" and {"kind":"wechat","value":"..."}.
func (d *SubjectDraft) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		d.Kind = ""
		return json.Unmarshal(b, &d.Value)
	}
	type object SubjectDraft // without this method
	if len(b) == 0 || b[0] != '{' {
		return errors.New("a subject is a string or an object with kind and value")
	}
	return json.Unmarshal(b, (*object)(d))
}
