package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"ringfence/internal/evaluation"
	"ringfence/internal/ftc"
)

type evaluateCommand struct {
	File string `arg:"" type:"existingfile" help:"Complaints as the FTC publishes them, or the four-column extract; plain or gzipped."`
	JSON bool   `env:"-" help:"Print JSON instead of a table."`
}

// Run replays a stream of complaints in memory and prints what each rule would have flagged, and when.
func (c *evaluateCommand) Run(ctx context.Context, std streams) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	reader, err := ftc.NewReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	day := bar(std.err, "evaluate", "days")
	result, err := evaluation.Run(evaluation.Complaints(reader), evaluation.Options{
		Partial: ftc.PartialDays(),
		EachDay: func(done, of int) error {
			day(done, of)
			return ctx.Err()
		},
	})
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if c.JSON {
		return json.NewEncoder(std.out).Encode(result)
	}
	_, err = fmt.Fprint(std.out, result.Table())
	return err
}
