package evaluation

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Result is what an evaluation found.
type Result struct {
	Stream             Stream       `json:"stream"`
	MeasuredDays       int          `json:"measured_days"`
	MeasuredComplaints int          `json:"measured_complaints"`
	LeftOut            []string     `json:"left_out_days"` // as in 2020-03-11
	Rules              []RuleRow    `json:"rules"`
	Rankings           []RankingRow `json:"rankings"`
	Notes              []string     `json:"notes"`
}

// Stream describes what was replayed, warm-up included.
type Stream struct {
	From       string  `json:"from"` // first day, as in 2020-02-14
	To         string  `json:"to"`   // last day
	Days       int     `json:"listed_days"`
	Complaints int     `json:"complaints"`
	Numbers    int     `json:"numbers"`
	Once       float64 `json:"share_of_numbers_with_one_complaint"`
	LeftOut    int     `json:"rows_left_out"` // see Complaints
}

// RuleRow is what a rule would have achieved.
type RuleRow struct {
	Rule         string   `json:"rule"`
	Flagged      float64  `json:"complaints_already_flagged"` // share of the measured complaints
	ListSize     float64  `json:"list_size"`                  // mean over measured days
	MedianDelay  *float64 `json:"median_delay_days"`          // nil when nothing was flagged
	EverFlagged  int      `json:"first_flagged"`              // numbers first flagged after warm-up
	FalseLooking *float64 `json:"false_looking_share"`        // nil when no list had 30 days after it
}

// RankingRow is what lists of the numbers that a ranking puts highest would have caught.
type RankingRow struct {
	Ranking string   `json:"ranking"`
	Recall  []Recall `json:"next_day_recall"`
}

// Recall is the share of the measured complaints that fell on the Top numbers of the evening before.
type Recall struct {
	Top    int     `json:"top"`
	Recall float64 `json:"recall"`
}

// notes say how the figures are to be read.
var notes = []string{
	"Complaints already flagged: share of the complaints of the measured days on numbers that the rule flagged at the end of the previous listed day. No rule can reach more than votes >= 1.",
	"The end of a day is the midnight that ends it, so a complaint has faded by one day when it first counts; complaints are dated to the day.",
	"List size: numbers flagged at the end of the previous listed day, mean over measured days.",
	"Median delay: days from a number's first complaint in the stream, warm-up included, to the first day at whose end the rule flags it, over numbers first flagged after warm-up.",
	"False-looking: flagged numbers without a complaint in the 30 days after, mean over measured days that have 30 days after the list's. Silence is no proof of innocence: callers drop numbers.",
	"Score and verdict: each complaint is a partner's statement of weight 0.6 with the complainant's area code as network; no neighbours, disputes, rulings or fine reports. A number in no assigned range is taken for forged once four networks speak against it; its score is then at most 60.",
	"Every complaint is taken for a scam: the stream does not say what callers wanted, and as a nuisance none would reach the verdict of scam.",
	"Wilson lower bound: n/(n + 1.96^2), n being the decayed count, since nobody votes for a number.",
	"Next-day recall: share of the complaints of the measured days on the numbers ranked highest at the end of the previous listed day; among equals at the end of a list, the mean over their orders.",
}

// Table returns the result as two Markdown tables and what they mean.
func (r Result) Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s complaints about %s numbers on %d days from %s to %s; %.0f %% of the numbers have one. ",
		grouped(r.Stream.Complaints), grouped(r.Stream.Numbers), r.Stream.Days, r.Stream.From, r.Stream.To, 100*r.Stream.Once)
	fmt.Fprintf(&b, "Measured: %d days with %s complaints, after %d days of warm-up", r.MeasuredDays, grouped(r.MeasuredComplaints), warmUp)
	if len(r.LeftOut) > 0 {
		fmt.Fprintf(&b, " and without the partial days %s", strings.Join(r.LeftOut, ", "))
	}
	fmt.Fprintf(&b, ". Rows that could not be read, or are about a sample number, and were left out: %s.\n\n", grouped(r.Stream.LeftOut))
	rows := [][]string{{"rule", "complaints already flagged", "list size", "median delay, days", "false-looking"}}
	for _, row := range r.Rules {
		rows = append(rows, []string{row.Rule, percent(&row.Flagged), grouped(int(row.ListSize + 0.5)), days(row.MedianDelay), percent(row.FalseLooking)})
	}
	writeTable(&b, rows)
	header := []string{"next-day recall of the top"}
	for _, size := range sizes {
		header = append(header, grouped(size))
	}
	rows = [][]string{header}
	for _, row := range r.Rankings {
		cells := []string{row.Ranking}
		for _, at := range row.Recall {
			cells = append(cells, percent(&at.Recall))
		}
		rows = append(rows, cells)
	}
	writeTable(&b, rows)
	for _, note := range r.Notes {
		b.WriteString("- " + note + "\n")
	}
	return b.String()
}

// writeTable writes a Markdown table, its first column to the left and the others to the right.
func writeTable(b *strings.Builder, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for n, row := range rows {
		for i, cell := range row {
			if i == 0 {
				fmt.Fprintf(b, "| %-*s ", widths[i], cell)
			} else {
				fmt.Fprintf(b, "| %*s ", widths[i], cell)
			}
		}
		b.WriteString("|\n")
		if n > 0 {
			continue
		}
		for i, width := range widths {
			if i == 0 {
				b.WriteString("|:" + strings.Repeat("-", width+1))
			} else {
				b.WriteString("|" + strings.Repeat("-", width+1) + ":")
			}
		}
		b.WriteString("|\n")
	}
	b.WriteString("\n")
}

func percent(share *float64) string {
	if share == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100**share)
}

func days(n *float64) string {
	if n == nil {
		return "-"
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", *n), ".0")
}

// grouped writes n with a comma before each three digits.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
