package web

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Error is the page for a request that failed.
type Error struct {
	Frame
	Status  int
	Wait    time.Duration // before it is worth trying again; 0 where waiting does not help
	Request string        // name of the request in the log, where the mistake is the service's own; else ""
}

func (Error) set() string { return "error" }

// Title names what failed.
func (e Error) Title() string { return e.T(fmt.Sprintf("error.%d.title", e.known())) }

// Description is the same in a sentence.
func (e Error) Description() string { return e.T(fmt.Sprintf("error.%d.text", e.known())) }

// Remedy is what to do.
func (e Error) Remedy() string { return e.T(fmt.Sprintf("error.%d.remedy", e.known())) }

// WaitText is how long to wait, or "".
func (e Error) WaitText() string {
	switch {
	case e.Wait <= 0:
		return ""
	case e.Wait <= time.Minute:
		return e.T("error.wait.seconds", "count", int(math.Ceil(e.Wait.Seconds())))
	}
	return e.T("error.wait.minutes", "count", int(math.Ceil(e.Wait.Minutes())))
}

// ErrorStatuses are those that have words of their own.
func ErrorStatuses() []int { return []int{400, 403, 404, 405, 409, 410, 413, 415, 429, 500, 503} }

// known returns the status whose words fit.
func (e Error) known() int {
	switch {
	case slices.Contains(ErrorStatuses(), e.Status):
		return e.Status
	case e.Status < 500:
		return 400
	}
	return 500
}

// Areas is the navigation. An error belongs to no part of the site, whatever address it came from.
func (e Error) Areas() []Area {
	all := e.Frame.Areas()
	for i := range all {
		all[i].Current = ""
	}
	return all
}
