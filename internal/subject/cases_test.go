package subject

import (
	"encoding/csv"
	"errors"
	"os"
	"testing"
)

// TestAgreesWithLibphonenumber compares Parse with the answers of Google's libphonenumber 3.2.47 (the
// JavaScript port), row by row. Where we differ on purpose, testdata/disagreements.csv says so and why.
func TestAgreesWithLibphonenumber(t *testing.T) {
	type spelled struct{ raw, region, expected, answer string }
	known := map[spelled]bool{}
	for _, row := range readCSV(t, "testdata/disagreements.csv", "raw", "region", "expected", "answer", "reason") {
		if row[4] == "" {
			t.Errorf("no reason for %q", row)
		}
		known[spelled{row[0], row[1], row[2], row[3]}] = true
	}
	valid, agreed := 0, 0
	for _, row := range readCSV(t, "testdata/number-normalisation-cases.csv",
		"raw", "default_region", "expected_e164", "is_valid", "type", "region", "variant") {
		key, err := Parse(row[0], row[1])
		answer := key.String()
		if refusal := (*Error)(nil); errors.As(err, &refusal) {
			answer = "refused: " + string(refusal.Problem)
		} else {
			checkStable(t, key)
		}
		if row[3] == "true" {
			valid++
			if answer == row[2] {
				agreed++
			}
		}
		if answer == row[2] {
			continue
		}
		if this := (spelled{row[0], row[1], row[2], answer}); known[this] {
			delete(known, this)
		} else {
			t.Errorf("not in disagreements.csv: %q", this)
		}
	}
	for stale := range known {
		t.Errorf("in disagreements.csv, but we agree now or answer otherwise: %q", stale)
	}
	if share := float64(agreed) / float64(valid); share < 0.998 {
		t.Errorf("%d of %d valid numbers agree, %.2f %%; want 99.8 %%", agreed, valid, 100*share)
	}
}

// readCSV returns the rows below a header, which must be the given one.
func readCSV(t *testing.T, path string, header ...string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range header {
		if rows[0][i] != name {
			t.Fatalf("%s: column %d is %q, want %q", path, i, rows[0][i], name)
		}
	}
	return rows[1:]
}
