package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ringfence/internal/archive"
	"ringfence/store/bolt"
)

// TestBackupUnderLoad copies the store and exports it while reports come in, and serves from both. Every report that was
// acknowledged before is there, and verify finds nothing.
func TestBackupUnderLoad(t *testing.T) {
	folder := t.TempDir()
	s := start("ringfence", folder, nil, nil)
	if s.url == "" {
		t.Fatal(s.err)
	}
	defer s.signal(syscall.SIGKILL)
	throng := newThrong(t, s.url)
	copied := throng.after(30)
	if out, err := ringfence(folder, "backup", "copy.db"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	exported := throng.after(60)
	if out, err := ringfence(folder, "export", "all.tar"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	throng.after(90)
	throng.stop()
	stopped(t, s)

	if err := os.Mkdir(filepath.Join(folder, "copied"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(folder, "copy.db"), filepath.Join(folder, "copied", "ringfence.db")); err != nil {
		t.Fatal(err)
	}
	if out, err := ringfence(folder, "import", "archive", "all.tar", "--data", "imported"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for data, receipts := range map[string][]string{"copied": copied, "imported": exported} {
		t.Run(data, func(t *testing.T) {
			s := start("ringfence", folder, []string{"RINGFENCE_DATA=" + data}, nil)
			if s.url == "" {
				t.Fatal(s.err)
			}
			defer s.signal(syscall.SIGKILL)
			for _, receipt := range receipts {
				if status, body := fetch(t, s.url+"/v1/receipts/"+receipt); status != http.StatusOK || !strings.Contains(body, "they say") {
					t.Fatalf("a report that was acknowledged before is not there: %d %s", status, body)
				}
			}
			stopped(t, s)
			if out, err := ringfence(folder, "verify", "--data", data); err != nil || !strings.Contains(out, "no difference") {
				t.Errorf("verify: %v: %s", err, out)
			}
		})
	}
}

// throng is a few reporters.
type throng struct {
	t        *testing.T
	url      string
	mu       sync.Mutex
	more     *sync.Cond
	receipts []string // of what was acknowledged
	stopping bool
	group    sync.WaitGroup
}

func newThrong(t *testing.T, url string) *throng {
	c := &throng{t: t, url: url}
	c.more = sync.NewCond(&c.mu)
	for n := range 4 {
		c.group.Go(func() {
			for i := 0; c.report(n*100_000 + i); i++ {
			}
		})
	}
	return c
}

// report sends one report and returns whether there should be more.
func (c *throng) report(n int) bool {
	body := fmt.Sprintf(`{"kind":"call","subjects":["+12025550143",{"kind":"qq","value":"%d"}],"text":"they say"}`, 100_000+n)
	client := http.Client{Timeout: time.Minute}
	res, err := client.Post(c.url+"/v1/reports", "application/json", strings.NewReader(body))
	if err != nil {
		c.t.Error(err)
		return c.fail()
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	receipt := receiptCode.Find(b)
	if err != nil || res.StatusCode != http.StatusCreated || receipt == nil {
		c.t.Errorf("%d %s, %v", res.StatusCode, b, err)
		return c.fail()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.receipts = append(c.receipts, string(receipt))
	c.more.Broadcast()
	return !c.stopping
}

func (c *throng) fail() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopping = true
	c.more.Broadcast()
	return false
}

// after waits until so many reports are acknowledged and returns their receipts.
func (c *throng) after(n int) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.receipts) < n && !c.stopping {
		c.more.Wait()
	}
	return append([]string(nil), c.receipts...)
}

func (c *throng) stop() {
	c.fail()
	c.group.Wait()
}

// Nobody is served from part of an archive, and nothing else is done with it.
func TestPartOfAnArchive(t *testing.T) {
	t.Chdir(t.TempDir())
	s, err := bolt.Open(bolt.Config{Path: "data"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.BeginRestore(t.Context(), "an archive"), s.Close()); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"serve", "--listen", "127.0.0.1:0"}, {"verify"}, {"rebuild"}, {"export", "all.tar"}, {"backup", "copy.db"}, {"key", "list"},
		{"moderator", "clear", "+12025550143", "--reason", "none"},
	} {
		if err := run(t.Context(), args, streams{out: io.Discard, err: io.Discard}); !errors.Is(err, archive.ErrUnfinished) {
			t.Errorf("ringfence %v: %v", args, err)
		}
	}
	for _, name := range []string{"ringfence.keys", "all.tar", "copy.db"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was made", name)
		}
	}
}
