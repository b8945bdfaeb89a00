package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringfence/internal/archive"
	"ringfence/internal/checkup"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
	"ringfence/store/bolt"
	"ringfence/store/mongo"
)

// consult runs doctor on the folder that is current and returns what it printed.
func consult(t *testing.T, flags ...string) string {
	t.Helper()
	var out strings.Builder
	err := run(t.Context(), append([]string{"doctor", "--listen", "127.0.0.1:0"}, flags...), streams{out: &out, err: io.Discard})
	if err != nil && !errors.Is(err, errFound) || (err != nil) == strings.Contains(out.String(), "\n0 wrong, ") {
		t.Fatalf("%v, having printed\n%s", err, out.String())
	}
	return out.String()
}

// says fails the test unless a line with this beginning was printed that contains the text.
func says(t *testing.T, printed, state, about, text string) {
	t.Helper()
	for line := range strings.Lines(printed) {
		if found, rest, _ := strings.Cut(line, " "); found == state && strings.HasPrefix(strings.TrimSpace(rest), about) && strings.Contains(line, text) {
			return
		}
	}
	t.Errorf("nothing like %s, %s: %s\n%s", state, about, text, printed)
}

// served leaves data, keys and a snapshot in the current folder.
func served(t *testing.T, folder string) {
	t.Helper()
	s := start("ringfence", folder, nil, nil)
	defer s.signal(syscall.SIGKILL)
	if s.url == "" {
		t.Fatal(s.err)
	}
	post(t, s.url, 1)
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(20 * time.Second); err != nil || !ended {
		t.Fatalf("the server ended %v: %v, %s", ended, err, s.err)
	}
}

func TestDoctorChangesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	consult(t)
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("made %v, %v", left, err)
	}
	served(t, ".")
	before := everything(t)
	consult(t)
	consult(t, "--max-connections", "0", "--limits", "off", "--redis", "redis://127.0.0.1:1", "--trusted-proxies", "::/0")
	if after := everything(t); !slices.Equal(before, after) {
		t.Errorf("before:\n%s\nafter:\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// everything returns the names of all files, with when they were last changed.
func everything(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		info, statErr := os.Stat(path)
		if err = errors.Join(err, statErr); err == nil {
			files = append(files, path+" "+info.Mode().String()+" "+info.ModTime().Format(time.RFC3339Nano))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Data that serve refuses are wrong, whatever else is well.
func TestDoctorFindsHalfOfAnArchive(t *testing.T) {
	t.Chdir(t.TempDir())
	s, err := bolt.Open(bolt.Config{Path: "data"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.BeginRestore(t.Context(), "an archive"), s.Close()); err != nil {
		t.Fatal(err)
	}
	says(t, consult(t), "wrong", "store", "an import of an archive was interrupted here, and serve refuses to start so. Fix: run ringfence import archive with the same file again")
	refused := run(t.Context(), []string{"serve", "--listen", "127.0.0.1:0"}, streams{out: io.Discard, err: io.Discard})
	if !errors.Is(refused, archive.ErrUnfinished) {
		t.Errorf("serve says %v", refused)
	}
}

// How far figures are, and who is not told of them any more, is seen in the file while nobody serves from it.
func TestDoctorTellsHowTrendsStand(t *testing.T) {
	t.Chdir(t.TempDir())
	keep := func(fill func(*bolt.Store) error) string {
		s, err := bolt.Open(bolt.Config{Path: "data"})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(fill(s), s.Close()); err != nil {
			t.Fatal(err)
		}
		return consult(t)
	}
	printed := keep(func(*bolt.Store) error { return nil })
	says(t, printed, "ok", "trends", "no week is counted yet")
	if strings.Contains(printed, "webhooks") {
		t.Errorf("there is no webhook:\n%s", printed)
	}
	hook := webhook.Hook{Name: "campus", Revision: 1, MadeAt: time.Unix(60, 0).UTC(), URL: "https://receiver.example/", Scope: trend.Country(), Events: webhook.Events(), Secret: []byte("sealed")}
	printed = keep(func(s *bolt.Store) error {
		at := time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC)
		_, err := s.SaveWeek(t.Context(), trend.Rollup{Week: trend.WeekOf(at), AsOf: at})
		return errors.Join(err, s.PutHook(t.Context(), hook))
	})
	says(t, printed, "ok", "trends", "counted up to the week of 2026-11-16, last on 2026-11-18 00:00:00 UTC")
	says(t, printed, "ok", "webhooks", "1 webhook, none disabled")
	hook.Name, hook.DisabledAt, hook.Why = "other", time.Unix(120, 0).UTC(), webhook.Gone
	printed = keep(func(s *bolt.Store) error { return s.PutHook(t.Context(), hook) })
	says(t, printed, "warning", "webhooks", "2 webhooks, 1 disabled and told nothing more. Fix: see with ringfence webhook list")
}

// What the service's own user may not do is told to him, and not to root, who may do everything.
func TestDoctorTellsWhatThisUserMayNot(t *testing.T) {
	folder := t.TempDir()
	served(t, folder)
	program := filepath.Join(folder, "ringfence")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(program, b, 0o755), os.Chmod(folder, 0o755), os.Chmod(filepath.Dir(folder), 0o755)); err != nil {
		t.Fatal(err)
	}
	look := func(flags ...string) string {
		cmd := exec.Command(program, append([]string{"doctor", "--listen", "127.0.0.1:0"}, flags...)...)
		cmd.Dir, cmd.Env = folder, []string{"PATH=" + os.Getenv("PATH")}
		if os.Geteuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		} else if err := os.Chmod(folder, 0o555); err != nil {
			t.Fatal(err)
		}
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("nothing is wrong:\n%s", out)
		}
		return string(out)
	}
	printed := look("--data", "new/data", "--keys", "new.keys")
	says(t, printed, "wrong", "data folder", "new/data is not there and cannot be made by this user. Fix: make it for the user of the service")
	says(t, printed, "wrong", "keys file", "new.keys cannot be made")
	deprive(t, folder)
	printed = look()
	says(t, printed, "ok", "user", "doctor and serve should have the same user")
	says(t, printed, "wrong", "data folder", "./data cannot be written to by this user")
	for about, file := range map[string]string{"store": "data/ringfence.db", "keys file": "./ringfence.keys"} {
		says(t, printed, "wrong", about, file+" cannot be read by this user. Fix: let the user of the service own it")
	}
}

// deprive takes from this user what root has from another anyway: the right to read the files, and to write beside them.
func deprive(t *testing.T, folder string) {
	t.Helper()
	if os.Geteuid() == 0 {
		return
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(folder, "data"), 0o700) })
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	err := errors.Join(os.Chmod(filepath.Join(folder, "data/ringfence.db"), 0), os.Chmod(filepath.Join(folder, "ringfence.keys"), 0),
		os.Chmod(filepath.Join(folder, "data"), 0o500))
	if err != nil {
		t.Fatal(err)
	}
}

func TestDoctorSaysWhatKindOfMongoDBThereIs(t *testing.T) {
	for name, test := range map[string]struct {
		e     mongo.Examination
		state checkup.State
		says  string
	}{
		"replica set of three": {mongo.Examination{Server: "MongoDB 8.0.4", Major: 8, Set: "rs", Members: 3}, checkup.Fine, "the replica set rs has 3 members with data"},
		"of one":               {mongo.Examination{Server: "MongoDB 8.0.4", Major: 8, Set: "rs", Members: 1}, checkup.Warning, "the replica set rs has 1 member with data: reports stop when one fails"},
		"sharded":              {mongo.Examination{Server: "MongoDB 7.0.1", Major: 7, Sharded: true}, checkup.Fine, "a sharded cluster"},
		"standalone":           {mongo.Examination{Server: "MongoDB 6.0.1", Major: 6}, checkup.Warning, "a standalone server"},
		"old":                  {mongo.Examination{Server: "MongoDB 5.0.9", Major: 5, Set: "rs", Members: 3}, checkup.Wrong, "it is too old"},
		"slow":                 {mongo.Examination{Server: "MongoDB 8.0.4", Major: 8, Set: "rs", Members: 3, Latency: time.Second}, checkup.Warning, "answers in 1s, which is slow"},
		"another":              {mongo.Examination{Server: "FerretDB v2.7.0 in place of MongoDB 7.0.77", Major: 7, StandsIn: true}, checkup.Warning, "the database behind it"},
	} {
		t.Run(name, func(t *testing.T) {
			x := &exam{serveCommand: &serveCommand{place: place{MongoDB: "mongodb://sheriff:hunter2@127.0.0.1/db"}}}
			x.server(test.e)
			f := x.Findings[0]
			if f.State != test.state || !strings.Contains(f.What, test.says) || !strings.HasPrefix(f.What, test.e.Server+" at 127.0.0.1/db ") || (f.Fix == "") != (f.State == checkup.Fine) {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestDoctorComparesClocks(t *testing.T) {
	for ahead, want := range map[time.Duration]string{
		9 * time.Second:   "",
		10 * time.Minute:  "this machine is 10m0s ahead of MongoDB",
		-10 * time.Minute: "this machine is 10m0s behind MongoDB",
	} {
		x := &exam{}
		x.apart(mongo.Examination{Ahead: ahead})
		said := ""
		for _, f := range x.Findings {
			said += f.What
		}
		if said != want {
			t.Errorf("%v: %q, want %q", ahead, said, want)
		}
	}
}

func TestDoctorReckonsWithMemory(t *testing.T) {
	for subjects, want := range map[int]checkup.State{1000: checkup.Fine, 1 << 40: checkup.Wrong} {
		x := &exam{subjects: subjects}
		x.memory()
		if got := x.Findings[0]; got.State != want {
			t.Errorf("%d subjects: %+v, want %s", subjects, got, want)
		}
	}
}

// A program that is no Redis, and one that is no Ringfence.
func TestDoctorKnowsStrangers(t *testing.T) {
	t.Chdir(t.TempDir())
	stranger := answering(t, "HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nNo\n")
	printed := consult(t, "--redis", "redis://:hunter2@"+stranger)
	says(t, printed, "wrong", "redis", "Redis at "+stranger+" does not answer as it should")
	says(t, consult(t, "--listen", stranger), "wrong", "listen", "another program has "+stranger)
	if strings.Contains(printed, "hunter2") {
		t.Error("a password was printed")
	}
}
