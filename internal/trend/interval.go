package trend

import "math"

// Margin returns by how much noise changes the sum of so many figures of weeks that are closed at most, with 99 %: that of one, times the
// root of how many there are, which is a little more than it is.
func Margin(figures int) int {
	within, p := 0, drawn(len(stages))
	for sum := p[widest]; sum < .99; sum += p[widest-within] + p[widest+within] {
		within++
	}
	return int(math.Ceil(float64(within) * math.Sqrt(float64(figures))))
}
