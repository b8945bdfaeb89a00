package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"ringfence/internal/apikey"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// shelf is a Source of what a test puts on it.
type shelf struct{ transfer.Batch }

func (shelf) Bound(context.Context) (string, error)           { return "0123456789abcdef", nil }
func (shelf) Demonstration(context.Context) (bool, error)     { return false, nil }
func (shelf) Restoring(context.Context) (string, error)       { return "", nil }
func (s shelf) KeysAll(context.Context) ([]apikey.Key, error) { return s.Keys, nil }
func (s shelf) Weeks(_ context.Context, from trend.Week, limit int) ([]trend.Rollup, error) {
	return page(s.Batch.Weeks, limit, func(r trend.Rollup) bool { return !r.Week.Before(from) }), nil
}
func (s shelf) Bursts(context.Context, time.Time) ([]trend.Burst, error) { return s.Batch.Bursts, nil }
func (s shelf) Examples(context.Context) ([]trend.Example, error)        { return s.Batch.Examples, nil }
func (s shelf) Hooks(context.Context) ([]webhook.Hook, error)            { return s.Batch.Hooks, nil }
func (s shelf) Accounts(context.Context) ([]moderator.Account, error)    { return s.Batch.Accounts, nil }
func (s shelf) Cases(_ context.Context, after string, limit int) ([]casefile.Case, error) {
	return page(s.Batch.Cases, limit, func(c casefile.Case) bool { return c.ID > after }), nil
}
func (s shelf) Documents(_ context.Context, of string) (sent []casefile.Document, err error) {
	for _, d := range s.Batch.Documents {
		if d.Case == of {
			sent = append(sent, d)
		}
	}
	return sent, nil
}
func (s shelf) Proposals(_ context.Context, after string, limit int) ([]registry.Proposal, error) {
	return page(s.Batch.Proposals, limit, func(p registry.Proposal) bool { return p.ID > after }), nil
}
func (s shelf) FlagsAll(_ context.Context, after subject.Key, limit int) ([]brigade.Flag, error) {
	return page(s.Batch.Flags, limit, func(f brigade.Flag) bool { return f.Subject.String() > after.String() }), nil
}
func (s shelf) DistrustedAll(context.Context) ([]transfer.Distrusted, error) {
	return s.Batch.Distrusted, nil
}
func (s shelf) Erasures(context.Context, reputation.Date) ([]erasure.Account, error) {
	return s.Batch.Erasures, nil
}
func (s shelf) Entries(_ context.Context, from uint64, limit int) (leaves [][]byte, err error) {
	for _, e := range page(s.Log, limit, func(e transfer.Entry) bool { return e.Index >= from }) {
		leaves = append(leaves, e.Leaf)
	}
	return leaves, nil
}

// page returns up to limit records, from the first that follows on.
func page[T any](all []T, limit int, follows func(T) bool) []T {
	i := slices.IndexFunc(all, follows)
	if i < 0 {
		return nil
	}
	return all[i:min(i+limit, len(all))]
}

func (s shelf) Walk(_ context.Context, v func(transfer.Batch) error) error {
	b := s.Batch
	return v(transfer.Batch{Statements: b.Statements, Decisions: b.Decisions, Reports: b.Reports, Stops: b.Stops})
}

// stocked returns a shelf with records of every kind.
func stocked(t *testing.T, records int) (s shelf) {
	t.Helper()
	number, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	for n := range records {
		id := report.ID{0: byte(n >> 16), 1: byte(n >> 8), 2: byte(n), 15: byte(rand.Int())}
		said := reputation.Statement{
			Subject: number, Report: id, Mass: rand.Float64(), Polarity: report.Bad, Tier: reputation.Verified, State: reputation.Live, Version: 1,
		}
		s.Statements = append(s.Statements, said)
		s.Decisions = append(s.Decisions, reputation.Decision{ID: id.String(), Subject: number, Kind: reputation.Clear, Reason: "heard it"})
		s.Reports = append(s.Reports, transfer.Report{Subjects: []subject.Key{number}, SealedTestimony: reputation.SealedTestimony{
			Report: id, Receipt: report.ReceiptHash(bytes.Repeat(id[:], 2)), Sealed: []byte("sealed"),
		}})
		s.Stops = append(s.Stops, conversation.Name(id.String()))
		s.Batch.Weeks = append(s.Batch.Weeks, trend.Rollup{Week: trend.WeekOf(made).Add(n), AsOf: made, Closed: true, Cells: []trend.Cell{
			{Place: trend.Place{Table: trend.ByCategory, Row: "loan"}, Reporters: trend.Least + n},
		}})
		s.Batch.Bursts = append(s.Batch.Bursts, trend.Burst{ID: id.String(), Scope: trend.Country(), Category: "loan", FoundAt: made, LastAt: made, Reporters: 15})
		s.Batch.Examples = append(s.Batch.Examples, trend.Example{
			ID: id.String(), Receipt: s.Reports[n].Receipt, Category: "loan", Kind: report.Call, Text: "heard it", ApprovedAt: made.Truncate(24 * time.Hour),
		})
		s.Batch.Hooks = append(s.Batch.Hooks, webhook.Hook{
			Name: id.String(), Revision: 1, URL: "https://example.edu/", Scope: trend.Country(), Events: webhook.Events(), Secret: []byte("sealed"), MadeAt: made,
		})
	}
	s.Keys = []apikey.Key{{Name: "app", Hash: apikey.Hash{1}, Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}}}
	s.entitle(records)
	return s
}

// entitle puts as many records on the shelf of each kind that stands for rights.
func (s *shelf) entitle(records int) {
	for n := range records {
		id := fmt.Sprintf("%06d", n)
		number := s.Statements[0].Subject
		s.Batch.Accounts = append(s.Batch.Accounts, moderator.Account{Name: id, Revision: 1, Role: moderator.Auditor, MadeAt: made, Factor: []byte("sealed")})
		s.Batch.Cases = append(s.Batch.Cases, casefile.Case{
			ID: id, Revision: 2, Subject: number, Claim: casefile.Wrong, Proof: casefile.Documents, Words: "it is a shop", State: casefile.Submitted, OpenedAt: made,
			SealedOn: reputation.DateOf(made), Sealed: []byte("sealed"),
		})
		s.Batch.Documents = append(s.Batch.Documents, casefile.Document{
			Case: id, Name: "a", Type: "image/png", Size: 6, SentAt: made, SealedOn: reputation.DateOf(made), Box: []byte("sealed"),
		})
		s.Batch.Proposals = append(s.Batch.Proposals, registry.Proposal{ID: id, Revision: 1, Subject: number, Name: "Demo Bank", Sector: registry.Bank, At: made, State: registry.Open})
		about, err := subject.ParseKey("qq/" + strconv.Itoa(100_000+n))
		if err != nil {
			panic(err)
		}
		s.Batch.Flags = append(s.Batch.Flags, brigade.Flag{Subject: about, FoundAt: made, Reports: n})
		s.Batch.Distrusted = append(s.Batch.Distrusted, transfer.Distrusted{By: reputation.Pseudonym(id), On: reputation.DateOf(made)})
		s.Batch.Erasures = append(s.Batch.Erasures, erasure.Account{Day: reputation.DateOf(made) + reputation.Date(n), Texts: n})
		s.Log = append(s.Log, transfer.Entry{Index: uint64(n), Leaf: []byte(id)})
	}
}

var made = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func exported(t *testing.T, s Source) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Export(t.Context(), s, &b, made, "test"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAll reads an archive to its end.
func readAll(t *testing.T, content []byte) (all transfer.Batch, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "archive.tar")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := Open(path)
	if err != nil {
		return all, err
	}
	defer a.Close()
	if err := a.Verify(t.Context(), func(int, int) {}); err != nil {
		return all, err
	}
	return all, a.read(t.Context(), func(b transfer.Batch) error {
		all.Statements, all.Decisions = append(all.Statements, b.Statements...), append(all.Decisions, b.Decisions...)
		all.Reports, all.Keys = append(all.Reports, b.Reports...), append(all.Keys, b.Keys...)
		all.Stops, all.Weeks, all.Bursts = append(all.Stops, b.Stops...), append(all.Weeks, b.Weeks...), append(all.Bursts, b.Bursts...)
		all.Examples, all.Hooks = append(all.Examples, b.Examples...), append(all.Hooks, b.Hooks...)
		all.Accounts, all.Cases = append(all.Accounts, b.Accounts...), append(all.Cases, b.Cases...)
		all.Documents, all.Proposals = append(all.Documents, b.Documents...), append(all.Proposals, b.Proposals...)
		all.Flags, all.Distrusted = append(all.Flags, b.Flags...), append(all.Distrusted, b.Distrusted...)
		all.Erasures, all.Log = append(all.Erasures, b.Erasures...), append(all.Log, b.Log...)
		return nil
	}, func(int, int) {})
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	for _, records := range []int{0, 1, 3000} {
		s := stocked(t, records)
		got, err := readAll(t, exported(t, s))
		if err != nil || !reflect.DeepEqual(got, s.Batch) {
			t.Errorf("%d records: %v", records, err)
		}
	}
}

// TestWhatCouldNotBeReadIsNotWritten: an archive that no import takes would be found out when it is needed.
func TestWhatCouldNotBeReadIsNotWritten(t *testing.T) {
	for want, spoil := range map[string]func(*shelf){
		"the statement of report ":        func(s *shelf) { s.Statements[0].Version = 0 },
		`the decision "`:                  func(s *shelf) { s.Decisions[0].Kind = "doubt" },
		"the report ":                     func(s *shelf) { s.Reports[0].Subjects = nil },
		"the name of one who gets no ":    func(s *shelf) { s.Stops[0] = "+12025550143" },
		"the week 2026-W47 could not be ": func(s *shelf) { s.Batch.Weeks[0].Cells[0].Reporters = trend.Least - 1 },
		`the burst "`:                     func(s *shelf) { s.Batch.Bursts[0].Category = "" },
		`the example "`:                   func(s *shelf) { s.Batch.Examples[0].Text = "" },
		`the webhook "`:                   func(s *shelf) { s.Batch.Hooks[0].Secret = nil },
		`the API key "app" could not be `: func(s *shelf) { s.Keys[0].Expires = time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		s := stocked(t, 3)
		spoil(&s)
		if err := Export(t.Context(), s, io.Discard, made, "test"); !errors.Is(err, transfer.ErrLine) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestMembers: what is more than a member holds goes into several, which hold the same whenever they are written.
func TestMembers(t *testing.T) {
	s := stocked(t, 100_000)
	s.Batch = transfer.Batch{Statements: s.Statements, Keys: s.Keys}
	content := exported(t, s)
	if !bytes.Equal(content, exported(t, s)) {
		t.Error("the same data make two different archives")
	}
	var names []string
	for r := tar.NewReader(bytes.NewReader(content)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
	}
	if want := []string{"statements-0001.ndjson.zst", "statements-0002.ndjson.zst", "apikeys-0001.ndjson.zst", "manifest.json"}; !reflect.DeepEqual(names, want) {
		t.Errorf("members %v, want %v", names, want)
	}
	if got, err := readAll(t, content); err != nil || !reflect.DeepEqual(got, s.Batch) {
		t.Errorf("read %d statements: %v", len(got.Statements), err)
	}
}

func TestCutShort(t *testing.T) {
	content := exported(t, stocked(t, 300))
	const trailer = 3 * 512 // two blocks of zeros that end a tar, and what fills up the one before
	for range 200 {
		size := rand.IntN(len(content) - trailer)
		if _, err := readAll(t, content[:size]); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut to %d of %d bytes: %v", size, len(content), err)
		}
	}
	if _, err := readAll(t, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("an empty file: %v", err)
	}
}

// TestFlippedBits flips one bit somewhere. Either the archive is refused, or that was where nothing stands.
func TestFlippedBits(t *testing.T) {
	s := stocked(t, 100)
	content := exported(t, s)
	refused := 0
	const flips = 600
	for range flips {
		spoilt := bytes.Clone(content)
		at := rand.IntN(len(spoilt))
		spoilt[at] ^= 1 << rand.IntN(8)
		got, err := readAll(t, spoilt)
		switch {
		case errors.Is(err, ErrDamaged) || errors.Is(err, fault.Newer):
			refused++
		case err != nil:
			t.Fatalf("byte %d: %v", at, err)
		case !reflect.DeepEqual(got, s.Batch):
			t.Fatalf("byte %d was flipped, and other data are read", at)
		}
	}
	if refused < flips/2 {
		t.Errorf("only %d of %d were refused", refused, flips)
	}
}

// member is one of a tar that a test makes.
type member struct {
	name    string
	content []byte
}

func unpacked(t *testing.T, content []byte) (all []member) {
	t.Helper()
	for r := tar.NewReader(bytes.NewReader(content)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		b, unread := io.ReadAll(r)
		if err != nil || unread != nil {
			t.Fatal(err, unread)
		}
		all = append(all, member{h.Name, b})
	}
}

func packed(t *testing.T, all []member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range all {
		if err := w.WriteHeader(&tar.Header{Name: m.name, Size: int64(len(m.content)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(m.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestForgedTars(t *testing.T) {
	content := exported(t, stocked(t, 10))
	last := func(all []member) *member { return &all[len(all)-1] }
	edit := func(old, replacement string) func([]member) []member {
		return func(all []member) []member {
			m := last(all)
			if !bytes.Contains(m.content, []byte(old)) {
				t.Fatalf("no %s in the manifest", old)
			}
			m.content = bytes.Replace(m.content, []byte(old), []byte(replacement), 1)
			return all
		}
	}
	for name, test := range map[string]struct {
		change func([]member) []member
		want   error
	}{
		"as it was":               {func(all []member) []member { return all }, nil},
		"without a manifest":      {func(all []member) []member { return all[:len(all)-1] }, ErrDamaged},
		"without a member":        {func(all []member) []member { return all[1:] }, ErrDamaged},
		"in another order":        {func(all []member) []member { all[0], all[1] = all[1], all[0]; return all }, ErrDamaged},
		"with a member more":      {func(all []member) []member { return append([]member{{"../../etc/passwd", nil}}, all...) }, ErrDamaged},
		"with one after the end":  {func(all []member) []member { return append(all, member{"more", nil}) }, ErrDamaged},
		"of another format":       {edit(format, "a cake"), ErrDamaged},
		"of the next version":     {edit(`"version": 5`, `"version": 6`), fault.Newer},
		"of no version":           {edit(`"version": 5`, `"version": 0`), ErrDamaged},
		"of a version with less":  {edit(`"version": 5`, `"version": 3`), ErrDamaged},
		"with an unknown field":   {edit(`"made_by"`, `"sold_by": "", "made_by"`), ErrDamaged},
		"without keys":            {edit("0123456789abcdef", ""), ErrDamaged},
		"with another kind":       {edit(`"name": "decisions"`, `"name": "gossip"`), ErrDamaged},
		"with another kind in it": {edit("decisions-0001", "gossip-0001"), ErrDamaged},
		"with other counts":       {edit(`"records": 10`, `"records": 11`), ErrDamaged},
		"with fewer than there are": {edit(`"name": "statements-0001.ndjson.zst",
      "records": 10`, `"name": "statements-0001.ndjson.zst",
      "records": 9`), ErrDamaged},
		"with a huge manifest": {func(all []member) []member {
			last(all).content = append(bytes.Repeat([]byte(" "), maxManifest), last(all).content...)
			return all
		}, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := readAll(t, packed(t, test.change(unpacked(t, content)))); !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// forged is an archive whose sums are right and whose only member of statements is what a test makes.
func forged(t *testing.T, compressed []byte, records int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := newWriter(&b, Manifest{Format: format, Version: Version, MadeAt: made, Fingerprint: "01"})
	if err != nil {
		t.Fatal(err)
	}
	s := w.streams[statements]
	s.part.Write(compressed)
	s.records, s.all.Records = records, records
	if s.zstd, err = zstd.NewWriter(io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestForgedLines(t *testing.T) {
	line, err := transfer.AppendStatement(nil, &stocked(t, 1).Statements[0])
	if err != nil {
		t.Fatal(err)
	}
	const much = 1 << 30
	for name, test := range map[string]struct {
		records int
		write   func(io.Writer) error
		options []zstd.EOption
	}{
		"a field that nobody knows": {1, text(strings.Replace(string(line), `"own"`, `"rating":5,"own"`, 1)), nil},
		"a record of another kind":  {1, text(`{"name":"app"}` + "\n"), nil},
		"a line that does not end":  {1, text(strings.TrimSpace(string(line))), nil},
		"an empty line":             {2, text("\n" + string(line)), nil},
		"a gigabyte without a line": {1, func(w io.Writer) error { return repeat(w, make([]byte, 1<<20), much>>20) }, nil},
		"a gigabyte of lines":       {1 << 40, func(w io.Writer) error { return repeat(w, bytes.Repeat(line, 1000), much/(1000*len(line))) }, nil},
		"a gigabyte of no records":  {1 << 40, func(w io.Writer) error { return repeat(w, bytes.Repeat([]byte("\n"), 1<<20), much>>20) }, nil},
		"a window of half a gigabyte": {1, func(w io.Writer) error { return repeat(w, make([]byte, 1<<20), 600) },
			[]zstd.EOption{zstd.WithWindowSize(zstd.MaxWindowSize)}},
		"no zstd": {1, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			content := []byte("hello")
			if test.write != nil {
				content = compressed(t, test.write, test.options)
			}
			content = forged(t, content, test.records)
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := readAll(t, content)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("got %v", err)
			}
			const most = 256 << 20 // all that was taken, though most of it was given back
			if took := after.TotalAlloc - before.TotalAlloc; took > most {
				t.Errorf("%d bytes of memory for a file of %d", took, len(content))
			}
		})
	}
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func repeat(w io.Writer, b []byte, times int) error {
	for range times {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

func compressed(t *testing.T, write func(io.Writer) error, options []zstd.EOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, options...)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(write(w), w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
