// Package freeport finds ports for servers that tests start at a place they name, stop, and start there again.
package freeport

import (
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

// From and Below bound the ports that are tried. They lie below those that Linux hands out, from 32768 on (ip_local_port_range), to whoever listens
// at port 0 or connects: so nobody is handed the port meanwhile.
const (
	From  = 20_000
	Below = 27_000
)

// Of returns a port at which nobody listens on 127.0.0.1.
func Of(t testing.TB) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(From + rand.IntN(Below-From)) //nolint:gosec // whoever guesses it may
		if listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", ":"+port); err == nil {
			_ = listener.Close()
			return port
		}
	}
	t.Fatal("no port is free on 127.0.0.1")
	return ""
}

// Address returns 127.0.0.1 with such a port.
func Address(t testing.TB) string {
	t.Helper()
	return net.JoinHostPort("127.0.0.1", Of(t))
}
