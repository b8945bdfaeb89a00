package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/internal/index"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// town is a store in which some numbers were reported: most once or twice, some often, by as many people.
type town []reputation.Projection

func newTown(now time.Time) town {
	var t town
	for n := range 300 {
		reports := 1 + n%3
		if n%10 == 0 {
			reports = 12
		}
		var said []reputation.Statement
		for i := range reports {
			at := now.AddDate(0, 0, -(n*7+i*11)%400)
			said = append(said, reputation.Statement{
				Report: report.ID{byte(n), byte(n >> 8), byte(i)}, ReceivedAt: at, At: at, Mass: reputation.Mass(0.6, report.Bad, at), Polarity: report.Bad,
				Category: "loan", Tier: reputation.Verified, Own: uint8(i), Block: uint8(i), State: reputation.Live, Version: 1,
			})
		}
		key, _ := subject.Parse(townNumber(n), "")
		t = append(t, reputation.Projection{Subject: key, Revision: 1, Formula: reputation.FormulaVersion, AsOf: now, Tally: reputation.Fold(said, nil, now)})
	}
	return t
}

func townNumber(n int) string {
	return []string{fmt.Sprintf("+1%d5550%03d", 202+n%97, n), fmt.Sprintf("+86138%08d", n*1_234_567%100_000_000)}[n%2]
}

func (t town) Changed(_ context.Context, after reputation.Cursor, _ int) ([]reputation.Projection, reputation.Cursor, error) {
	if after != "" {
		return nil, after, nil
	}
	return t, "all", nil
}

func (town) Blocks(context.Context, ...string) ([]reputation.Neighbour, error) { return nil, nil }

// answered is what one entry of a batch has to be, by encoding/json and for itself.
func answered(t *testing.T, x *index.Index, l catalogue.Lang, entry any) []byte {
	t.Helper()
	var draft report.SubjectDraft
	switch e := entry.(type) {
	case string:
		draft.Value = e
	case map[string]string:
		draft = report.SubjectDraft{Kind: e["kind"], Value: e["value"]}
	}
	key, err := parse(draft, "")
	if err != nil {
		var unread *subject.Error
		if !errors.As(err, &unread) {
			t.Error(err)
		}
		return appendProblem(nil, l, unread)
	}
	found, err := x.Lookup(key)
	if err != nil {
		t.Error(err)
	}
	document, err := json.Marshal(map[string]any{"answer": newAnswer(l, found, false)})
	if err != nil {
		t.Error(err)
	}
	return document
}

// TestBatchesKnowNothingOfEachOther sends batches of every size and sort at once, so that each is answered where
// another was before, and holds every entry to what it would be alone.
func TestBatchesKnowNothingOfEachOther(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	x := index.New(index.Config{Store: newTown(now), Clock: func() time.Time { return now }})
	if _, err := x.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, err := New(Config{Index: x, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	e.POST("/v1/lookups", a.lookups)
	strange := []any{
		"+12025550103", "+12025550143", "+447700900123", "95588", "nobody", "", "+1 202 555 0104", "\u202a+8613800138000", "+8614000000000",
		map[string]string{"kind": "wechat", "value": "abc_123"}, map[string]string{"kind": "shop", "value": "abc"},
	}
	var all sync.WaitGroup
	for seed := range uint64(4) {
		all.Go(func() {
			random := rand.New(rand.NewPCG(seed, 1))
			for range 20 {
				l, kinds := catalogue.Langs()[random.IntN(2)], random.IntN(3) // plain ones alone, or not
				asked := make([]any, 1+random.IntN([]int{3, 40, MaxNumbers}[random.IntN(3)]))
				want := []byte(`{"results":[`)
				for i := range asked {
					if asked[i] = townNumber(random.IntN(350)); random.IntN(4) < kinds {
						asked[i] = strange[random.IntN(len(strange))]
					}
					if i > 0 {
						want = append(want, ',')
					}
					want = append(want, answered(t, x, l, asked[i])...)
				}
				want = append(want, "]}\n"...)
				body, err := json.Marshal(map[string]any{"numbers": asked})
				if err != nil {
					t.Error(err)
				}
				req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/lookups", bytes.NewReader(body))
				req.Header.Set(echo.HeaderContentType, echo.MIMEApplicationJSON)
				req.Header.Set("Accept-Language", string(l))
				res := httptest.NewRecorder()
				e.ServeHTTP(res, req)
				if res.Code != http.StatusOK || !bytes.Equal(res.Body.Bytes(), want) {
					t.Errorf("%s -> %d\n%s\nwant\n%s", body, res.Code, res.Body, want)
					return
				}
			}
		})
	}
	all.Wait()
}

// TestDesksAreLeftEmpty holds what a batch leaves behind to nothing that another would see, or keep in memory.
func TestDesksAreLeftEmpty(t *testing.T) {
	d := desks.New().(*desk)
	numbers, ok := plainBatch(`{"numbers":["+12025550143","nobody"]}`, d.numbers)
	if !ok {
		t.Fatal("not plain")
	}
	if refused, err := d.parse(batch{Numbers: numbers}); err != nil || len(refused) != 1 || len(d.keys) != 2 {
		t.Fatalf("%v, %v, %v", d.keys, refused, err)
	}
	d.locate(catalogue.En)
	d.page = append(d.page, "words"...)
	d.leave()
	if len(d.numbers)+len(d.keys)+len(d.origins)+len(d.page) != 0 {
		t.Errorf("left %+v", d)
	}
	for i, n := range d.numbers[:cap(d.numbers)] {
		if n != (report.SubjectDraft{}) || d.keys[:cap(d.keys)][i] != (subject.Key{}) {
			t.Errorf("%d keeps %v", i, n)
		}
	}
}
