package record

import (
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

func TestWhatIsEncodedComesBackExactly(t *testing.T) {
	t.Run("statement", func(t *testing.T) { roundTrip(t, drawStatement, EncodeStatement, DecodeStatement) })
	t.Run("decision", func(t *testing.T) { roundTrip(t, drawDecision, EncodeDecision, DecodeDecision) })
	t.Run("unfinished testimony", func(t *testing.T) { roundTrip(t, drawTestimony, EncodeUnfinished, DecodeUnfinished) })
	t.Run("finished testimony", func(t *testing.T) {
		draw := func(t *rapid.T) Finished { return Finish(drawTestimony(t)) }
		roundTrip(t, draw, EncodeFinished, DecodeFinished)
	})
	t.Run("conversation", func(t *testing.T) { roundTrip(t, drawConversation, EncodeConversation, DecodeConversation) })
	t.Run("projection", func(t *testing.T) { roundTrip(t, drawProjection, EncodeProjection, DecodeProjection) })
	t.Run("week", func(t *testing.T) { roundTrip(t, drawWeek, EncodeWeek, DecodeWeek) })
	t.Run("burst", func(t *testing.T) { roundTrip(t, drawBurst, EncodeBurst, DecodeBurst) })
	t.Run("example", func(t *testing.T) { roundTrip(t, drawExample, EncodeExample, DecodeExample) })
	t.Run("hook", func(t *testing.T) { roundTrip(t, drawHook, EncodeHook, DecodeHook) })
	t.Run("account", func(t *testing.T) { roundTrip(t, drawAccount, EncodeAccount, DecodeAccount) })
	t.Run("case", func(t *testing.T) { roundTrip(t, drawCase, EncodeCase, DecodeCase) })
	t.Run("document", func(t *testing.T) { roundTrip(t, drawDocument, EncodeDocument, DecodeDocument) })
	t.Run("proposal", func(t *testing.T) { roundTrip(t, drawProposal, EncodeProposal, DecodeProposal) })
	t.Run("flag", func(t *testing.T) { roundTrip(t, drawFlag, EncodeFlag, DecodeFlag) })
}

func roundTrip[R any](t *testing.T, draw func(*rapid.T) R, encode func(R) ([]byte, error), decode func([]byte) (R, error)) {
	rapid.Check(t, func(t *rapid.T) {
		want := draw(t)
		b, err := encode(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("\n got %+v\nwant %+v", got, want)
		}
		again, err := encode(got)
		if err != nil || string(again) != string(b) {
			t.Fatalf("encoded twice: %x, then %x, %v", b, again, err)
		}
	})
}

func TestNeighbourIsThatOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProjection(t)
		b, err := EncodeProjection(p)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := DecodeNeighbour(b); err != nil || n != p.Neighbour() {
			t.Fatalf("neighbour is %+v, %v of %+v", n, err, p)
		}
	})
}

func TestHeadOfAProjectionIsThatOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProjection(t)
		b, err := EncodeProjection(p)
		if err != nil {
			t.Fatal(err)
		}
		revision, due, err := ProjectionHead(b)
		if err != nil || revision != p.Revision || !due.Equal(p.Due) {
			t.Fatalf("head is %d, %v, %v of %+v", revision, due, err, p)
		}
	})
}

func TestTimesAreRoundedDown(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 34, 56, 789, time.FixedZone("UTC+8", 8*3600))
	b, err := EncodeStatement(reputation.Statement{Subject: keys[0], ReceivedAt: at, At: at})
	if err != nil {
		t.Fatal(err)
	}
	s, err := DecodeStatement(b)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 20, 4, 34, 0, 0, time.UTC); !s.ReceivedAt.Equal(want) {
		t.Errorf("received at %v, want %v", s.ReceivedAt, want)
	}
	if want := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC); !s.At.Equal(want) {
		t.Errorf("happened at %v, want %v", s.At, want)
	}
}

func TestSumsKeepEveryBit(t *testing.T) {
	want := reputation.Sums{0: math.Copysign(0, -1), 1: math.SmallestNonzeroFloat64, 30: math.Inf(1), 31: math.MaxFloat64}
	packed := appendSums(nil, &want)
	if len(packed) != 4*sumBytes {
		t.Errorf("four buckets take %d bytes", len(packed))
	}
	got, err := unpackSums(packed)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			t.Errorf("bucket %d: %v, want %v", i, got[i], want[i])
		}
	}
}

func TestDamageIsTold(t *testing.T) {
	sound := func(change func(*statement)) []byte {
		doc := statementDocument(reputation.Statement{Subject: keys[0], Version: 1})
		change(&doc)
		b, err := bson.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if _, err := DecodeStatement(sound(func(*statement) {})); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"nothing":               nil,
		"a length and no more":  {5, 0, 0, 0},
		"an empty document":     {5, 0, 0, 0, 0},
		"no subject":            sound(func(d *statement) { d.ID = "|" + report.ID{}.String() }),
		"no report":             sound(func(d *statement) { d.ID = keys[0].String() }),
		"a report that is none": sound(func(d *statement) { d.ID = keys[0].String() + "|xyz" }),
		"a bucket too many":     sound(func(d *statement) { d.Own = reputation.Buckets }),
		"a bucket too few":      sound(func(d *statement) { d.Block = -1 }),
		"a version too high":    sound(func(d *statement) { d.Version = math.MaxUint32 + 1 }),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := DecodeStatement(b); !errors.Is(err, fault.Damaged) {
				t.Errorf("got %v", err)
			}
		})
	}
	for name, b := range map[string][]byte{
		"half a bucket":                {1, 2, 3},
		"buckets out of order":         {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0},
		"a bucket past the last":       {32, 1, 0, 0, 0, 0, 0, 0, 0},
		"a bucket that needs no place": {1, 0, 0, 0, 0, 0, 0, 0, 0},
	} {
		t.Run("sums with "+name, func(t *testing.T) {
			if _, err := unpackSums(b); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestDamageToAConversationIsTold(t *testing.T) {
	for name, spoil := range map[string]func(*remembered){
		"a name that is none": func(r *remembered) { r.Name = "+12025550143" },
		"no revision":         func(r *remembered) { r.Revision = 0 },
		"no end":              func(r *remembered) { r.Until = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			doc := remembered{Name: "0123456789abcdef0123456789abcdef", Revision: 1, Until: 1}
			spoil(&doc)
			b, err := bson.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := DecodeConversation(b); !errors.Is(err, fault.Damaged) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDamageToWhatIsPublishedIsTold(t *testing.T) {
	encoded := func(doc any) []byte {
		b, err := bson.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, err := range map[string]error{
		"a week that is none":         second(DecodeWeek(encoded(bson.M{"_id": "2026-W54"}))),
		"a week without a name":       second(DecodeWeek(encoded(bson.M{"a": int64(1)}))),
		"cells that are none":         second(DecodeWeek(encoded(bson.M{"_id": "2026-W47", "c": "many"}))),
		"a burst without an ID":       second(DecodeBurst(encoded(burst{FoundAt: 1, LastAt: 1}))),
		"a burst that ended first":    second(DecodeBurst(encoded(burst{ID: "b", FoundAt: 2, LastAt: 1}))),
		"a burst that grew before":    second(DecodeBurst(encoded(burst{ID: "b", FoundAt: 2, LastAt: 2, Grew: []growth{{At: 1}}}))),
		"a week as of no moment":      second(DecodeWeek(encoded(bson.M{"_id": "2026-W47"}))),
		"an example without an ID":    second(DecodeExample(encoded(example{Receipt: make([]byte, 32)}))),
		"an example of half a report": second(DecodeExample(encoded(example{ID: "e", Receipt: make([]byte, 16)}))),
		"an account of no revision":   second(DecodeAccount(encoded(account{Name: "a", MadeAt: 1}))),
		"an account never made":       second(DecodeAccount(encoded(account{Name: "a", Revision: 1}))),
		"an account without a name":   second(DecodeAccount(encoded(account{Revision: 1, MadeAt: 1}))),
		"too many sessions":           second(DecodeAccount(encoded(account{Name: "a", Revision: 1, MadeAt: 1, Sessions: 1 << 32}))),
		"a case about nothing":        second(DecodeCase(encoded(dispute{ID: "c", Revision: 1, OpenedAt: 1}))),
		"a case of no revision":       second(DecodeCase(encoded(dispute{ID: "c", Subject: "qq/10000", OpenedAt: 1}))),
		"a case that was never open":  second(DecodeCase(encoded(dispute{ID: "c", Subject: "qq/10000", Revision: 1}))),
		"a case with half a mark":     second(DecodeCase(encoded(dispute{ID: "c", Subject: "qq/10000", Revision: 1, OpenedAt: 1, Mark: []byte("x")}))),
		"a document of two cases":     second(DecodeDocument(encoded(evidence{ID: "a|x", Case: "b", SentAt: 1, Box: []byte("x")}))),
		"a document without a box":    second(DecodeDocument(encoded(evidence{ID: "a|x", Case: "a", SentAt: 1}))),
		"a document without a name":   second(DecodeDocument(encoded(evidence{ID: "a|", Case: "a", SentAt: 1, Box: []byte("x")}))),
		"a proposal about nothing":    second(DecodeProposal(encoded(proposal{ID: "p", Revision: 1, At: 1}))),
		"a proposal of no revision":   second(DecodeProposal(encoded(proposal{ID: "p", Subject: "qq/10000", At: 1}))),
		"a flag on nothing":           second(DecodeFlag(encoded(flag{FoundAt: 1}))),
		"a flag that was not raised":  second(DecodeFlag(encoded(flag{Subject: "qq/10000"}))),
		"a hook of no revision":       second(DecodeHook(encoded(hook{Name: "h", MadeAt: 1}))),
		"a hook that was never made":  second(DecodeHook(encoded(hook{Name: "h", Revision: 1}))),
	} {
		if !errors.Is(err, fault.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A burst as it was kept before its growth was is one that did not grow.
func TestABurstThatWasKeptBeforeItsGrowthWas(t *testing.T) {
	b, err := bson.Marshal(bson.M{"_id": "b", "t": "province", "r": "CN-ZJ", "c": "loan", "f": int64(1), "l": int64(2), "n": int64(30), "u": 7.5})
	if err != nil {
		t.Fatal(err)
	}
	want := trend.Burst{
		ID: "b", Scope: trend.Province("CN-ZJ"), Category: "loan", FoundAt: time.Unix(1, 0).UTC(), LastAt: time.Unix(2, 0).UTC(), Reporters: 30, Usual: 7.5,
	}
	if got, err := DecodeBurst(b); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestAdmitRefusesWhatNobodyShouldAsk(t *testing.T) {
	one := reputation.Statement{Subject: keys[0]}
	for name, statements := range map[string][]reputation.Statement{
		"nothing said":         nil,
		"about nothing":        {{}},
		"of another report":    {{Subject: keys[0], Report: report.ID{1}}},
		"in a bucket too many": {one, {Subject: keys[1], Own: reputation.Buckets}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Admit(reputation.SealedTestimony{Statements: statements}); err == nil {
				t.Error("admitted")
			}
		})
	}
}

// FuzzDecode holds the decoders to their promise: rubbish is Damaged, and what is accepted can be written
// and read again.
func FuzzDecode(f *testing.F) {
	seed := func(b []byte, err error) {
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	s := reputation.Statement{Subject: keys[0], Mass: 0.6, Reporter: "r", State: reputation.Live, Version: 1}
	t := reputation.SealedTestimony{Sealed: []byte("sealed"), Statements: []reputation.Statement{s}}
	seed(EncodeStatement(s))
	seed(EncodeDecision(reputation.Decision{ID: "1", Subject: keys[1], Kind: reputation.Undo, Undoes: "0", At: time.Unix(1, 2)}))
	seed(EncodeUnfinished(t))
	seed(EncodeFinished(Finish(t)))
	seed(EncodeConversation(conversation.Record{Name: "0123456789abcdef0123456789abcdef", Revision: 1, Until: time.Unix(1, 0), Sealed: []byte("sealed")}))
	seed(EncodeProjection(reputation.Projection{Subject: keys[2], Revision: 7, Due: time.Unix(3600, 0), Tally: reputation.Tally{
		Bad: reputation.Sums{1, 2}, Keyed: []reputation.KeyTally{{APIKey: "k"}}, Days: []reputation.Day{{Date: 3}}, Networks: []reputation.LastSeen{{Name: "01"}},
	}}))
	week := trend.WeekOf(time.Unix(1, 0))
	seed(EncodeWeek(trend.Rollup{Week: week, AsOf: time.Unix(1, 0), Closed: true, Cells: []trend.Cell{{Place: trend.Place{Table: "t", Row: "r"}, Reporters: 15}}, Ranges: []trend.Range{{Block: "+1"}}}))
	seed(EncodeBurst(trend.Burst{ID: "b", FoundAt: time.Unix(1, 0), LastAt: time.Unix(2, 0)}))
	seed(EncodeBurst(trend.Burst{ID: "b", FoundAt: time.Unix(1, 0), LastAt: time.Unix(3, 0), Grew: []trend.Growth{{At: time.Unix(2, 0), From: 15}}}))
	seed(EncodeExample(trend.Example{ID: "e", Text: "x"}))
	seed(EncodeHook(webhook.Hook{Name: "h", Revision: 1, Secret: []byte("s"), MadeAt: time.Unix(1, 0), Deliveries: []webhook.Delivery{{ID: "d"}}}))
	seed(EncodeAccount(moderator.Account{Name: "a", Revision: 1, Role: moderator.Auditor, MadeAt: time.Unix(1, 0), Factor: []byte("f")}))
	seed(EncodeCase(casefile.Case{ID: "c", Revision: 1, Subject: keys[0], OpenedAt: time.Unix(1, 0), State: casefile.Waiting, Sealed: []byte("x")}))
	seed(EncodeDocument(casefile.Document{Case: "c", Name: "d", SentAt: time.Unix(1, 0), Box: []byte("x")}))
	seed(EncodeProposal(registry.Proposal{ID: "p", Revision: 1, Subject: keys[0], At: time.Unix(1, 0)}))
	seed(EncodeFlag(brigade.Flag{Subject: keys[0], FoundAt: time.Unix(1, 0)}))
	f.Fuzz(func(t *testing.T, b []byte) {
		again(t, b, EncodeStatement, DecodeStatement)
		again(t, b, EncodeDecision, DecodeDecision)
		again(t, b, EncodeUnfinished, DecodeUnfinished)
		again(t, b, EncodeFinished, DecodeFinished)
		again(t, b, EncodeConversation, DecodeConversation)
		again(t, b, EncodeProjection, DecodeProjection)
		again(t, b, EncodeWeek, DecodeWeek)
		again(t, b, EncodeBurst, DecodeBurst)
		again(t, b, EncodeExample, DecodeExample)
		again(t, b, EncodeHook, DecodeHook)
		again(t, b, EncodeAccount, DecodeAccount)
		again(t, b, EncodeCase, DecodeCase)
		again(t, b, EncodeDocument, DecodeDocument)
		again(t, b, EncodeProposal, DecodeProposal)
		again(t, b, EncodeFlag, DecodeFlag)
		if _, err := DecodeNeighbour(b); err != nil && !errors.Is(err, fault.Damaged) {
			t.Errorf("neighbour: %v", err)
		}
		if _, _, err := ProjectionHead(b); err != nil && !errors.Is(err, fault.Damaged) {
			t.Errorf("head: %v", err)
		}
	})
}

func again[R any](t *testing.T, b []byte, encode func(R) ([]byte, error), decode func([]byte) (R, error)) {
	r, err := decode(b)
	if err != nil {
		if !errors.Is(err, fault.Damaged) {
			t.Errorf("%T: %v", r, err)
		}
		return
	}
	first, err := encode(r)
	if err != nil {
		t.Fatalf("accepted %T cannot be written: %v", r, err)
	}
	if r, err = decode(first); err != nil {
		t.Fatalf("written %T cannot be read: %v", r, err)
	}
	if second, err := encode(r); err != nil || string(second) != string(first) {
		t.Errorf("%T reads differently: %x, then %x, %v", r, first, second, err)
	}
}
