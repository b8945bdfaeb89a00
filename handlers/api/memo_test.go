package api

import (
	"testing"
	"time"

	"ringfence/internal/index"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

func TestMemo(t *testing.T) {
	m, asked := make(memo, 3), 0
	for _, test := range []struct {
		n    int
		want string
	}{
		{0, "<1"}, {0, "<2"}, // no number
		{2, "<3"}, {1, "<4"}, {2, "<3"}, {1, "<4"}, // each by its own
		{3, "<5"}, {3, "<6"}, {-1, "<7"}, {1 << 40, "<8"}, // no place
	} {
		write := func(b []byte) []byte {
			asked++
			return append(b, byte('0'+asked))
		}
		if got := m.append([]byte("<"), test.n, write); string(got) != test.want {
			t.Errorf("%d: %s, want %s", test.n, got, test.want)
		}
	}
}

// TestWireSaysPlainAnswersAgain has every plain judgement written for one subject and then, from memory, for others
// that were seen on other days.
func TestWireSaysPlainAnswersAgain(t *testing.T) {
	w := newTestWire(t)
	day := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)
	var subjects []subject.Key
	for _, s := range wireSubjects {
		key, err := subject.ParseKey(s)
		if err != nil {
			t.Fatal(s, err)
		}
		subjects = append(subjects, key)
	}
	said := 0
	for _, l := range catalogue.Langs() {
		for score := range reputation.Packed(101) {
			for reports := range reputation.Packed(6) {
				for networks := range reputation.Packed(6 * 2) {
					for later := range 2 {
						p := 1<<22 | score<<2 | reports<<14 | networks<<40 | reputation.Packed(8000+later*100)<<24
						n, ok := p.Undated()
						if !ok {
							t.Fatalf("%x is not plain", uint64(p))
						}
						written(t, w, l, index.Answer{
							Subject: subjects[said%len(subjects)], Judgement: p.Unpack(day.AddDate(0, -later, 0)), Plain: index.Plain(1 + n),
							AsOf: day.AddDate(0, 0, later), Fresh: time.Duration(1+later) * time.Hour,
						})
						said++
						if w[l].plain[1+n].Load() == nil {
							t.Fatalf("%d was not kept", n)
						}
					}
				}
			}
		}
	}
}
