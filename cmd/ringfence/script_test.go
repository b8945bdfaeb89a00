package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ringfence/handlers/api/apitest"
)

// TestScripts runs the conversations of testdata/script against the real program. Beside testscript's own
// commands they know:
//
//	serve [flags]               starts a server in the script's folder, at $address; ! serve expects that it refuses to start
//	http METHOD PATH [BODY]     sends a request and prints status and body; BODY is a file, or text after =
//	                            headers in $headers, one a line; ! http expects a status of 400 or more
//	burst METHOD PATH           sends the same until it is refused, at most 150 times, prints how many passed, and then as http does
//	apikey                      reads the API key that the last exec printed into $apikey
//	line                        keeps the first line that the last exec printed in $line
//	log TEXT                    looks for a text in what the server wrote so far, or with ! for none
//	receipt                     keeps the receipt code of the last answer in $receipt
//	end [KILL]                  ends the server by SIGTERM, within ten seconds and without error, or by SIGKILL
//
// Every answer of the API is held against its description. ftc-20000.csv.gz lies in the script's folder.
func TestScripts(t *testing.T) {
	stream, err := os.ReadFile("../../internal/projection/testdata/ftc-20000.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	wholeScripts(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			if err := os.WriteFile(filepath.Join(e.WorkDir, "ftc-20000.csv.gz"), stream, 0o600); err != nil {
				return err
			}
			e.Values[dialogueKey{}] = &dialogue{t: t, client: &http.Client{
				Transport:     apitest.NewTransport(t, &http.Transport{DisableKeepAlives: true}),
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
				Timeout:       30 * time.Second,
			}}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": talk((*dialogue).serve), "http": talk((*dialogue).http),
			"burst": talk((*dialogue).burst), "apikey": talk((*dialogue).apikey), "line": talk((*dialogue).line), "log": talk((*dialogue).log),
			"receipt": talk((*dialogue).receipt), "end": talk((*dialogue).end),
		},
	})
}

// wholeScripts sees that no script ends early: stop is testscript's own, and nothing after it would be tried.
func wholeScripts(t *testing.T) {
	t.Helper()
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) < 10 {
		t.Fatal(len(scripts), err)
	}
	for _, path := range scripts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`(?m)^stop\b`).Match(text) {
			t.Errorf("%s stops being tried at a stop: end ends the server", path)
		}
	}
}

type dialogueKey struct{}

// dialogue is what a script's commands share.
type dialogue struct {
	t      *testing.T
	client *http.Client
	server *server
	last   []byte
}

func talk(f func(*dialogue, *testscript.TestScript, bool, []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		f(ts.Value(dialogueKey{}).(*dialogue), ts, neg, args)
	}
}

func (c *dialogue) serve(ts *testscript.TestScript, neg bool, args []string) {
	c.server = start("ringfence", ts.MkAbs("."), settings(ts), args)
	s := c.server
	ts.Defer(func() { s.signal(syscall.SIGKILL) })
	switch {
	case neg && s.url != "":
		ts.Fatalf("the server started")
	case neg:
		err, _ := s.wait(10 * time.Second)
		if err == nil {
			ts.Fatalf("the server ended without an error")
		}
		fmt.Fprint(ts.Stdout(), s.err)
	case s.url == "":
		ts.Fatalf("the server did not start: %s", s.err)
	default:
		fmt.Fprint(ts.Stdout(), s.out)
		ts.Setenv("address", strings.TrimPrefix(s.url, "http://"))
		c.untilReady(ts)
	}
}

// untilReady asks until the server says that it is ready.
func (c *dialogue) untilReady(ts *testscript.TestScript) {
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		res, err := c.client.Get(c.server.url + "/readyz")
		ts.Check(err)
		_ = res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	ts.Fatalf("the server does not become ready: %s", c.server.err)
}

// settings are the variables of a script that its server gets.
func settings(ts *testscript.TestScript) (env []string) {
	for _, name := range []string{"RINGFENCE_DATA", "RINGFENCE_KEYS", "RINGFENCE_LISTEN", "RINGFENCE_LOG_LEVEL", "RINGFENCE_MONGODB", "MONGODB_URI",
		"RINGFENCE_PUBLIC_URL", "RINGFENCE_OPERATOR", "RINGFENCE_CONTACT", "RINGFENCE_SMS_TWILIO_AUTH_TOKEN"} {
		if value := ts.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func (c *dialogue) http(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: http METHOD PATH [BODY]")
	}
	if status := c.ask(ts, args); (status >= 400) != neg {
		ts.Fatalf("status %d", status)
	}
}

func (c *dialogue) burst(ts *testscript.TestScript, neg bool, args []string) {
	const most = 150
	passed, status := 0, 0
	for ; passed < most; passed++ {
		if status = c.ask(ts, args); status >= 400 {
			break
		}
	}
	fmt.Fprintf(ts.Stdout(), "%d passed\n", passed)
	if (status >= 400) != neg {
		ts.Fatalf("status %d", status)
	}
}

var apiKey = regexp.MustCompile(`rf_[a-z2-7]{32}`)

func (c *dialogue) apikey(ts *testscript.TestScript, _ bool, _ []string) {
	key := apiKey.FindString(ts.ReadFile("stdout"))
	if key == "" {
		ts.Fatalf("no API key was printed")
	}
	ts.Setenv("apikey", key)
}

func (c *dialogue) line(ts *testscript.TestScript, _ bool, _ []string) {
	first, _, _ := strings.Cut(ts.ReadFile("stdout"), "\n")
	ts.Setenv("line", first)
}

func (c *dialogue) log(ts *testscript.TestScript, neg bool, args []string) {
	if written := c.server.out.String() + c.server.err.String(); strings.Contains(written, args[0]) == neg {
		ts.Fatalf("the server wrote:\n%s", written)
	}
}

// ask sends a request, prints its answer, and returns its status.
func (c *dialogue) ask(ts *testscript.TestScript, args []string) int {
	var body io.Reader
	if len(args) == 3 {
		text, inline := strings.CutPrefix(args[2], "=")
		if !inline {
			text = ts.ReadFile(args[2])
		}
		body = strings.NewReader(text)
	}
	req, err := http.NewRequest(args[0], c.server.url+args[1], body)
	ts.Check(err)
	req.Header.Set("Content-Type", "application/json")
	for line := range strings.Lines(ts.Getenv("headers")) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			req.Header.Set(name, strings.TrimSpace(value))
		}
	}
	res, err := c.client.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	c.last, err = io.ReadAll(res.Body)
	ts.Check(err)
	fmt.Fprintln(ts.Stdout(), res.StatusCode)
	for _, name := range []string{"Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Www-Authenticate", "Content-Type", "Cache-Control"} {
		if v := res.Header.Get(name); v != "" {
			fmt.Fprintf(ts.Stdout(), "%s: %s\n", name, v)
		}
	}
	var pretty bytes.Buffer
	if json.Indent(&pretty, c.last, "", "  ") != nil {
		pretty.Reset()
		pretty.Write(c.last)
	}
	fmt.Fprintln(ts.Stdout(), pretty.String())
	return res.StatusCode
}

var receiptCode = regexp.MustCompile(`(?:[0-9A-Z]{4}-){4}[0-9A-Z*~$=]`)

func (c *dialogue) receipt(ts *testscript.TestScript, _ bool, _ []string) {
	code := receiptCode.Find(c.last)
	if code == nil {
		ts.Fatalf("no receipt in the last answer")
	}
	ts.Setenv("receipt", string(code))
}

func (c *dialogue) end(ts *testscript.TestScript, _ bool, args []string) {
	sig := syscall.SIGTERM
	if len(args) > 0 {
		sig = syscall.SIGKILL
	}
	c.server.signal(sig)
	err, ended := c.server.wait(30 * time.Second)
	if !ended || (err != nil && sig == syscall.SIGTERM) {
		ts.Fatalf("ended %v, %v: %s", ended, err, c.server.err)
	}
}
