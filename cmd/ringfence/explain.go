package main

import (
	"context"
	"errors"

	"ringfence/internal/fault"
)

// advice says what to do about an error that ends a command. The first that fits is given.
var advice = []struct {
	about error
	words string
}{
	{fault.Full, "make room on the disk; what was acknowledged is kept"},
	{fault.ReadOnly, "make the folder writable for this user, or choose another with --data"},
	{fault.Newer, "install that version of ringfence or a later one; nothing was changed"},
	{fault.Damaged, "restore the file from a backup; nothing was changed"},
}

// explain returns the error with what to do about it.
func explain(err error) string {
	if errors.Is(err, context.Canceled) { // by who ran the command, who knows
		return "stopped"
	}
	if errors.Is(err, fault.Locked) { // where and how it was found does not help
		return "another process has the data folder open. A server that is just starting is asked when it is up (ringfence ready --wait 5m waits for that); otherwise wait until the other command is done, stop the other server, or choose another folder with --data"
	}
	for _, a := range advice {
		if errors.Is(err, a.about) {
			return err.Error() + ": " + a.words
		}
	}
	return err.Error()
}
