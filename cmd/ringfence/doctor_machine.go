package main

import (
	"math"
	"os"
	"os/user"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// What a server needs of memory, from deploy/bench: the program itself, and each subject in the index, which is
// there twice while it is merged, beside the garbage that is let be.
const (
	programNeeds = 200e6
	subjectNeeds = 100
)

// user tells when what was seen is not what the service's own user would see.
func (x *exam) user() {
	if os.Geteuid() == 0 {
		x.Warn("user", "run doctor as the user of the service (sudo ringfence-admin doctor, with the units of deploy/systemd); and the service not as root", "doctor runs as root, who may read and write everything; whether the service may was not seen")
		return
	}
	name := strconv.Itoa(os.Geteuid())
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	x.Fine("user", "all this is as %s sees it; doctor and serve should have the same user", name)
}

// clock looks at whether the time can be right: the program was not built in the future.
func (x *exam) clock() {
	if built := builtAt(); x.now.Before(built) {
		x.Wrong("clock", "set it, by NTP: scores fade and keys are destroyed by it", "it says %s, and this program was made on %s", x.now.Format(time.DateOnly), built.Format(time.DateOnly))
		return
	}
	x.Fine("clock", "%s", x.now.UTC().Format("2006-01-02 15:04 UTC"))
}

// builtAt returns when what this program was built from was committed, or zero.
func builtAt() (at time.Time) {
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return at
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ = time.Parse(time.RFC3339, s.Value)
		}
	}
	return at
}

// files looks at whether as many connections can be open as are asked for.
func (x *exam) files() {
	const about = "connections"
	n, have := openFiles(), x.connections()
	switch {
	case x.MaxConnections < 1:
		x.Wrong(about, "give 1 or more", "--max-connections is %d", x.MaxConnections)
	case have < x.MaxConnections:
		x.Warn(about, "raise it to "+strconv.Itoa(x.MaxConnections+ownFiles)+" (LimitNOFILE= of a unit), or lower --max-connections",
			"%d at once: ulimit -n is %d here, which has no room for --max-connections %d", have, n, x.MaxConnections)
	default:
		x.Fine(about, "up to %d at once; ulimit -n has room for them", have)
	}
}

// memory looks at whether what is known fits.
func (x *exam) memory() {
	const about = "memory"
	have := availableMemory()
	need := int64(programNeeds + subjectNeeds*x.subjects)
	switch {
	case x.subjects == 0 && have != math.MaxInt64:
		x.Fine(about, "%s here; about %s are needed, and %s for each million subjects", size(have), size(need), size(subjectNeeds*1e6))
	case have == math.MaxInt64:
		x.Fine(about, "about %s are needed for %s", size(need), counted(x.subjects, "subject"))
	case need > have:
		x.Wrong(about, "give it more memory", "%s here, and about %s are needed for %s", size(have), size(need), counted(x.subjects, "subject"))
	case need > have/2:
		x.Warn(about, "give it more memory before there are twice as many", "%s here, and about %s are needed for %s", size(have), size(need), counted(x.subjects, "subject"))
	default:
		x.Fine(about, "%s here; about %s are needed for %s", size(have), size(need), counted(x.subjects, "subject"))
	}
}

// availableMemory returns the bytes of this machine, or of the container where that has fewer. Where neither tells, it
// is the greatest number.
func availableMemory() int64 {
	have := int64(math.MaxInt64)
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		_, rest, _ := strings.Cut(string(b), "MemTotal:")
		line, _, _ := strings.Cut(rest, "kB")
		if n, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64); err == nil {
			have = n << 10
		}
	}
	for _, limit := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if b, err := os.ReadFile(limit); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil {
				have = min(have, n)
			}
		}
	}
	return have
}
