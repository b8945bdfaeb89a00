package handlers_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/mod/sumdb/note"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/listing"
	"ringfence/internal/publication"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// publisher is a service that publishes what a moderator confirms.
type publisher struct {
	*edge
	n int
}

// decide has a moderator rule on numbers, and publishes.
func (p *publisher) decide(kind reputation.DecisionKind, numbers ...string) {
	p.t.Helper()
	for _, number := range numbers {
		about, err := subject.ParseKey(number)
		if err != nil {
			p.t.Fatal(err)
		}
		for range 3 {
			p.say(about)
		}
		p.n++
		err = p.store.Decide(p.t.Context(), reputation.Decision{ID: fmt.Sprintf("%06d", p.n), Subject: about, Kind: kind, At: p.clock(), Reason: "a reason"})
		if err != nil {
			p.t.Fatal(err)
		}
		if err := p.projects.ProjectNow(p.t.Context(), about); err != nil {
			p.t.Fatal(err)
		}
	}
	p.publish()
}

// say files a verified report from a network of its own.
func (p *publisher) say(about subject.Key) {
	p.t.Helper()
	p.n++
	filed := reputation.SealedTestimony{ReceivedAt: p.clock().Truncate(time.Minute), Receipt: report.ReceiptHash{byte(p.n)}, Report: report.ID{byte(p.n)}}
	at := reputation.EventTime(time.Time{}, filed.ReceivedAt)
	filed.Statements = []reputation.Statement{{
		Subject: about, Report: filed.Report, ReceivedAt: filed.ReceivedAt, At: at, Mass: reputation.Mass(0.6, report.Bad, at), Polarity: report.Bad,
		Category: "loan", Tier: reputation.Verified, Own: uint8(p.n % reputation.Buckets), Block: uint8(p.n % reputation.Buckets),
		Reporter: reputation.Pseudonym(fmt.Sprint("reporter ", p.n)), State: reputation.Live, Version: 1,
	}}
	if err := p.store.File(p.t.Context(), filed); err != nil {
		p.t.Fatal(err)
	}
}

func (p *publisher) publish() {
	p.t.Helper()
	if _, err := p.feeds.Publish(context.WithoutCancel(p.t.Context())); err != nil {
		p.t.Fatal(err)
	}
}

// list is what these tests read of numbers.json.
type list struct {
	Version, Base uint64
	Added         []struct{ Key string }
	Removed       []string
	Demonstration bool
}

// read asks for numbers.json and says in short what it has.
func (p *publisher) read(query string) (list, string) {
	p.t.Helper()
	var l list
	p.ask(get("/v1/feeds/numbers.json"+query), http.StatusOK, &l)
	var keys []string
	for _, e := range l.Added {
		keys = append(keys, "+"+e.Key)
	}
	for _, key := range l.Removed {
		keys = append(keys, "-"+key)
	}
	return l, strings.Join(keys, " ")
}

// TestFeedsFromTheFirstVersionOn is the life of a list: not there, empty, longer, shorter, changed since, forgotten.
func TestFeedsFromTheFirstVersionOn(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	for _, path := range []string{"/v1/feeds/numbers.json", "/v1/feeds/callkit/1.json", "/v1/feeds/manifest"} {
		problemOf(t, p.do(get(path)), http.StatusServiceUnavailable, "unavailable")
	}
	p.publish()
	empty, keys := p.read("")
	if keys != "" || empty.Version != uint64(start.Unix()) || empty.Base != 0 {
		t.Errorf("the first version: %+v", empty)
	}
	p.pass(time.Hour)
	p.decide(reputation.Confirm, "+12025550143", "+447700900001")
	p.pass(time.Hour)
	p.decide(reputation.Clear, "+12025550143")
	for query, want := range map[string]string{
		"":                                   "++447700900001",
		"?since=0":                           "++447700900001",
		fmt.Sprint("?since=", empty.Version): "++447700900001",
		fmt.Sprint("?since=", start.Add(time.Hour).Unix()):      "-+12025550143",
		fmt.Sprint("?since=000", start.Add(2*time.Hour).Unix()): "",
		"?limit=1": "++447700900001",
	} {
		l, keys := p.read(query)
		if keys != want || l.Version != uint64(start.Add(2*time.Hour).Unix()) {
			t.Errorf("%s: %s in version %d, want %s", query, keys, l.Version, want)
		}
	}
	answer := p.do(get(fmt.Sprint("/v1/feeds/numbers.csv?since=", empty.Version)))
	if h := answer.header; h.Get("Ringfence-Base") != fmt.Sprint(empty.Version) || h.Get("Ringfence-Version") != fmt.Sprint(start.Add(2*time.Hour).Unix()) {
		t.Errorf("what changed, without a version in it: %v", h)
	}
	p.pass(listing.TombstonesKept)
	p.decide(reputation.Confirm, "+12025550144")
	gone := p.do(get(fmt.Sprint("/v1/feeds/numbers.json?since=", empty.Version)))
	problemOf(t, gone, http.StatusGone, "version_gone")
	whole, ok := strings.CutPrefix(gone.header.Get("Link"), "<")
	whole, also := strings.CutSuffix(whole, `>; rel="alternate"`)
	if again := p.do(get(whole)); !ok || !also || again.status != http.StatusOK {
		t.Errorf("the whole list is at %q: %d", gone.header.Get("Link"), again.status)
	}
}

// TestFeedsAreRefused is what cannot be answered, in both languages.
func TestFeedsAreRefused(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.publish()
	now := fmt.Sprint(start.Unix())
	revoked := p.issue("app", apikey.Free, apikey.Lookup)
	if err := p.store.RevokeKey(t.Context(), "app"); err != nil {
		t.Fatal(err)
	}
	if err := p.keys.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	ask := func(path, name, value string) request { return with(get("/v1/feeds/"+path), name, value) }
	for _, test := range []struct {
		ask    request
		status int
		code   string
	}{
		{get("/v1/feeds/nothing.json"), 404, "no_feed"},
		{get("/v1/feeds/NUMBERS.JSON"), 404, "no_feed"},
		{get("/v1/feeds/callkit/999.json"), 404, "no_feed"},
		{get("/v1/feeds/callkit/numbers.json"), 404, "no_feed"},
		{get("/v1/feeds/..%2Fnumbers.json"), 404, "no_feed"},
		{get("/v1/feeds/numbers.json%00"), 404, "no_feed"},
		{get("/v1/feeds/numbers.json/"), 404, "no_feed"},
		{get("/v1/feeds/"), 404, "no_feed"},
		{get("/v1/feeds"), 404, "no_feed"},
		{get("/v1/feeds/numbers.json?since="), 400, "bad_version"},
		{get("/v1/feeds/numbers.json?since"), 400, "bad_version"},
		{get("/v1/feeds/numbers.json?since=x"), 400, "bad_version"},
		{get("/v1/feeds/numbers.json?since=-1"), 400, "bad_version"},
		{get("/v1/feeds/numbers.json?since=%2B1"), 400, "bad_version"},
		{get("/v1/feeds/numbers.json?since=1e9"), 400, "bad_version"},
		{get("/v1/feeds/numbers.json?since=%D9%A1"), 400, "bad_version"},
		{get("/v1/feeds/numbers.json?since=" + now + "&since=" + now), 400, "bad_version"},
		{get("/v1/feeds/numbers.json?since=" + now + "0"), 400, "future_version"},
		{get("/v1/feeds/numbers.json?since=99999999999999999999999999"), 400, "future_version"},
		{get("/v1/feeds/callkit/86.json?since=18446744073709551615"), 400, "future_version"},
		{get("/v1/feeds/numbers.json?since=1"), 410, "version_gone"},
		{get("/v1/feeds/callkit/86.json?since=1"), 410, "version_gone"},
		{get("/v1/feeds/numbers.json?limit=0"), 400, "bad_limit"},
		{get("/v1/feeds/numbers.json?limit=ten"), 400, "bad_limit"},
		{get("/v1/feeds/numbers.json?limit=1&limit=2"), 400, "bad_limit"},
		{get("/v1/feeds/numbers.json?limit=10&since=" + now), 400, "since_with_limit"},
		{get("/v1/feeds/numbers.json?limit=10&since=0"), 400, "since_with_limit"},
		{get("/v1/feeds/numbers.json?sinec=" + now), 400, "unknown_parameter"},
		{get("/v1/feeds/numbers.json?since=" + now + "&format=csv"), 400, "unknown_parameter"},
		{get("/v1/feeds/manifest?since=" + now), 400, "unknown_parameter"},
		{get("/v1/feeds/keys?x"), 400, "unknown_parameter"},
		{get("/v1/feeds/numbers.json?since=%zz"), 400, "bad_query"},
		{get("/v1/feeds/numbers.json?key=x"), 400, "key_in_url"},
		{ask("numbers.json", "Accept-Encoding", "*;q=0"), 406, "not_acceptable"},
		{ask("manifest", "Accept-Encoding", "br, identity;q=0"), 406, "not_acceptable"},
		{ask("numbers.json", "Authorization", "Bearer "+revoked), 401, "revoked_key"},
		{ask("keys", "Authorization", "Bearer "+revoked), 401, "revoked_key"},
		{request{method: http.MethodPost, path: "/v1/feeds/numbers.json", body: "{}"}, 405, "method"},
		{request{method: http.MethodGet, path: "/v1/feeds/numbers.json", body: "{}"}, 400, "no_body"},
	} {
		for _, language := range []string{"en", "zh-CN"} {
			asked := test.ask
			asked.header = map[string]string{"Accept-Language": language}
			for name, value := range test.ask.header {
				asked.header[name] = value
			}
			got := p.do(asked)
			problemOf(t, got, test.status, test.code)
			if t.Failed() {
				t.Fatalf("%s %v", asked.path, asked.header)
			}
			if got.header.Get("Content-Language") != language || got.header.Get("Content-Encoding") != "" || got.header.Get("ETag") != "" {
				t.Errorf("%s: %v", asked.path, got.header)
			}
		}
	}
	if named := problemOf(t, p.do(get("/v1/feeds/nothing.json")), 404, "no_feed").Detail; !strings.Contains(named, "numbers.json") || !strings.Contains(named, "manifest") {
		t.Errorf("the feeds are not named: %s", named)
	}
}

// TestFeedsAreCached is what caches and whoever asks again are told.
func TestFeedsAreCached(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	feeds := []string{"manifest", "callkit/1.json", "callkit%2F1.json", "callkit/86.json"}
	for _, name := range p.feeds.List().Names() {
		feeds = append(feeds, name, name+"?since="+fmt.Sprint(p.feeds.List().Version()))
	}
	for _, name := range feeds {
		tags := make(map[string]string)
		for _, coding := range []string{"identity", "gzip", "zstd"} {
			ask := with(get("/v1/feeds/"+name), "Accept-Encoding", coding)
			first := p.do(ask)
			h := first.header
			if h.Get("Vary") != "Accept-Encoding" || h.Get("Cache-Control") != "public, max-age=60" || h.Get("Content-Length") != strconv.Itoa(len(first.body)) ||
				h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Ringfence-As-Of") != "2026-11-20T08:30:00Z" || h.Get("Ringfence-Stale") != "" {
				t.Errorf("%s: %d %v", name, first.status, h)
			}
			sum := sha256.Sum256(decoded(t, first))
			tag := h.Get("ETag")
			if strings.Trim(tag, `"`) != strings.TrimSuffix(hex.EncodeToString(sum[:])+"-"+coding, "-identity") || tags[tag] != "" {
				t.Errorf("%s by %s: ETag %s of %x", name, coding, tag, sum)
			}
			tags[tag] = coding
			ask.header["If-None-Match"] = `"other", ` + tag
			if again := p.do(ask); again.status != http.StatusNotModified || again.body != "" || again.header.Get("ETag") != tag || again.header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s by %s, again: %d %v", name, coding, again.status, again.header)
			}
			delete(ask.header, "If-None-Match")
			ask.method = http.MethodHead
			if head := p.do(ask); head.status != http.StatusOK || head.body != "" || head.header.Get("Content-Length") != h.Get("Content-Length") || head.header.Get("ETag") != tag {
				t.Errorf("HEAD %s by %s: %d %v", name, coding, head.status, head.header)
			}
		}
	}
	exposed := p.do(get("/v1/feeds/numbers.json")).header.Get("Access-Control-Expose-Headers")
	for _, name := range []string{"Link", "Ringfence-Stale", "Ringfence-Version", "Ringfence-Base", "Ringfence-As-Of", "ETag"} {
		if !strings.Contains(exposed, name) {
			t.Errorf("scripts cannot read %s", name)
		}
	}
}

// decoded returns an answer's body as it was before it was compressed.
func decoded(t *testing.T, r reply) []byte {
	t.Helper()
	var from io.Reader = strings.NewReader(r.body)
	var err error
	switch r.header.Get("Content-Encoding") {
	case "gzip":
		from, err = gzip.NewReader(from)
	case "zstd":
		from, err = zstd.NewReader(from)
	}
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestManifestIsOfTheFeeds does what a careful reader does: takes the keys, checks the manifest, and then each file.
func TestManifestIsOfTheFeeds(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.demo.Store(true)
	p.decide(reputation.Confirm, "+12025550143", "+447700900001")
	p.pass(time.Hour)
	if err := p.ring.RotateSigning(p.clock()); err != nil {
		t.Fatal(err)
	}
	var keys struct {
		Keys []struct{ Key, Made, Until string }
	}
	p.ask(get("/v1/feeds/keys"), http.StatusOK, &keys)
	if len(keys.Keys) != 2 || keys.Keys[0].Until != "" || keys.Keys[1].Until != p.clock().Add(keyring.SignsOn).Format(time.RFC3339) || keys.Keys[0].Made != p.clock().Format(time.RFC3339) {
		t.Fatalf("keys %+v", keys.Keys)
	}
	signed := p.do(get("/v1/feeds/manifest"))
	var manifest publication.Manifest
	for _, k := range keys.Keys {
		verifier, err := note.NewVerifier(k.Key)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := note.Open([]byte(signed.body), note.VerifierList(verifier))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(opened.Text), &manifest); err != nil {
			t.Fatal(err)
		}
	}
	if signed.header.Get("Content-Type") != "text/plain; charset=utf-8" || !manifest.Demonstration || manifest.Entries != 2 {
		t.Errorf("%v %+v", signed.header, manifest)
	}
	for _, file := range manifest.Files {
		got := p.do(get("/v1/feeds/" + file.Name))
		sum := sha256.Sum256([]byte(got.body))
		if hex.EncodeToString(sum[:]) != file.SHA256 || len(got.body) != file.Bytes || got.header.Get("Ringfence-Demonstration") != "true" ||
			got.header.Get("Ringfence-Version") != fmt.Sprint(manifest.Version) {
			t.Errorf("%s: %d bytes, %x, %v; the manifest has %+v", file.Name, len(got.body), sum, got.header, file)
		}
	}
	if len(manifest.Files) < 9 || !slices.ContainsFunc(manifest.Files, func(f publication.ManifestFile) bool { return f.Name == "callkit/44.json" }) {
		t.Errorf("files %+v", manifest.Files)
	}
	if strings.Contains(p.log.String(), base64.StdEncoding.EncodeToString([]byte("2025550143"))) || strings.Contains(p.log.String(), "2025550143") {
		t.Error("the log names a number")
	}
}

// TestFeedsWhileTheStoreIsAway: they go on, and say of when they are.
func TestFeedsWhileTheStoreIsAway(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	version := fmt.Sprint(p.feeds.List().Version())
	p.store.fail(fmt.Errorf("mongo: %w", fault.Unavailable))
	for _, after := range []time.Duration{0, time.Minute, time.Second, 24 * time.Hour} {
		p.pass(after)
		if p.feeds.CatchUp(t.Context()) == nil {
			t.Fatal("the store is not away")
		}
		for _, path := range []string{"numbers.json", "numbers.json?since=" + version, "callkit/1.json", "manifest", "phoneblock.xml?limit=1"} {
			got := p.do(get("/v1/feeds/" + path))
			stale := p.clock().Sub(start) > time.Minute
			if got.status != http.StatusOK || (got.header.Get("Ringfence-Stale") == "true") != stale || got.header.Get("Ringfence-As-Of") != "2026-11-20T08:30:00Z" {
				t.Errorf("%s, %s later: %d %v", path, p.clock().Sub(start), got.status, got.header)
			}
		}
	}
	p.store.fail(nil)
	p.publish()
	if got := p.do(get("/v1/feeds/numbers.json")); got.header.Get("Ringfence-Stale") != "" || got.header.Get("Ringfence-As-Of") != p.clock().Format(time.RFC3339) {
		t.Errorf("the store is back: %v", got.header)
	}
}

// TestFeedsWhileNobodyCanPublish: a store that can be read and has no room leaves a number on the list that lookups know to be cleared.
func TestFeedsWhileNobodyCanPublish(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	began := p.clock().UTC()
	about, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.store.Decide(t.Context(), reputation.Decision{ID: "cleared", Subject: about, Kind: reputation.Clear, At: p.clock(), Reason: "a reason"}); err != nil {
		t.Fatal(err)
	}
	if err := p.projects.ProjectNow(t.Context(), about); err != nil {
		t.Fatal(err)
	}
	p.feeds.Store = full{p.feeds.Store}
	for range 10 {
		p.pass(30 * time.Second)
		if _, err := p.feeds.Publish(t.Context()); !errors.Is(err, fault.Full) {
			t.Fatal(err)
		}
		if err := p.feeds.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := p.do(get("/v1/feeds/numbers.json")).header
		if stale := p.clock().Sub(began) > 2*time.Minute; (got.Get("Ringfence-Stale") == "true") != stale || got.Get("Ringfence-As-Of") != began.Format(time.RFC3339) {
			t.Errorf("after %s: %v", p.clock().Sub(began), got)
		}
	}
}

// full is a store that has no room for another version.
type full struct{ publication.Store }

func (full) Publish(context.Context, listing.Edition, uint64) (bool, error) { return false, fault.Full }

// long publishes a list of so many numbers as another process would.
func (p *publisher) long(entries int) {
	p.t.Helper()
	old := p.feeds.List()
	what := p.exported()
	var numbers iter.Seq2[subject.Key, reputation.Packed] = func(yield func(subject.Key, reputation.Packed) bool) {
		for n := range entries {
			key, err := subject.ParseKey(fmt.Sprintf("+8613%09d", n))
			if err != nil {
				p.t.Fatal(err)
			}
			if !yield(key, what) {
				return
			}
		}
	}
	changes := old.Compared(numbers)
	next := old.Next(changes, p.clock())
	if won, err := p.store.Publish(p.t.Context(), listing.NewEdition(next, changes), old.Version()); err != nil || !won {
		p.t.Fatal(won, err)
	}
	if err := p.feeds.CatchUp(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

// exported returns what is told of a number on the list.
func (p *publisher) exported() (what reputation.Packed) {
	for e := range p.feeds.List().Entries() {
		what = e.What
	}
	return what
}

// TestSlowReaders read a long list, each with a bound of its own that leaves nothing out, while others read newer ones, and take no memory
// but what all share.
func TestSlowReaders(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	p.pass(time.Hour)
	p.long(60_000)
	whole, err := p.feeds.Document("numbers.json", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var slow []net.Conn
	for i := range 4 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.(*net.TCPConn).SetReadBuffer(256 << 10); err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "GET /v1/feeds/numbers.json?limit=%d HTTP/1.1\r\nHost: ringfence\r\n\r\n", 60_000+i)
		if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 200 OK"))); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, conn)
	}
	p.pass(time.Hour)
	p.decide(reputation.Confirm, "+12025550144")
	if l, _ := p.read(fmt.Sprint("?since=", whole.Version)); l.Version != uint64(p.clock().Unix()) {
		t.Errorf("a newer version cannot be read: %d", l.Version)
	}
	for i, conn := range slow {
		res, err := http.ReadResponse(bufio.NewReader(io.MultiReader(strings.NewReader("HTTP/1.1 200 OK"), conn)), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(res.Body)
		if err != nil || !bytes.Equal(got, whole.Body) {
			t.Errorf("reader %d: %d bytes of %d, %v", i, len(got), len(whole.Body), err)
		}
	}
}

// nowhere takes answers.
type nowhere struct{ header http.Header }

func (w nowhere) Header() http.Header         { return w.header }
func (w nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (w nowhere) WriteHeader(int)             {}

// TestFeedsAreNotCopied counts what answering costs beside the document.
func TestFeedsAreNotCopied(t *testing.T) {
	p := &publisher{edge: newEdge(t)}
	p.decide(reputation.Confirm, "+12025550143")
	p.pass(time.Hour)
	p.long(20_000)
	for _, coding := range []string{"identity", "gzip"} {
		ask := func() {
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/feeds/numbers.json", nil)
			req.Header.Set("Accept-Encoding", coding)
			p.handler.ServeHTTP(nowhere{make(http.Header)}, req)
		}
		ask()
		const times = 50
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range times {
			ask()
		}
		runtime.ReadMemStats(&after)
		if each := (after.TotalAlloc - before.TotalAlloc) / times; each > 64<<10 {
			t.Errorf("by %s: %d bytes for each answer", coding, each)
		}
	}
}
