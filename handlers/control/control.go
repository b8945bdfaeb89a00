// Package control lets the commands of this program work beside a running server: the server listens on a
// Unix socket in the data folder that only its user may open, and does for them what they would otherwise
// do on the opened store. It carries no public traffic.
package control

import (
	"context"
	"io"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/examples"
	"ringfence/internal/importer"
	"ringfence/internal/projection"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// Socket is the name of the socket in the data folder.
const Socket = "ringfence.sock"

// Operator is what commands can ask for, of a store they opened or of a server that has it open.
type Operator interface {
	// Fingerprint is that of the keys which the data belong to.
	Fingerprint(ctx context.Context) (string, error)
	Rebuild(ctx context.Context, progress projection.Progress) (subjects int, err error)
	Verify(ctx context.Context, progress projection.Progress) (projection.Findings, error)
	Rule(ctx context.Context, order Order) (Ruled, error)
	Import(ctx context.Context, order importer.Order, progress projection.Progress) (importer.Counts, error)
	IssueKey(ctx context.Context, k apikey.Key) error
	ListKeys(ctx context.Context) ([]apikey.Key, error)
	RevokeKey(ctx context.Context, name string) error
	// WaitingTexts, ApprovedTexts, PublishText and UnpublishText are what a moderator does with texts; see examples.Desk.
	WaitingTexts(ctx context.Context, which Texts) ([]examples.Text, error)
	ApprovedTexts(ctx context.Context) ([]examples.Published, error)
	PublishText(ctx context.Context, a Approval) (trend.Example, error)
	UnpublishText(ctx context.Context, r Removal) error
	Webhooks
	Audit
	Secrets
	Retention
	People
	// Export and Backup write a file. Half of one may be written where they return an error.
	Export(ctx context.Context, to io.Writer) error
	Backup(ctx context.Context, to io.Writer, progress projection.Progress) error
}

// Order asks for a moderator's ruling.
type Order struct {
	Kind   reputation.DecisionKind
	About  string // a canonical key
	By     string
	Reason string
}

// Ruled is a ruling that took effect.
type Ruled struct {
	Until   time.Time
	Verdict string
	Score   int
}

// Texts says which texts that wait for a moderator are asked for.
type Texts struct {
	Category report.Category // "" for all
	Limit    int
	By       string // public name of who reads them
}

// Approval has a text published.
type Approval struct {
	Name string // see examples.Text
	By   string // public name of the moderator
}

// Removal has a text published no more.
type Removal struct {
	ID string // see trend.Example
	By string
}

// message is a line of the answer to a command: progress, and last the result. An error comes with the result of
// what was done before it.
type message[T any] struct {
	Done   int    `json:"done,omitempty"`
	Total  int    `json:"total,omitempty"`
	Result *T     `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
}
