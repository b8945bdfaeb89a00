package dialect

import (
	"encoding/xml"
	"time"

	"ringfence/internal/index"
	"ringfence/internal/listing"
	"ringfence/internal/reputation"
)

// rating is PhoneBlock's word for what a number does.
type rating string

const (
	legitimate rating = listing.PhoneBlockFine
	missed     rating = "B_MISSED"
	ping       rating = "C_PING"
	poll       rating = "D_POLL"
	advertises rating = "E_ADVERTISING"
	gamble     rating = "F_GAMBLE"
	fraud      rating = listing.PhoneBlockScam
)

// info is what PhoneBlock tells of a number. What it counts and this service does not, calls and their rate, is 0; nobody here has a list of
// their own.
type info struct {
	XMLName        xml.Name `json:"-" xml:"phone-info"`
	Phone          string   `json:"phone" xml:"phone,attr"` // E.164, or "unknown"
	Votes          int      `json:"votes" xml:"votes,attr"`
	Rating         rating   `json:"rating" xml:"rating,attr"`
	VotesWildcard  int      `json:"votesWildcard" xml:"votesWildcard,attr"` // of its neighbours, for whom nobody is blocked here
	WhiteListed    bool     `json:"whiteListed" xml:"whiteListed,attr"`     // cleared
	BlackListed    bool     `json:"blackListed" xml:"blackListed,attr"`
	Archived       bool     `json:"archived" xml:"archived,attr"`
	DateAdded      int64    `json:"dateAdded" xml:"dateAdded,attr"` // milliseconds since 1970; 0 for what is not rated
	LastUpdate     int64    `json:"lastUpdate" xml:"lastUpdate,attr"`
	Label          string   `json:"label,omitempty" xml:"label,attr,omitempty"`       // the number as people write it
	Location       string   `json:"location,omitempty" xml:"location,attr,omitempty"` // where it was handed out
	SpamConfidence int      `json:"spamConfidence" xml:"spamConfidence,attr"`         // the score, 0 to 100
	Heat           float64  `json:"heat" xml:"heat,attr"`
	Calls          int      `json:"calls" xml:"calls,attr"`
}

// nobody is the answer to a hash that no listed number has.
func nobody() info { return info{Phone: "unknown", Rating: legitimate} }

// newInfo tells of a number in a language. least is the verdict from which on it is rated.
func newInfo(a *index.Answer, lang string, least reputation.Verdict) info {
	j := &a.Judgement
	i := info{
		Phone: a.Subject.String(), Rating: legitimate, WhiteListed: j.Verdict == reputation.Cleared,
		Label: a.Subject.Format(), Location: a.Subject.Area(lang), SpamConfidence: j.Score,
	}
	switch j.Verdict {
	case reputation.Scam:
		i.Votes = listing.Votes(j.Reports)
	case reputation.Suspicious:
		i.Votes = votesSuspicious
	case reputation.Unknown, reputation.Cleared:
	}
	if j.Verdict < least {
		return i
	}
	i.Rating = fraud
	if j.Verdict == reputation.Suspicious {
		i.Rating = missed
	}
	i.DateAdded, i.LastUpdate = milliseconds(j.FirstSeen), milliseconds(j.LastSeen)
	return i
}

// votesSuspicious is below what any app blocks from.
const votesSuspicious = 2

func milliseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
