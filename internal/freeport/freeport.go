// Package freeport finds ports for servers that tests start at a place they name, stop, and start there again.
package freeport

import (
	"context"
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

// The ports that are tried lie below those that Linux hands out, from 32768 on (ip_local_port_range), to whoever listens at port 0 or connects: so
// nobody is handed the port meanwhile.
const (
	from  = 20_000
	below = 27_000
)

// Of returns a port at which nobody listens on this machine.
func Of(t testing.TB) string {
	t.Helper()
	for range 100 {
		if port := from + rand.IntN(below-from); free(t.Context(), port) { //nolint:gosec // whoever guesses it may
			return strconv.Itoa(port)
		}
	}
	t.Fatalf("no port between %d and %d is free", from, below)
	return ""
}

// Address returns 127.0.0.1 with such a port.
func Address(t testing.TB) string {
	t.Helper()
	return net.JoinHostPort("127.0.0.1", Of(t))
}

func free(ctx context.Context, port int) bool {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return listener.Close() == nil
}
