// Package disputes is what the edge for programs and that for people have in common about disputes: what is held about a subject, as a document that
// its owner takes along, and the entries of the audit log that concern them.
package disputes

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/recorder"
	"ringfence/internal/reputation"
)

// Held is all that is held about a subject, as its owner gets it. It names no day of a report, and nothing by which a reporter could be found.
type Held struct {
	Subject   string     `json:"subject"`
	AsOf      string     `json:"as_of"`
	Shown     Shown      `json:"shown"`
	Said      []Said     `json:"statements"`
	Decisions []Decision `json:"decisions"`
	Flagged   string     `json:"brigade_suspected,omitempty"` // month
	Cases     []Case     `json:"disputes"`
}

// Shown is what everybody is told.
type Shown struct {
	Verdict    string                 `json:"verdict"`
	Score      int                    `json:"score"`
	Interval   [2]int                 `json:"interval"`
	Reports    string                 `json:"reports"`  // a band
	Networks   string                 `json:"networks"` // likewise
	Conditions []reputation.Condition `json:"states"`
	Listed     bool                   `json:"listed"`
	Exported   bool                   `json:"exported"`
}

// Said is a report.
type Said struct {
	Month    string           `json:"month"`
	Polarity string           `json:"polarity"`
	Category string           `json:"category,omitempty"`
	Tier     reputation.Tier  `json:"tier"`
	State    reputation.State `json:"state"`
}

// Decision is a decision.
type Decision struct {
	ID     string                  `json:"id"`
	Kind   reputation.DecisionKind `json:"kind"`
	At     string                  `json:"at"` // of somebody else's dispute the month, as in a Case
	By     string                  `json:"by"`
	Name   string                  `json:"name,omitempty"`
	Reason string                  `json:"reason,omitempty"`
	Undoes string                  `json:"undoes,omitempty"`
	Entry  *Entry                  `json:"audit,omitempty"` // of the audit log
}

// Case is a dispute.
type Case struct {
	Claim    casefile.Claim   `json:"claim"`
	Proof    casefile.Proof   `json:"proof"`
	State    casefile.State   `json:"state"`
	Outcome  casefile.Outcome `json:"outcome,omitempty"`
	Words    string           `json:"words,omitempty"`
	OpenedAt string           `json:"opened_at"`
	ProvedAt string           `json:"proved_at,omitempty"`
	ClosedAt string           `json:"closed_at,omitempty"`
	By       string           `json:"by,omitempty"`
	Reason   string           `json:"reason,omitempty"`
}

// NewHeld returns the document of what is held, with what the log has of each decision. A nil log has nothing.
func NewHeld(ctx context.Context, h *dispute.Held, log Log) Held {
	j := h.Shown
	all := Held{
		Subject: h.Subject.String(), AsOf: stamp(h.AsOf), Said: []Said{}, Decisions: []Decision{}, Cases: []Case{}, Flagged: monthOf(h.Flagged),
		Shown: Shown{j.Verdict.String(), j.Score, [2]int{j.Low, j.High}, j.Reports.String(), j.Networks.String(), append([]reputation.Condition{}, j.Conditions...), j.Listed, j.Exported},
	}
	for _, s := range h.Said {
		all.Said = append(all.Said, Said{monthOf(s.Month), s.Polarity, s.Category, s.Tier, s.State})
	}
	for _, d := range h.Decisions {
		all.Decisions = append(all.Decisions, Decision{d.ID, d.Kind, when(d.At, d.Others), d.By, d.Name, d.Reason, d.Undoes, nil})
		if log != nil && !d.Others { // in which what they said stands
			all.Decisions[len(all.Decisions)-1].Entry = entry(ctx, log, func() (recorder.Place, bool) { return log.OfDecision(d.ID) })
		}
	}
	for i := range h.Cases {
		c := &h.Cases[i]
		all.Cases = append(all.Cases, Case{
			c.Claim, c.Proof, c.State, c.Outcome, c.Words, when(c.OpenedAt, c.Others), when(c.ProvedAt, c.Others), when(c.ClosedAt, c.Others), c.By, c.Reason,
		})
	}
	return all
}

// File returns it as a file for people to keep.
func File(ctx context.Context, h *dispute.Held, log Log) ([]byte, error) {
	body, err := json.MarshalIndent(NewHeld(ctx, h, log), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("what is held: %w", err)
	}
	return append(body, '\n'), nil
}

// when is a moment, or its month where it is of somebody else's dispute.
func when(t time.Time, others bool) string {
	if others {
		return monthOf(t)
	}
	return stamp(t)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func monthOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01")
}
