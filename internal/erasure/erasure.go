// Package erasure is what was erased on a day because its time was over, in numbers: what a service that promises to forget shows of it.
package erasure

import "ringfence/internal/reputation"

// Account is what was erased on one day (UTC).
type Account struct {
	Day           reputation.Date
	Texts         int // sealed texts of reports
	Documents     int // sealed documents of disputes
	Links         int // statements that no longer say which reporter made them
	Conversations int // of text messages
	Keys          int // that were destroyed
}

// Plus returns what was erased on the day of a: a and b.
func (a Account) Plus(b Account) Account {
	a.Texts += b.Texts
	a.Documents += b.Documents
	a.Links += b.Links
	a.Conversations += b.Conversations
	a.Keys += b.Keys
	return a
}
