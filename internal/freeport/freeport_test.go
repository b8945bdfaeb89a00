package freeport

import (
	"net"
	"strconv"
	"testing"
)

func TestAPortThatIsTakenIsNotFree(t *testing.T) {
	listener, err := net.Listen("tcp", Address(t))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := net.SplitHostPort(listener.Addr().String())
	port, err := strconv.Atoi(text)
	if err != nil || port < from || port >= below {
		t.Errorf("port %s, %v", text, err)
	}
	if free(t.Context(), port) {
		t.Errorf("%d is free, though somebody listens", port)
	}
	if err := listener.Close(); err != nil || !free(t.Context(), port) {
		t.Errorf("%d is not free when nobody listens any more: %v", port, err)
	}
}
