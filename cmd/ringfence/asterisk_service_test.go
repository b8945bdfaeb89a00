//go:build service

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"ringfence/web/htmlcheck"
)

// perCall is more than a call may take whose lookup is not answered.
const perCall = 15 * time.Second

// TestTelephonesShowTheLabel sets an Asterisk up by the lines of the page, calls through it, and reads which name the telephone
// that rings is given.
func TestTelephonesShowTheLabel(t *testing.T) {
	s := start("ringfence", t.TempDir(), nil, nil)
	if s.url == "" {
		t.Fatal(s.err)
	}
	t.Cleanup(func() { s.signal(syscall.SIGKILL) })
	const chinese, freePBX, plusless = "9", "8", "7" // dialled before the rest
	plus := strings.ReplaceAll(extensions(t, s.url, "en", plusless), "v1/plain/", "v1/plain/+")
	x := startExchange(t, plus+extensions(t, s.url, "en", "")+extensions(t, s.url, "zh-CN", chinese)+fields(t, s.url, freePBX))
	for _, test := range []struct{ name, prefix, caller, named, shown string }{
		{"reported as a scam", "", "+12025550103", "Jo Doe", "Reported scam"},
		{"reported as a scam, in Chinese", chinese, "+12025550103", "Jo Doe", "被举报为诈骗"},
		{"suspicious, in another spelling", "", "0012025550102", "Jo Doe", "Suspicious call"},
		{"reported as a scam, without its plus", plusless, "12025550103", "Jo Doe", "Reported scam"},
		{"cleared", "", "+12025550101", "Jo Doe", "Jo Doe"},
		{"reported by nobody", "", "+12025550143", "周洋", "周洋"},
		{"withheld", "", "anonymous", "Anonymous", "Anonymous"},
		{"reported as a scam, by FreePBX", freePBX, "+12025550103", "Jo Doe", "Reported scam"},
		{"reported by nobody, by FreePBX", freePBX, "+12025550143", "Jo Doe", ""},
		{"withheld, by FreePBX", freePBX, "anonymous", "Anonymous", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if shown := x.ring(t, test.prefix, test.caller, test.named); shown != test.shown {
				t.Errorf("the telephone shows %q, want %q", shown, test.shown)
			}
		})
	}
	for _, away := range []struct {
		name string
		by   syscall.Signal
	}{{"which does not answer", syscall.SIGSTOP}, {"which is gone", syscall.SIGKILL}} {
		t.Run("a service "+away.name, func(t *testing.T) {
			s.signal(away.by)
			if shown := x.ring(t, "", "+12025550103", "Jo Doe"); shown != "Jo Doe" {
				t.Errorf("the telephone shows %q", shown)
			}
		})
	}
}

// extensions returns the dialplan that the page shows in a language, for numbers with a prefix. The telephone that it dials is
// the port that was called.
func extensions(t *testing.T, service, lang, prefix string) string {
	t.Helper()
	page := htmlcheck.Parse(t, got(t, service+"/developers/pbx?lang="+lang))
	lines := page.Find("section[aria-labelledby=asterisk] pre.call")
	if lines.Length() != 2 {
		t.Fatalf("%d commands for Asterisk", lines.Length())
	}
	theirs := strings.NewReplacer("ringfence]", "ringfence"+prefix+"]", "ringfence,", "ringfence"+prefix+",", "_X.", "_"+prefix+"X.",
		"PJSIP/reception", telephone(prefix))
	return theirs.Replace(lines.Eq(0).Text() + "\n[incoming](+)\n" + lines.Eq(1).Text() + "\n")
}

// fields returns the dialplan that FreePBX makes of a source with the fields that the page shows, for numbers with a prefix.
func fields(t *testing.T, service, prefix string) string {
	t.Helper()
	page := htmlcheck.Parse(t, got(t, service+"/developers/pbx?lang=en"))
	value := make(map[string]string)
	page.Find("section[aria-labelledby=freepbx] .facts > div").Each(func(_ int, field *goquery.Selection) {
		value[field.Find("dt").Text()] = field.Find("dd").Text()
	})
	asked := fmt.Sprintf("%s://%s:%s/%s?%s", strings.ToLower(value["Source type"]), value["Host"], value["Port"], value["Path"], value["Query"])
	asked = strings.ReplaceAll(asked, "[NUMBER]", `${STRREPLACE(CALLERID(num),"+",%2B)}`)
	return fmt.Sprintf("[incoming](+)\nexten => _%sX.,1,Set(CALLERID(name)=${CURL(%s)})\n same => n,Dial(%s)\n", prefix, asked, telephone(prefix))
}

// telephone is what rings when its port is dialled after a prefix.
func telephone(prefix string) string {
	return fmt.Sprintf("PJSIP/line/sip:called@127.0.0.1:${EXTEN:%d}", len(prefix))
}

// exchange is an Asterisk.
type exchange struct {
	address string
	said    *lockedBuffer
}

// startExchange starts an Asterisk with these extensions, on loopback alone, and waits until it takes calls.
func startExchange(t *testing.T, extensions string) *exchange {
	t.Helper()
	x := &exchange{address: freeForDatagrams(t), said: &lockedBuffer{}}
	folder, tools := t.TempDir(), absolute(t, "../../.tools")
	modules, err := filepath.Glob(filepath.Join(tools, "asterisk/usr/lib/*/asterisk/modules"))
	if err != nil || len(modules) != 1 {
		t.Fatalf("Asterisk is not there, run make deps: %q %v", modules, err)
	}
	values := strings.NewReplacer("FOLDER", folder, "MODULES", modules[0], "SHARE", filepath.Join(tools, "asterisk/usr/share/asterisk"), "ADDRESS", x.address)
	configure := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"asterisk.conf", "logger.conf", "modules.conf", "pjsip.conf"} {
		text, err := os.ReadFile("testdata/asterisk/" + name)
		if err != nil {
			t.Fatal(err)
		}
		configure(name, values.Replace(string(text)))
	}
	configure("extensions.conf", "[incoming]\n\n"+extensions)

	cmd := exec.CommandContext(t.Context(), filepath.Join(tools, "bin/asterisk"), "-C", filepath.Join(folder, "asterisk.conf"), "-f", "-n")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = x.said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	x.awaitReady(t, out)
	return x
}

// awaitReady reads what it says until it takes calls, and then goes on.
func (x *exchange) awaitReady(t *testing.T, out io.Reader) {
	t.Helper()
	ready := make(chan bool, 1)
	go func() {
		defer close(ready)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			_, _ = x.said.Write(append(lines.Bytes(), '\n'))
			if strings.Contains(lines.Text(), "Asterisk Ready.") {
				ready <- true
			}
		}
	}()
	select {
	case ok := <-ready:
		if !ok {
			t.Fatalf("Asterisk ended: %s", x.said)
		}
	case <-time.After(perCall):
		t.Fatalf("Asterisk is not ready: %s", x.said)
	}
}

var fromField = regexp.MustCompile(`(?m)^From: (?:"?([^"<]*)"? ?)<sip:`)

// ring calls a telephone through the exchange, which answers, and returns the caller's name that it was given.
func (x *exchange) ring(t *testing.T, prefix, caller, named string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), perCall)
	defer cancel()
	sipp := func(args ...string) *exec.Cmd {
		always := []string{"-i", "127.0.0.1", "-mi", "127.0.0.1", "-ci", "127.0.0.1", "-m", "1", "-nostdin"}
		return exec.CommandContext(ctx, absolute(t, "../../.tools/bin/sipp"), append(always, args...)...)
	}
	at, messages := freeForDatagrams(t), filepath.Join(t.TempDir(), "messages")
	_, port, _ := net.SplitHostPort(at)
	called := sipp("-sf", "testdata/sip/called.xml", "-p", port, "-trace_msg", "-message_file", messages)
	if err := called.Start(); err != nil {
		t.Fatal(err)
	}
	said, err := sipp("-sf", "testdata/sip/caller.xml", "-s", prefix+port, "-key", "caller", caller, "-key", "named", named, x.address).CombinedOutput()
	if answered := called.Wait(); err != nil || answered != nil {
		t.Fatalf("the call did not go through: %v, %v\n%s\n%s", err, answered, said, x.said)
	}
	text, err := os.ReadFile(messages)
	if err != nil {
		t.Fatal(err)
	}
	from := fromField.FindStringSubmatch(string(text))
	if from == nil {
		t.Fatalf("no caller in %s", text)
	}
	return from[1]
}

// freeForDatagrams returns an address of this machine where nobody listens for datagrams.
func freeForDatagrams(t *testing.T) string {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	return c.LocalAddr().String()
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}
