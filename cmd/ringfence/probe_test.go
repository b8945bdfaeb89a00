package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What is asked says that it is not ready, has nothing to say, or is something else.
func TestReadyFailsUnlessAllIsWell(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		printed    string
		err        string
	}{
		{"ready", `{"ok":true,"checks":[{"name":"store","ok":true}]}`, 200, "store ok", ""},
		{"store away", `{"ok":false,"checks":[{"name":"store","ok":false,"detail":"reports cannot be stored now"}]}`, 503, "store NOT OK reports cannot be stored now", errFound.Error()},
		{"asked too often", `{"type":"/problems/too-many"}`, 429, "", "does not say what works (status 429)"},
		{"something else", `<html>`, 200, "", "is it Ringfence?"},
		{"without end", `{"ok":true,"checks":[{"name":"` + strings.Repeat("x", 1<<20) + `","ok":true}]}`, 200, "", "is it Ringfence?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/readyz" {
					t.Errorf("asked for %s", r.URL.Path)
				}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer s.Close()
			var out strings.Builder
			command := readyCommand{Listen: s.Listener.Addr().String()}
			err := command.Run(t.Context(), streams{out: &out})
			if got := strings.Join(strings.Fields(out.String()), " "); got != c.printed {
				t.Errorf("printed %q, want %q", got, c.printed)
			}
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}

func TestReachable(t *testing.T) {
	for listen, want := range map[string]string{
		":8080": "127.0.0.1:8080", "0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80",
		"127.0.0.1:8080": "127.0.0.1:8080", "[::1]:9": "[::1]:9", "inside.example:9": "inside.example:9",
	} {
		if got := reachable(listen); got != want {
			t.Errorf("reachable(%q) = %q, want %q", listen, got, want)
		}
	}
}
