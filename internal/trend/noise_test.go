package trend

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"testing"
)

// seeded is noise as keyring makes it, under a key that a number stands for.
func seeded(key uint64) Noise {
	return func(name string) uint64 {
		sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, key), name...))
		return binary.BigEndian.Uint64(sum[:])
	}
}

// silent is noise of 0.
func silent(string) uint64 { return math.MaxUint64 }

func almost(a, b, by float64) bool { return math.Abs(a-b) <= by }

// All bits that there are, in even steps, draw each value as often as its probability says.
func TestDrawsAreLaplace(t *testing.T) {
	const steps = 1 << 20
	times := map[int]int{}
	for i := range uint64(steps) {
		times[draw(i*(1<<64/steps)+i&1)]++
	}
	for k := -8; k <= 8; k++ {
		want := (math.E - 1) / (math.E + 1) * math.Exp(-math.Abs(float64(k)))
		if got := float64(times[k]) / steps; !almost(got, want, 4.0/steps) {
			t.Errorf("P(%d) is %v, want %v", k, got, want)
		}
	}
	if low, high := draw(1), draw(0); low != -high || high < 40 || high > 50 {
		t.Errorf("the rarest draws are %d and %d", low, high)
	}
	if k := draw(math.MaxUint64); k != 0 {
		t.Errorf("the commonest draw is %d", k)
	}
}

// What a cell's noise is must never change, on no machine: a week that is counted in part today is counted on tomorrow.
func TestDrawsStayAsTheyAre(t *testing.T) {
	for bits, want := range map[uint64]int{0: 44, 1: -44, 1 << 20: 30, 1 << 40: 17, 1<<50 + 1: -10, 1 << 60: 3, 1<<62 + 1: -1, 1 << 63: 1, 3 << 62: 0, 0x0123456789abcdef: -5} {
		if got := draw(bits); got != want {
			t.Errorf("%#x draws %d, want %d", bits, got, want)
		}
	}
}

func TestSumsOfDrawsAreTheirConvolution(t *testing.T) {
	one := drawn(1)
	for n := range 6 {
		sum, next, total, variance := drawn(n), drawn(n+1), 0.0, 0.0
		for k := -20; k <= 20; k++ {
			want := 0.0
			for j := -50; j <= 50; j++ {
				if at := widest + k - j; at >= 0 && at < len(one) {
					want += sum[widest+j] * one[at]
				}
			}
			if got := next[widest+k]; !almost(got, want, 1e-12) {
				t.Errorf("of %d draws P(%d) is %v, want %v", n+1, k, got, want)
			}
		}
		for i, p := range next {
			total += p
			variance += p * float64(i-widest) * float64(i-widest)
		}
		if !almost(total, 1, 1e-9) || !almost(variance, float64(n+1)*noiseVariance, 1e-9) {
			t.Errorf("%d draws sum to %v with variance %v", n+1, total, variance)
		}
	}
}
