package main

import (
	"errors"
	"syscall"
	"time"
)

// sleep sleeps for so long, or until something wakes it, in the kernel: to some ten microseconds.
func sleep(d time.Duration) error {
	pause := syscall.NsecToTimespec(int64(d))
	if err := syscall.Nanosleep(&pause, nil); err != nil && !errors.Is(err, syscall.EINTR) {
		return err
	}
	return nil
}
