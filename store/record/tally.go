package record

import (
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

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

func tallyDocument(t *reputation.Tally) tally {
	doc := tally{
		Bad:       packSums(&t.Bad),
		Anon:      packSums(&t.Anon),
		Fine:      packSums(&t.Fine),
		FineAnon:  packSums(&t.FineAnon),
		Networks:  lastSeenDocuments(t.Networks),
		Provinces: lastSeenDocuments(t.Provinces),
		First:     count(t.FirstSeen, secondsPerMinute),
		Last:      count(t.LastSeen, secondsPerMinute),
		Live:      int64(t.Live),
		Child:     child{t.Child.Bad, t.Child.Fine, packSums(&t.Child.Networks)},
		Standing:  standingDocument(t.Standing),
	}
	for i := range t.Keyed {
		k := &t.Keyed[i]
		doc.Keyed = append(doc.Keyed, keyTally{k.APIKey, packSums(&k.Bad), packSums(&k.Fine)})
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

func (doc *tally) value() (t reputation.Tally, err error) {
	read := func(to *reputation.Sums, b []byte) {
		sums, e := unpackSums(b)
		if *to = sums; e != nil {
			err = e
		}
	}
	read(&t.Bad, doc.Bad)
	read(&t.Anon, doc.Anon)
	read(&t.Fine, doc.Fine)
	read(&t.FineAnon, doc.FineAnon)
	read(&t.Child.Networks, doc.Child.Networks)
	for _, k := range doc.Keyed {
		keyed := reputation.KeyTally{APIKey: k.Key}
		read(&keyed.Bad, k.Bad)
		read(&keyed.Fine, k.Fine)
		t.Keyed = append(t.Keyed, keyed)
	}
	for _, c := range doc.Categories {
		t.Categories = append(t.Categories, reputation.CategoryMass{Category: c.Category, Mass: c.Mass})
	}
	for _, d := range doc.Days {
		t.Days = append(t.Days, d.value())
	}
	t.Networks, t.Provinces = lastSeenValues(doc.Networks), lastSeenValues(doc.Provinces)
	t.FirstSeen, t.LastSeen = moment(doc.First, secondsPerMinute), moment(doc.Last, secondsPerMinute)
	t.Live = int(doc.Live)
	t.Child.Bad, t.Child.Fine = doc.Child.Bad, doc.Child.Fine
	t.Standing = doc.Standing.value()
	return t, err
}

func (doc day) value() reputation.Day {
	return reputation.Day{
		Date:    reputation.Date(doc.Date),
		Reports: int(doc.Reports),
		First:   moment(doc.First, secondsPerMinute),
		Last:    moment(doc.Last, secondsPerMinute),
	}
}

func lastSeenDocuments(seen []reputation.LastSeen) (docs []lastSeen) {
	for _, s := range seen {
		docs = append(docs, lastSeen{s.Name, int32(s.Date)})
	}
	return docs
}

func lastSeenValues(docs []lastSeen) (seen []reputation.LastSeen) {
	for _, d := range docs {
		seen = append(seen, reputation.LastSeen{Name: d.Name, Date: reputation.Date(d.Date)})
	}
	return seen
}

func standingDocument(s reputation.Standing) standing {
	return standing{s.Ruling, nanos(s.RuledAt), s.RuledFor, s.Official, nanos(s.DisputedAt), s.Claimed, nanos(s.RecycledAt)}
}

func (doc standing) value() reputation.Standing {
	return reputation.Standing{
		Ruling:     doc.Ruling,
		RuledAt:    fromNanos(doc.RuledAt),
		RuledFor:   doc.RuledFor,
		Official:   doc.Official,
		DisputedAt: fromNanos(doc.DisputedAt),
		Claimed:    doc.Claimed,
		RecycledAt: fromNanos(doc.RecycledAt),
	}
}
