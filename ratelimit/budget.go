package ratelimit

import (
	"math"
	"reflect"
	"time"
)

// Budget is how much one caller may have of one thing: a bucket of Burst that gains Rate evenly over each
// Period. The gap between two gains, Period / Rate, is rounded up to whole microseconds, the clock of Redis.
// A bucket that would take more than 366 days to fill is as much smaller as it must be. A budget with a
// number that is not positive allows nothing.
//
// What never passes, n above Burst or a budget that allows nothing, is told to retry after the time in which
// an empty bucket fills, or after a day when it has none.
type Budget struct {
	Name   string // of the thing, a constant of the code: it becomes part of keys and metrics
	Rate   int
	Period time.Duration
	Burst  int
}

// PerMinute is a budget of n a minute, all of which may be had at once: so at most 2n in the first minute.
func PerMinute(name string, n int) Budget { return Budget{name, n, time.Minute, n} }

// PerHour is a budget of n an hour, all of which may be had at once: so at most 2n in the first hour.
func PerHour(name string, n int) Budget { return Budget{name, n, time.Hour, n} }

// PerDay is a budget of n in 24 hours, all of which may be had at once: so at most 2n in the first.
func PerDay(name string, n int) Budget { return Budget{name, n, 24 * time.Hour, n} }

// Times returns the budget with Rate and Burst multiplied by factor, which is taken for 1 when below. The
// bucket stays the same one.
func (b Budget) Times(factor int) Budget {
	b.Rate, b.Burst = times(b.Rate, factor), times(b.Burst, factor)
	return b
}

// times multiplies and stops at the largest 32-bit number.
func times(n, factor int) int {
	if factor <= 1 || n <= 0 {
		return n
	}
	if n > math.MaxInt32/factor {
		return max(n, math.MaxInt32)
	}
	return n * factor
}

// Budgets is what the service hands out, for one IPv4 /32 or IPv6 /64 where they do not say otherwise. Their names differ.
type Budgets struct {
	Lookup       Budget // an exact lookup
	Batch        Budget // a batch of exact lookups
	Range        Budget // a range of hashes, or anything else that anyone may read
	Report       Budget // a report
	Bulk         Budget // many reports in one request, which partners alone may send: with their factor 600 an hour
	ProvedReport Budget // a report with a proof of work, where nothing is left of Report: both are 30 an hour
	Challenge    Budget // a challenge for such a proof
	Proof        Budget // one proof, which counts once as long as any clock might take its challenge for valid
	ProofTrial   Budget // a proof looked at, good or not, where nothing is left of Report: this bounds reading for nothing
	Receipt      Budget // looking at, changing or withdrawing by a receipt: this bounds guessing
	Dispute      Budget // a dispute opened
	SignIn       Budget // a form of the sign-in page of the desk: this bounds guessing by one network, as accounts bound that of all
	Probe        Budget // whether the service works, for whoever watches it: visitors do not use it up
	WrongKey     Budget // an API key that is none: this bounds trying keys
	Gateway      Budget // a request of a gateway for text messages, which has those of many people
	TextMessage  Budget // a text message, for its sender instead of a network
	TextAnswer   Budget // a reply by text message, for whom it goes to: nobody uses up what there is for others, and no two services answer each other for long
	TextWarning  Budget // a reply that too many messages came from a sender, for that sender
	FirstText    Budget // a text message that its receiver did not ask for by text, for the number: 3 in any 24 hours
	FirstTexts   Budget // such a text message, for all numbers together: 200 in any 24 hours
	TextReply    Budget // a reply by text message, for its gateway instead of a network: this bounds what it costs, to 2,000 in any 24 hours
}

// All returns every one of them.
func (b Budgets) All() []Budget {
	fields := reflect.ValueOf(b)
	all := make([]Budget, fields.NumField())
	for i := range all {
		all[i], _ = fields.Field(i).Interface().(Budget) // it has no other fields
	}
	return all
}

// DefaultBudgets returns the budgets of a service whose operator sets none.
func DefaultBudgets() Budgets {
	return Budgets{
		Lookup:       PerMinute("lookup", 60),
		Batch:        PerMinute("batch", 6),
		Range:        PerMinute("range", 240),
		Report:       PerHour("report", 10),
		Bulk:         PerHour("bulk", 6),
		ProvedReport: PerHour("proved_report", 20),
		Challenge:    PerMinute("challenge", 20),
		Proof:        Budget{Name: "proof", Rate: 1, Period: 4 * time.Hour, Burst: 1},
		ProofTrial:   PerMinute("proof_trial", 60),
		Receipt:      PerMinute("receipt", 20),
		Dispute:      Budget{Name: "dispute", Rate: 3, Period: 24 * time.Hour, Burst: 10}, // mistakes in the form are charged too
		SignIn:       PerHour("sign_in", 20),
		Probe:        PerMinute("probe", 240),
		WrongKey:     PerMinute("wrong_key", 20),
		Gateway:      PerMinute("gateway", 60_000),
		TextMessage:  PerHour("text_message", 20),
		TextAnswer:   PerHour("text_answer", 24), // more than TextMessage, for what stops and resumes replies is always done
		TextWarning:  PerHour("text_warning", 1),
		FirstText:    Budget{Name: "first_text", Rate: 1, Period: 24 * time.Hour, Burst: 2},
		FirstTexts:   PerDay("first_texts", 100),
		TextReply:    PerDay("text_reply", 1_000),
	}
}
