package reputation

import (
	"slices"
	"testing"
	"time"
)

const day = 24 * time.Hour

// crowd is n verified reporters on networks of their own, a day apart, the last an hour ago.
func crowd(n int) *scene {
	var s scene
	for i := range n {
		s.say(Verified, uint8(i), time.Hour+time.Duration(n-1-i)*day)
	}
	return &s
}

func (s *scene) with(change func(*Statement)) *scene {
	for i := range s.statements {
		change(&s.statements[i])
	}
	return s
}

func (s *scene) then(more func(*scene)) *scene { more(s); return s }

func TestVerdicts(t *testing.T) {
	for _, test := range []struct {
		name       string
		scene      *scene
		unassigned bool // the number lies in no known range
		ruled      []Decision
		verdict    Verdict
		least      int // score
		most       int
		listed     bool
	}{
		{name: "nothing was said", scene: crowd(0), verdict: Unknown, least: 5, most: 5},
		{name: "one report does not make anyone suspicious", scene: crowd(1), verdict: Unknown, least: 9, most: 10},
		{name: "three verified reports do", scene: crowd(3), verdict: Suspicious, least: 30, most: 35, listed: true},
		{name: "eight make a scam", scene: crowd(8), verdict: Scam, least: 88, most: 95, listed: true},
		{name: "advertising is no scam, however often", scene: crowd(20).with(func(s *Statement) { s.Category = "advertising" }), verdict: Suspicious, least: 85, most: 100, listed: true},
		{name: "without any category it is no scam", scene: crowd(20).with(func(s *Statement) { s.Category = "" }), verdict: Suspicious, least: 85, most: 100, listed: true},
		{name: "anonymous reports alone are suspicious at most", scene: crowd(32).with(func(s *Statement) { s.Tier = Anonymous }), verdict: Suspicious, least: 25, most: 35, listed: true},
		{name: "people who vouch lower the score", scene: crowd(8).then(func(s *scene) {
			for i := range 8 {
				s.vouch(Verified, uint8(i), time.Hour)
			}
		}), verdict: Unknown, least: 18, most: 24},
		{name: "a moderator confirms on one report", scene: crowd(1), ruled: []Decision{decided(Confirm, time.Hour)}, verdict: Scam, least: 85, most: 85, listed: true},
		{name: "a moderator clears", scene: crowd(8), ruled: []Decision{decided(Clear, time.Hour)}, verdict: Cleared, least: 5, most: 10},
		{name: "a ruling ends after 180 days", scene: crowd(8), ruled: []Decision{decided(Clear, 181*day)}, verdict: Scam, least: 88, most: 95, listed: true},
		{name: "the later ruling holds", scene: crowd(8), ruled: []Decision{decided(Clear, 2*day), decided(Confirm, day)}, verdict: Scam, least: 88, most: 95, listed: true},
		{name: "a ruling undone is none", scene: crowd(1), ruled: []Decision{decided(Confirm, 2*day), {ID: "undo", Kind: Undo, Undoes: string(Confirm), At: now}}, verdict: Unknown, least: 9, most: 10},
		{name: "an official number is clear", scene: crowd(1), ruled: []Decision{decided(Register, day)}, verdict: Cleared, least: 5, most: 10},
		{name: "an official number often forged is still clear", scene: crowd(20), ruled: []Decision{decided(Register, day)}, verdict: Cleared, least: 10, most: 10},
		{name: "a number in no known range is forged", scene: crowd(20), unassigned: true, verdict: Suspicious, least: 60, most: 60},
		{name: "its owner says that others forge it", scene: crowd(20), ruled: []Decision{decided(AcceptClaim, day)}, verdict: Suspicious, least: 60, most: 60},
		{name: "a dispute takes two from z and takes it off the lists", scene: crowd(8), ruled: []Decision{decided(Dispute, time.Minute)}, verdict: Suspicious, least: 50, most: 65},
		{name: "a dispute lapses when two networks report again", scene: crowd(10), ruled: []Decision{decided(Dispute, 3*day)}, verdict: Scam, least: 93, most: 99, listed: true},
		{name: "none for a number that a moderator confirmed", scene: crowd(1), ruled: []Decision{decided(Confirm, 2*day), decided(Dispute, day)}, verdict: Scam, least: 85, most: 85, listed: true},
		{name: "an owner had it forgotten", scene: crowd(8), ruled: []Decision{decided(Forget, time.Minute)}, verdict: Unknown, least: 5, most: 5},
		{name: "a new owner starts anew", scene: crowd(8), ruled: []Decision{decided(Recycle, time.Minute)}, verdict: Unknown, least: 5, most: 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			tally := Fold(test.scene.statements, test.ruled, now)
			j := Judge(&tally, Surroundings{KnownRange: !test.unassigned}, now)
			if j.Verdict != test.verdict || j.Score < test.least || j.Score > test.most || j.Listed != test.listed {
				t.Errorf("%v, score %d, listed %v; want %v, %d to %d, listed %v; reasons %v",
					j.Verdict, j.Score, j.Listed, test.verdict, test.least, test.most, test.listed, j.Reasons)
			}
		})
	}
}

func TestOneReporterCountsOnce(t *testing.T) {
	s := crowd(3).with(func(s *Statement) { s.Reporter = "the same" })
	if got, want := s.judge(), crowd(1).judge(); got.Score != want.Score {
		t.Errorf("three reports of one person score %d, one scores %d", got.Score, want.Score)
	}
	s.statements[2].State = Withdrawn
	tally := Fold(s.statements, nil, now)
	if tally.Live != 1 || !tally.LastSeen.Equal(s.statements[1].ReceivedAt) {
		t.Errorf("after withdrawing the last, the one before counts: %d live, last %v", tally.Live, tally.LastSeen)
	}
}

func TestAnonymousCountOncePerBucketAndDay(t *testing.T) {
	var s scene
	for range 5 {
		s.say(Anonymous, 3, time.Hour)
	}
	s.say(Anonymous, 3, 2*day)
	s.say(Anonymous, 4, time.Hour)
	tally := Fold(s.statements, nil, now)
	if n := tally.reports(now); n != 3 {
		t.Errorf("counted %d reports, want 3: two days of one bucket, one of another", n)
	}
}

func TestConditions(t *testing.T) {
	registered := crowd(20).judge(decided(Register, day))
	if !slices.Equal(registered.Conditions, []Condition{SpoofSuspected, Official, Imitated}) {
		t.Errorf("an imitated official number has %v", registered.Conditions)
	}
	if disputed := crowd(3).judge(decided(Dispute, time.Minute)); !slices.Equal(disputed.Conditions, []Condition{Disputed}) {
		t.Errorf("a disputed number has %v", disputed.Conditions)
	}
}

func TestCountriesAreNoProvinces(t *testing.T) {
	spoofed := func(regions ...string) bool {
		s := crowd(3)
		for i, region := range regions {
			s.statements[i].Province = region
		}
		return slices.Contains(s.judge(decided(Register, day)).Conditions, SpoofSuspected)
	}
	if !spoofed("CN-ZJ", "CN-BJ", "CN-GD") {
		t.Error("reported from three provinces, an official number is not suspected to be forged")
	}
	if spoofed("CN", "US", "CN-ZJ") {
		t.Error("two countries count as provinces")
	}
}

func TestTimeAloneLowersAVerdict(t *testing.T) {
	s := crowd(8)
	tally := Fold(s.statements, nil, now)
	for _, test := range []struct {
		after   time.Duration
		verdict Verdict
	}{{0, Scam}, {21 * day, Suspicious}, {120 * day, Unknown}} {
		j := Judge(&tally, Surroundings{KnownRange: true}, now.Add(test.after))
		if j.Verdict != test.verdict {
			t.Errorf("after %v: %v, want %v", test.after, j.Verdict, test.verdict)
		}
	}
	old := Judge(&tally, Surroundings{KnownRange: true}, now.Add(120*day))
	if old.Reasons[0].Code != ReasonTooOld || old.Reports != BandOf(0) {
		t.Errorf("after 120 days: %v, %v reports", old.Reasons, old.Reports)
	}
}

func TestEventTime(t *testing.T) {
	received := time.Date(2026, 11, 20, 12, 34, 0, 0, time.UTC)
	for _, test := range []struct {
		name     string
		occurred time.Time
		want     string
	}{
		{"not said", time.Time{}, "2026-11-20T12:00:00Z"},
		{"this morning", received.Add(-5 * time.Hour), "2026-11-20T07:00:00Z"},
		{"in the future counts as now", received.Add(3 * time.Hour), "2026-11-20T12:00:00Z"},
		{"long ago counts as a week ago", received.AddDate(-1, 0, 0), "2026-11-13T12:00:00Z"},
	} {
		if got := EventTime(test.occurred, received).Format(time.RFC3339); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestBands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 1: "1-2", 2: "1-2", 3: "3-5", 5: "3-5", 6: "6-10", 10: "6-10", 11: "11-20", 20: "11-20", 21: "21+", 1e6: "21+"} {
		if got := BandOf(n).String(); got != want {
			t.Errorf("%d is in %s, want %s", n, got, want)
		}
	}
}

func TestPackedIsSound(t *testing.T) {
	for p, sound := range map[Packed]bool{
		0: true, 20 << 9: true, 21 << 9: false, 31 << 9: false, 5 << 14: true, 6 << 14: false, 7 << 14: false, 5 << 41: true, 6 << 41: false,
	} {
		if p.Sound() != sound || p.Category() != "" != (sound && p>>9&31 > 0) {
			t.Errorf("%#x is sound: %v, of category %q", uint64(p), p.Sound(), p.Category())
		}
	}
	day := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	for reports := range 7 {
		p := Pack(Judgement{Reports: BandOf(reports), LastSeen: day})
		if p.MonthOnly() != (reports < tellable) || !p.LastSeen().Equal(day) || p.LastDay() != 9829 {
			t.Errorf("of %d reports the last is on %s, day %d, a month: %v", reports, p.LastSeen(), p.LastDay(), p.MonthOnly())
		}
	}
}

func TestPackedKeepsWhatListsNeed(t *testing.T) {
	j := crowd(8).judge()
	p := Pack(j)
	if p.Verdict() != Scam || p.Score() != j.Score || !p.Listed() {
		t.Errorf("packed %v %d %v, from %+v", p.Verdict(), p.Score(), p.Listed(), j)
	}
	if q := Pack(crowd(8).judge(decided(Dispute, time.Minute))); q.Listed() || p == q {
		t.Error("a dispute does not show")
	}
}

func TestReportsFromAClockThatIsAheadCountToday(t *testing.T) {
	s := crowd(8)
	s.say(Verified, 9, -13*time.Hour) // tomorrow
	if daily := s.judge().Daily; len(daily) != 90 || daily[89] != 2 {
		t.Errorf("the chart ends with %v", daily[len(daily)-2:])
	}
}

func TestDisputesAreOnceIn180Days(t *testing.T) {
	first := decided(Dispute, 100*day)
	second := Decision{ID: "second", Kind: Dispute, At: now.Add(-time.Minute)}
	lapsed := crowd(8) // reported on after the first
	if j := lapsed.judge(first, second); len(j.Conditions) != 0 {
		t.Errorf("a second dispute after 100 days stands: %v", j.Conditions)
	}
	first.At = now.Add(-181 * day)
	if j := lapsed.judge(first, second); len(j.Conditions) != 1 {
		t.Error("a second dispute after 181 days does not stand")
	}
	for _, test := range []struct {
		name      string
		decisions []Decision
		want      bool
	}{
		{"a number never disputed", nil, true},
		{"one disputed 100 days ago", []Decision{decided(Dispute, 100*day)}, false},
		{"one disputed 181 days ago", []Decision{decided(Dispute, 181*day)}, true},
		{"one that a former owner disputed", []Decision{decided(Dispute, 100*day), decided(Recycle, 50*day)}, true},
		{"one whose dispute a confirmation refused", []Decision{decided(Confirm, 200*day), decided(Dispute, 100*day)}, true},
		{"one whose undoing was undone", []Decision{decided(Dispute, 100*day), {ID: "u1", Kind: Undo, Undoes: string(Dispute), At: now.Add(-2 * day)},
			{ID: "u2", Kind: Undo, Undoes: "u1", At: now.Add(-day)}}, false},
		{"one whose dispute was undone", []Decision{decided(Dispute, 100*day), {Kind: Undo, Undoes: string(Dispute), At: now}}, true},
		{"one that a moderator confirmed", []Decision{decided(Confirm, day)}, false},
		{"one confirmed long ago", []Decision{decided(Confirm, 181*day)}, true},
	} {
		if got := MayDispute(test.decisions, now); got != test.want {
			t.Errorf("%s: may be disputed %v, want %v", test.name, got, test.want)
		}
	}
}

// TestForgettingCountsWithDisputes: an owner has one of the two in 180 days, and neither while a moderator's confirmation is in force.
func TestForgettingCountsWithDisputes(t *testing.T) {
	for _, test := range []struct {
		name             string
		decisions        []Decision
		forgets, contest bool
	}{
		{"a number of which nobody decided", nil, true, true},
		{"one disputed 100 days ago", []Decision{decided(Dispute, 100*day)}, false, false},
		{"one forgotten 100 days ago", []Decision{decided(Forget, 100*day)}, false, false},
		{"one forgotten 181 days ago", []Decision{decided(Forget, 181*day)}, true, true},
		{"one that a former owner had forgotten", []Decision{decided(Forget, 100*day), decided(Recycle, 50*day)}, true, true},
		{"one whose forgetting was undone", []Decision{decided(Forget, 100*day), {Kind: Undo, Undoes: string(Forget), At: now}}, true, true},
		{"one whose forgetting a confirmation refused", []Decision{decided(Confirm, 200*day), decided(Forget, 100*day)}, true, true},
		{"one that a moderator confirmed", []Decision{decided(Confirm, day)}, false, false},
		{"one that a moderator cleared", []Decision{decided(Clear, day)}, true, true},
	} {
		if forgets, contest := MayForget(test.decisions, now), MayDispute(test.decisions, now); forgets != test.forgets || contest != test.contest {
			t.Errorf("%s: may be forgotten %v, may be disputed %v", test.name, forgets, contest)
		}
	}
	var s scene
	s.say(Verified, 1, 60*day)
	if j := s.judge(decided(Forget, day)); len(j.Conditions) != 0 || j.Shown {
		t.Errorf("what was forgotten leaves %+v", j)
	}
	if j := s.judge(decided(Forget, 61*day)); !j.Shown {
		t.Error("what was said after it is forgotten too")
	}
	if tally := Fold(s.statements, []Decision{decided(Dispute, 200*day), decided(Forget, day)}, now); !tally.Standing.DisputedAt.IsZero() {
		t.Error("a dispute goes on of what was forgotten")
	}
}

func TestWhatIsUndone(t *testing.T) {
	undo := Decision{ID: "u", Kind: Undo, Undoes: string(Confirm), At: now.Add(-time.Hour)}
	again := Decision{ID: "v", Kind: Undo, Undoes: "u", At: now}
	for want, all := range map[bool][]Decision{true: {undo, decided(Confirm, day)}, false: {again, undo, decided(Confirm, day)}} {
		if got := Undone(all, string(Confirm)); got != want {
			t.Errorf("%v: %v", all, got)
		}
	}
}

func TestNumbersGoRoundWhenTheyAreQuiet(t *testing.T) {
	var s scene
	s.say(Verified, 1, 60*day)
	tally := Fold(s.statements, nil, now)
	for country, want := range map[string]bool{"US": true, "CN": false, "GB": false} {
		if got := MayRecycle(&tally, country, now); got != want {
			t.Errorf("after 60 quiet days in %s: %v", country, got)
		}
	}
}

// TestBelowThreeReports is what whoever rang one person today may learn of who told: the month.
func TestBelowThreeReports(t *testing.T) {
	for n := 1; n <= 3; n++ {
		s := crowd(n)
		tally := Fold(s.statements, nil, now)
		j := Judge(&tally, Surroundings{KnownRange: true}, now)
		told := j.FirstSeen.Day() != 1 || j.LastSeen.Day() != 1 || len(j.Categories) > 0 || j.Daily != nil
		if told != (n >= tellable) || j.MonthOnly != (n < tellable) {
			t.Errorf("of %d reports it tells %v to %v, %v, %v", n, j.FirstSeen, j.LastSeen, j.Categories, j.Daily)
		}
		if n < tellable && (j.Reports != BandOf(1) || j.Networks != BandOf(1)) {
			t.Errorf("%d reports are told from each other: %v, %v", n, j.Reports, j.Networks)
		}
	}
}
