//go:build service

package mongo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"ringfence/internal/apikey"
	"ringfence/internal/fault"
	"ringfence/internal/listing"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

// asked collects every query that a client sends.
type asked struct {
	mu   sync.Mutex
	list []bson.Raw
}

func (a *asked) monitor() *event.CommandMonitor {
	return &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		if slices.Contains([]string{"find", "aggregate", "count", "distinct", "findAndModify"}, e.CommandName) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.list = append(a.list, slices.Clone(e.Command))
		}
	}}
}

func (a *asked) take() []bson.Raw {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer func() { a.list = nil }()
	return a.list
}

// TestPlans calls every method of a store that holds 20,000 documents and more in each great collection, asks
// the server how it answers each query that this took, and expects the index that the README names for the method.
func TestPlans(t *testing.T) {
	var asked asked
	s, err := openWith(t.Context(), database(t), options.Client().SetMonitor(asked.monitor()))
	check(t, err)
	defer s.Close()
	fill(t, s)
	readme, err := os.ReadFile("README.md")
	check(t, err)
	served := map[string]bool{}
	asked.take()
	calls := calls(t, s, &asked)
	for _, c := range calls {
		check(t, c.call())
		for _, command := range asked.take() {
			in, index := command.Lookup(command0(command)).StringValue(), commented(command)
			served[in+" "+index] = true
			if !documented(string(readme), in, index, c.method) {
				t.Errorf("%s asks %s by %s, which the README does not say", c.method, in, index)
			}
			if !slices.Contains([]string{string(meta), string(apiKeys), string(leases), string(editions), string(parts), string(hooks), string(accounts), string(erasures)}, in) { // a handful of documents, read whole whatever the index
				expectPlan(t, s, c.method, command, index)
			}
		}
	}
	for _, i := range indexes() {
		if !served[string(i.in)+" "+i.name] {
			t.Errorf("nothing needs the index %s of %s", i.name, i.in)
		}
	}
}

// called is a method and a call of it.
type called struct {
	method string
	call   func() error
}

func calls(t *testing.T, s *Store, asked *asked) []called {
	ctx := t.Context()
	var some []subject.Key
	var blocks []string
	for n := range 200 {
		some = append(some, number(n*37))
	}
	for n := range 50 {
		blocks = append(blocks, fmt.Sprintf("+1202555010%02d", n*2))
	}
	replacement := made(filled+1, number(3))
	replacement.Replaces = made(9, number(4)).Receipt
	visited := visited(filled)
	unread := reputation.Projection{Subject: number(5), Revision: 7, AsOf: noon}
	k := apikey.Key{Name: "app", Hash: apikey.Hash{1}, Tier: apikey.Free, Scopes: []apikey.Scope{apikey.Lookup}}
	return []called{
		{"Open", func() error { return s.prepare(ctx) }},
		{"Bind", func() error { return s.Bind(ctx, "fingerprint") }},
		{"Bound", func() error { _, err := s.Bound(ctx); return err }},
		{"Demonstration", func() error { _, err := s.Demonstration(ctx); return err }},
		{"File", func() error { return s.File(ctx, replacement) }},
		{"Unfinished", func() error {
			_, err := s.begin(ctx, made(filled+2, number(3)))
			check(t, err)
			_, err = s.Unfinished(ctx, 100)
			return err
		}},
		{"Complete", func() error { return s.Complete(ctx, made(filled+2).Receipt) }},
		{"Testimony", func() error { _, err := s.Testimony(ctx, made(8).Receipt); return err }},
		{"Received", func() error {
			return s.Received(ctx, noon, noon.Add(time.Hour), func([]reputation.SealedTestimony) error { return nil })
		}},
		{"Withdraw", func() error { return s.Withdraw(ctx, made(8).Receipt) }},
		{"Vouch", func() error {
			check(t, s.File(ctx, visited))
			asked.take()
			return s.Vouch(ctx, visited.Receipt, spokenFor(visited))
		}},
		{"Conversation", func() error { _, err := s.Conversation(ctx, name(7)); return err }},
		{"ForgetConversations", func() error { _, err := s.ForgetConversations(ctx, noon.Add(time.Hour), 50); return err }},
		{"Stopped", func() error { _, err := s.Stopped(ctx, name(8)); return err }},
		{"Statements", func() error { _, err := s.Statements(ctx, number(7)); return err }},
		{"Tally", func() error { _, err := s.Tally(ctx, some, noon); return err }},
		{"Unprojected", func() error { _, err := s.Unprojected(ctx, 100); return err }},
		{"History", func() error { _, err := s.History(ctx, "reporter 4", 16); return err }},
		{"Subjects", func() error { _, err := s.Subjects(ctx, number(5000), 100); return err }},
		{"Decisions", func() error { _, err := s.Decisions(ctx, number(7)); return err }},
		{"Projection", func() error { _, err := s.Projection(ctx, number(7)); return err }},
		{"Blocks", func() error { _, err := s.Blocks(ctx, blocks...); return err }},
		{"Save", func() error { _, err := s.Save(ctx, []reputation.Save{{Projection: unread}}); return err }},
		{"DueBy", func() error { _, err := s.DueBy(ctx, noon.Add(24*time.Hour), 100); return err }},
		{"Mend", func() error { _, err := s.Mend(ctx); return err }},
		{"Changed", func() error { _, _, err := s.Changed(ctx, "", 200); return err }},
		{"Lease", func() error { _, _, err := s.Lease(ctx, "sweep"); return err }},
		{"Publish", func() error { _, err := s.Publish(ctx, listing.Edition{Version: 1, Body: []byte("x")}, 0); return err }},
		{"Published", func() error { _, err := s.Published(ctx, 0); return err }},
		{"Newest", func() error { _, err := s.Newest(ctx); return err }},
		{"Fold", func() error { return s.Fold(ctx, listing.Edition{Version: 1, Whole: true, Body: []byte("x")}) }},
		{"SaveWeek", func() error { _, err := s.SaveWeek(ctx, figures(7)); return err }},
		{"Weeks", func() error { _, err := s.Weeks(ctx, figures(weeksFilled/2).Week, 50); return err }},
		{"Bursts", func() error { _, err := s.Bursts(ctx, burst(20).LastAt); return err }},
		{"PutExample", func() error { return s.PutExample(ctx, exampleOf(21)) }},
		{"Examples", func() error { _, err := s.Examples(ctx); return err }},
		{"ShownExamples", func() error { _, err := s.ShownExamples(ctx); return err }},
		{"Hooks", func() error { _, err := s.Hooks(ctx); return err }},
		{"Append", func() error { _, err := s.Append(ctx, filled, []byte("x")); return err }},
		{"Entries", func() error { _, err := s.Entries(ctx, filled/2, 50); return err }},
		{"Logged", func() error { _, err := s.Logged(ctx); return err }},
		{"Accounts", func() error { _, err := s.Accounts(ctx); return err }},
		{"Case", func() error { _, err := s.Case(ctx, contest(7).ID); return err }},
		{"CasesAbout", func() error { _, err := s.CasesAbout(ctx, number(7)); return err }},
		{"Pending", func() error { _, err := s.Pending(ctx, 50); return err }},
		{"Cases", func() error { _, err := s.Cases(ctx, contest(filled/2).ID, 50); return err }},
		{"PutDocument", func() error { d := proofOf(7); d.Name = "b"; return s.PutDocument(ctx, d) }},
		{"CountDocuments", func() error { _, err := s.CountDocuments(ctx, contest(7).ID); return err }},
		{"Documents", func() error { _, err := s.Documents(ctx, contest(7).ID); return err }},
		{"EraseDocuments", func() error { _, err := s.EraseDocuments(ctx, reputation.DateOf(noon)-150, 50); return err }},
		{"Proposals", func() error { _, err := s.Proposals(ctx, "010000", 50); return err }},
		{"Flags", func() error { _, err := s.Flags(ctx, 50); return err }},
		{"Flag", func() error { _, err := s.Flag(ctx, number(7)); return err }},
		{"FlagsAll", func() error { _, err := s.FlagsAll(ctx, number(5000), 50); return err }},
		{"Decided", func() error { _, err := s.Decided(ctx, number(5000), 100); return err }},
		{"Overturn", func() error { return s.Overturn(ctx, number(7), made(14).Report) }},
		{"Reinstate", func() error { return s.Reinstate(ctx, number(7), made(15).Report) }},
		{"Distrusted", func() error { _, err := s.Distrusted(ctx, "reporter 7", "somebody"); return err }},
		{"DistrustedAll", func() error { _, err := s.DistrustedAll(ctx); return err }},
		{"Forgive", func() error { _, err := s.Forgive(ctx, reputation.DateOf(noon)-1900); return err }},
		{"EraseTestimony", func() error { _, err := s.EraseTestimony(ctx, reputation.DateOf(noon)+1, 50); return err }},
		{"Aged", func() error { // before and after retention has begun
			_, err := s.Aged(ctx, noon.Add(time.Hour), number(5000), 50)
			check(t, err)
			_, err = s.Aged(ctx, noon.AddDate(0, 0, 1), number(5000), 50)
			return err
		}},
		{"Freeze", func() error { _, err := s.Freeze(ctx, number(7), noon.AddDate(0, 0, 1)); return err }},
		{"Scrub", func() error { return s.Scrub(ctx) }},
		{"Erasures", func() error { _, err := s.Erasures(ctx, reputation.DateOf(noon)); return err }},
		{"Walk", func() error { return s.Walk(ctx, func(transfer.Batch) error { return nil }) }},
		{"BeginRestore", func() error {
			if err := s.BeginRestore(ctx, "an archive"); !errors.Is(err, fault.Exists) {
				return fmt.Errorf("restores over other data: %w", err)
			}
			return nil
		}},
		{"Restoring", func() error { _, err := s.Restoring(ctx); return err }},
		{"KeysAll", func() error { check(t, s.PutKey(ctx, k)); _, err := s.KeysAll(ctx); return err }},
	}
}

// command0 returns the name of a command.
func command0(command bson.Raw) string { return command.Index(0).Key() }

func commented(command bson.Raw) string {
	comment, _ := command.Lookup("comment").StringValueOK()
	return comment
}

// documented reports whether a row of the README gives this method this index.
func documented(readme, in, index, method string) bool {
	for line := range strings.Lines(readme) {
		if strings.HasPrefix(line, fmt.Sprintf("| `%s` | `%s` |", in, index)) && strings.Contains(line, method) {
			return true
		}
	}
	return false
}

// expectPlan waits, for a new collection has no statistics yet, until the server would use the index and, where it
// returns the first of many, find them in its order.
func expectPlan(t *testing.T, s *Store, method string, command bson.Raw, index string) {
	t.Helper()
	bounded := command.Lookup("limit").IsNumber() && command.Lookup("limit").AsInt64() > 1
	var p plan
	for deadline := time.Now().Add(2 * time.Minute); ; <-time.After(50 * time.Millisecond) {
		p = planOf(t, s, command)
		if slices.Equal(p.indexes, []string{index}) && !p.scans && (!bounded || !p.sorts) {
			return
		}
		if time.Now().After(deadline) {
			break
		}
	}
	t.Errorf("%s: want index %s, got %v, reads all %v, sorts %v\n%v", method, index, p.indexes, p.scans, p.sorts, command)
}

// plan is what a server says that it would do.
type plan struct {
	indexes      []string
	scans, sorts bool
}

func planOf(t *testing.T, s *Store, command bson.Raw) (p plan) {
	t.Helper()
	var find bson.D
	elements, err := command.Elements()
	check(t, err)
	for _, e := range elements {
		if slices.Contains([]string{command0(command), "filter", "pipeline", "sort", "projection", "limit", "cursor"}, e.Key()) {
			find = append(find, bson.E{Key: e.Key(), Value: e.Value()})
		}
	}
	said, err := s.db.RunCommand(t.Context(), bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "queryPlanner"}}).Raw()
	check(t, err)
	p.read(said.Lookup("queryPlanner").Document())
	slices.Sort(p.indexes)
	p.indexes = slices.Compact(p.indexes)
	return p
}

// read takes a plan of PostgreSQL or of a mongod in, but for what was only considered.
func (p *plan) read(document bson.Raw) {
	elements, _ := document.Elements()
	for _, e := range elements {
		key, value := e.Key(), e.Value()
		if key == "IndexCosts" || key == "rejectedPlans" {
			continue
		}
		if inner, ok := value.DocumentOK(); ok {
			p.read(inner)
		}
		if list, ok := value.ArrayOK(); ok {
			p.read(bson.Raw(list))
		}
		word, _ := value.StringValueOK()
		switch {
		case key == "Index Name" || key == "indexName":
			p.indexes = append(p.indexes, word)
		case word == "Seq Scan" || word == "COLLSCAN":
			p.scans = true
		case word == "Sort" || word == "SORT":
			p.sorts = true
		case word == "IDHACK" || strings.HasPrefix(word, "EXPRESS"):
			p.indexes = append(p.indexes, byID)
		}
	}
}
