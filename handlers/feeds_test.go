package handlers_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
	"ringfence/internal/keyring"
	"ringfence/internal/listing"
	"ringfence/internal/publication"
	"ringfence/internal/reputation"
)

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

func (full) Publish(context.Context, listing.Edition, uint64) (bool, error) { return false, fault.Full }
