package reputation

import (
	"math/rand/v2"
	"testing"
	"time"
)

// attackers report one number, in turn from so many networks, over seven hours.
func attackers(verified, networks, anonymous int) *scene {
	var s scene
	at := func(i, of int) time.Duration {
		return 7*time.Hour - time.Duration(i)*7*time.Hour/time.Duration(max(of-1, 1))
	}
	for i := range verified {
		s.say(Verified, uint8(i%networks), at(i, verified))
	}
	for i := range anonymous {
		s.say(Anonymous, uint8(networks+i), at(i, anonymous))
	}
	return &s
}

// What REPUTATION section 7 measured: the least it takes to make a scam of a number nobody else reported.
func TestCostOfAnAttack(t *testing.T) {
	for _, test := range []struct {
		name                          string
		verified, networks, anonymous int
		scam                          bool
	}{
		{"7 identities on 7 networks", 7, 7, 0, true},
		{"6 on 6 are too few", 6, 6, 0, false},
		{"9 on 3 networks", 9, 3, 0, true},
		{"8 on 3 are too few", 8, 3, 0, false},
		{"4 verified and 4 anonymous", 4, 4, 4, true},
		{"3 verified and 4 anonymous are too few", 3, 3, 4, false},
		{"4 verified and 3 anonymous are too few", 4, 4, 3, false},
		{"300 on one network", 300, 1, 0, false},
		{"300 on two networks", 300, 2, 0, false},
		{"300 anonymous", 0, 1, 300, false},
		{"4 on one network, the cost against plain votes", 4, 1, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, neighbours := range []float64{0, maxNeighbours} {
				s := attackers(test.verified, test.networks, test.anonymous)
				if got := s.judgeAmong(neighbours).Verdict == Scam; got != test.scam {
					t.Errorf("with neighbour term %v: scam %v, want %v", neighbours, got, test.scam)
				}
			}
		})
	}
}

func TestAttackNeedsTime(t *testing.T) {
	var s scene
	for i := range 20 {
		s.say(Verified, uint8(i), time.Hour)
	}
	if v := s.judge().Verdict; v != Suspicious {
		t.Errorf("twenty reports within the hour made %v, want suspicious", v)
	}
}

// Buckets are keyed hashes, so networks collide by chance: that may only make an attack dearer, and must
// not often keep honest reporters from being heard.
func TestAttackWithRandomBuckets(t *testing.T) {
	const draws = 500
	random := rand.New(rand.NewPCG(7, 7))
	cost := func(networks int) int {
		bucket := make([]uint8, networks)
		for i := range bucket {
			bucket[i] = uint8(random.IntN(Buckets))
		}
		var s scene
		for n := 1; n <= 60; n++ {
			ago := time.Minute
			if n == 1 {
				ago = 7 * time.Hour
			}
			s.say(Verified, bucket[(n-1)%networks], ago)
			if n >= 6 && s.judge().Verdict == Scam {
				return n
			}
		}
		return 61
	}
	for _, test := range []struct {
		name                    string
		networks, least, atMost int
	}{
		{"each identity on a network of its own", 60, 7, 9},
		{"three networks", 3, 9, 61},
		{"one network never succeeds", 1, 61, 61},
	} {
		t.Run(test.name, func(t *testing.T) {
			cheap, dear := 0, 0
			for range draws {
				c := cost(test.networks)
				if c < test.least {
					cheap++
				}
				if c > test.atMost {
					dear++
				}
			}
			if cheap > draws*3/100 || dear > draws*3/100 {
				t.Errorf("of %d draws %d cost less than %d and %d more than %d", draws, cheap, test.least, dear, test.atMost)
			}
		})
	}
}

// One API key may have many users; it can still not make a scam by itself.
func TestOneAPIKeyIsNotEnough(t *testing.T) {
	var s scene
	for i := range 200 {
		st := s.say(Partner, uint8(i), time.Duration(i)*time.Hour)
		st.APIKey = "partner"
	}
	if j := s.judge(); j.Verdict == Scam || j.Exported {
		t.Errorf("one API key made %v", j.Verdict)
	}
}
