package webhook

import "time"

// waits are those after each attempt but the last: the schedule that the specification gives as an example.
var waits = [...]time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// MostAttempts is how often a message is sent that is not taken. From the first to the last attempt there are three days and a few hours.
const MostAttempts = len(waits) + 1

// AnswerWithin is how long a receiver has to answer, from when it is called.
const AnswerWithin = 15 * time.Second

// DisabledAfter is for how long a receiver takes nothing before it is told nothing more.
const DisabledAfter = 5 * day

// enough is how often it was told the last message by then, which takes most of a day. Days on which nothing happened say nothing: who was
// away when the brief before was published may have been well since.
const enough = 7

// Bounds of what a receiver can ask for.
const (
	longestPause = day             // that a Retry-After asks for
	breath       = 5 * time.Minute // after an answer that says too much is asked, without saying for how long
)

// spread is by which part of it a wait is longer at most, so that those that failed together are not tried again together.
const spread = 0.2

// wait returns how long to wait after so many attempts, of which luck, at least 0 and below 1, decides the spread; false after the last.
func wait(attempts int, luck float64) (time.Duration, bool) {
	if attempts >= MostAttempts {
		return 0, false
	}
	w := waits[attempts-1]
	return w + time.Duration(float64(w)*spread*luck), true
}
