package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFullDisk lets the data file grow to a limit that the system enforces. Reports are then refused in
// words and lookups go on; with room again everything acknowledged is there.
func TestFullDisk(t *testing.T) {
	folder := t.TempDir()
	const kilobytes = 17 << 10 // a little more than a new store has
	limited := filepath.Join(folder, "limited")
	script := fmt.Sprintf("#!/bin/bash\nulimit -f %d\nexec ringfence \"$@\"\n", kilobytes)
	if err := os.WriteFile(limited, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	s := start(limited, folder, nil, nil)
	if s.url == "" {
		t.Fatal(s.err)
	}
	var receipts []string
	for n := 0; ; n++ {
		status, header, body := post(t, s.url, n)
		if status == http.StatusCreated {
			var answer struct{ Receipt string }
			if err := json.Unmarshal(body, &answer); err != nil {
				t.Fatal(err)
			}
			if receipts = append(receipts, answer.Receipt); len(receipts) > 20_000 {
				t.Fatal("the disk does not fill up")
			}
			continue
		}
		if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || !strings.Contains(string(body), `"title"`) {
			t.Fatalf("on a full disk: %d %s", status, body)
		}
		break
	}
	if len(receipts) == 0 {
		t.Fatal("no report fitted on the disk")
	}
	if status, _ := fetch(t, s.url+"/v1/numbers/+12025550143"); status != http.StatusOK {
		t.Errorf("a lookup on a full disk: %d", status)
	}
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(10 * time.Second); err != nil || !ended {
		t.Errorf("the server ended %v: %v, %s", ended, err, s.err)
	}

	s = start("ringfence", folder, nil, nil)
	if s.url == "" {
		t.Fatal("with room again: ", s.err)
	}
	defer s.signal(syscall.SIGKILL)
	if status, _, body := post(t, s.url, -1); status != http.StatusCreated {
		t.Errorf("with room again: %d %s", status, body)
	}
	for _, receipt := range receipts {
		if status, body := fetch(t, s.url+"/v1/receipts/"+receipt); status != http.StatusOK || !strings.Contains(body, `"live"`) {
			t.Fatalf("an acknowledged report is gone: %d %s", status, body)
		}
	}
}

// post sends a report with much to say.
func post(t *testing.T, url string, n int) (int, http.Header, []byte) {
	t.Helper()
	var about []string
	for i := range 8 {
		about = append(about, fmt.Sprintf(`{"kind":"qq","value":"%d"}`, 100_000+8*n+i))
	}
	body := fmt.Sprintf(`{"kind":"text","subjects":[%s],"text":%q}`, strings.Join(about, ","), strings.Repeat("they say ", 400))
	res, err := http.Post(url+"/v1/reports", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, b
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
