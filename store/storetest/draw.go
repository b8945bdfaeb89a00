package storetest

import (
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/conversation"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// cast are the subjects of a run. Some begin others, some share a block.
var cast = []subject.Key{
	key("+12025550105"), key("+12025550106"), key("+12025550199"), key("+120255501051"), key("CN/95588"), key("CN/955881"),
	key("qq/10000"), key("wechat/wxid_fiction"),
}

// reporters are those of a run; most cannot be recognised.
var reporters = []reputation.Pseudonym{"", "", "one", "one more", "another"}

func drawSubject(t *rapid.T) subject.Key { return rapid.SampledFrom(cast).Draw(t, "subject") }

// drawDue draws when a projection is due: never, or within a few hours of noon.
func drawDue(t *rapid.T) time.Time {
	if rapid.IntRange(0, 3).Draw(t, "never due") == 0 {
		return time.Time{}
	}
	return noon.Add(time.Duration(rapid.IntRange(-6, 6).Draw(t, "due in hours")) * time.Hour)
}

// drawReport draws a report never filed before.
func (m *machine) drawReport(t *rapid.T) reputation.SealedTestimony {
	about := rapid.SliceOfNDistinct(rapid.SampledFrom(cast), 1, 3, rapid.ID[subject.Key]).Draw(t, "subjects")
	return m.saidBy(rapid.SampledFrom(reporters).Draw(t, "reporter"), about...)
}

// drawReceipt draws a receipt and what the model files under it; nil if nobody holds it.
func (m *machine) drawReceipt(t *rapid.T) (*filed, report.ReceiptHash) {
	receipt := made(rapid.Uint64Range(1, m.count+1).Draw(t, "report"), "", cast[0]).Receipt
	return m.model.reports[receipt], receipt
}

// drawLease draws a chore and who may hold its lease.
func drawLease(t *rapid.T) (chore, holder string) {
	return rapid.SampledFrom([]string{"sweep", "publish"}).Draw(t, "chore"), rapid.SampledFrom([]string{"one", "another"}).Draw(t, "holder")
}

func drawSender(t *rapid.T) conversation.Name { return sender(rapid.IntRange(1, 3).Draw(t, "sender")) }

func drawWeek(t *rapid.T) trend.Week { return week.Add(rapid.IntRange(-1, 1).Draw(t, "week")) }

func drawHook(t *rapid.T) webhook.Hook {
	h := hooked(rapid.SampledFrom([]string{"a-school", "another"}).Draw(t, "hook"), rapid.Uint64Range(1, 3).Draw(t, "revision"))
	h.MadeAt = h.MadeAt.Add(time.Duration(rapid.IntRange(0, 1).Draw(t, "made")) * time.Hour)
	return h
}
