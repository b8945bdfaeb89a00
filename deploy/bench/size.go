package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"time"
)

// weight is what the child that weighs an index prints.
type weight struct {
	Heap     float64 // bytes of the heap after GC that the index holds
	Snapshot float64 // bytes of its file
	Loads    []pair  // seconds to load the snapshot, and to read its file
}

// memory measures what an index of ten million subjects takes, and how fast it starts.
func memory(ctx context.Context, g *ground) ([]row, error) {
	const subjects = 10_000_000
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	g.Say("  making %s subjects", figure(subjects))
	//nolint:gosec // this program
	child := exec.CommandContext(ctx, self, "weigh", strconv.Itoa(subjects), g.snapshotOf(subjects), strconv.Itoa(g.Pairs))
	child.Stderr = os.Stderr
	out, err := child.Output()
	if err != nil {
		return nil, err
	}
	var w weight
	if err := json.Unmarshal(out, &w); err != nil {
		return nil, err
	}
	return []row{
		{What: "index in memory, heap after GC", Yardstick: "subjects", Unit: "bytes", Pairs: []pair{{w.Heap, subjects}}, Wanted: bound{Most: 24}},
		{What: "index's snapshot file", Yardstick: "subjects", Unit: "bytes", Pairs: []pair{{w.Snapshot, subjects}}, Wanted: bound{Most: 24}},
		{What: "index loaded from its snapshot, 10,000,000 made-up numbers", Yardstick: "reading the same file", Unit: "seconds", Pairs: w.Loads, Wanted: bound{Most: 4}},
	}, nil
}

// weigh is the child that memory starts.
func weigh(ctx context.Context, args []string, out io.Writer) error {
	subjects, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return err
	}
	snapshot := args[1]
	pairs, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	if _, err := loaded(ctx, subjects, snapshot); err != nil { // makes the file, and has it in the page cache
		return err
	}
	var w weight
	info, err := os.Stat(snapshot) //nolint:gosec // our own file
	if err != nil {
		return err
	}
	w.Snapshot = float64(info.Size())
	for range pairs {
		var p pair
		if w.Heap, p.Measured, err = weighed(ctx, subjects, snapshot); err != nil {
			return err
		}
		heap() // both begin with an empty one
		start := time.Now()
		all, err := os.ReadFile(snapshot) //nolint:gosec // our own file
		p.Yardstick = time.Since(start).Seconds()
		if err != nil || len(all) != int(info.Size()) {
			return fmt.Errorf("reading %d bytes: %w", len(all), err)
		}
		w.Loads = append(w.Loads, p)
	}
	return json.NewEncoder(out).Encode(w)
}

// weighed loads an index and returns how much of the heap it holds and how many seconds it took.
func weighed(ctx context.Context, subjects uint64, snapshot string) (held, seconds float64, err error) {
	before, start := heap(), time.Now()
	x, err := loaded(ctx, subjects, snapshot)
	seconds = time.Since(start).Seconds()
	held = heap() - before
	runtime.KeepAlive(x)
	return held, seconds, err
}

// heap returns how many bytes are in use once nothing is left to collect.
func heap() float64 {
	runtime.GC()
	runtime.GC() // what finalizers held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
