package main

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ringfence/internal/importer"
)

// A server that is refused leaves nothing behind.
func TestARefusedStartMakesNothing(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for name, test := range map[string]struct{ flag, value, says string }{
		"keys inside the data":    {"--keys", "data/keys", "inside the data folder"},
		"keys in no folder":       {"--keys", "nowhere/keys", "there is no folder for the keys file"},
		"an address that is busy": {"--listen", busy.Addr().String(), "choose another address with --listen"},
		"a Redis that is none":    {"--redis", "localhost", "--redis: the address of Redis must be redis://"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			t.Chdir(folder)
			err := run(t.Context(), []string{"serve", "--listen", "127.0.0.1:0", test.flag, test.value}, streams{out: io.Discard, err: io.Discard})
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v", err)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// An import is stopped while it reads a file: a pipe that ends after it was.
func TestAStoppedImportSaysHowToGoOn(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := syscall.Mkfifo("rows.csv", 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		defer stop()
		pipe, err := os.OpenFile("rows.csv", os.O_WRONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		defer pipe.Close()
		_, _ = io.WriteString(pipe, "created_date,seq,company_phone_number,consumer_area_code\n2026-11-01,0,2025550143,224\n2026-11-01,1,hello,224\n")
		stop()
	}()
	var out strings.Builder
	err := run(ctx, []string{"import", "ftc", "rows.csv", "--new"}, streams{out: &out, err: io.Discard})
	if want := "stopped; " + importer.Resume; err == nil || explain(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if path, _ := filepath.Abs("rows.csv"); !strings.HasPrefix(out.String(), "2 rows read: 0 stored, 0 already known, 1 rejected\n") || !strings.Contains(out.String(), path+".rejects") {
		t.Errorf("printed %s", out.String())
	}
}
