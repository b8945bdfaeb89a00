package trend

import "testing"

// TestRowsAreRead takes rows and columns as people ask for them, and no others.
func TestRowsAreRead(t *testing.T) {
	for _, test := range []struct {
		table     Table
		row, want string
		column    string
		ok, has   bool
	}{
		{ByCategory, "loan", "loan", "loan", true, false},
		{ByCategory, "Loan", "", "", false, false},
		{ByProvince, "33", "CN-ZJ", "loan", true, true},
		{ByProvince, "CN-XX", "", "exam_site", false, false},
		{ByCampus, "浙江大学", "浙江大学", "other", true, true},
		{ByCampus, "", "", "", false, false},
		{ByChannel, "offer", "offer", "fake_job", true, true},
		{ByDuty, "lend_sim", "lend_sim", "fake_job", true, false},
		{ByKnew, "exam", "exam", "unknown", true, true},
		{ByKnew, "exam_site", "", "exam", false, false},
	} {
		row, ok := test.table.ParseRow(test.row)
		if ok != test.ok || ok && row != test.want || test.table.HasColumn(test.column) != test.has {
			t.Errorf("%+v: %q, %v", test, row, ok)
		}
	}
	for _, table := range Tables() {
		if got, ok := ParseTable(string(table)); got != table || !ok {
			t.Errorf("%s is not read", table)
		}
	}
	if _, ok := ParseTable("Category"); ok {
		t.Error("Category is read")
	}
}
