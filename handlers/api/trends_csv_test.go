package api

import "testing"

// TestCellsAreNoFormulas has what spreadsheets calculate, also as Chinese keyboards write it, and numbers, of which nothing is calculated.
func TestCellsAreNoFormulas(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "浙江大学": "浙江大学", "35": "35", "+120255501": "+120255501",
		"=HYPERLINK(1)": "'=HYPERLINK(1)", "+1+cmd|'/C calc'!A0": "'+1+cmd|'/C calc'!A0", "+": "'+", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1",
		"＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠SUM(A1)": "'＠SUM(A1)",
	} {
		if got := inert(cell); got != want {
			t.Errorf("%q became %q, want %q", cell, got, want)
		}
	}
}
