package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// machine is where and when a run was.
type machine struct {
	cores    int
	model    string
	memoryGB int
	date     time.Time
}

func thisMachine() machine {
	m := machine{cores: runtime.NumCPU(), date: time.Now()}
	m.model = procField("/proc/cpuinfo", "model name")
	kilobytes, _ := strconv.Atoi(strings.TrimSuffix(procField("/proc/meminfo", "MemTotal"), " kB"))
	m.memoryGB = (kilobytes + 1<<19) >> 20
	return m
}

func (m machine) String() string {
	return fmt.Sprintf("%d cores (%s), %d GB of memory, %s on %s/%s, %s.",
		m.cores, m.model, m.memoryGB, runtime.Version(), runtime.GOOS, runtime.GOARCH, m.date.Format(time.DateOnly))
}

// procField returns the first field of this name in a file of the form name: value, or "".
func procField(path, name string) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if field, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(field) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
