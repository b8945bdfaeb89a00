package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Rest waits until a server that has just begun has done what it does at first: until it takes less than a twentieth of a core for two seconds.
func (p *process) Rest(ctx context.Context) error {
	const look, little = 2 * time.Second, 10 // hundredths of a second
	before := -little
	for end := time.Now().Add(startsWithin); time.Now().Before(end); {
		ticks, err := ticksOf(p.cmd.Process.Pid)
		if err != nil {
			return err
		}
		if ticks-before < little {
			return nil
		}
		before = ticks
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(look):
		}
	}
	return errors.New("the server has not come to rest")
}

// ticksOf returns how much processor time a process has taken, in hundredths of a second, as proc_pid_stat(5) has it.
func ticksOf(pid int) (int, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, fields, _ := strings.Cut(string(stat), ") ") // behind the name, which may have spaces
	var state string
	var skipped [10]int64
	var user, system int
	to := []any{&state}
	for i := range skipped {
		to = append(to, &skipped[i])
	}
	_, err = fmt.Sscan(fields, append(to, &user, &system)...)
	return user + system, err
}
