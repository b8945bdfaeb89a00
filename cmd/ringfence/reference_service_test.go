//go:build service

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"ringfence/handlers/api"
	"ringfence/handlers/api/apitest"
	"ringfence/handlers/api/reference"
	"ringfence/ratelimit"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// TestReferenceCommandsWork runs every command of the reference in a shell, by the curl of the machine, one after the other as
// a reader does. Between it and the server stands what holds each exchange to openapi.yaml.
func TestReferenceCommandsWork(t *testing.T) {
	folder := t.TempDir()
	s := serving(t, folder)
	eventually(t, "the first list is published", func() bool { status, _ := fetch(t, s.url+"/v1/feeds/numbers.json"); return status == http.StatusOK })
	key, err := ringfence(folder, "key", "issue", "--name", "reader", "--tier", "partner")
	if err != nil {
		t.Fatal(err, key)
	}
	key, _, _ = strings.Cut(key, "\n")
	if said, err := ringfence(folder, "moderator", "confirm", "+12025550160", "--reason", "So that the audit log has an entry."); err != nil {
		t.Fatal(err, said)
	}
	r := &reader{T: t, known: map[string]string{}, environment: append(os.Environ(), "PATH="+machinePath(), "RINGFENCE_KEY="+key)}
	r.origin = r.between(s.url)
	document, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	a, err := api.New(api.Config{Document: document})
	if err != nil {
		t.Fatal(err)
	}
	manuals, err := reference.New(reference.Config{Document: document, Routes: a.Routes(), Budgets: ratelimit.DefaultBudgets()})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range manuals[catalogue.En].Parts {
		for _, o := range part.Operations {
			if slices.Contains(proofs, o.ID) {
				continue
			}
			for _, trial := range o.Trials {
				r.tries(o, trial)
			}
		}
	}
	if r.tried < 10 {
		t.Errorf("only %d commands", r.tried)
	}
}

// proofs are the operations that take a phone, a domain, a file or a proof that no shell has; the tests of package api ask them.
var proofs = []string{"proveDispute", "sendDisputeDigits", "checkDisputeRecord", "submitDisputeDocument", "getHeld"}

// machinePath is PATH without the folder that TestMain puts before it, with its own curl.
func machinePath() string {
	_, rest, _ := strings.Cut(os.Getenv("PATH"), string(os.PathListSeparator))
	return rest
}

// reader types the commands of the reference.
type reader struct {
	*testing.T
	origin      string
	environment []string
	known       map[string]string // the members of the answers so far, the last of each name
	last        string            // who asked in the last exchange, the status, the method and the path
	tried       int
}

// between returns the address of a proxy before a server, which holds what it passes on to the description of the API.
func (r *reader) between(server string) string {
	to, err := url.Parse(server)
	if err != nil {
		r.Fatal(err)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Transport: apitest.NewTransport(r, http.DefaultTransport),
		Rewrite:   func(p *httputil.ProxyRequest) { p.SetURL(to) },
		ModifyResponse: func(a *http.Response) error {
			r.last = fmt.Sprintf("%.5s %d %s %s", a.Request.UserAgent(), a.StatusCode, a.Request.Method, a.Request.URL.Path)
			return nil
		},
	})
	r.Cleanup(proxy.Close)
	return proxy.URL
}

// tries runs a command, with what earlier ones answered in its place, and remembers what it answers.
func (r *reader) tries(o web.Operation, trial web.Trial) {
	r.Helper()
	command := strings.ReplaceAll(trial.Text, "ORIGIN", r.origin)
	if f := trial.Fed; f != nil {
		if r.known[f.Member] == "" || !strings.Contains(command, f.Shown) {
			r.Fatalf("%s is to be fed with %+v; known are %v", trial.Text, f, r.known)
		}
		command = strings.ReplaceAll(command, f.Shown, url.PathEscape(r.known[f.Member]))
	}
	r.tried++
	r.last = "nothing"
	shell := exec.CommandContext(r.Context(), "bash", "-c", command)
	shell.Env = r.environment
	out, err := shell.Output()
	if err != nil || !strings.HasPrefix(r.last, "curl/ "+trial.Status+" "+o.Method+" ") {
		r.Fatalf("%s\n%v, %s: %s", command, err, r.last, out)
	}
	var members map[string]any
	d := json.NewDecoder(bytes.NewReader(out))
	d.UseNumber() // as they are written
	if d.Decode(&members) == nil {
		for name, value := range members {
			r.known[name] = fmt.Sprint(value)
		}
	}
}
