package importlaw

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "ringfence/"

var (
	values  = []string{"internal/fault", "internal/subject", "internal/report", "internal/scan", "internal/redact", "internal/message", "internal/campus", "internal/employer", "internal/law", "internal/reputation", "internal/ftc", "internal/evaluation", "internal/crashpoint", "internal/apikey", "internal/transfer", "internal/proof", "internal/smstext", "internal/conversation", "internal/preset", "internal/private", "internal/listing", "internal/trend", "internal/webhook", "internal/lesson", "internal/demo", "internal/syndication", "internal/auditlog", "internal/casefile", "internal/moderator", "internal/registry", "internal/brigade", "internal/erasure", "internal/attack", "internal/transparency"}
	workers = []string{"internal/follow", "internal/keyring", "internal/intake", "internal/projection", "internal/index", "internal/ruling", "internal/importer", "internal/holders", "internal/lease", "internal/archive", "internal/ties", "internal/gateway", "internal/confirmation", "internal/publication", "internal/examples", "internal/rollup", "internal/delivery", "internal/recorder", "internal/dispute", "internal/accounts", "internal/register", "internal/watch", "internal/retention", "internal/sanction", "internal/noticeboard"}
)

// law says what the packages of a room may import: of ours by prefix, and of others what is theirs alone.
type law struct {
	room   string   // a path prefix
	ours   []string // path prefixes
	reason string
}

var laws = []law{
	{"internal/fault", nil, "errors stand below everything"},
	{"internal/checkup", nil, "a finding does not know who found it"},
	{"internal/crashpoint", nil, "a crash point knows nothing"},
	{"internal/subject", nil, "a key is the lowest value"},
	{"internal/apikey", nil, "what a key opens does not depend on who asks"},
	{"internal/proof", nil, "work is proved by arithmetic alone"},
	{"internal/report", []string{"internal/subject"}, "values import downwards"},
	{"internal/scan", nil, "reading a text knows no meaning"},
	{"internal/redact", []string{"internal/scan", "internal/subject"}, "values import downwards"},
	{"internal/message", []string{"internal/scan", "internal/subject", "internal/report", "internal/redact"}, "values import downwards"},
	{"internal/smstext", []string{"internal/scan", "internal/subject", "internal/report", "internal/redact", "internal/message"}, "values import downwards"},
	{"internal/conversation", []string{"internal/smstext", "internal/subject", "internal/report", "internal/reputation", "internal/redact", "internal/message"}, "values import downwards"},
	{"internal/campus", nil, "a directory knows nothing but names"},
	{"internal/employer", []string{"internal/redact", "internal/report"}, "values import downwards"},
	{"internal/reputation", []string{"internal/subject", "internal/report"}, "values import downwards"},
	{"internal/ftc", []string{"internal/subject", "internal/report"}, "values import downwards"},
	{"internal/evaluation", []string{"internal/subject", "internal/report", "internal/reputation", "internal/ftc"}, "values import downwards"},
	{"internal/law", []string{"internal/subject", "internal/report"}, "values import downwards"},
	{"internal/demo", []string{"internal/campus", "internal/subject", "internal/report", "internal/reputation", "internal/casefile", "internal/registry"}, "values import downwards"},
	{"internal/attack", []string{"internal/subject", "internal/report", "internal/reputation", "internal/demo", "internal/evaluation"}, "values import downwards"},
	{"internal/transfer", []string{"internal/subject", "internal/report", "internal/reputation", "internal/apikey", "internal/conversation", "internal/trend", "internal/webhook", "internal/casefile", "internal/moderator", "internal/registry", "internal/brigade", "internal/erasure"}, "values import downwards"},
	{"internal/preset", nil, "what an app imports depends on where the site is, and on nothing else"},
	{"internal/private", []string{"internal/subject", "internal/reputation"}, "values import downwards"},
	{"internal/listing", []string{"internal/fault", "internal/subject", "internal/report", "internal/reputation", "internal/private"}, "values import downwards"},
	{"internal/trend", []string{"internal/report", "internal/reputation"}, "values import downwards"},
	{"internal/syndication", nil, "a feed does not know what its news are about"},
	{"internal/lesson", []string{"internal/report", "internal/trend"}, "values import downwards"},
	{"internal/webhook", []string{"internal/fault", "internal/report", "internal/trend"}, "values import downwards"},
	{"internal/auditlog", []string{"internal/fault", "internal/subject", "internal/reputation", "internal/registry"}, "values import downwards"},
	{"internal/casefile", []string{"internal/subject", "internal/report", "internal/reputation"}, "values import downwards"},
	{"internal/moderator", []string{"internal/fault"}, "who may work at the desk does not depend on what lies on it"},
	{"internal/registry", []string{"internal/subject"}, "values import downwards"},
	{"internal/transparency", []string{"internal/auditlog", "internal/casefile", "internal/erasure", "internal/reputation"}, "values import downwards"},
	{"internal/brigade", []string{"internal/subject", "internal/report", "internal/reputation"}, "values import downwards"},
	{"internal/erasure", []string{"internal/reputation"}, "values import downwards"},
	{"internal/keyring", values, "workers declare what they need; they know no store and no edge"},
	{"internal/projection", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/index", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/holders", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/ties", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/lease", values, "workers declare what they need; they know no store and no edge"},
	{"internal/ruling", values, "workers declare what they need; they know no store and no edge"},
	{"internal/intake", append([]string{"internal/keyring"}, values...), "workers import workers downwards"},
	{"internal/gateway", append([]string{"internal/keyring", "internal/intake", "internal/index"}, values...), "workers import workers downwards"},
	{"internal/confirmation", append([]string{"internal/keyring", "internal/intake"}, values...), "workers import workers downwards"},
	{"internal/importer", append([]string{"internal/intake"}, values...), "workers import workers downwards"},
	{"internal/publication", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/examples", append([]string{"internal/keyring"}, values...), "workers import workers downwards"},
	{"internal/rollup", append([]string{"internal/follow", "internal/keyring", "internal/index"}, values...), "workers import workers downwards"},
	{"internal/delivery", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/recorder", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/register", values, "workers declare what they need; they know no store and no edge"},
	{"internal/accounts", append([]string{"internal/follow", "internal/keyring"}, values...), "workers import workers downwards"},
	{"internal/dispute", append([]string{"internal/follow", "internal/keyring", "internal/ruling", "internal/index"}, values...), "workers import workers downwards"},
	{"internal/watch", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/noticeboard", append([]string{"internal/follow"}, values...), "workers declare what they need; they know no store and no edge"},
	{"internal/sanction", append([]string{"internal/ruling"}, values...), "workers import workers downwards"},
	{"internal/retention", append([]string{"internal/follow", "internal/keyring"}, values...), "workers import workers downwards"},
	{"internal/archive", values, "workers declare what they need; they know no store and no edge"},
	{"internal/follow", nil, "whoever follows says what"},
	{"internal/importlaw", nil, "a test alone"},
	{"store", values, "the contract names values"},
	{"store/record", append([]string{"store/record"}, values...), "documents are values written down"},
	{"store/bolt", append([]string{"store", "store/record"}, values...), "a store knows its contract and its documents, and no other store"},
	{"store/mongo", append([]string{"store", "store/record"}, values...), "a store knows its contract and its documents, and no other store"},
	{"store/mem", append([]string{"store", "store/record"}, values...), "a store knows its contract and its documents, and no other store"},
	{"ratelimit", nil, "how much one caller may ask does not depend on what for"},
	{"web", append([]string{"web"}, values...), "pages show values; they know no worker, no edge and no store"},
	{"handlers", append([]string{"handlers", "web", "ratelimit"}, append(workers, values...)...), "the edge asks workers, never a store"},
	{"cmd", []string{""}, "cmd wires everything"},
	{"deploy/bench", []string{""}, "the bench measures everything"},
}

// owned are packages of others that belong to certain rooms.
var owned = []struct {
	path   string
	rooms  []string
	reason string
}{
	{"github.com/labstack/echo", []string{"handlers", "deploy/bench"}, "only the edge speaks HTTP through echo"},
	{"go.etcd.io/bbolt", []string{"store/bolt", "deploy/bench"}, "drivers live in their store"},
	{"go.mongodb.org/mongo-driver/v2/bson", []string{"store", "deploy/bench"}, "BSON is a shape of storage"},
	{"go.mongodb.org/mongo-driver/v2/mongo", []string{"store/mongo", "deploy/bench"}, "drivers live in their store"},
	{"github.com/boombuler/barcode", []string{"web"}, "a code is drawn where pages are"},
	{"github.com/standard-webhooks", []string{"internal/webhook"}, "webhooks are signed in one place"},
	{"code.dny.dev/ssrf", []string{"cmd"}, "only cmd calls addresses that others gave"},
	{"github.com/golang-jwt", []string{"handlers/sms"}, "gateways sign by tokens; nothing else here does"},
	{"github.com/nyaruka/phonenumbers", []string{"internal/subject", "internal/redact"}, "numbers are parsed once, into a Key"},
	{"github.com/alecthomas/kong", []string{"cmd", "deploy/bench"}, "configuration is read by cmd"},
	{"github.com/prometheus", []string{"handlers", "cmd", "deploy/bench"}, "values and workers return what they did; they do not count it"},
	{"net/http", []string{"handlers", "cmd", "deploy/bench"}, "the domain does not know how it was asked"},
	{"log", []string{"handlers", "cmd", "deploy/bench", "internal/projection", "internal/keyring", "internal/webhook"}, "values and stores return errors; keyring and webhook only keep secrets out of logs"},
	{"github.com/klauspost/compress", []string{"internal/archive", "internal/publication"}, "archives and lists are compressed, and nothing else"},
	{"golang.org/x/mod/sumdb/note", []string{"internal/keyring", "internal/auditlog"}, "the keyring signs, and who reads a checkpoint verifies; nothing else here does"},
	{"golang.org/x/mod/sumdb/tlog", []string{"internal/auditlog"}, "the tree is grown and proved in one place"},
	{"github.com/alexedwards/argon2id", []string{"internal/moderator"}, "passwords are hashed in one place"},
	{"github.com/pquerna/otp", []string{"internal/moderator"}, "second factors are checked in one place"},
	{"github.com/coreos/go-oidc", []string{"handlers/campus"}, "only the edge of a sign-in speaks OIDC"},
	{"golang.org/x/oauth2", []string{"handlers/campus"}, "only the edge of a sign-in speaks OAuth"},
	{"github.com/altcha-org", []string{"internal/proof"}, "a proof is made and verified in one place"},
	{"github.com/redis", []string{"ratelimit"}, "drivers live in their room"},
	{"github.com/go-redis", []string{"ratelimit"}, "drivers live in their room"},
	{"context", []string{"store", "deploy/bench", "handlers", "cmd", "ratelimit", "internal/follow", "internal/keyring", "internal/intake", "internal/projection", "internal/index", "internal/ruling", "internal/importer", "internal/holders", "internal/lease", "internal/archive", "internal/ties", "internal/gateway", "internal/confirmation", "internal/publication", "internal/examples", "internal/rollup", "internal/delivery", "internal/recorder", "internal/dispute", "internal/accounts", "internal/register", "internal/watch", "internal/retention", "internal/sanction", "internal/noticeboard"}, "values are arithmetic: they wait for nothing"},
	{"database", nil, "the stores are bolt and MongoDB"},
	{"os", []string{"store", "cmd", "deploy/bench", "handlers/control", "internal/keyring", "internal/index", "internal/importer", "internal/crashpoint", "internal/archive"}, "values touch no file and no process"},
	{"github.com/getkin/kin-openapi", []string{"handlers/api"}, "pages and workers do not know how the API is described"},
	{"github.com/yuin/goldmark", []string{"handlers/api/reference"}, "descriptions hold marks, and nothing else does"},
}

// files returns the imports of every file of the module that is no test, by package path.
func files(t *testing.T) map[string]map[string]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string]map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && (name == "testdata" || (strings.HasPrefix(name, ".") && len(name) > 2)) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		if found[rel] == nil {
			found[rel] = map[string]string{}
		}
		for _, spec := range parsed.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			found[rel][name] = path
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// serveTests are rooms that serve tests and may know what tests know.
var serveTests = []string{"store/storetest", "handlers/api/apitest", "internal/freeport"}

func TestArrowsPointOneWay(t *testing.T) {
	packages := files(t)
	if len(packages) < 15 {
		t.Fatalf("found only %d packages", len(packages))
	}
	for pkg, imports := range packages {
		if slices.Contains(serveTests, pkg) {
			continue
		}
		l, ok := lawOf(pkg)
		if !ok {
			t.Errorf("%s stands in no room of the law: give it one", pkg)
			continue
		}
		for path, file := range imports {
			ours, isOurs := strings.CutPrefix(path, module)
			if isOurs && !slices.ContainsFunc(l.ours, func(p string) bool { return within(ours, p) && (p != "store" || ours == p) }) {
				t.Errorf("%s imports %s: %s", file, ours, l.reason)
			}
			for _, o := range owned {
				if within(path, o.path) && !slices.ContainsFunc(o.rooms, func(room string) bool { return within(pkg, room) }) {
					t.Errorf("%s imports %s: %s", file, path, o.reason)
				}
			}
		}
	}
}

func TestTopLevelIsTheArchitecture(t *testing.T) {
	for pkg := range files(t) {
		top, _, _ := strings.Cut(pkg, "/")
		if !slices.Contains([]string{"cmd", "handlers", "store", "ratelimit", "web", "deploy", "internal"}, top) {
			t.Errorf("%s: no such room at the top level", pkg)
		}
	}
}

// lawOf returns the law with the longest room that pkg lies in.
func lawOf(pkg string) (found law, ok bool) {
	for _, l := range laws {
		if within(pkg, l.room) && len(l.room) >= len(found.room) {
			found, ok = l, true
		}
	}
	return found, ok
}

// within reports whether path is prefix or lies below it; everything lies within "".
func within(path, prefix string) bool {
	return prefix == "" || path == prefix || strings.HasPrefix(path, prefix+"/")
}
