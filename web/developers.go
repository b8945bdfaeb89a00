package web

import (
	"cmp"
	"strings"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/reputation"
	"ringfence/web/catalogue"
)

// Allowance is how much one network may ask of one thing.
type Allowance struct {
	Rate   int
	Period time.Duration
}

// plus returns how much two allowances come to together.
func (a Allowance) plus(b Allowance) Allowance {
	return Allowance{a.Rate + int(time.Duration(b.Rate)*a.Period/max(b.Period, time.Second)), a.Period}
}

// Allowances are those that programs meet.
type Allowances struct {
	Lookups, Batches, Reports, Receipts, Others Allowance
	Proved                                      Allowance // reports with a proof of work, besides Reports
	Batch                                       int       // subjects in a batch of lookups at most
}

// Developers tells how a program asks and reports.
type Developers struct {
	Frame
	Allowances Allowances
	Base       string // scheme and host that the commands ask; "" for those of a service on this machine
}

func (Developers) set() string { return "developers" }

// Title names the page.
func (d Developers) Title() string { return d.T("developers.title") }

// Description says what is on it.
func (d Developers) Description() string { return d.T("developers.description") }

// Chapters is the table of contents.
func (d Developers) Chapters() []Chapter {
	return d.chapters("developers.q.guides", "developers.q.start", "developers.q.samples", "developers.q.batch", "developers.q.report", "developers.q.limits", "developers.q.errors",
		"developers.q.cache", "developers.q.manners", "developers.q.all")
}

// localhost is where a service answers by itself.
const localhost = "http://127.0.0.1:8080"

// Command is a command for a terminal, and what it prints where that is shown.
type Command struct{ Text, Answer string }

func (d Developers) call(command, answer string) Command {
	return Command{strings.ReplaceAll(command, "ORIGIN", cmp.Or(d.Base, localhost)), answer}
}

// Lookup asks about one number.
func (d Developers) Lookup() Command {
	return d.call(`curl -s \
  ORIGIN/v1/numbers/+12025550104`, `{"key": "+12025550104", "kind": "number",
 "verdict": "suspicious", "score": 97, "interval": [65, 100], "confidence": 0.93,
 "reasons": [
  {"code": "networks", "text": "The reports came from 11 to 20 independent networks, so they are probably not all from one person."},
  {"code": "reports", "text": "Reported 11 to 20 times in the last 90 days."},
  {"code": "owner_disputes", "text": "Someone proved control over it and contests the reports. Until that is settled the score is lowered. Control alone proves nothing."}],
 "categories": [{"category": "impersonation_service", "share": 1}],
 "reports": "11-20", "networks": "11-20", "first_seen": "2026-11-26", "last_seen": "2026-11-29",
 "states": ["disputed"], "line": "fixed_line_or_mobile", "area": "Washington D.C.",
 "cache_seconds": 3600, "as_of": "2026-11-29T09:30:00Z"}`)
}

// Chinese asks in another language.
func (d Developers) Chinese() Command {
	return d.call(`curl -s \
  ORIGIN/v1/numbers/+12025550104 \
  -H 'Accept-Language: zh-CN'`, "")
}

// National asks about a number as people write it.
func (d Developers) National() Command {
	return d.call(`curl -s \
  'ORIGIN/v1/numbers/(202)%20555-0104?region=US'`, "")
}

// Batch asks about many.
func (d Developers) Batch() Command {
	return d.call(`curl -s \
  ORIGIN/v1/lookups \
  -H 'Content-Type: application/json' \
  -d '{"numbers": ["+12025550101", "+12025550103", "138O0138OOO"]}'`, "")
}

// Report reports.
func (d Developers) Report() Command {
	return d.call(`curl -s \
  ORIGIN/v1/reports \
  -H 'Content-Type: application/json' \
  -H "Idempotency-Key: $(openssl rand -hex 16)" \
  -d '{"kind": "call", "subjects": ["+12025550143"],
       "category": "impersonation_service", "knew": ["name", "order"]}'`,
		`{"receipt": "2X41-9DA3-SX65-XRME-2", "subjects": [{"key": "+12025550143", "state": "counted"}]}`)
}

// Mistake asks about what is no number.
func (d Developers) Mistake() Command {
	return d.call(`curl -s \
  ORIGIN/v1/numbers/138O0138OOO`, `{"type": "/problems/bad_subject",
 "title": "This is not a number or account that can be looked up", "status": 400,
 "detail": "Accepted are: a number with its country code, as +12025550143, %2B12025550143 or 0012025550143; a national number with its area code, and with region for a country other than China; a hotline or SMS port in digits; and under /v1/subjects a WeChat ID, QQ account, sender name or domain.",
 "errors": [{"code": "letters", "detail": "There are letters in this number. Write digits only: 0 in place of O, 1 in place of l, and no extension."}]}`)
}

// SampleNumber is a number for developers and what is said of it.
type SampleNumber struct{ Number, Path, Verdict, Word string }

// Samples returns them.
func (d Developers) Samples() []SampleNumber {
	verdicts := []reputation.Verdict{reputation.Unknown, reputation.Cleared, reputation.Suspicious, reputation.Scam, reputation.Suspicious}
	all := make([]SampleNumber, len(verdicts))
	for i, v := range verdicts {
		number := "+1202555010" + string(rune('0'+i))
		all[i] = SampleNumber{number, d.Link("/n/" + number), v.String(), d.Name(catalogue.Verdicts, v.String())}
	}
	last := &all[len(all)-1]
	last.Word = d.Lang.List([]string{last.Word, d.Name(catalogue.Conditions, string(reputation.Disputed))})
	return all
}

// Limits returns how much one network may ask without a key.
func (d Developers) Limits() []Fact {
	a := d.Allowances
	return []Fact{
		{d.T("developers.limit.lookups"), d.rate(a.Lookups)},
		{d.T("developers.limit.batches", "numbers", a.Batch), d.rate(a.Batches)},
		{d.T("developers.limit.reports"), d.rate(a.Reports)},
		{d.T("developers.limit.proved"), d.rate(a.Reports.plus(a.Proved))},
		{d.T("developers.limit.receipts"), d.rate(a.Receipts)},
		{d.T("developers.limit.others"), d.rate(a.Others)},
	}
}

// rate tells an allowance by the hour, or by the minute where it is given for less than an hour.
func (f Frame) rate(a Allowance) string {
	unit, words := time.Minute, "developers.limit.minutely"
	if a.Period >= time.Hour {
		unit, words = time.Hour, "developers.limit.hourly"
	}
	return f.T(words, "rate", int(time.Duration(a.Rate)*unit/max(a.Period, time.Second)))
}

// Keys says what a key gives.
func (d Developers) Keys() string {
	return d.T("developers.limits.keys", "free", apikey.Free.Factor(), "partner", apikey.Partner.Factor())
}
