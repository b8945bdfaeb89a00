package trend

import "testing"

// TestASumSaysWhatItHides has eight weeks, one of which nobody counted and the last of which is open.
func TestASumSaysWhatItHides(t *testing.T) {
	to := weekOf(t, "2026-W48")
	few, many := Place{Table: ByKnew, Row: "order", Column: "courier"}, Place{Table: ByKnew, Row: "order", Column: "ecommerce"}
	var rollups []Rollup
	for back := range 8 {
		r := Rollup{Week: to.Add(-back), AsOf: to.Add(-back).ClosesAt(), Closed: back > 0, Cells: []Cell{{Place: many, Reporters: 20}}}
		if back == 7 {
			r.Cells = append(r.Cells, Cell{Place: few, Reporters: 20})
		}
		if back != 3 {
			rollups = append(rollups, r)
		}
	}
	b := NewBook(rollups)
	for _, c := range []struct {
		place Place
		to    Week
		weeks int
		want  Total
	}{
		{few, to, 8, Total{Low: 20, High: 20 + 6*(Least-1), Hidden: 6}},
		{many, to, 8, Total{Low: 140, High: 140 + Step - 1}},
		{many, to.Add(-1), 7, Total{Low: 120, High: 120}},
		{many, to.Add(-3), 1, Total{}},
	} {
		got := b.Total(c.place, c.to, c.weeks)
		if got != c.want || got.Exact() != (c.want.Low == c.want.High) {
			t.Errorf("%v in %d weeks to %s: %+v, want %+v", c.place, c.weeks, c.to, got, c.want)
		}
	}
}
