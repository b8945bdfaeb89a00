//go:build !linux

package main

import "time"

// sleep sleeps for so long, as well as Go can.
func sleep(d time.Duration) error {
	time.Sleep(d)
	return nil
}
