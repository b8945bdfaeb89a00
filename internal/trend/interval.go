package trend

import "math"

// Interval returns between what the part of a category lies with 99 %, for as many reporters as are shown (Wilson: "Probable Inference, the Law
// of Succession, and Statistical Inference", JASA 22, 1927). Of 0 reporters it is everything.
func (s Share) Interval() (low, high float64) {
	if s.Reporters == 0 || s.Share == 0 {
		return 0, 1
	}
	n := float64(s.Reporters) / s.Share
	z2 := riseZ * riseZ
	middle := (s.Share + z2/(2*n)) / (1 + z2/n)
	around := riseZ / (1 + z2/n) * math.Sqrt(s.Share*(1-s.Share)/n+z2/(4*n*n))
	return max(0, middle-around), min(1, middle+around)
}

// Margin returns by how much noise changes the sum of so many figures of weeks that are closed at most, with 99 %: that of one, times the
// root of how many there are, which is a little more than it is.
func Margin(figures int) int {
	within, p := 0, drawn(len(stages))
	for sum := p[widest]; sum < .99; sum += p[widest-within] + p[widest+within] {
		within++
	}
	return int(math.Ceil(float64(within) * math.Sqrt(float64(figures))))
}
