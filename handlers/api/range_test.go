package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/private"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/mem"
)

// TestTheDescribedRangeIsTrue reads the example of the description as an app does, and writes it again.
func TestTheDescribedRangeIsTrue(t *testing.T) {
	operation := document(t).Paths.Find("/v1/ranges/{prefix}").Get
	example, err := json.Marshal(operation.Responses.Value("200").Value.Content["application/json"].Example)
	if err != nil {
		t.Fatal(err)
	}
	r, err := private.Parse(example, 0x459c)
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string]reputation.Verdict{"+12025550102": reputation.Suspicious, "+12025550103": reputation.Scam, "+12025550104": reputation.Unknown} {
		key, _ := subject.ParseKey(number)
		if place, _ := private.PlaceOf(key); r.Decide(place).Verdict != want {
			t.Errorf("%s: %+v, want %v", number, r.Decide(place), want)
		}
	}
	var d struct {
		Version         uint64
		Numbers, Blocks [][]any
	}
	if err := json.Unmarshal(example, &d); err != nil {
		t.Fatal(err)
	}
	pad := func(_ uint16, list byte, i int) (id [5]byte) { // IDs that are taken already are left out
		text, _ := map[byte][][]any{'n': d.Numbers, 'b': d.Blocks}[list][i][0].(string)
		if err := (*private.ID)(&id).UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return id
	}
	if _, version := r.Append(nil, pad); version != d.Version {
		t.Errorf("its version is %d, not %d", version, d.Version)
	}
}

// TestRangesAreWrittenFromMemory counts what a range takes of the heap once it was made: nothing.
func TestRangesAreWrittenFromMemory(t *testing.T) {
	c, ask := ranging(t)
	if n := testing.AllocsPerRun(100, ask); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if got := c.Response().Header().Get("Etag"); got == "" {
		t.Error("nothing was answered")
	}
}

// BenchmarkRange answers the same again and again.
func BenchmarkRange(b *testing.B) {
	_, ask := ranging(b)
	b.ReportAllocs()
	for b.Loop() {
		ask()
	}
}

func ranging(t testing.TB) (echo.Context, func()) {
	t.Helper()
	x := index.New(index.Config{Store: mem.New(), Clock: time.Now})
	if _, err := x.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(Config{Index: x, Clock: time.Now, Pad: keys.Pad})
	if err != nil {
		t.Fatal(err)
	}
	c := echo.New().NewContext(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/ranges/459c", nil), nil)
	c.SetParamNames("prefix")
	c.SetParamValues("459c")
	into := echo.NewResponse(sink{http.Header{}}, c.Echo())
	c.SetResponse(into)
	return c, func() {
		into.Committed = false
		if err := a.ranged(c); err != nil {
			t.Fatal(err)
		}
	}
}

// sink takes answers and keeps their header.
type sink struct{ h http.Header }

func (s sink) Header() http.Header         { return s.h }
func (s sink) Write(b []byte) (int, error) { return len(b), nil }
func (s sink) WriteHeader(int)             {}
