package smstext

import (
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestLinear reads messages built against each rule at two sizes, as what follows each way to begin. Four times the message may take up
// to ten times the work; quadratic work would take sixteen times. Work is the processor time of the thread that reads, which a busy
// machine does not change.
func TestLinear(t *testing.T) {
	for _, unit := range []string{
		"1 ", "1", "15400001234 ", "95588 ", "举报 15400001234 ", "(1/2)", "(2/3)", "!", "stop ", "请", "查 查 ", "code ", "Z9VV-", "a.cn ",
		"微信 abc_12345 ", "+", "call  ", "不要 发 ", "not a scam ", " \n", "\u200b", "骗我号码 ", "scam me from 1 ", "ok ", "我转账了 ", "👍", "\xff",
	} {
		for _, first := range []string{"", "举报 ", "call 15400001234 ", "UNDO ", "15400001234 ", "stop ", "CODE 1"} {
			var small, large time.Duration
			for range 3 { // who reads beside others is slower now and then, and not each time
				if small, large = work(first, unit, 16<<10), work(first, unit, 64<<10); large <= 10*small+40*time.Millisecond {
					break
				}
			}
			if large > 10*small+40*time.Millisecond {
				t.Errorf("%q behind %q: %v for 16 kB, %v for 64 kB", unit, first, small, large)
			}
		}
	}
}

// work returns the processor time of reading a message of about size bytes.
func work(first, unit string, size int) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	body := first + strings.Repeat(unit, size/len(unit)) + "(2/2)x?"
	before := threadTime()
	Parse(body, "CN")
	return threadTime() - before
}

func threadTime() time.Duration {
	const thread = 1 // RUSAGE_THREAD of Linux
	var usage syscall.Rusage
	if err := syscall.Getrusage(thread, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range messages {
			Parse(m.body, m.region)
		}
	}
}
