package main

import (
	"fmt"
	"os"
	"strings"
)

// The marks between which the table lies in a Markdown file.
const (
	tableBegins = "<!-- make bench writes from here -->"
	tableEnds   = "<!-- to here -->"
)

// table is the result of a run, in Markdown.
type table string

func tableOf(m machine, rows []row) table {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", m)
	b.WriteString("| what | measured | yardstick | ratio | wanted | |\n|:--|--:|--:|--:|:--|:--|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s, %s | %s | %s: %s | **%.3g** | %s | %s |\n", r.What, r.Unit,
			column(r.Pairs, func(p pair) float64 { return p.Measured }),
			r.Yardstick, column(r.Pairs, func(p pair) float64 { return p.Yardstick }),
			r.Ratio(), r.Wanted, r.verdict())
	}
	return table(b.String())
}

// column writes one side of all pairs.
func column(pairs []pair, side func(pair) float64) string {
	var all []string
	for _, p := range pairs {
		all = append(all, figure(side(p)))
	}
	return strings.Join(all, "; ")
}

// into puts the table between the marks of a file and leaves the rest of it as it is.
func (t table) into(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(content), tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return fmt.Errorf("%s has not the marks %s and %s between which the table belongs", path, tableBegins, tableEnds)
	}
	return os.WriteFile(path, []byte(before+tableBegins+"\n\n"+string(t)+"\n"+tableEnds+after), 0o644) //nolint:gosec // as git keeps it
}
