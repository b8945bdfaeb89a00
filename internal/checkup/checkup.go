// Package checkup is what a look at a service finds: each finding in words, with what to do about it. It promises
// that whatever is not fine says how it can be mended.
package checkup

import (
	"fmt"
	"io"
)

// State is how grave a finding is.
type State string

// The states. Wrong is what keeps the service, or a part of it, from working or from being safe; Warning is what may
// be as it should, and somebody must know.
const (
	Fine    State = "ok"
	Warning State = "warning"
	Wrong   State = "wrong"
)

// Finding is one thing that was looked at.
type Finding struct {
	State State  `json:"state"`
	About string `json:"about"` // stable, for programs
	What  string `json:"what"`
	Fix   string `json:"fix,omitempty"` // "" only when Fine
}

// Report is what was found, in the order in which it was looked at.
type Report struct {
	Findings []Finding `json:"findings"`
}

// Fine notes that something is as it should be.
func (r *Report) Fine(about, what string, args ...any) {
	r.Findings = append(r.Findings, Finding{Fine, about, fmt.Sprintf(what, args...), ""})
}

// Warn notes what somebody should know, and what he can do.
func (r *Report) Warn(about, fix, what string, args ...any) {
	r.Findings = append(r.Findings, Finding{Warning, about, fmt.Sprintf(what, args...), fix})
}

// Wrong notes what must be mended, and how.
func (r *Report) Wrong(about, fix, what string, args ...any) {
	r.Findings = append(r.Findings, Finding{Wrong, about, fmt.Sprintf(what, args...), fix})
}

// Count returns how many findings are in a state.
func (r *Report) Count(s State) (n int) {
	for _, f := range r.Findings {
		if f.State == s {
			n++
		}
	}
	return n
}

// Healthy reports whether nothing is wrong.
func (r *Report) Healthy() bool { return r.Count(Wrong) == 0 }

// Print writes a line for each finding, and last how many of which kind there are.
func (r *Report) Print(to io.Writer) error {
	for _, f := range r.Findings {
		line := f.What
		if f.Fix != "" {
			line += ". Fix: " + f.Fix
		}
		if _, err := fmt.Fprintf(to, "%-8s %-12s %s\n", f.State, f.About, line); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(to, "\n%d wrong, %s, %d ok\n", r.Count(Wrong), plural(r.Count(Warning), "warning"), r.Count(Fine))
	return err
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
