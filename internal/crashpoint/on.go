//go:build crash

package crashpoint

import (
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
)

var passes atomic.Int64

// Armed reports whether the process is to die at p.
func Armed(p Point) bool { return os.Getenv("RINGFENCE_CRASH_AT") == string(p) }

// Reach kills the process at the armed point, once it was passed as many times as RINGFENCE_CRASH_AFTER says.
func Reach(p Point) {
	if !Armed(p) {
		return
	}
	after, _ := strconv.ParseInt(os.Getenv("RINGFENCE_CRASH_AFTER"), 10, 64)
	if passes.Add(1) <= after {
		return
	}
	_, _ = os.Stderr.WriteString("crashpoint: " + string(p) + "\n")
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}
