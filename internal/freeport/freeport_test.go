package freeport_test

import (
	"net"
	"os"
	"strconv"
	"strings"
	"testing"

	"ringfence/internal/freeport"
)

func TestOthersAreNotHandedIt(t *testing.T) {
	listener, err := net.Listen("tcp", freeport.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if again := freeport.Address(t); again == listener.Addr().String() {
		t.Errorf("%s is taken", again)
	}
	content, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		t.Fatal(err)
	}
	if lowest, err := strconv.Atoi(strings.Fields(string(content))[0]); err != nil || lowest < freeport.Below {
		t.Errorf("this machine hands out ports from %d on, %v", lowest, err)
	}
}
