//go:build service

package mongo

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/store/record"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// number returns the nth of 10,000 numbers in a hundred blocks, all with the prefix reserved for fiction.
func number(n int) subject.Key {
	key, err := subject.ParseKey(fmt.Sprintf("+1202555010%04d", n))
	if err != nil {
		panic(err)
	}
	return key
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// made returns the nth report, about these subjects.
func made(n int, about ...subject.Key) reputation.SealedTestimony {
	received := noon.Add(time.Duration(n%1000) * time.Minute)
	r := reputation.SealedTestimony{ReceivedAt: received, Sealed: make([]byte, 200), SealedOn: reputation.DateOf(received)}
	binary.BigEndian.PutUint64(r.Report[8:], uint64(n))
	binary.BigEndian.PutUint64(r.Receipt[:], uint64(n)*0x9E3779B97F4A7C15)
	for _, key := range about {
		s := reputation.Statement{
			Subject: key, Report: r.Report, ReceivedAt: received, At: received.Truncate(time.Hour), Mass: 0.6 + float64(n)/7,
			Polarity: report.Bad, Category: "survey", Tier: reputation.Verified, Own: uint8(n % reputation.Buckets), Block: uint8(n % 7),
			Province: "CN-ZJ", State: reputation.Live, Version: 1,
		}
		if n%2 == 0 {
			s.Reporter = reputation.Pseudonym(fmt.Sprint("reporter ", n%500))
		}
		r.Statements = append(r.Statements, s)
	}
	return r
}

// name returns the nth name of a sender.
func name(n int) conversation.Name {
	return conversation.Name(fmt.Sprintf("%032x", uint64(n)*0x9E3779B97F4A7C15))
}

// filled is how many documents fill leaves in each of the great collections, at least.
const filled = 20_000

// fill writes statements about 10,000 numbers, two each, projects them, of which one in ten stays marked, and
// files testimonies, of which one in twenty has an example; and as many conversations, names of who gets no replies and bursts, and the
// weeks of a lifetime.
func fill(t *testing.T, s *Store) {
	t.Helper()
	var statements []reputation.Statement
	var documents []mongo.WriteModel
	for n := range filled {
		r := made(n, number(n/2))
		statements = append(statements, r.Statements...)
		b, err := record.EncodeFinished(record.Finish(r))
		check(t, err)
		if n%20 == 0 {
			example, err := record.EncodeExample(exampleOf(n))
			check(t, err)
			b, err = with(b, bson.M{fieldExample: bson.Raw(example)})
			check(t, err)
		}
		documents = append(documents, mongo.NewInsertOneModel().SetDocument(b))
	}
	_, err := s.Add(t.Context(), statements)
	check(t, err)
	_, err = s.bulk(t.Context(), testimonies, documents)
	check(t, err)
	var saves []reputation.Save
	for n := range filled / 2 {
		save := reputation.Save{Projection: reputation.Projection{
			Subject: number(n), Revision: 1, AsOf: noon, Due: noon.Add(time.Duration(n) * time.Minute),
		}}
		if n%10 != 0 {
			for _, said := range statements[2*n : 2*n+2] {
				save.Marks = append(save.Marks, record.StatementMark(&said))
			}
		}
		saves = append(saves, save)
	}
	for n := range filled / 2 {
		key, err := subject.ParseKey(fmt.Sprintf("qq/%d", 100_000+n))
		check(t, err)
		saves = append(saves, reputation.Save{Projection: reputation.Projection{Subject: key, Revision: 1, AsOf: noon}})
	}
	documents = nil
	var names []mongo.WriteModel
	for n := range filled {
		r := conversation.Record{Name: name(n), Revision: 1, Until: noon.Add(time.Duration(n) * time.Minute), Sealed: make([]byte, 200)}
		b, err := record.EncodeConversation(r)
		check(t, err)
		documents = append(documents, mongo.NewInsertOneModel().SetDocument(b))
		names = append(names, mongo.NewInsertOneModel().SetDocument(bson.M{"_id": name(n)}))
	}
	_, err = s.bulk(t.Context(), conversations, documents)
	check(t, err)
	_, err = s.bulk(t.Context(), stops, names)
	check(t, err)
	fillTrends(t, s)
	fillRights(t, s)
	refused, err := s.Save(t.Context(), saves)
	check(t, err)
	if len(refused) > 0 {
		t.Fatalf("refused %d", len(refused))
	}
}

// fillTrends writes bursts, the last three of them in the last hour, and weeks with a few figures each.
func fillTrends(t *testing.T, s *Store) {
	t.Helper()
	var found, counted []mongo.WriteModel
	for n := range filled {
		b, err := record.EncodeBurst(burst(n))
		check(t, err)
		found = append(found, mongo.NewInsertOneModel().SetDocument(b))
	}
	_, err := s.bulk(t.Context(), bursts, found)
	check(t, err)
	for n := range weeksFilled {
		b, err := record.EncodeWeek(figures(n))
		check(t, err)
		counted = append(counted, mongo.NewInsertOneModel().SetDocument(b))
	}
	_, err = s.bulk(t.Context(), weeks, counted)
	check(t, err)
}

// weeksFilled is how many weeks fill leaves.
const weeksFilled = 4000

// exampleOf returns an example of the nth report.
func exampleOf(n int) trend.Example {
	return trend.Example{ID: fmt.Sprint("example ", n), Receipt: made(n).Receipt, Category: "survey", Kind: report.Call, Text: "heard it", ApprovedAt: noon}
}

// burst returns the nth burst; each was seen last an hour before the one before.
func burst(n int) trend.Burst {
	last := noon.Add(-time.Duration(n) * time.Hour)
	return trend.Burst{ID: fmt.Sprint("burst ", n), Scope: trend.Country(), Category: "survey", FoundAt: last, LastAt: last, Reporters: 15}
}

// figures returns those of the nth week from noon on.
func figures(n int) trend.Rollup {
	r := trend.Rollup{Week: trend.WeekOf(noon).Add(n), AsOf: noon, Closed: true}
	for campus := range 20 {
		r.Cells = append(r.Cells, trend.Cell{Place: trend.Place{Table: trend.ByCampus, Row: fmt.Sprint("campus ", campus), Column: "survey"}, Reporters: 15})
	}
	return r
}

// fillRights writes cases, of which one in ten waits, documents, proposals, flags, of which one in ten is raised, distrusted reporters, and an
// audit log; and decisions about one number in ten.
func fillRights(t *testing.T, s *Store) {
	t.Helper()
	writes := map[collection][]mongo.WriteModel{}
	add := func(in collection, document any, err error) {
		t.Helper()
		check(t, err)
		writes[in] = append(writes[in], mongo.NewInsertOneModel().SetDocument(document))
	}
	for n := range filled {
		_, contested, err := caseDocument(contest(n))
		add(cases, contested, err)
		sent, err := record.EncodeDocument(proofOf(n))
		add(documents, bson.Raw(sent), err)
		_, proposed, err := proposalDocument(registry.Proposal{
			ID: fmt.Sprintf("%06d", n), Revision: 1, Subject: number(n / 2), Name: "Demo Bank", Sector: registry.Bank, By: "m", At: noon, State: registry.Open,
		})
		add(proposals, proposed, err)
		add(distrusted, bson.M{"_id": fmt.Sprint("reporter ", n), fieldDay: int32(reputation.DateOf(noon)) - int32(n/10)}, nil)
		add(entries, bson.M{"_id": int64(n), fieldEntry: make([]byte, 200)}, nil)
		if n%10 == 0 {
			decided, err := decisionDocument(reputation.Decision{ID: fmt.Sprint(n), Subject: number(n / 2), Kind: reputation.Clear, At: noon, By: "m"})
			add(truth, decided, err)
		}
	}
	for n := range filled / 2 {
		f := brigade.Flag{Subject: number(n), FoundAt: noon.Add(time.Duration(n) * time.Minute), Reports: 40}
		if n%10 != 0 {
			f.Dismissed = noon
		}
		raised, err := flagDocument(f)
		add(flags, raised, err)
	}
	for in, some := range writes {
		_, err := s.bulk(t.Context(), in, some)
		check(t, err)
	}
}

// contest returns the nth case.
func contest(n int) casefile.Case {
	c := casefile.Case{
		ID: fmt.Sprintf("%064d", n), Revision: 1, Subject: number(n / 2), Claim: casefile.Wrong, Proof: casefile.Documents, State: casefile.Closed,
		OpenedAt: noon.Add(time.Duration(n) * time.Minute),
	}
	if n%10 == 0 {
		c.State = casefile.Submitted
	}
	return c
}

// proofOf returns a document of the nth case.
func proofOf(n int) casefile.Document {
	return casefile.Document{
		Case: contest(n).ID, Name: "a", Type: "image/png", Size: 100, SentAt: noon, SealedOn: reputation.DateOf(noon) - reputation.Date(n/100), Box: make([]byte, 200),
	}
}
