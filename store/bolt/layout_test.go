package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringfence/internal/apikey"
	"ringfence/internal/conversation"
	"ringfence/internal/erasure"
	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
	"ringfence/internal/trend"
)

// keys lists every key of the file as the package comment writes them: "bucket: key".
func keys(t *testing.T, s *Store) (keys []string) {
	t.Helper()
	check(t, s.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, _ []byte) error {
				keys = append(keys, fmt.Sprintf("%s: %q", name, k))
				return nil
			})
		})
	}))
	return keys
}

// spoken is a report about one subject whose key can be read in a list.
func spoken(t *testing.T) reputation.SealedTestimony {
	about, err := subject.ParseKey("qq/10000")
	check(t, err)
	r := reputation.SealedTestimony{
		Receipt: report.ReceiptHash([]byte("receipt hash of thirty-two bytes")), Report: report.ID([]byte("report of 16 byt")), Sealed: []byte("sealed words"),
		ReceivedAt: time.Unix(60*0x0102, 0),
	}
	r.Statements = []reputation.Statement{{
		Subject: about, Report: r.Report, ReceivedAt: time.Unix(60*0x0102, 0), Polarity: report.Bad, Reporter: "someone",
	}}
	return r
}

// TestFormat pins format version 2. When it fails, old files can no longer be read: raise formatVersion.
func TestFormat(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	r := spoken(t)
	about := r.Statements[0].Subject
	f, err := prepareFiling(r)
	check(t, err)
	check(t, s.commits.do(t.Context(), f.begin))
	expectKeys(t, s, `
		meta: "format"
		meta: "lineage"
		received: "\x80\x00\x00\x00\x00\x00\x01\x02receipt hash of thirty-two bytes"
		testimony: "receipt hash of thirty-two bytes"
		unfinished: "receipt hash of thirty-two bytes"`)
	check(t, s.Complete(t.Context(), r.Receipt))
	check(t, s.Decide(t.Context(), reputation.Decision{ID: "1", Subject: about}))
	_, err = s.Save(t.Context(), []reputation.Save{{Projection: reputation.Projection{Subject: about, Revision: 1, Due: time.Unix(0x01020304, 0)}}})
	check(t, err)
	check(t, s.Bind(t.Context(), "fingerprint"))
	check(t, s.PutKey(t.Context(), apikey.Key{
		Name: "app", Hash: apikey.Hash([]byte("hash of an API key, of 32 bytes!")), Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup},
	}))
	sender := conversation.Name(strings.Repeat("5e", 16))
	won, err := s.Converse(t.Context(), conversation.Record{Name: sender, Revision: 1, Until: time.Unix(0x01020304, 0)})
	check(t, errors.Join(err, s.Stop(t.Context(), sender)))
	if !won {
		t.Error("no conversation was kept")
	}
	_, err = s.Publish(t.Context(), listing.Edition{Version: 0x0102, Body: []byte("what changed")}, 0)
	check(t, err)
	_, err = s.SaveWeek(t.Context(), counted)
	check(t, errors.Join(err, s.SaveBurst(t.Context(), found), s.PutExample(t.Context(), approved(r)), s.PutHook(t.Context(), told)))
	_, err = s.Append(t.Context(), 0, []byte("entry"))
	check(t, errors.Join(err, s.PutAccount(t.Context(), employed), s.PutCase(t.Context(), contested(about)), s.PutDocument(t.Context(), sent)))
	check(t, errors.Join(s.PutProposal(t.Context(), proposed(about)), s.SaveFlag(t.Context(), raised(about))))
	check(t, errors.Join(s.Distrust(t.Context(), transfer.Distrusted{By: "someone", On: 0x0102}), s.SaveErasure(t.Context(), erasure.Account{Day: 0x0102})))
	id := fmt.Sprintf("%x", "report of 16 byt")
	expectKeys(t, s, `
		accounts: "someone"
		boxed: "\x80\x00\x00\x01case\x00document"
		bursts: "burst"
		cases: "case"
		changes: "\x00\x00\x00\x00\x00\x00\x00\x01"
		contested: "qq/10000\x00\xff\xff\xff\xff\xfe\xfd\xfc\xfbcase"
		conversations: "`+string(sender)+`"
		decisions: "qq/10000\x001"
		distrusted: "someone"
		documents: "case\x00document"
		due: "\x00\x00\x00\x00\x01\x02\x03\x04qq/10000"
		editions: "\x00\x00\x00\x00\x00\x00\x01\x02"
		erasures: "\x80\x00\x01\x02"
		examples: "receipt hash of thirty-two bytes"
		flags: "qq/10000"
		hooks: "a-school"
		keys: "hash of an API key, of 32 bytes!"
		log: "\x00\x00\x00\x00\x00\x00\x00\x00"
		meta: "fingerprint"
		meta: "format"
		meta: "lineage"
		pending: "\x00\x00\x00\x00\x01\x02\x03\x04case"
		projections: "qq/10000"
		proposals: "proposal"
		received: "\x80\x00\x00\x00\x00\x00\x01\x02receipt hash of thirty-two bytes"
		reporters: "\x00\asomeone\x7f\xff\xff\xff\xff\xff\xfe\xfdqq/10000\x00`+id+`"
		statements: "qq/10000\x00`+id+`"
		stops: "`+string(sender)+`"
		testimony: "receipt hash of thirty-two bytes"
		unprojected: "qq/10000\x00`+id+`"
		unprojected: "qq/10000\x00decision/1"
		until: "\x00\x00\x00\x00\x01\x02\x03\x04`+string(sender)+`"
		weeks: "1970-W02"`)
}

func expectKeys(t *testing.T, s *Store, want string) {
	t.Helper()
	want = strings.ReplaceAll(strings.TrimSpace(want), "\n\t\t", "\n")
	if got := strings.Join(keys(t, s), "\n"); got != want {
		t.Errorf("keys:\n%s\nwant:\n%s", got, want)
	}
}

func TestNoRecordHoldsTheReporterOrTheWordsOfAWithdrawnReport(t *testing.T) {
	for name, how := range map[string]struct{ finished, vouched bool }{
		"a finished report": {finished: true}, "an unfinished report": {}, "a report that somebody vouched for": {finished: true, vouched: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := openAt(t, t.TempDir())
			defer s.Close()
			r := spoken(t)
			by := r.Statements[0]
			if by.Tier = reputation.Verified; how.vouched {
				r.Statements[0].Reporter, r.Statements[0].Tier = "", reputation.Anonymous
			}
			f, err := prepareFiling(r)
			check(t, err)
			check(t, s.commits.do(t.Context(), f.begin))
			if how.finished {
				check(t, s.Complete(t.Context(), r.Receipt))
			}
			if how.vouched {
				check(t, s.Vouch(t.Context(), r.Receipt, []reputation.Statement{by}))
			}
			check(t, s.PutExample(t.Context(), approved(r)))
			if !holds(t, s, "someone") || !holds(t, s, "sealed words") || !holds(t, s, "approved words") {
				t.Fatal("nothing to erase")
			}
			check(t, s.Withdraw(t.Context(), r.Receipt))
			for _, secret := range []string{"someone", "sealed words", "approved words"} {
				if holds(t, s, secret) {
					t.Errorf("%q is still kept", secret)
				}
			}
		})
	}
}

// holds reports whether any key or value contains a text.
func holds(t *testing.T, s *Store, text string) (found bool) {
	t.Helper()
	check(t, s.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				found = found || bytes.Contains(k, []byte(text)) || bytes.Contains(v, []byte(text))
				return nil
			})
		})
	}))
	return found
}

func TestARecordThatMakesNoSenseIsDamaged(t *testing.T) {
	s := openAt(t, t.TempDir())
	defer s.Close()
	r := spoken(t)
	about := r.Statements[0].Subject
	conversed := conversation.Record{Name: conversation.Name(strings.Repeat("5e", 16)), Revision: 1, Until: time.Unix(60, 0)}
	check(t, s.File(t.Context(), r))
	check(t, s.commits.do(t.Context(), func(tx tx) error {
		return errors.Join(
			tx.in(statementsBucket).Put(statementKey(&r.Statements[0]), []byte("rubbish")),
			tx.in(projectionsBucket).Put([]byte(about.String()), []byte("rubbish")),
			tx.in(dueBucket).Put([]byte("rubbish"), nil),
			tx.in(decisionsBucket).Put([]byte("rubbish"), nil),
			tx.in(keysBucket).Put(make([]byte, 32), []byte("rubbish")),
			tx.in(conversationsBucket).Put([]byte(conversed.Name), []byte("rubbish")),
			tx.in(untilBucket).Put([]byte("rubbish"), nil),
			tx.in(editionsBucket).Put([]byte("rubbish"), nil),
			tx.in(weeksBucket).Put([]byte("rubbish"), []byte("rubbish")),
			tx.in(burstsBucket).Put([]byte("rubbish"), []byte("rubbish")),
			tx.in(examplesBucket).Put(make([]byte, 32), []byte("rubbish")),
			tx.in(hooksBucket).Put([]byte("a-school"), []byte("rubbish")),
			tx.in(logBucket).Put([]byte("rubbish"), []byte("rubbish")),
			tx.in(accountsBucket).Put([]byte(employed.Name), []byte("rubbish")),
			tx.in(casesBucket).Put([]byte("case"), []byte("rubbish")),
			tx.in(pendingBucket).Put([]byte("rubbish"), nil),
			tx.in(contestedBucket).Put(under(about, "rubbish"), nil),
			tx.in(documentsBucket).Put(documentKey("case", "document"), []byte("rubbish")),
			tx.in(boxedBucket).Put([]byte("rub"), nil),
			tx.in(proposalsBucket).Put([]byte("proposal"), []byte("rubbish")),
			tx.in(flagsBucket).Put([]byte(about.String()), []byte("rubbish")),
			tx.in(reportersBucket).Put([]byte("r"), nil),
			tx.in(distrustedBucket).Put([]byte("someone"), []byte("rubbish")),
			tx.in(erasuresBucket).Put(dateKey(1), []byte("rubbish")),
		)
	}))
	for name, call := range map[string]func() error{
		"Statements": func() error { _, err := s.Statements(t.Context(), about); return err },
		"Tally":      func() error { _, err := s.Tally(t.Context(), []subject.Key{about}, time.Unix(0, 0)); return err },
		"History":    func() error { _, err := s.History(t.Context(), "someone", 1); return err },
		"Testimony":  func() error { _, err := s.Testimony(t.Context(), r.Receipt); return err },
		"Withdraw":   func() error { return s.Withdraw(t.Context(), r.Receipt) },
		"Projection": func() error { _, err := s.Projection(t.Context(), about); return err },
		"Hasten":     func() error { return s.Hasten(t.Context(), []subject.Key{about}, time.Unix(0, 0)) },
		"DueBy":      func() error { _, err := s.DueBy(t.Context(), time.Unix(0, 0), 1); return err },
		"KeysAll":    func() error { _, err := s.KeysAll(t.Context()); return err },
		"RevokeKey":  func() error { return s.RevokeKey(t.Context(), "app") },
		"Vouch": func() error {
			by := r.Statements[0]
			by.Tier = reputation.Verified
			return s.Vouch(t.Context(), r.Receipt, []reputation.Statement{by})
		},
		"Conversation":        func() error { _, err := s.Conversation(t.Context(), conversed.Name); return err },
		"Converse":            func() error { _, err := s.Converse(t.Context(), conversed); return err },
		"ForgetConversations": func() error { _, err := s.ForgetConversations(t.Context(), time.Unix(60, 0), 1); return err },
		"ShownExamples":       func() error { _, err := s.ShownExamples(t.Context()); return err },
		"Published":           func() error { _, err := s.Published(t.Context(), 0); return err },
		"Newest":              func() error { _, err := s.Newest(t.Context()); return err },
		"Publish": func() error {
			_, err := s.Publish(t.Context(), listing.Edition{Version: 1, Body: []byte("x")}, 0)
			return err
		},
		"Weeks":       func() error { _, err := s.Weeks(t.Context(), trend.Week{}, 10); return err },
		"Bursts":      func() error { _, err := s.Bursts(t.Context(), time.Unix(0, 0)); return err },
		"PutExample":  func() error { return s.PutExample(t.Context(), approved(r)) },
		"Examples":    func() error { _, err := s.Examples(t.Context()); return err },
		"DropExample": func() error { return s.DropExample(t.Context(), "example") },
		"Hooks":       func() error { _, err := s.Hooks(t.Context()); return err },
		"SaveHook":    func() error { _, err := s.SaveHook(t.Context(), told); return err },
		"Subjects":    func() error { _, err := s.Subjects(t.Context(), about, 10); return err },
		"Append":      func() error { _, err := s.Append(t.Context(), 0, []byte("entry")); return err },
		"Entries":     func() error { _, err := s.Entries(t.Context(), 0, 10); return err },
		"Logged":      func() error { _, err := s.Logged(t.Context()); return err },
		"Accounts":    func() error { _, err := s.Accounts(t.Context()); return err },
		"SaveAccount": func() error { _, err := s.SaveAccount(t.Context(), employed); return err },
		"Case":        func() error { _, err := s.Case(t.Context(), "case"); return err },
		"SaveCase":    func() error { _, err := s.SaveCase(t.Context(), contested(about)); return err },
		"CasesAbout":  func() error { _, err := s.CasesAbout(t.Context(), about); return err },
		"Pending":     func() error { _, err := s.Pending(t.Context(), 10); return err },
		"Cases":       func() error { _, err := s.Cases(t.Context(), "", 10); return err },
		"Documents":   func() error { _, err := s.Documents(t.Context(), "case"); return err },
		"EraseDocuments": func() error {
			_, err := s.EraseDocuments(t.Context(), math.MaxInt32, 10)
			return err
		},
		"Overturn":      func() error { return s.Overturn(t.Context(), about, r.Report) },
		"Freeze":        func() error { _, err := s.Freeze(t.Context(), about, time.Unix(0, 0)); return err },
		"Aged":          func() error { _, err := s.Aged(t.Context(), time.Unix(0, 0), subject.Key{}, 1); return err },
		"DistrustedAll": func() error { _, err := s.DistrustedAll(t.Context()); return err },
		"Erasures":      func() error { _, err := s.Erasures(t.Context(), 1); return err },
		"Proposals":     func() error { _, err := s.Proposals(t.Context(), "", 10); return err },
		"SaveProposal":  func() error { _, err := s.SaveProposal(t.Context(), proposed(about)); return err },
		"Flags":         func() error { _, err := s.Flags(t.Context(), 10); return err },
		"Flag":          func() error { _, err := s.Flag(t.Context(), about); return err },
	} {
		t.Run(name, func(t *testing.T) {
			if err := call(); !errors.Is(err, fault.Damaged) {
				t.Errorf("got %v", err)
			}
		})
	}
}
