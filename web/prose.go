package web

import (
	"fmt"
	"strings"
)

// Chapter is a part of a long page, as the table of contents names it.
type Chapter struct{ ID, Title string }

// chapters returns those whose titles are these messages. The ID is what follows the last dot of the message's.
func (f Frame) chapters(titles ...string) []Chapter {
	all := make([]Chapter, len(titles))
	for i, id := range titles {
		all[i] = Chapter{id[strings.LastIndexByte(id, '.')+1:], f.T(id)}
	}
	return all
}

// decimal writes a number with so many digits behind the point, as people read it.
func decimal(x float64, digits int) string {
	return strings.Replace(fmt.Sprintf("%.*f", digits, x), "-", "−", 1)
}

// signed is decimal with a plus before what is added.
func signed(x float64, digits int) string {
	if x < 0 {
		return decimal(x, digits)
	}
	return "+" + decimal(x, digits)
}
