package trend

import (
	"time"

	"ringfence/internal/report"
)

// Example is the text of a report that its reporter allowed to be shown and a moderator read and approved. It is withdrawn with its report.
type Example struct {
	ID         string             // random, in a URL needs no escapes; names it to everybody
	Receipt    report.ReceiptHash // of the report, so that withdrawing that one takes this one away; shown to nobody
	Category   report.Category
	Kind       report.Kind
	Lang       string    // "zh-CN" or "en"
	Text       string    // redacted
	ApprovedAt time.Time // to the day
	By         string    // public name of the moderator
}
