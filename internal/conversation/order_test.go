package conversation

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// TestHoweverMessagesOvertakeEachOtherTheyMeanTheSame: whatever comes in which order and however often, in the end every number
// completes the text that it completes when all comes in order, as long as gateways tell when messages were sent.
func TestHoweverMessagesOvertakeEachOtherTheyMeanTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sent := drawMessages(rt)
		want := meaning(sent)
		heard := rapid.Permutation(sent).Draw(rt, "as delivered")
		for _, h := range rapid.SliceOfN(rapid.SampledFrom(sent), 0, 10).Draw(rt, "again") {
			heard = slices.Insert(slices.Clone(heard), rapid.IntRange(0, len(heard)).Draw(rt, "where"), h)
		}
		if got := meaning(heard); !slices.Equal(got, want) {
			rt.Fatalf("delivered as %v\n%q,\nin order\n%q", ids(heard), got, want)
		}
	})
}

// drawMessages draws texts, numbers and commands that one phone sends within half a day.
func drawMessages(rt *rapid.T) []Heard {
	var all []Heard
	at := noon
	for i := range rapid.IntRange(1, 12).Draw(rt, "messages") {
		id := fmt.Sprint(i)
		at = at.Add(rapid.SampledFrom([]time.Duration{time.Minute, time.Hour}).Draw(rt, "after"))
		switch rapid.IntRange(0, 5).Draw(rt, "what") {
		case 0, 1:
			all = append(all, text(id, at, "bait "+id))
		case 2, 3:
			all = append(all, alone(id, at, rapid.SampledFrom([]subject.Key{number, another}).Draw(rt, "number")))
		default:
			all = append(all, command(id, at, rapid.SampledFrom([]smstext.Intent{smstext.Stop, smstext.Continue, smstext.Help}).Draw(rt, "command")))
		}
	}
	return all
}

// meaning returns what the numbers report in the end, and which command holds.
func meaning(heard []Heard) []string {
	var m Memory
	for i, h := range heard {
		m.Hear(h, smstext.English, noon.Add(13*time.Hour+time.Duration(i)*time.Minute))
	}
	var all []string
	for _, turn := range m.Turns {
		switch {
		case turn.Alone:
			r := m.Report(turn, Heard{})
			all = append(all, fmt.Sprintf("%s: %s %v %s", turn.Key, r.Kind, r.Subjects, r.Text))
		case (turn.Intent == smstext.Stop || turn.Intent == smstext.Continue) && m.Prevails(turn):
			all = append(all, turn.Key+" holds")
		}
	}
	slices.Sort(all)
	return all
}

func ids(heard []Heard) (all []string) {
	for _, h := range heard {
		all = append(all, fmt.Sprint(h.ID, " ", h.Intent))
	}
	return all
}

// TestEveryMoveIsToldAndRaisesTheEdition: whoever keeps what is reported can follow the turns alone.
func TestEveryMoveIsToldAndRaisesTheEdition(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var m Memory
		for i, h := range rapid.Permutation(drawMessages(rt)).Draw(rt, "as delivered") {
			before := map[string]Turn{}
			for _, turn := range m.Turns {
				before[turn.Key] = turn
			}
			heard, _ := m.Hear(h, smstext.English, noon.Add(12*time.Hour+time.Duration(i)*time.Minute))
			for _, turn := range m.Turns {
				was, known := before[turn.Key]
				moved := known && !slices.Equal(was.Completes, turn.Completes)
				if moved != slices.Contains(heard.Moved, turn.Key) || known && moved != (turn.Edition == was.Edition+1) || !known && turn.Edition != 0 {
					rt.Fatalf("%s was %+v, is %+v, and %v moved", turn.Key, was, turn, heard.Moved)
				}
			}
		}
	})
}
