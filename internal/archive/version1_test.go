package archive

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/conversation"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// keptSince is what testdata/version1.tar holds, which was written before there were stops. In version2.tar is one beside, and no weeks,
// bursts, examples and hooks; in version3.tar is one of each, and nothing that came with rights; in
// version4.tar is one of each of those, too.
func keptSince(t *testing.T) (b transfer.Batch) {
	t.Helper()
	number, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		id := report.ID{15: byte(n)}
		b.Statements = append(b.Statements, reputation.Statement{
			Subject: number, Report: id, ReceivedAt: made, At: made, Mass: 1.0 / 3, Polarity: report.Bad, Tier: reputation.Anonymous,
			State: reputation.Live, Version: 1,
		})
		b.Decisions = append(b.Decisions, reputation.Decision{ID: id.String(), Subject: number, Kind: reputation.Clear, At: made, Reason: "heard it"})
		b.Reports = append(b.Reports, transfer.Report{Subjects: []subject.Key{number}, SealedTestimony: reputation.SealedTestimony{
			Report: id, Receipt: report.ReceiptHash{31: byte(n)}, ReceivedAt: made, Sealed: []byte("sealed"),
		}})
	}
	b.Keys = []apikey.Key{{Name: "app", Hash: apikey.Hash{1}, Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}}}
	return b
}

func TestAnArchiveOfAnEarlierVersionIsReadAsItWasWritten(t *testing.T) {
	first, second := keptSince(t), keptSince(t)
	second.Stops = []conversation.Name{"0123456789abcdef0123456789abcdef"}
	third := second
	third.Weeks = []trend.Rollup{{Week: trend.WeekOf(made), AsOf: made, Closed: true, Cells: []trend.Cell{
		{Place: trend.Place{Table: trend.ByCategory, Row: "loan"}, Reporters: trend.Least},
	}}}
	third.Bursts = []trend.Burst{{ID: "burst", Scope: trend.Country(), Category: "loan", FoundAt: made, LastAt: made, Reporters: 15}}
	third.Examples = []trend.Example{{
		ID: "example", Receipt: third.Reports[0].Receipt, Category: "loan", Kind: report.Call, Text: "heard it", ApprovedAt: made.Truncate(24 * time.Hour),
	}}
	third.Hooks = []webhook.Hook{{
		Name: "a-school", Revision: 1, URL: "https://example.edu/", Scope: trend.Country(), Events: []webhook.Event{webhook.BurstFound, webhook.BriefPublished}, Secret: []byte("sealed"), MadeAt: made,
	}}
	fourth := shelf{third}
	fourth.entitle(1)
	for name, want := range map[string]transfer.Batch{"version1.tar": first, "version2.tar": second, "version3.tar": third, "version4.tar": fourth.Batch} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := readAll(t, content); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("read %s as %+v, %v", name, got, err)
		}
	}
}
