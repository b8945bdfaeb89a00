package reputation

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/report"
)

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said, ruled := statements(0).Draw(t, "said"), decisions().Draw(t, "ruled")
		first := Fold(said, ruled, now)
		mixed := slices.Clone(said)
		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		slices.Reverse(ruled)
		if second := Fold(mixed, ruled, now); !reflect.DeepEqual(first, second) {
			t.Fatalf("another order, another tally:\n%+v\n%+v", first, second)
		}
	})
}

func TestWithdrawalRestoresTheFormerScoreExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said, ruled, around := statements(1).Draw(t, "said"), decisions().Draw(t, "ruled"), surroundings().Draw(t, "around")
		before := Fold(said[:len(said)-1], ruled, now)
		said[len(said)-1].State = Withdrawn
		after := Fold(said, ruled, now)
		if !reflect.DeepEqual(Judge(&before, around, now), Judge(&after, around, now)) {
			t.Fatal("a withdrawn report left a trace")
		}
	})
}

func TestReasonsSumToLogOdds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := Fold(statements(0).Draw(t, "said"), decisions().Draw(t, "ruled"), now)
		around := surroundings().Draw(t, "around")
		sum := 0.0
		for _, r := range Judge(&tally, around, now).Reasons {
			sum += r.Term
		}
		if want := logOdds(&tally, around) + 3; !almost(sum, want) {
			t.Fatalf("reasons sum to %v, z + 3 is %v", sum, want)
		}
	})
}

func TestEveryVerdictHasAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := Fold(statements(0).Draw(t, "said"), decisions().Draw(t, "ruled"), now)
		if j := Judge(&tally, surroundings().Draw(t, "around"), now); len(j.Reasons) == 0 {
			t.Fatalf("%v without a reason", j.Verdict)
		}
	})
}

func TestFineReportsNeverMakeClear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := statements(0).Draw(t, "said")
		for i := range said {
			if rapid.Bool().Draw(t, "turn") {
				said[i].Polarity = report.Fine
			}
		}
		tally := Fold(said, nil, now)
		if j := Judge(&tally, surroundings().Draw(t, "around"), now); j.Verdict == Cleared {
			t.Fatal("cleared without a decision")
		}
	})
}

func TestFineReportsCancelAtMostTheirShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := Fold(statements(0).Draw(t, "said"), nil, now)
		with := logOdds(&tally, Surroundings{KnownRange: true})
		m := tally.masses()
		bad := m.evidence(now).bad
		if floor := -3 + 1.1*bad - (0.66*bad + 0.5); with < floor-1e-9 {
			t.Fatalf("z is %v, fine reports may not take it below %v", with, floor)
		}
	})
}

func TestNeighboursNeverMakeScam(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := Fold(statements(0).Draw(t, "said"), decisions().Draw(t, "ruled"), now)
		alone := Judge(&tally, Surroundings{KnownRange: true}, now)
		among := Judge(&tally, Surroundings{Neighbours: maxNeighbours, KnownRange: true}, now)
		if among.Verdict == Scam && alone.Verdict != Scam {
			t.Fatal("a number became a scam by its neighbours")
		}
	})
}

func TestNumberWithoutItsOwnReportStaysLow(t *testing.T) {
	var untouched Tally
	if j := Judge(&untouched, Surroundings{Neighbours: maxNeighbours, KnownRange: true}, now); j.Score > 15 || j.Verdict != Unknown {
		t.Fatalf("score %d, verdict %v without a report", j.Score, j.Verdict)
	}
}

func TestScoresStayInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := Fold(statements(0).Draw(t, "said"), decisions().Draw(t, "ruled"), now)
		j := Judge(&tally, surroundings().Draw(t, "around"), now)
		switch {
		case j.Score < 0 || j.Score > 100 || j.Low > j.Score || j.High < j.Score || j.Low < 0 || j.High > 100:
			t.Fatalf("score %d in [%d, %d]", j.Score, j.Low, j.High)
		case j.Confidence < 0 || j.Confidence > 1:
			t.Fatalf("confidence %v", j.Confidence)
		case j.Exported && !j.Listed, j.Listed && j.Verdict < Suspicious:
			t.Fatalf("exported %v, listed %v, %v", j.Exported, j.Listed, j.Verdict)
		}
	})
}

// Whoever rang one person today must not learn who told.
func TestFewReportsTellNothingFine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := Fold(statements(0).Draw(t, "said"), decisions().Draw(t, "ruled"), now)
		j := Judge(&tally, surroundings().Draw(t, "around"), now)
		if j.Reports > BandOf(1) {
			return
		}
		if len(j.Categories) > 0 || j.Daily != nil || j.Networks > j.Reports {
			t.Fatalf("with %v reports: categories %v, daily %v, networks %v", j.Reports, j.Categories, j.Daily, j.Networks)
		}
		for _, seen := range []time.Time{j.FirstSeen, j.LastSeen} {
			if !seen.IsZero() && seen.Day() != 1 {
				t.Fatalf("with %v reports: dated %v", j.Reports, seen)
			}
		}
	})
}

func TestDueIsTheFirstHourThatDiffers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := Fold(statements(0).Draw(t, "said"), decisions().Draw(t, "ruled"), now)
		fixed := surroundings().Draw(t, "around")
		around := func(time.Time) Surroundings { return fixed }
		due := Due(&tally, around, now)
		today := Pack(Judge(&tally, fixed, now))
		for h := 1; h <= 168; h++ {
			hour := now.Add(time.Duration(h) * time.Hour)
			if Pack(Judge(&tally, fixed, hour)) == today {
				continue
			}
			if !due.Equal(hour) {
				t.Fatalf("it differs first at %v, but is due at %v", hour, due)
			}
			return
		}
		if !due.IsZero() && !due.Equal(now.Add(Horizon)) {
			t.Fatalf("nothing differs within the horizon, but it is due at %v", due)
		}
	})
}

// What Lone leaves out must not matter.
func TestTheLoneAreJudgedAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.SampledFrom(statements(1).Draw(t, "said")).Draw(t, "one")
		one.State, one.Polarity, one.APIKey = Live, report.Bad, ""
		other := one
		other.Report[0]++
		other.Own, other.Block = (one.Own+7)%Buckets, (one.Block+3)%Buckets
		other.Category, other.Province, other.Reporter, other.Person = "survey", "CN-11", "somebody", ""
		other.At = one.At.Add(time.Hour) // only its mass counts
		a, b := Fold([]Statement{one}, nil, now), Fold([]Statement{other}, nil, now)
		alone, ok := a.Lone()
		if also, too := b.Lone(); !ok || !too || alone != also {
			t.Fatalf("%+v, %v and %+v, %v", alone, ok, also, too)
		}
		fixed := surroundings().Draw(t, "around")
		later := now.Add(time.Duration(rapid.IntRange(0, 200*24).Draw(t, "hours")) * time.Hour)
		if Pack(Judge(&a, fixed, later)) != Pack(Judge(&b, fixed, later)) {
			t.Fatalf("judged apart:\n%+v\n%+v", Judge(&a, fixed, later), Judge(&b, fixed, later))
		}
	})
}

func TestTallyServesLaterMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said, ruled := statements(0).Draw(t, "said"), decisions().Draw(t, "ruled")
		later := now.Add(time.Duration(rapid.IntRange(0, 100*24).Draw(t, "hours")) * time.Hour)
		early, fresh := Fold(said, ruled, now), Fold(said, ruled, later)
		around := surroundings().Draw(t, "around")
		if a, b := Judge(&early, around, later), Judge(&fresh, around, later); !reflect.DeepEqual(a, b) {
			t.Fatalf("an old tally judged later:\n%+v\na fresh one:\n%+v", a, b)
		}
	})
}

func TestOneNetworkMakesNoNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		network := rapid.Uint8Range(0, Buckets-1).Draw(t, "network")
		block := &Children{}
		for _, n := range rapid.SliceOfDistinct(rapid.IntRange(0, 99), rapid.ID).Draw(t, "numbers") {
			var s scene
			for range rapid.IntRange(1, 20).Draw(t, "reports") {
				s.say(Trusted, network, time.Hour)
			}
			tally := Fold(s.statements, nil, now)
			block[n] = &tally.Child
		}
		hood := NewNeighbourhood(block, now)
		for j := range 100 {
			for _, line := range lines {
				if b := hood.Term(j, line); b != 0 {
					t.Fatalf("number %02d got B = %v from one network", j, b)
				}
			}
		}
	})
}

// Term leaves the number itself out; so does the definition, computed the long way.
func TestNeighbourTermIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		block := &Children{}
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 99), 0, 30, rapid.ID).Draw(t, "numbers") {
			tally := Fold(statements(1).Draw(t, "said"), nil, now)
			block[n] = &tally.Child
		}
		hood := NewNeighbourhood(block, now)
		j := rapid.IntRange(0, 99).Draw(t, "j")
		line := rapid.SampledFrom(lines).Draw(t, "line")
		if want, sure := termTheLongWay(block, j, lineWeight(line)); sure && !almost(hood.Term(j, line), want) {
			t.Fatalf("B of %02d is %v, by definition %v", j, hood.Term(j, line), want)
		}
		if hood.Term(j, line) > 0 && !block.Company(j) {
			t.Fatalf("%02d has B but no company", j)
		}
	})
}

func TestPlainJudgementsUnpack(t *testing.T) {
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.SliceOfN(statement(), 1, 3).Draw(t, "said")
		tally := Fold(said, nil, now)
		j := Judge(&tally, Surroundings{KnownRange: true}, now)
		if !j.Plain() {
			return
		}
		plain++
		got := Pack(j).Unpack(j.FirstSeen)
		if Pack(got) != Pack(j) {
			t.Fatalf("unpacked %+v\nwas      %+v", got, j)
		}
		if abs(got.Low-j.Low) > 3 || abs(got.High-j.High) > 3 || math.Abs(got.Confidence-j.Confidence) > 0.05 {
			t.Fatalf("interval [%d, %d] confidence %v became [%d, %d], %v", j.Low, j.High, j.Confidence, got.Low, got.High, got.Confidence)
		}
		if got.Networks != j.Networks || !got.FirstSeen.Equal(j.FirstSeen) || len(got.Reasons) != len(j.Reasons) {
			t.Fatalf("unpacked %+v\nwas      %+v", got, j)
		}
		for i := range got.Reasons {
			if got.Reasons[i].Code != j.Reasons[i].Code {
				t.Fatalf("reasons %v became %v", j.Reasons, got.Reasons)
			}
		}
	})
	if plain == 0 {
		t.Error("no judgement was plain")
	}
}

func abs(n int) int { return max(n, -n) }
