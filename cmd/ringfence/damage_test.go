package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// One projection of a data file is damaged. The server starts all the same and says so; verify names the subject;
// rebuild, beside the server, makes it good.
func TestDamagedProjection(t *testing.T) {
	folder := t.TempDir()
	s := start("ringfence", folder, nil, nil)
	if s.url == "" {
		t.Fatal(s.err)
	}
	for _, body := range []string{
		`{"kind":"call","subjects":["+12025550143"],"category":"loan"}`,
		`{"kind":"call","subjects":["+12025550144"],"category":"loan"}`,
		`{"kind":"text","subjects":[{"kind":"qq","value":"10001"}]}`,
	} {
		res, err := http.Post(s.url+"/v1/reports", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusCreated {
			t.Fatalf("%s: %d", body, res.StatusCode)
		}
	}
	stopped(t, s)
	spoil(t, filepath.Join(folder, "data", "ringfence.db"), "+12025550143")
	if err := os.Remove(filepath.Join(folder, "data", "index.snapshot")); err != nil {
		t.Fatal(err)
	}

	s = start("ringfence", folder, nil, nil)
	if s.url == "" {
		t.Fatal("with a damaged projection the server does not start: ", s.err)
	}
	defer s.signal(syscall.SIGKILL)
	if _, ready := fetch(t, s.url+"/readyz"); !strings.Contains(ready, "subjects that cannot be read: 1") {
		t.Errorf("/readyz does not say so: %s", ready)
	}
	if out, err := ringfence(folder, "verify"); err == nil || !strings.Contains(out, "DIFFERENT +12025550143: what is kept of it cannot be read") || !strings.Contains(out, "compared 3 subjects") {
		t.Errorf("verify: %v\n%s", err, out)
	}
	if out, err := ringfence(folder, "rebuild"); err != nil || !strings.Contains(out, "rebuilt 3 subjects") {
		t.Errorf("rebuild: %v\n%s", err, out)
	}
	if out, err := ringfence(folder, "verify"); err != nil {
		t.Errorf("verify after rebuild: %v\n%s", err, out)
	}
	if _, answer := fetch(t, s.url+"/v1/numbers/+12025550143"); !strings.Contains(answer, `"reports":"1-2"`) {
		t.Errorf("the number is not shown again: %s", answer)
	}
	if _, ready := fetch(t, s.url+"/readyz"); strings.Contains(ready, "that cannot be read") {
		t.Errorf("/readyz: %s", ready)
	}
	stopped(t, s)
}

// stopped ends a server and expects that nothing went wrong.
func stopped(t *testing.T, s *server) {
	t.Helper()
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(30 * time.Second); err != nil || !ended {
		t.Fatalf("the server ended %v: %v, %s", ended, err, s.err)
	}
}

// spoil overwrites a projection with what is none.
func spoil(t *testing.T, path, about string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("projections")).Put([]byte(about), []byte("rubbish"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// ringfence runs a command in a folder and returns all that it printed.
func ringfence(folder string, args ...string) (string, error) {
	cmd := exec.Command("ringfence", args...)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	return string(out), err
}
