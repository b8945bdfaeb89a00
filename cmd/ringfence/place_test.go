package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ringfence/internal/freeport"
)

// answering returns the address of a server that says something to whoever connects, and nothing more.
func answering(t *testing.T, something string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, something)
			t.Cleanup(func() { conn.Close() })
		}
	}()
	return listener.Addr().String()
}

// MongoDB that cannot be used is refused within about ten seconds, in words, without the user and the password, and
// nothing is made.
func TestMongoDBThatCannotBeUsed(t *testing.T) {
	const cannotBeRead = "--mongodb: the address of MongoDB cannot be used: it must be mongodb://"
	const user, password = "sheriff", "hunter2"
	refused := map[string]struct{ uri, says string }{
		"no such scheme":     {"redis://sheriff:hunter2@127.0.0.1/db", cannotBeRead},
		"no scheme":          {"sheriff:hunter2@127.0.0.1", cannotBeRead},
		"@ in the password":  {"mongodb://sheriff:hun@hunter2@127.0.0.1/db", cannotBeRead},
		"/ in the password":  {"mongodb://sheriff:hunter2/x@127.0.0.1/db", cannotBeRead},
		": in the password":  {"mongodb://sheriff:x:hunter2@127.0.0.1/db", cannotBeRead},
		"% in the password":  {"mongodb://sheriff:%hunter2@127.0.0.1/db", cannotBeRead},
		"no host":            {"mongodb://sheriff:hunter2@", cannotBeRead},
		"not such a port":    {"mongodb://sheriff:hunter2@127.0.0.1:99999/db", cannotBeRead},
		"options unreadable": {"mongodb://sheriff:hunter2@127.0.0.1/db?tls=hunter2", cannotBeRead},
		"no certificate":     {"mongodb://sheriff:hunter2@127.0.0.1/db?tlsCAFile=hunter2", cannotBeRead},
		"nobody listens":     {"mongodb://sheriff:hunter2@" + freeport.Address(t) + "/db", "connection refused: see that it runs"},
		"says nothing":       {"mongodb://sheriff:hunter2@" + answering(t, "") + "/db", "see that it runs, is MongoDB, can be reached from here"},
		"speaks HTTP":        {"mongodb://sheriff:hunter2@" + answering(t, "HTTP/1.1 400 Bad Request\r\n\r\n") + "/db", "or name another with --mongodb"},
	}
	var all sync.WaitGroup
	defer all.Wait()
	for name, test := range refused {
		folder := t.TempDir()
		all.Go(func() {
			args := []string{"serve", "--mongodb", test.uri, "--data", filepath.Join(folder, "data"), "--keys", filepath.Join(folder, "keys"),
				"--listen", "127.0.0.1:0", "--log-level", "debug"}
			var printed lockedBuffer
			begun := time.Now()
			err := run(t.Context(), args, streams{out: &printed, err: &printed})
			if took := time.Since(begun); took > 20*time.Second { // about ten, on a machine that is busy
				t.Errorf("%s: it took %v", name, took)
			}
			if err == nil || !strings.Contains(explain(err), test.says) {
				t.Errorf("%s: got %v", name, err)
				return
			}
			if all := explain(err) + fmt.Sprintf("%+v %#v", err, err) + printed.String(); strings.Contains(all, user) || strings.Contains(all, password) {
				t.Errorf("%s: printed who logs in: %s", name, all)
			}
			if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
				t.Errorf("%s: left behind: %v, %v", name, left, err)
			}
		})
	}
}

func TestASecretDoesNotPrintItself(t *testing.T) {
	var log strings.Builder
	p := place{Data: "data", MongoDB: "mongodb://sheriff:hunter2@127.0.0.1,127.0.0.2:1/?w=1"}
	c := &serveCommand{place: p, Redis: "rediss://sheriff:hunter2@127.0.0.1/0"}
	slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "at", p, "uri", p.MongoDB, "redis", c.Redis)
	all := fmt.Sprint(p, p.MongoDB, c.Redis) + fmt.Sprintf("%+v %#v %q %s %#v", p, p.MongoDB, p.MongoDB, c, c) + log.String() + fmt.Sprint(p.advise(errors.New("none")))
	if strings.Contains(all, "sheriff") || strings.Contains(all, "hunter2") {
		t.Error(all)
	}
	if want := "MongoDB at 127.0.0.1,127.0.0.2:1/ringfence"; p.String() != want {
		t.Errorf("got %s, want %s", p, want)
	}
}
