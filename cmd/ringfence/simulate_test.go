package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

const thanks = `<?xml version="1.0" encoding="UTF-8"?><Response><Message>Thank you</Message></Response>`

// TestSimulateEndsBySignal presses Ctrl-C while the simulated phone waits for a line, and while it waits for the server.
func TestSimulateEndsBySignal(t *testing.T) {
	asked, hold := make(chan string, 8), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := r.FormValue("Body")
		asked <- body
		if body == "wait" {
			select {
			case <-r.Context().Done():
			case <-hold:
			}
		}
		fmt.Fprint(w, thanks)
	}))
	defer server.Close()
	defer close(hold)
	for _, last := range []string{"HELP", "wait"} {
		cmd := exec.Command("ringfence", "sms", "simulate", "--server", server.URL)
		cmd.Env = append(cmd.Environ(), twilioOn)
		keys, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		screen, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var complaints strings.Builder
		cmd.Stderr = &complaints
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(keys, last)
		if body := <-asked; body != last {
			t.Errorf("%q was delivered", body)
		}
		if shown := bufio.NewReader(screen); last != "wait" {
			for line := ""; err == nil && !strings.Contains(line, "Thank you"); {
				line, err = shown.ReadString('\n')
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case err := <-ended:
			if err != nil || complaints.Len() > 0 {
				t.Errorf("after %q it ended %v: %s", last, err, &complaints)
			}
		case <-time.After(20 * time.Second):
			_ = cmd.Process.Kill()
			t.Fatalf("after %q it does not end", last)
		}
	}
}

// TestSimulateDeliversAgain: what the server could not take is delivered under the same name, and not for ever.
func TestSimulateDeliversAgain(t *testing.T) {
	var busy atomic.Int64
	names := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		names[r.FormValue("MessageSid")+r.FormValue("Body")]++
		if busy.Add(-1) >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, thanks)
	}))
	defer server.Close()
	simulate := func() (string, error) {
		var out strings.Builder
		err := run(t.Context(), []string{"sms", "simulate", "--server", server.URL, "--sms-twilio-auth-token", twilioToken},
			streams{in: strings.NewReader("CALL +13035550100\n"), out: &out, err: io.Discard})
		return out.String(), err
	}
	busy.Store(2)
	if out, err := simulate(); err != nil || !strings.HasSuffix(out, "  Thank you\n") || len(names) != 1 {
		t.Errorf("%v, %v:\n%s", err, names, out)
	}
	busy.Store(deliveries)
	if out, err := simulate(); err == nil || !strings.Contains(err.Error(), "could not take the message") || len(names) != 2 {
		t.Errorf("%v, %v:\n%s", err, names, out)
	}
}
