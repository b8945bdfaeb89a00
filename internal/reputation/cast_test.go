package reputation

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// now is when the tests take place.
var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// scene is a small language for what people said: statements about one number.
type scene struct {
	statements []Statement
	next       uint64
}

// say adds one bad report of this tier from a network, so long ago.
func (s *scene) say(tier Tier, network uint8, ago time.Duration) *Statement {
	received := now.Add(-ago).Truncate(time.Minute)
	at := EventTime(time.Time{}, received)
	s.next++
	st := Statement{
		ReceivedAt: received, At: at, Mass: Mass(tier.Weight(), report.Bad, at), Polarity: report.Bad,
		Category: "impersonation_service", Tier: tier, Own: network % Buckets, Block: network % Buckets, State: Live, Version: 1,
	}
	binary.BigEndian.PutUint64(st.Report[:], s.next)
	if tier != Anonymous {
		st.Reporter = Pseudonym(fmt.Sprintf("reporter-%d", s.next))
	}
	s.statements = append(s.statements, st)
	return &s.statements[len(s.statements)-1]
}

// vouch adds one fine report.
func (s *scene) vouch(tier Tier, network uint8, ago time.Duration) {
	st := s.say(tier, network, ago)
	st.Polarity, st.Category = report.Fine, ""
	st.Mass = Mass(tier.Weight(), report.Fine, st.At)
}

func (s *scene) judge(decisions ...Decision) Judgement { return s.judgeAmong(0, decisions...) }

func (s *scene) judgeAmong(neighbours float64, decisions ...Decision) Judgement {
	t := Fold(s.statements, decisions, now)
	return Judge(&t, Surroundings{Neighbours: neighbours, KnownRange: true}, now)
}

func decided(kind DecisionKind, ago time.Duration) Decision {
	return Decision{ID: string(kind), Kind: kind, At: now.Add(-ago)}
}

// statements draws any history of one number that intake could have stored.
func statements(min int) *rapid.Generator[[]Statement] {
	return rapid.Custom(func(t *rapid.T) []Statement {
		s := rapid.SliceOfN(statement(), min, 40).Draw(t, "statements")
		for i := range s {
			binary.BigEndian.PutUint64(s[i].Report[8:], uint64(i))
		}
		return s
	})
}

func statement() *rapid.Generator[Statement] {
	return rapid.Custom(func(t *rapid.T) Statement {
		received := now.Add(-time.Duration(rapid.IntRange(0, 120*24*60).Draw(t, "minutesAgo")) * time.Minute)
		at := EventTime(received.Add(-time.Duration(rapid.IntRange(0, 240).Draw(t, "hoursBefore"))*time.Hour), received)
		s := Statement{
			ReceivedAt: received, At: at,
			Polarity: rapid.SampledFrom([]report.Polarity{report.Bad, report.Bad, report.Bad, report.Fine}).Draw(t, "polarity"),
			Category: rapid.SampledFrom(append(report.Categories(), "")).Draw(t, "category"),
			Tier:     rapid.SampledFrom([]Tier{Anonymous, Verified, Partner, Trusted}).Draw(t, "tier"),
			Own:      rapid.Uint8Range(0, Buckets-1).Draw(t, "own"),
			Block:    rapid.Uint8Range(0, Buckets-1).Draw(t, "block"),
			Province: rapid.SampledFrom([]string{"", "CN-ZJ", "CN-BJ", "CN-GD", "US"}).Draw(t, "province"),
			State:    rapid.SampledFrom([]State{Live, Live, Live, Live, Withdrawn, Overturned, Superseded, Closed}).Draw(t, "state"),
			Version:  1,
		}
		if s.Tier != Anonymous {
			s.Reporter = Pseudonym(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h"}).Draw(t, "reporter"))
		}
		if s.Tier == Partner {
			s.APIKey = rapid.SampledFrom([]string{"", "bank", "campus"}).Draw(t, "key")
		}
		overturned := rapid.IntRange(0, 3).Draw(t, "overturned")
		s.Mass = Mass(Weigh(s.Tier.Weight(), overturned), s.Polarity, s.At)
		return s
	})
}

func decisions() *rapid.Generator[[]Decision] {
	return rapid.Custom(func(t *rapid.T) []Decision {
		kinds := rapid.SliceOfN(rapid.SampledFrom([]DecisionKind{Confirm, Clear, Dispute, AcceptClaim, Register, Recycle, Forget, Undo}), 0, 4).Draw(t, "kinds")
		all := make([]Decision, len(kinds))
		for i, kind := range kinds {
			all[i] = Decision{ID: fmt.Sprint(i), Kind: kind, At: now.Add(-time.Duration(rapid.IntRange(0, 300*24).Draw(t, "hours")) * time.Hour)}
			if kind == Undo {
				all[i].Undoes = fmt.Sprint(rapid.IntRange(0, len(kinds)).Draw(t, "undoes"))
			}
		}
		return all
	})
}

func surroundings() *rapid.Generator[Surroundings] {
	return rapid.Custom(func(t *rapid.T) Surroundings {
		return Surroundings{Neighbours: rapid.Float64Range(0, maxNeighbours).Draw(t, "B"), KnownRange: rapid.Bool().Draw(t, "known")}
	})
}

// logOdds is z of a tally, as REPUTATION's formula has it.
func logOdds(t *Tally, around Surroundings) float64 {
	m := t.masses()
	w := weigh(t, &m, around, now)
	return w.z
}

func almost(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

var lines = []subject.Line{subject.FixedLine, subject.VoIP, subject.Mobile, subject.FixedLineOrMobile, subject.TollFree}
