package record

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// The shapes of the documents that are written by hand, as the driver knows them: it must write the same
// bytes.

type statement struct {
	ID         string               `bson:"_id"`
	ReceivedAt int64                `bson:"r,minsize,omitempty"`
	At         int64                `bson:"t,minsize,omitempty"`
	Mass       float64              `bson:"m"`
	Polarity   report.Polarity      `bson:"p"`
	Category   report.Category      `bson:"c,omitempty"`
	Tier       reputation.Tier      `bson:"w"`
	Own        int32                `bson:"o"`
	Block      int32                `bson:"b"`
	Province   string               `bson:"g,omitempty"`
	Reporter   reputation.Pseudonym `bson:"u,omitempty"`
	Person     reputation.Pseudonym `bson:"f,omitempty"`
	APIKey     string               `bson:"k,omitempty"`
	State      reputation.State     `bson:"s"`
	Version    int64                `bson:"v,minsize"`
}

type projection struct {
	Subject    string  `bson:"_id"`
	Revision   int64   `bson:"r"`
	Formula    int64   `bson:"f,minsize"`
	AsOf       int64   `bson:"a,omitempty"`
	Due        int64   `bson:"d,omitempty"`
	Line       int32   `bson:"l"`
	Neighbours float64 `bson:"b"`
	Tally      tally   `bson:"t"`
}

type (
	tally struct {
		Bad        []byte         `bson:"v,omitempty"`
		Anon       []byte         `bson:"a,omitempty"`
		Fine       []byte         `bson:"fv,omitempty"`
		FineAnon   []byte         `bson:"fa,omitempty"`
		Keyed      []keyTally     `bson:"k,omitempty"`
		Categories []categoryMass `bson:"c,omitempty"`
		Days       []day          `bson:"d,omitempty"`
		Networks   []lastSeen     `bson:"w,omitempty"`
		Provinces  []lastSeen     `bson:"g,omitempty"`
		First      int64          `bson:"f,minsize,omitempty"`
		Last       int64          `bson:"l,minsize,omitempty"`
		Live       int64          `bson:"n,minsize"`
		Child      child          `bson:"x"`
		Standing   standing       `bson:"s"`
	}
	keyTally struct {
		Key  string `bson:"k"`
		Bad  []byte `bson:"v,omitempty"`
		Fine []byte `bson:"fv,omitempty"`
	}
	categoryMass struct {
		Category report.Category `bson:"c"`
		Mass     float64         `bson:"m"`
	}
	day struct {
		Date    int32 `bson:"d"`
		Reports int64 `bson:"n,minsize"`
		First   int64 `bson:"f,minsize,omitempty"`
		Last    int64 `bson:"l,minsize,omitempty"`
	}
	lastSeen struct {
		Name string `bson:"n"`
		Date int32  `bson:"d"`
	}
	child struct {
		Bad      float64 `bson:"v"`
		Fine     float64 `bson:"f"`
		Networks []byte  `bson:"n,omitempty"`
	}
	standing struct {
		Ruling     reputation.DecisionKind `bson:"r,omitempty"`
		RuledAt    int64                   `bson:"a,omitempty"`
		RuledFor   string                  `bson:"w,omitempty"`
		Official   bool                    `bson:"o,omitempty"`
		DisputedAt int64                   `bson:"d,omitempty"`
		Claimed    bool                    `bson:"c,omitempty"`
		RecycledAt int64                   `bson:"g,omitempty"`
	}
)

type (
	week struct {
		ID     string       `bson:"_id"`
		AsOf   int64        `bson:"a"`
		Closed bool         `bson:"z,omitempty"`
		Cells  []cell       `bson:"c,omitempty"`
		Ranges []blockRange `bson:"b,omitempty"`
	}
	cell struct {
		Table     trend.Table `bson:"t"`
		Row       string      `bson:"r"`
		Column    string      `bson:"c,omitempty"`
		Reporters int64       `bson:"n,minsize"`
	}
	blockRange struct {
		Block    string          `bson:"b"`
		Category report.Category `bson:"c,omitempty"`
		Numbers  int64           `bson:"n,minsize"`
	}
)

func weekDocument(r trend.Rollup) week {
	doc := week{ID: r.Week.String(), AsOf: count(r.AsOf, 1), Closed: r.Closed}
	for _, c := range r.Cells {
		doc.Cells = append(doc.Cells, cell{c.Table, c.Row, c.Column, int64(c.Reporters)})
	}
	for _, b := range r.Ranges {
		doc.Ranges = append(doc.Ranges, blockRange{b.Block, b.Category, int64(b.Numbers)})
	}
	return doc
}

func statementDocument(s reputation.Statement) statement {
	return statement{
		ID:         StatementID(s.Subject, s.Report),
		ReceivedAt: count(s.ReceivedAt, secondsPerMinute),
		At:         count(s.At, secondsPerHour),
		Mass:       s.Mass,
		Polarity:   s.Polarity,
		Category:   s.Category,
		Tier:       s.Tier,
		Own:        int32(s.Own),
		Block:      int32(s.Block),
		Province:   s.Province,
		Reporter:   s.Reporter,
		Person:     s.Person,
		APIKey:     s.APIKey,
		State:      s.State,
		Version:    int64(s.Version),
	}
}

func projectionDocument(p reputation.Projection) projection {
	return projection{
		Subject:    p.Subject.String(),
		Revision:   int64(p.Revision),
		Formula:    int64(p.Formula),
		AsOf:       nanos(p.AsOf),
		Due:        count(p.Due, 1),
		Line:       int32(p.Line),
		Neighbours: p.Neighbours,
		Tally:      tallyDocument(&p.Tally),
	}
}

func tallyDocument(t *reputation.Tally) tally {
	doc := tally{
		Bad:       appendSums(nil, &t.Bad),
		Anon:      appendSums(nil, &t.Anon),
		Fine:      appendSums(nil, &t.Fine),
		FineAnon:  appendSums(nil, &t.FineAnon),
		Networks:  lastSeenDocuments(t.Networks),
		Provinces: lastSeenDocuments(t.Provinces),
		First:     count(t.FirstSeen, secondsPerMinute),
		Last:      count(t.LastSeen, secondsPerMinute),
		Live:      int64(t.Live),
		Child:     child{t.Child.Bad, t.Child.Fine, appendSums(nil, &t.Child.Networks)},
		Standing:  standingDocument(t.Standing),
	}
	for i := range t.Keyed {
		k := &t.Keyed[i]
		doc.Keyed = append(doc.Keyed, keyTally{k.APIKey, appendSums(nil, &k.Bad), appendSums(nil, &k.Fine)})
	}
	for _, c := range t.Categories {
		doc.Categories = append(doc.Categories, categoryMass{c.Category, c.Mass})
	}
	for _, d := range t.Days {
		doc.Days = append(doc.Days, day{
			int32(d.Date), int64(d.Reports), count(d.First, secondsPerMinute), count(d.Last, secondsPerMinute),
		})
	}
	return doc
}

func lastSeenDocuments(seen []reputation.LastSeen) (docs []lastSeen) {
	for _, s := range seen {
		docs = append(docs, lastSeen{s.Name, int32(s.Date)})
	}
	return docs
}

func standingDocument(s reputation.Standing) standing {
	return standing{s.Ruling, nanos(s.RuledAt), s.RuledFor, s.Official, nanos(s.DisputedAt), s.Claimed, nanos(s.RecycledAt)}
}

func TestTheDriverWritesTheSame(t *testing.T) {
	same := func(t *rapid.T, ours []byte, err error, shape any) {
		theirs, wrong := bson.Marshal(shape)
		if err != nil || wrong != nil || string(ours) != string(theirs) {
			t.Fatalf("\n ours   %x, %v\n theirs %x, %v", ours, err, theirs, wrong)
		}
	}
	t.Run("statement", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			s := drawStatement(t)
			b, err := EncodeStatement(s)
			same(t, b, err, statementDocument(s))
		})
	})
	t.Run("projection", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			p := drawProjection(t)
			b, err := EncodeProjection(p)
			same(t, b, err, projectionDocument(p))
		})
	})
	t.Run("week", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			r := drawWeek(t)
			b, err := EncodeWeek(r)
			same(t, b, err, weekDocument(r))
		})
	})
}
