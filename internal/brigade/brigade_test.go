package brigade

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/demo"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

var now = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// scene is what was said about the demo's shop, and who was heard of when.
type scene struct {
	said  []reputation.Statement
	heard map[reputation.Pseudonym]time.Time
}

// say has somebody report from a network bucket so long before now; "" is a visitor.
func (s *scene) say(by string, bucket uint8, ago time.Duration) *reputation.Statement {
	st := reputation.Statement{
		Subject: demo.Brigaded(), ReceivedAt: now.Add(-ago), Polarity: report.Bad, Category: "shopping", Tier: reputation.Anonymous,
		Own: bucket, Reporter: reputation.Pseudonym(by), State: reputation.Live, Version: 1,
	}
	binary.BigEndian.PutUint64(st.Report[:], uint64(len(s.said)+1))
	if by != "" {
		st.Tier = reputation.Verified
		if s.heard == nil {
			s.heard = map[reputation.Pseudonym]time.Time{}
		}
		if _, ok := s.heard[st.Reporter]; !ok {
			s.heard[st.Reporter] = st.ReceivedAt
		}
	}
	s.said = append(s.said, st)
	return &s.said[len(s.said)-1]
}

func (s *scene) detect() (Finding, bool) {
	return Detect(s.said, func(p reputation.Pseudonym) time.Time { return s.heard[p] }, now)
}

// few has n newcomers report in turn from so many networks, within two hours.
func few(n, networks int) *scene {
	var s scene
	for i := range n {
		s.say(fmt.Sprintf("new-%d", i), uint8(i%networks), 3*time.Hour-time.Duration(i)*2*time.Hour/time.Duration(n))
	}
	return &s
}

// The shop of the demo: forty within two hours, a fifth of them phones that lie beside each other, the others visitors of one network.
func TestFortyInTwoHours(t *testing.T) {
	var s scene
	for i := range 40 {
		by := ""
		bucket := uint8(7)
		if i%5 == 0 {
			by, bucket = fmt.Sprintf("phone-%d", i), 19
		}
		s.say(by, bucket, 5*time.Hour-3*time.Minute*time.Duration(i))
	}
	f, ok := s.detect()
	if !ok {
		t.Fatal("a brigade was not found")
	}
	want := Flag{Subject: demo.Brigaded(), Polarity: report.Bad, FoundAt: now, LastAt: now, Since: now.Add(-5 * time.Hour), Until: now.Add(-4 * time.Hour),
		Reports: 40, New: 40, Networks: 1} // from which four fifths came, the visitors: the phones are the rest
	if f.Flag != want {
		t.Errorf("found %+v\nwant  %+v", f.Flag, want)
	}
	if len(f.Made) != 32 {
		t.Errorf("%d reports made it, want the 32 visitors'", len(f.Made))
	}
}

func TestWhatIsABrigade(t *testing.T) {
	for _, test := range []struct {
		name  string
		scene *scene
		found bool
	}{
		{"300 phones of one range", few(300, 1), true},
		{"9 phones of 3 ranges, which make a scam", few(9, 3), true},
		{"8 on 2 networks", few(8, 2), true},
		{"8 on 3, most of them on two", few(8, 3), true},
		{"8 on 4 may be chance", few(8, 4), false},
		{"7 on one are too few to achieve anything", few(7, 1), false},
		{"7 on 7 look like seven victims", few(7, 7), false},
		{"40 on 8 networks", few(40, 8), false},
		{"40 on 32, as in a campaign that is real", few(40, 32), false},
		{"nobody", &scene{}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if f, ok := test.scene.detect(); ok != test.found {
				t.Errorf("found %v, want %v: %+v", ok, test.found, f.Flag)
			}
		})
	}
}

// An API key is one network, whatever buckets its users fall into.
func TestOneAPIKeyIsOneNetwork(t *testing.T) {
	s := few(60, 8)
	if _, ok := s.detect(); ok {
		t.Fatal("eight networks are too many for a brigade")
	}
	for i := range s.said {
		s.said[i].APIKey = "leaked"
	}
	if f, ok := s.detect(); !ok || f.Networks != 1 || len(f.Made) != 60 {
		t.Errorf("found %v: %+v", ok, f.Flag)
	}
}

// It may hide among strangers, as long as those are fewer than a quarter.
func TestABrigadeAmongStrangers(t *testing.T) {
	s := few(30, 2)
	for i := range 9 {
		s.say("", uint8(10+i), 2*time.Hour)
	}
	f, ok := s.detect()
	if !ok || f.New != 39 || f.Networks != 2 || len(f.Made) != 30 {
		t.Errorf("found %v: %+v, made by %d", ok, f.Flag, len(f.Made))
	}
}

// Whoever was heard of a week before is no newcomer, and a street where all know the shop is no brigade.
func TestThoseWhoAreKnown(t *testing.T) {
	s := few(20, 1)
	for p := range s.heard {
		s.heard[p] = now.Add(-8 * 24 * time.Hour)
	}
	if f, ok := s.detect(); ok {
		t.Errorf("twenty who were known are taken for newcomers: %+v", f.Flag)
	}
	for p := range s.heard {
		s.heard[p] = now.Add(-5 * 24 * time.Hour)
	}
	if _, ok := s.detect(); !ok {
		t.Error("a brigade is not found that prepared for some days")
	}
}

// What does not count makes no brigade: a span is a day, and what was taken back or overturned is gone.
func TestWhatDoesNotCount(t *testing.T) {
	for name, change := range map[string]func(i int, s *reputation.Statement){
		"taken back":        func(_ int, s *reputation.Statement) { s.State = reputation.Withdrawn },
		"overturned":        func(_ int, s *reputation.Statement) { s.State = reputation.Overturned },
		"long ago":          func(_ int, s *reputation.Statement) { s.ReceivedAt = s.ReceivedAt.Add(-Remembered) },
		"over twelve days":  func(i int, s *reputation.Statement) { s.ReceivedAt = now.Add(-time.Duration(i) * 24 * time.Hour) },
		"by one person":     func(_ int, s *reputation.Statement) { s.Reporter = "new-0" },
		"by one, of before": func(_ int, s *reputation.Statement) { s.Person = "earlier" },
	} {
		t.Run(name, func(t *testing.T) {
			s := few(12, 1)
			s.heard["earlier"] = now
			for i := range s.said {
				change(i, &s.said[i])
			}
			if f, ok := s.detect(); ok {
				t.Errorf("found %+v", f.Flag)
			}
		})
	}
}

// A number can be washed as it can be soiled. Those who soil it and those who wash it are not one crowd.
func TestFineReportsAreABrigadeOfTheirOwn(t *testing.T) {
	s := few(14, 1)
	for i := range s.said {
		if i%2 == 0 {
			s.said[i].Polarity = report.Fine
		}
	}
	if _, ok := s.detect(); ok {
		t.Error("seven and seven of another mind are no brigade")
	}
	for i := range s.said {
		s.said[i].Polarity = report.Fine
	}
	if f, ok := s.detect(); !ok || f.Polarity != report.Fine {
		t.Errorf("found %v: %+v", ok, f.Flag)
	}
}

// Of a number that three call bad, newcomers who call it fine are worth a look from however many networks they come; of any other they are
// what an owner's customers may do.
func TestWhoeverWashesANumberIsFoundOnAnyNetwork(t *testing.T) {
	s := few(12, 12)
	for i := range s.said {
		s.said[i].Polarity = report.Fine
	}
	for i := range 3 {
		if f, ok := s.detect(); ok {
			t.Errorf("while %d call it bad: %+v", i, f.Flag)
		}
		s.say("", uint8(20+i), 30*24*time.Hour)
	}
	if f, ok := s.detect(); !ok || f.Polarity != report.Fine || f.New != 12 || f.Networks != 12 || len(f.Made) != 12 {
		t.Errorf("found %v: %+v, made by %d", ok, f.Flag, len(f.Made))
	}
}

// Strangers on networks that have nothing to do with each other fall into buckets by chance. A moderator should not be called for that.
func TestCrowdsOfStrangersAreSeldomTakenForBrigades(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	for _, size := range []int{8, 9, 12, 20, 60} {
		const draws = 1000
		called := 0
		for range draws {
			var s scene
			for range size {
				s.say("", uint8(random.IntN(reputation.Buckets)), time.Duration(random.IntN(24*60))*time.Minute)
			}
			if _, ok := s.detect(); ok {
				called++
			}
		}
		if called > draws/100 {
			t.Errorf("of %d crowds of %d strangers %d were taken for brigades", draws, size, called)
		}
	}
}

func TestAFlagThatFollowsAnother(t *testing.T) {
	first, _ := few(12, 1).detect()
	again := first.Flag
	again.FoundAt, again.LastAt = now.Add(time.Hour), now.Add(time.Hour)
	if kept, news := again.After(first.Flag); news || kept.FoundAt != first.FoundAt {
		t.Errorf("the same again is news: %v, %+v", news, kept)
	}
	again.New++
	if kept, news := again.After(first.Flag); !news || kept.FoundAt != first.FoundAt {
		t.Errorf("one more is none: %v, %+v", news, kept)
	}
	dismissed := first.Flag
	dismissed.Dismissed, dismissed.By = now, "Wei"
	if kept, news := again.After(dismissed); !news || kept.FoundAt != again.FoundAt || !kept.Dismissed.IsZero() {
		t.Errorf("after one that was dismissed: %v, %+v", news, kept)
	}
}

// drawn is any crowd, most of it on few networks.
func drawn(t *rapid.T) *scene {
	var s scene
	for range rapid.IntRange(0, 40).Draw(t, "size") {
		by := rapid.SampledFrom([]string{"", "", "a", "b", "c", "d", "e", "f", "g", "h"}).Draw(t, "by")
		st := s.say(by, uint8(rapid.IntRange(0, 4).Draw(t, "network")), time.Duration(rapid.IntRange(0, 9*24*60).Draw(t, "ago"))*time.Minute)
		st.State = rapid.SampledFrom([]reputation.State{reputation.Live, reputation.Live, reputation.Live, reputation.Withdrawn}).Draw(t, "state")
		st.Polarity = rapid.SampledFrom([]report.Polarity{report.Bad, report.Bad, report.Fine}).Draw(t, "polarity")
	}
	for p := range s.heard {
		s.heard[p] = now.Add(-time.Duration(rapid.IntRange(0, 20).Draw(t, "heard")) * 24 * time.Hour)
	}
	return &s
}

// Whatever was said, a finding is what its constants say, and does not depend on the order in which the store tells it.
func TestAFindingIsWhatItSays(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		f, ok := s.detect()
		mixed := &scene{said: append([]reputation.Statement(nil), s.said...), heard: s.heard}
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(mixed.said), func(i, j int) {
			mixed.said[i], mixed.said[j] = mixed.said[j], mixed.said[i]
		})
		if again, _ := mixed.detect(); !reflect.DeepEqual(f, again) {
			t.Fatalf("another order, another finding:\n%+v\n%+v", f, again)
		}
		if !ok {
			return
		}
		found++
		made := map[report.ID]bool{}
		for _, id := range f.Made {
			made[id] = true
		}
		switch {
		case f.New < Least, f.Reports < f.New, 2*f.New < f.Reports, f.Networks < 1:
			t.Fatalf("not a brigade: %+v", f.Flag)
		case f.Polarity == report.Bad && (f.Networks > most || f.New < perNetwork*f.Networks):
			t.Fatalf("not a brigade: %+v", f.Flag)
		case len(made) != len(f.Made), 4*len(f.Made) < 3*f.New:
			t.Fatalf("%d reports made one of %d newcomers", len(f.Made), f.New)
		case f.Until.Before(f.Since), f.Until.Sub(f.Since) > Span+time.Hour:
			t.Fatalf("from %v until %v", f.Since, f.Until)
		}
		for i := range s.said {
			if st := &s.said[i]; made[st.Report] && (st.State != reputation.Live || st.Polarity != f.Polarity) {
				t.Fatalf("made by %+v", st)
			}
		}
		for i := range s.said { // nothing of it is left to be found when its reports are overturned
			if made[s.said[i].Report] {
				s.said[i].State = reputation.Overturned
			}
		}
		if after, ok := s.detect(); ok && after.New >= f.New && after.Polarity == f.Polarity && reflect.DeepEqual(after.Made, f.Made) {
			t.Fatalf("found again: %+v", after.Flag)
		}
	})
	if found == 0 {
		t.Error("no crowd that was drawn is a brigade: the property holds nothing")
	}
}
