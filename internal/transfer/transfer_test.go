package transfer

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/apikey"
	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

func about(t testing.TB, s string) subject.Key {
	t.Helper()
	key, err := subject.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Lines are what the package comment says. Whoever changes one of these changes a format that archives are kept in.
func TestLines(t *testing.T) {
	received := time.Date(2026, 11, 21, 21, 2, 0, 0, time.UTC)
	said := reputation.Statement{
		Subject: about(t, "+12025550143"), Report: report.ID{1, 2}, ReceivedAt: received, At: received.Truncate(time.Hour),
		Mass: 1.0 / 3, Polarity: report.Bad, Category: "loan", Tier: reputation.Verified, Own: 31, Block: 5, Province: "CN-ZJ",
		Reporter: "r", Person: "p", APIKey: "app", State: reputation.Live, Version: 1,
	}
	bare := reputation.Statement{
		Subject: about(t, "qq/10001"), Report: report.ID{3}, Polarity: report.Fine, Tier: reputation.Anonymous, State: reputation.Withdrawn, Version: 2,
	}
	sealed := reputation.DateOf(received)
	registered := reputation.Decision{ID: "3", Subject: said.Subject, Kind: reputation.Register, By: "m + n", Name: "Demo Bank", Reason: "https://bank.example/"}
	forgotten := reputation.Decision{ID: "4", Subject: said.Subject, Kind: reputation.Forget, At: received, By: "owner"}
	moderates := moderator.Account{
		Name: "m", Revision: 3, Role: moderator.Moderator, Password: "$argon2id$v=19$x", Factor: []byte("sealed"), Step: 59, MadeAt: received,
		Disabled: true, Sessions: 2, Failures: 1, LockedTil: received, Invite: []byte{1}, InviteTil: received,
	}
	reads := moderator.Account{Name: "n", Revision: 1, Role: moderator.Auditor, MadeAt: received}
	contested := casefile.Case{
		ID: "ab", Revision: 5, Subject: said.Subject, Claim: casefile.Forged, Proof: casefile.Documents, Words: "不是我 <b>&", Lang: "zh-CN", State: casefile.Closed,
		OpenedAt: received, ProvedAt: received, ClosedAt: received, Outcome: casefile.Accepted, Decision: "5", By: "m", Reason: "seen", SealedOn: sealed, Sealed: []byte("sealed"), Mark: [16]byte([]byte("marked by a key.")),
	}
	opened := casefile.Case{ID: "cd", Revision: 1, Subject: bare.Subject, Claim: casefile.Wrong, Proof: casefile.DNS, Lang: "en", State: casefile.Waiting, OpenedAt: received}
	sent := casefile.Document{Case: "ab", Name: "n", Type: "image/png", Size: 7, SentAt: received, SealedOn: sealed, Box: []byte("sealed")}
	proposed := registry.Proposal{
		ID: "1", Revision: 2, Subject: said.Subject, Remove: "3", Name: "Demo Bank", Sector: registry.Bank, Evidence: "https://bank.example/", By: "m", At: received,
		State: registry.Approved, DecidedBy: "n", DecidedAt: received, Decision: "6",
	}
	flagged := brigade.Flag{
		Subject: said.Subject, FoundAt: received, LastAt: received, Since: received, Until: received, Reports: 40, New: 38, Networks: 2, Dismissed: received, By: "m",
	}
	raised := brigade.Flag{Subject: said.Subject, FoundAt: received, Reports: 40}
	decided := reputation.Decision{
		ID: "2", Subject: said.Subject, Kind: reputation.Undo, At: received.Add(123456789), By: "m", Reason: "错了 <b>&", Undoes: "1",
	}
	finished := Report{Subjects: []subject.Key{said.Subject, bare.Subject}, SealedTestimony: reputation.SealedTestimony{
		Receipt: report.ReceiptHash{0xab}, Report: report.ID{1, 2}, ReceivedAt: received, Digest: []byte{1}, SealedOn: reputation.DateOf(received),
		Sealed: []byte("sealed"),
	}}
	withdrawn := Report{Subjects: finished.Subjects[:1], SealedTestimony: reputation.SealedTestimony{Report: report.ID{1}, Withdrawn: true}}
	unfinished := Report{Subjects: finished.Subjects[:1], Unfinished: true, SealedTestimony: finished.SealedTestimony}
	unfinished.Statements, unfinished.Replaces = []reputation.Statement{said}, report.ReceiptHash{0xcd}
	issued := apikey.Key{Name: "app", Hash: apikey.Hash{9}, Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}, Expires: received, Revoked: true}
	stopped := conversation.Name("0123456789abcdef0123456789abcdef")
	counted := trend.Rollup{Week: trend.WeekOf(received), AsOf: received, Closed: true, Cells: []trend.Cell{
		{Place: trend.Place{Table: trend.ByCampus, Row: "浙江大学", Column: "fake_job"}, Reporters: 15},
		{Place: trend.Place{Table: trend.ByCategory, Row: "loan"}, Reporters: 120},
	}, Ranges: []trend.Range{{Block: "+120255501", Category: "loan", Numbers: 40}, {Block: "+120255502", Numbers: 1}}}
	found := trend.Burst{
		ID: "b", Scope: trend.Scope{Table: trend.ByProvince, Row: "CN-ZJ"}, Category: "loan", FoundAt: received, LastAt: received.Add(time.Hour),
		Reporters: 30, Usual: 7.5,
	}
	grown := found
	grown.Grew = []trend.Growth{{At: received, From: 15}, {At: received.Add(time.Hour), From: 30}}
	nationwide := found
	nationwide.Scope = trend.Country()
	approved := trend.Example{
		ID: "e", Receipt: report.ReceiptHash{0xab}, Category: "fake_job", Kind: report.Offer, Lang: "zh-CN", Text: "日结 <b>&",
		ApprovedAt: received.Truncate(24 * time.Hour), By: "m",
	}
	told := webhook.Hook{
		Name: "a-school", Revision: 7, URL: "https://example.edu/x?a=1&b=2", Private: true, Scope: trend.Scope{Table: trend.ByCampus, Row: "浙江大学"},
		Events: []webhook.Event{webhook.BurstFound}, Secret: []byte("sealed"), Former: []byte{1}, FormerUntil: received, MadeAt: received,
		Deliveries:  []webhook.Delivery{{ID: "b", At: received, Attempts: 2, NextAt: received, Outcome: webhook.Refused}, {ID: "c", At: received}},
		PausedUntil: received, FailingSince: received, DisabledAt: received, Why: webhook.Failing,
	}
	quiet := webhook.Hook{Name: "a", Revision: 1, URL: "https://example.edu/", Scope: trend.Country(), Events: []webhook.Event{webhook.BriefPublished}, Secret: []byte("sealed"), MadeAt: received}
	zeros := func(n int) string { return strings.Repeat("0", n) }
	saidLine := `{"subject":"+12025550143","report":"0102` + zeros(28) + `","received_at":"2026-11-21T21:02:00Z","at":"2026-11-21T21:00:00Z",` +
		`"mass":0.3333333333333333,"polarity":"bad","category":"loan","tier":"verified","own":31,"block":5,"province":"CN-ZJ",` +
		`"reporter":"r","person":"p","api_key":"app","state":"live","version":1}`
	for _, test := range []struct {
		name   string
		record any
		want   string
	}{
		{"a statement", said, saidLine},
		{"a bare statement", bare, `{"subject":"qq/10001","report":"03` + zeros(30) + `","mass":0,"polarity":"fine","tier":"anonymous","own":0,"block":0,"state":"withdrawn","version":2}`},
		{"a decision", decided, `{"subject":"+12025550143","id":"2","kind":"undo","at":"2026-11-21T21:02:00.123456789Z","by":"m","reason":"错了 <b>&","undoes":"1"}`},
		{"an entry of the registry", registered, `{"subject":"+12025550143","id":"3","kind":"register","by":"m + n","name":"Demo Bank","reason":"https://bank.example/"}`},
		{"what an owner had forgotten", forgotten, `{"subject":"+12025550143","id":"4","kind":"forget","at":"2026-11-21T21:02:00Z","by":"owner"}`},
		{"a moderator", moderates, `{"name":"m","revision":3,"role":"moderator","password":"$argon2id$v=19$x","factor":"c2VhbGVk","step":59,"made_at":"2026-11-21T21:02:00Z","disabled":true,` +
			`"sessions":2,"failures":1,"locked_til":"2026-11-21T21:02:00Z","invite":"AQ==","invite_til":"2026-11-21T21:02:00Z"}`},
		{"an auditor", reads, `{"name":"n","revision":1,"role":"auditor","made_at":"2026-11-21T21:02:00Z"}`},
		{"a case", contested, `{"id":"ab","revision":5,"subject":"+12025550143","claim":"forged","proof":"documents","words":"不是我 <b>&","lang":"zh-CN","state":"closed",` +
			`"opened_at":"2026-11-21T21:02:00Z","proved_at":"2026-11-21T21:02:00Z","closed_at":"2026-11-21T21:02:00Z","outcome":"accepted","decision":"5","by":"m","reason":"seen",` +
			`"sealed_on":"2026-11-21","sealed":"c2VhbGVk","mark":"bWFya2VkIGJ5IGEga2V5Lg=="}`},
		{"a case that waits", opened, `{"id":"cd","revision":1,"subject":"qq/10001","claim":"wrong","proof":"dns","lang":"en","state":"waiting","opened_at":"2026-11-21T21:02:00Z"}`},
		{"a document", sent, `{"case":"ab","name":"n","type":"image/png","size":7,"sent_at":"2026-11-21T21:02:00Z","sealed_on":"2026-11-21","box":"c2VhbGVk"}`},
		{"a proposal", proposed, `{"id":"1","revision":2,"subject":"+12025550143","remove":"3","name":"Demo Bank","sector":"bank","evidence":"https://bank.example/","by":"m",` +
			`"at":"2026-11-21T21:02:00Z","state":"approved","decided_by":"n","decided_at":"2026-11-21T21:02:00Z","decision":"6"}`},
		{"a flag", flagged, `{"subject":"+12025550143","found_at":"2026-11-21T21:02:00Z","last_at":"2026-11-21T21:02:00Z","since":"2026-11-21T21:02:00Z","until":"2026-11-21T21:02:00Z",` +
			`"reports":40,"new":38,"networks":2,"dismissed":"2026-11-21T21:02:00Z","by":"m"}`},
		{"a flag that nobody looked at", raised, `{"subject":"+12025550143","found_at":"2026-11-21T21:02:00Z","reports":40,"new":0,"networks":0}`},
		{"who is distrusted", Distrusted{By: "r", On: sealed}, `{"reporter":"r","on":"2026-11-21"}`},
		{"a further name of who is distrusted", Distrusted{"s", sealed, "r"}, `{"reporter":"s","on":"2026-11-21","of":"r"}`},
		{"what was erased", erasure.Account{Day: sealed, Texts: 1, Documents: 2, Links: 3, Conversations: 4, Keys: 5}, `{"day":"2026-11-21","texts":1,"documents":2,"links":3,"conversations":4,"keys":5}`},
		{"an entry of the log", Entry{7, []byte("{}")}, `{"index":7,"leaf":"e30="}`},
		{"a report", finished, `{"receipt":"ab` + zeros(62) + `","report":"0102` + zeros(28) + `","received_at":"2026-11-21T21:02:00Z","subjects":["+12025550143","qq/10001"],"digest":"AQ==","sealed_on":"2026-11-21","sealed":"c2VhbGVk"}`},
		{"a withdrawn report", withdrawn, `{"receipt":"` + zeros(64) + `","report":"01` + zeros(30) + `","subjects":["+12025550143"],"sealed_on":"1970-01-01","withdrawn":true}`},
		{"an unfinished report", unfinished, `{"receipt":"ab` + zeros(62) + `","report":"0102` + zeros(28) + `","received_at":"2026-11-21T21:02:00Z","digest":"AQ==","sealed_on":"2026-11-21","sealed":"c2VhbGVk","unfinished":true,"statements":[` + saidLine + `],"replaces":"cd` + zeros(62) + `"}`},
		{"a stop", stopped, `{"name":"0123456789abcdef0123456789abcdef"}`},
		{"a week", counted, `{"week":"2026-W47","as_of":"2026-11-21T21:02:00Z","closed":true,"cells":[{"table":"campus","row":"浙江大学","column":"fake_job","reporters":15},` +
			`{"table":"category","row":"loan","reporters":120}],"ranges":[{"block":"+120255501","category":"loan","numbers":40},{"block":"+120255502","numbers":1}]}`},
		{"a week that shows nothing", trend.Rollup{Week: counted.Week, AsOf: received}, `{"week":"2026-W47","as_of":"2026-11-21T21:02:00Z"}`},
		{"a burst", found, `{"id":"b","table":"province","row":"CN-ZJ","category":"loan","found_at":"2026-11-21T21:02:00Z","last_at":"2026-11-21T22:02:00Z","reporters":30,"usual":7.5}`},
		{"a burst that grew", grown, `{"id":"b","table":"province","row":"CN-ZJ","category":"loan","found_at":"2026-11-21T21:02:00Z","last_at":"2026-11-21T22:02:00Z","reporters":30,"usual":7.5,` +
			`"grew":[{"at":"2026-11-21T21:02:00Z","from":15},{"at":"2026-11-21T22:02:00Z","from":30}]}`},
		{"a burst of the country", nationwide, `{"id":"b","table":"category","category":"loan","found_at":"2026-11-21T21:02:00Z","last_at":"2026-11-21T22:02:00Z","reporters":30,"usual":7.5}`},
		{"an example", approved, `{"id":"e","receipt":"ab` + zeros(62) + `","category":"fake_job","kind":"offer","lang":"zh-CN","text":"日结 <b>&","approved_on":"2026-11-21","by":"m"}`},
		{"a hook", told, `{"name":"a-school","revision":7,"url":"https://example.edu/x?a=1&b=2","private":true,"table":"campus","row":"浙江大学","events":["burst.found"],"secret":"c2VhbGVk",` +
			`"made_at":"2026-11-21T21:02:00Z","former":"AQ==","former_until":"2026-11-21T21:02:00Z","deliveries":[{"id":"b","at":"2026-11-21T21:02:00Z","attempts":2,"next_at":"2026-11-21T21:02:00Z","outcome":"refused"},` +
			`{"id":"c","at":"2026-11-21T21:02:00Z","attempts":0}],"paused_until":"2026-11-21T21:02:00Z","failing_since":"2026-11-21T21:02:00Z","disabled_at":"2026-11-21T21:02:00Z","why":"failing"}`},
		{"a hook that was told nothing", quiet, `{"name":"a","revision":1,"url":"https://example.edu/","table":"category","events":["brief.published"],"secret":"c2VhbGVk","made_at":"2026-11-21T21:02:00Z"}`},
		{"a key", issued, `{"name":"app","hash":"09` + zeros(62) + `","tier":"free","scopes":["lookup"],"expires":"2026-11-21T21:02:00Z","revoked":true}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			line := append1(t, test.record)
			if string(line) != test.want+"\n" {
				t.Errorf("got %swant %s", line, test.want)
			}
			got, err := parse(test.record, line)
			if err != nil || !reflect.DeepEqual(got, test.record) {
				t.Errorf("came back as %+v, %v\nwant %+v", got, err, test.record)
			}
		})
	}
}

func TestLinesThatAreNone(t *testing.T) {
	good := `{"subject":"qq/10001","report":"03000000000000000000000000000000","mass":0,"polarity":"fine","tier":"anonymous","own":0,"block":0,"state":"live","version":1}`
	if _, err := ParseStatement([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{
		"nothing":                "",
		"null":                   "null",
		"no object":              `["qq/10001"]`,
		"an unknown name":        strings.Replace(good, `"own"`, `"rating":5,"own"`, 1),
		"a name twice":           strings.Replace(good, `"own":0`, `"own":0,"own":1`, 1),
		"a name in capitals":     strings.Replace(good, `"own"`, `"Own"`, 1),
		"two objects":            good + good,
		"an unknown state":       strings.Replace(good, "live", "alive", 1),
		"an unknown tier":        strings.Replace(good, "anonymous", "royal", 1),
		"an unknown polarity":    strings.Replace(good, "fine", "superb", 1),
		"a bucket past the last": strings.Replace(good, `"own":0`, `"own":32`, 1),
		"no version":             strings.Replace(good, `,"version":1`, "", 1),
		"a spelling":             strings.Replace(good, "qq/10001", "QQ/10001", 1),
		"no subject":             strings.Replace(good, `"subject":"qq/10001",`, "", 1),
		"a report in capitals":   strings.Replace(good, `"03`, `"0A`, 1),
		"another zone":           strings.Replace(good, `"mass"`, `"at":"2026-11-21T21:02:00+08:00","mass"`, 1),
		"another age":            strings.Replace(good, `"mass"`, `"at":"2926-11-21T21:02:00Z","mass"`, 1),
		"bytes that are no text": strings.Replace(good, `"mass"`, "\"province\":\"\xff\",\"mass\"", 1),
	} {
		if s, err := ParseStatement([]byte(line)); !errors.Is(err, ErrLine) {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	report := `{"receipt":"` + strings.Repeat("0", 64) + `","report":"` + strings.Repeat("0", 32) + `","subjects":["qq/10001"],"sealed_on":"2026-11-21"}`
	if _, err := ParseReport([]byte(report)); err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{
		"a finished report that owes":     strings.Replace(report, `"sealed_on"`, `"replaces":"`+strings.Repeat("1", 64)+`","sealed_on"`, 1),
		"an unfinished one without any":   strings.Replace(report, `"subjects":["qq/10001"]`, `"unfinished":true`, 1),
		"an unfinished one with subjects": strings.Replace(report, `"sealed_on"`, `"unfinished":true,"statements":[`+good+`],"sealed_on"`, 1),
		"a statement of another report":   strings.Replace(report, `"subjects":["qq/10001"]`, `"unfinished":true,"statements":[`+good+`]`, 1),
		"a subject twice":                 strings.Replace(report, `["qq/10001"]`, `["qq/10001","qq/10001"]`, 1),
		"an empty subject":                strings.Replace(report, `["qq/10001"]`, `[""]`, 1),
		"a short receipt":                 strings.Replace(report, "00", "", 1),
		"no day":                          strings.Replace(report, "2026-11-21", "someday", 1),
	} {
		if r, err := ParseReport([]byte(line)); !errors.Is(err, ErrLine) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	for name, parsed := range map[string]error{
		"a decision without an ID": second(ParseDecision([]byte(`{"subject":"qq/10001","id":"","kind":"clear"}`))),
		"an unknown decision":      second(ParseDecision([]byte(`{"subject":"qq/10001","id":"1","kind":"doubt"}`))),
		"a stop without a name":    second(ParseStop([]byte(`{}`))),
		"a stop of a number":       second(ParseStop([]byte(`{"name":"+12025550143"}`))),
		"figures of no week":       second(ParseWeek([]byte(`{"week":"","as_of":"2026-11-21T21:02:00Z"}`))),
		"figures of no moment":     second(ParseWeek([]byte(`{"week":"2026-W47"}`))),
		"a week that is none":      second(ParseWeek([]byte(`{"week":"2026-W54","as_of":"2026-11-21T21:02:00Z"}`))),
		"a figure not to be shown": second(ParseWeek([]byte(`{"week":"2026-W47","as_of":"2026-11-21T21:02:00Z","cells":[{"table":"category","row":"loan","reporters":14}]}`))),
		"a figure in no row":       second(ParseWeek([]byte(`{"week":"2026-W47","as_of":"2026-11-21T21:02:00Z","cells":[{"table":"category","reporters":15}]}`))),
		"a range of nothing":       second(ParseWeek([]byte(`{"week":"2026-W47","as_of":"2026-11-21T21:02:00Z","ranges":[{"block":"+120255501","numbers":0}]}`))),
		"a burst for nobody":       second(ParseBurst([]byte(`{"id":"b","category":"loan","found_at":"2026-11-21T21:02:00Z","last_at":"2026-11-21T21:02:00Z"}`))),
		"a burst that grew first":  second(ParseBurst([]byte(`{"id":"b","table":"category","category":"loan","found_at":"2026-11-21T21:02:00Z","last_at":"2026-11-21T21:02:00Z","grew":[{"at":"2026-11-21T21:01:00Z","from":15}]}`))),
		"a burst that ended first": second(ParseBurst([]byte(`{"id":"b","table":"category","category":"loan","found_at":"2026-11-21T21:02:00Z","last_at":"2026-11-21T21:01:00Z"}`))),
		"an example of no report":  second(ParseExample([]byte(`{"id":"e","receipt":"ab","category":"loan","kind":"call","text":"x","approved_on":"2026-11-21"}`))),
		"an example of nothing":    second(ParseExample([]byte(`{"id":"e","receipt":"` + strings.Repeat("0", 64) + `","category":"loan","kind":"call","text":"","approved_on":"2026-11-21"}`))),
		"an example of no day":     second(ParseExample([]byte(`{"id":"e","receipt":"` + strings.Repeat("0", 64) + `","category":"loan","kind":"call","text":"x","approved_on":"someday"}`))),
		"a hook without a secret":  second(ParseHook([]byte(`{"name":"a","revision":1,"url":"https://example.edu/","table":"category","events":["brief.published"],"made_at":"2026-11-21T21:02:00Z"}`))),
		"a hook without https":     second(ParseHook([]byte(`{"name":"a","revision":1,"url":"http://example.edu/","table":"category","events":["brief.published"],"secret":"c2VhbGVk","made_at":"2026-11-21T21:02:00Z"}`))),
		"a hook of no such table":  second(ParseHook([]byte(`{"name":"a","revision":1,"url":"https://example.edu/","table":"channel","row":"call","events":["brief.published"],"secret":"c2VhbGVk","made_at":"2026-11-21T21:02:00Z"}`))),
		"a hook of no revision":    second(ParseHook([]byte(`{"name":"a","revision":0,"url":"https://example.edu/","table":"category","events":["brief.published"],"secret":"c2VhbGVk","made_at":"2026-11-21T21:02:00Z"}`))),
		"a moderator of no role":   second(ParseAccount([]byte(`{"name":"m","revision":1,"made_at":"2026-11-21T21:02:00Z"}`))),
		"a moderator never made":   second(ParseAccount([]byte(`{"name":"m","revision":1,"role":"auditor"}`))),
		"a case in no state":       second(ParseCase([]byte(`{"id":"ab","revision":1,"subject":"qq/10001","state":"","opened_at":"2026-11-21T21:02:00Z"}`))),
		"a case about nothing":     second(ParseCase([]byte(`{"id":"ab","revision":1,"state":"closed","opened_at":"2026-11-21T21:02:00Z"}`))),
		"a case never opened":      second(ParseCase([]byte(`{"id":"ab","revision":1,"subject":"qq/10001","state":"closed"}`))),
		"a case of a wrong day":    second(ParseCase([]byte(`{"id":"ab","revision":1,"subject":"qq/10001","state":"closed","opened_at":"2026-11-21T21:02:00Z","sealed_on":"someday"}`))),
		"a case with half a mark":  second(ParseCase([]byte(`{"id":"ab","revision":1,"subject":"qq/10001","state":"closed","opened_at":"2026-11-21T21:02:00Z","mark":"AQ=="}`))),
		"a document of no case":    second(ParseDocument([]byte(`{"case":"","name":"n","size":1,"sent_at":"2026-11-21T21:02:00Z","sealed_on":"2026-11-21","box":"AQ=="}`))),
		"a document of two parts":  second(ParseDocument([]byte(`{"case":"ab","name":"n|m","size":1,"sent_at":"2026-11-21T21:02:00Z","sealed_on":"2026-11-21","box":"AQ=="}`))),
		"an empty document":        second(ParseDocument([]byte(`{"case":"ab","name":"n","size":1,"sent_at":"2026-11-21T21:02:00Z","sealed_on":"2026-11-21","box":""}`))),
		"a proposal without an ID": second(ParseProposal([]byte(`{"id":"","revision":1,"subject":"qq/10001","at":"2026-11-21T21:02:00Z","state":"open"}`))),
		"a proposal, unrevised":    second(ParseProposal([]byte(`{"id":"1","revision":0,"subject":"qq/10001","at":"2026-11-21T21:02:00Z","state":"open"}`))),
		"a flag never raised":      second(ParseFlag([]byte(`{"subject":"qq/10001","reports":1,"new":1,"networks":1}`))),
		"a flag for minus one":     second(ParseFlag([]byte(`{"subject":"qq/10001","found_at":"2026-11-21T21:02:00Z","reports":-1,"new":1,"networks":1}`))),
		"nobody distrusted":        second(ParseDistrusted([]byte(`{"reporter":"","on":"2026-11-21"}`))),
		"distrusted on no day":     second(ParseDistrusted([]byte(`{"reporter":"r"}`))),
		"less than nothing erased": second(ParseErasure([]byte(`{"day":"2026-11-21","texts":-1,"documents":2,"links":3,"conversations":4,"keys":5}`))),
		"an entry of nothing":      second(ParseEntry([]byte(`{"index":7,"leaf":""}`))),
		"an entry past the last":   second(ParseEntry([]byte(`{"index":9223372036854775807,"leaf":"AQ=="}`))),
		"a key of another tier":    second(ParseKey([]byte(`{"name":"app","hash":"` + strings.Repeat("1", 64) + `","tier":"gold","scopes":["lookup"]}`))),
		"a key of another length":  second(ParseKey([]byte(`{"name":"app","hash":"` + strings.Repeat("1", 66) + `","tier":"free","scopes":["lookup"]}`))),
	} {
		if !errors.Is(parsed, ErrLine) {
			t.Errorf("%s: %v", name, parsed)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestADecisionInAnotherEncoding(t *testing.T) {
	d := reputation.Decision{ID: "1", Subject: about(t, "qq/10001"), Kind: reputation.Clear, By: "\xd5\xc5", Name: "\xff", Reason: "heard \xff it"}
	line, err := AppendDecision(nil, &d)
	if err != nil {
		t.Fatal(err)
	}
	d.By, d.Name, d.Reason = "\uFFFD", "\uFFFD", "heard \uFFFD it"
	if got, err := ParseDecision(line); err != nil || got != d {
		t.Errorf("got %+v, %v, want %+v", got, err, d)
	}
}

// TestAnyStatement draws what stores may hold, masses to the last bit.
func TestAnyStatement(t *testing.T) {
	number := about(t, "+12025550143")
	rapid.Check(t, func(t *rapid.T) {
		s := reputation.Statement{
			Subject: number, Report: report.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "report")),
			ReceivedAt: time.Unix(60*rapid.Int64Range(0, 60_000_000).Draw(t, "received"), 0).UTC(),
			Mass:       rapid.Float64().Draw(t, "mass"), Polarity: report.Bad, Tier: reputation.Partner,
			Reporter: reputation.Pseudonym(rapid.String().Draw(t, "reporter")), State: reputation.Closed,
			Version: rapid.Uint32Min(1).Draw(t, "version"), Own: rapid.Uint8Max(reputation.Buckets-1).Draw(t, "own"),
		}
		line, err := AppendStatement(nil, &s)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseStatement(line); err != nil || got != s {
			t.Errorf("got %+v, %v, want %+v", got, err, s)
		}
	})
}

// TestWhatOwnersWriteInAnotherEncoding: no single case keeps the others from being carried.
func TestWhatOwnersWriteInAnotherEncoding(t *testing.T) {
	c := casefile.Case{
		ID: "ab", Revision: 1, Subject: about(t, "qq/10001"), State: casefile.Waiting, OpenedAt: time.Unix(1, 0).UTC(), Words: "not \xff me", Reason: "\xd5\xc5",
	}
	line, err := AppendCase(nil, &c)
	if err != nil {
		t.Fatal(err)
	}
	c.Words, c.Reason = "not \uFFFD me", "\uFFFD"
	if got, err := ParseCase(line); err != nil || !reflect.DeepEqual(got, c) {
		t.Errorf("got %+v, %v, want %+v", got, err, c)
	}
}

// TestAnyEntry draws the bytes of leaves: one that changed would be another tree.
func TestAnyEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Entry{rapid.Uint64Max(maxRevision-1).Draw(t, "index"), rapid.SliceOfN(rapid.Byte(), 1, 400).Draw(t, "leaf")}
		line, err := AppendEntry(nil, &e)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseEntry(line); err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("got %+v, %v, want %+v", got, err, e)
		}
	})
}

// TestAnyKey draws keys that may be issued: each can be read again.
func TestAnyKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := apikey.Key{Name: "app", Hash: apikey.Hash{1}, Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}}
		k.Expires = time.Unix(rapid.Int64Range(-62_000_000_000, 250_000_000_000).Draw(t, "expires"), 0).UTC()
		if k.Check() != nil {
			return // it is never issued
		}
		line, err := AppendKey(nil, &k)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseKey(line); err != nil || !reflect.DeepEqual(got, k) {
			t.Errorf("got %+v, %v, want %+v", got, err, k)
		}
	})
}

// FuzzLine reads any line as every kind of record: it never panics, and what can be read is written again as what
// is read as the same.
func FuzzLine(f *testing.F) {
	for _, line := range []string{
		`{"subject":"+12025550143","report":"01020000000000000000000000000000","received_at":"2026-11-21T21:02:00Z","at":"2026-11-21T21:00:00Z","mass":0.3,"polarity":"bad","category":"loan","tier":"verified","own":31,"block":5,"province":"CN-ZJ","reporter":"r","person":"p","api_key":"app","state":"live","version":1}`,
		`{"subject":"+12025550143","id":"2","kind":"undo","at":"2026-11-21T21:02:00.123456789Z","by":"m","reason":"no","undoes":"1"}`,
		`{"receipt":"` + strings.Repeat("ab", 32) + `","report":"` + strings.Repeat("0", 32) + `","received_at":"2026-11-21T21:02:00Z","subjects":["qq/10001"],"digest":"AQ==","sealed_on":"2026-11-21","sealed":"c2VhbGVk"}`,
		`{"receipt":"` + strings.Repeat("ab", 32) + `","report":"` + strings.Repeat("0", 32) + `","sealed_on":"1970-01-01","unfinished":true,"statements":[{"subject":"qq/10001","report":"` + strings.Repeat("0", 32) + `","mass":1e-300,"polarity":"fine","tier":"trusted","own":0,"block":0,"state":"closed","version":9}],"replaces":"` + strings.Repeat("cd", 32) + `"}`,
		`{"name":"app","hash":"` + strings.Repeat("09", 32) + `","tier":"free","scopes":["lookup","report"],"expires":"2026-11-21T21:02:00Z","revoked":true}`,
		`{"week":"2026-W47","as_of":"2026-11-21T21:02:00Z","closed":true,"cells":[{"table":"campus","row":"c","column":"loan","reporters":15}],"ranges":[{"block":"+120255501","numbers":2}]}`,
		`{"id":"b","table":"province","row":"CN-ZJ","category":"loan","found_at":"2026-11-21T21:02:00Z","last_at":"2026-11-21T22:02:00Z","reporters":30,"usual":7.5}`,
		`{"id":"e","receipt":"` + strings.Repeat("ab", 32) + `","category":"fake_job","kind":"offer","lang":"en","text":"x","approved_on":"2026-11-21","by":"m"}`,
		`{"name":"a","revision":7,"url":"https://example.edu/","table":"campus","row":"c","events":["burst.found"],"secret":"c2VhbGVk","made_at":"2026-11-21T21:02:00Z","deliveries":[{"id":"b","attempts":1}]}`,
		`{"name":"m","revision":3,"role":"moderator","password":"p","factor":"AQ==","step":59,"made_at":"2026-11-21T21:02:00Z","disabled":true,"sessions":2,"failures":1,"locked_til":"2026-11-21T21:02:00Z","invite":"AQ==","invite_til":"2026-11-21T21:02:00Z"}`,
		`{"id":"ab","revision":5,"subject":"qq/10001","claim":"forged","proof":"documents","words":"x","lang":"en","state":"closed","opened_at":"2026-11-21T21:02:00Z","outcome":"accepted","sealed_on":"1970-01-01","sealed":"AQ=="}`,
		`{"case":"ab","name":"n","type":"image/png","size":7,"sent_at":"2026-11-21T21:02:00Z","sealed_on":"2026-11-21","box":"AQ=="}`,
		`{"id":"1","revision":2,"subject":"qq/10001","name":"b","sector":"bank","evidence":"e","by":"m","at":"2026-11-21T21:02:00Z","state":"open"}`,
		`{"subject":"qq/10001","found_at":"2026-11-21T21:02:00Z","reports":40,"new":38,"networks":2,"dismissed":"2026-11-21T21:02:00Z"}`,
		`{"reporter":"r","on":"2026-11-21"}`, `{"day":"2026-11-21","texts":1,"documents":2,"links":3,"conversations":4,"keys":5}`, `{"index":7,"leaf":"e30="}`,
		`{"name":"0123456789abcdef0123456789abcdef"}`, `{}`, `null`, `{"subject":""}`, `{"at":"0001-01-01T00:00:00Z"}`, `{"at":"9999-12-31T23:59:59-23:59"}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, kind := range []any{
			reputation.Statement{}, reputation.Decision{}, Report{}, conversation.Name(""), trend.Rollup{}, trend.Burst{}, trend.Example{}, webhook.Hook{},
			apikey.Key{}, moderator.Account{}, casefile.Case{}, casefile.Document{}, registry.Proposal{}, brigade.Flag{}, Distrusted{}, erasure.Account{},
			Entry{},
		} {
			record, err := parse(kind, line)
			if err != nil {
				continue
			}
			written := append1(t, record)
			again, err := parse(kind, written)
			if err != nil || !reflect.DeepEqual(again, record) {
				t.Fatalf("%s\nis read as %+v\nwritten as %s\nand read as %+v, %v", line, record, written, again, err)
			}
			if !bytes.Equal(append1(t, again), written) {
				t.Fatalf("%s is written in two ways", written)
			}
		}
	})
}

// append1 writes a record of any kind.
func append1(t testing.TB, record any) (line []byte) {
	t.Helper()
	var err error
	switch r := record.(type) {
	case reputation.Statement:
		line, err = AppendStatement(nil, &r)
	case reputation.Decision:
		line, err = AppendDecision(nil, &r)
	case Report:
		line, err = AppendReport(nil, &r)
	case conversation.Name:
		line, err = AppendStop(nil, &r)
	case trend.Rollup:
		line, err = AppendWeek(nil, &r)
	case trend.Burst:
		line, err = AppendBurst(nil, &r)
	case trend.Example:
		line, err = AppendExample(nil, &r)
	case webhook.Hook:
		line, err = AppendHook(nil, &r)
	case apikey.Key:
		line, err = AppendKey(nil, &r)
	case moderator.Account:
		line, err = AppendAccount(nil, &r)
	case casefile.Case:
		line, err = AppendCase(nil, &r)
	case casefile.Document:
		line, err = AppendDocument(nil, &r)
	case registry.Proposal:
		line, err = AppendProposal(nil, &r)
	case brigade.Flag:
		line, err = AppendFlag(nil, &r)
	case Distrusted:
		line, err = AppendDistrusted(nil, &r)
	case erasure.Account:
		line, err = AppendErasure(nil, &r)
	case Entry:
		line, err = AppendEntry(nil, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// parse reads a record of a kind.
func parse(kind any, line []byte) (any, error) {
	switch kind.(type) {
	case reputation.Statement:
		return anyOf(ParseStatement(line))
	case reputation.Decision:
		return anyOf(ParseDecision(line))
	case Report:
		return anyOf(ParseReport(line))
	case conversation.Name:
		return anyOf(ParseStop(line))
	case trend.Rollup:
		return anyOf(ParseWeek(line))
	case trend.Burst:
		return anyOf(ParseBurst(line))
	case trend.Example:
		return anyOf(ParseExample(line))
	case webhook.Hook:
		return anyOf(ParseHook(line))
	case moderator.Account:
		return anyOf(ParseAccount(line))
	case casefile.Case:
		return anyOf(ParseCase(line))
	case casefile.Document:
		return anyOf(ParseDocument(line))
	case registry.Proposal:
		return anyOf(ParseProposal(line))
	case brigade.Flag:
		return anyOf(ParseFlag(line))
	case Distrusted:
		return anyOf(ParseDistrusted(line))
	case erasure.Account:
		return anyOf(ParseErasure(line))
	case Entry:
		return anyOf(ParseEntry(line))
	}
	return anyOf(ParseKey(line))
}

func anyOf[T any](record T, err error) (any, error) { return record, err }
