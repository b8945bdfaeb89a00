package deploy_test

import (
	"bufio"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringfence/handlers/route"
	"ringfence/internal/dispute"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

// TestTextSettingsExist looks in the program's help for each setting of gateways that the README names, and in the README for each
// gateway's settings.
func TestTextSettingsExist(t *testing.T) {
	help, err := exec.Command(program(t), "serve", "--help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	setting := regexp.MustCompile(`RINGFENCE_SMS_[A-Z_]*[A-Z]`)
	known := setting.FindAllString(string(help), -1)
	named := setting.FindAllString(read(t, "README.md"), -1)
	for _, variable := range named {
		if !slices.Contains(known, variable) {
			t.Errorf("README.md names %s, which ringfence serve does not know", variable)
		}
	}
	for _, variable := range known {
		if vendors := !strings.Contains(variable, "_GENERIC_"); vendors && !slices.Contains(named, variable) && variable != "RINGFENCE_SMS_DAILY_REPLIES" && variable != "RINGFENCE_SMS_DAILY_CODES" {
			t.Errorf("README.md does not say where %s is found", variable)
		}
	}
}

// section returns a part of the README, and the settings in it, as docker compose reads them.
func section(t *testing.T, heading string) (part string, settings map[string]string) {
	t.Helper()
	_, part, found := strings.Cut(read(t, "README.md"), "\n### "+heading+"\n")
	if !found {
		t.Fatalf("README.md has no %s", heading)
	}
	part, _, _ = strings.Cut(part, "\n##")
	lines := regexp.MustCompile(`(?m)^    RINGFENCE_.*$`).FindAllString(part, -1)
	settings, err := dotenv.UnmarshalBytesWithLookup([]byte(strings.Join(lines, "\n")), nil)
	if err != nil || len(settings) != len(lines) {
		t.Fatalf("%s: %v: %q", heading, err, lines)
	}
	return part, settings
}

// texted starts the service with settings from the README that are bent to this machine: the gateway delivers from here, and is sent
// replies at an address.
func texted(t *testing.T, settings map[string]string, sendsTo string) (at string) {
	t.Helper()
	settings = maps.Clone(settings)
	settings["RINGFENCE_SMS_GENERIC_SECRET"] = secret
	settings["RINGFENCE_SMS_GENERIC_NETWORKS"] = "127.0.0.0/8"
	settings["RINGFENCE_SMS_GENERIC_SEND_URL"] = regexp.MustCompile(`^http://192\.0\.2\.20:\d+`).ReplaceAllString(settings["RINGFENCE_SMS_GENERIC_SEND_URL"], sendsTo)
	var env []string
	for variable, value := range settings {
		env = append(env, variable+"="+value)
	}
	_, at = serveWith(t, t.TempDir(), env)
	return at
}

const (
	secret = "of-this-test-and-no-other"
	texter = "12025550177" // as carriers write it
)

// gatewayHere is what takes replies, and hands on what it was asked.
func gatewayHere(t *testing.T) (address string, asked chan url.Values) {
	t.Helper()
	asked = make(chan url.Values, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // what cannot be read is missed below
		asked <- r.Form
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// wait returns what comes of a channel, for 30 s.
func wait[T any](t *testing.T, from <-chan T) (came T) {
	t.Helper()
	select {
	case came = <-from:
	case <-time.After(30 * time.Second):
		t.Fatal("nobody is asked to send a reply")
	}
	return came
}

// answered returns the body of an answer of success. What is told to come again, as by a service that has just begun on a busy machine, comes
// again: so gateways do.
func answered(t *testing.T, deliver func() (*http.Response, error)) string {
	t.Helper()
	for tries := 0; ; tries++ {
		answer, err := deliver()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		switch {
		case err == nil && answer.StatusCode == http.StatusOK:
			return string(body)
		case err != nil || answer.StatusCode != http.StatusServiceUnavailable || tries == 10:
			t.Fatalf("status %d, %v: %s", answer.StatusCode, err, body)
		}
	}
}

// TestKannelAsWritten delivers by the get-url of the README as Kannel does: gw/urltrans.c fills it in.
func TestKannelAsWritten(t *testing.T) {
	part, settings := section(t, "Kannel")
	getURL := regexp.MustCompile(`(?m)^    get-url = "https://ringfence\.example\.org/([^"]+)"$`).FindStringSubmatch(part)
	if getURL == nil {
		t.Fatal("there is no get-url")
	}
	deliver := func(at, id string) string {
		path := strings.NewReplacer("SECRET", secret, "%I", id, "%p", texter, "%b", url.QueryEscape("查 303-555-0143"), "%T", "1790000000").Replace(getURL[1])
		return answered(t, func() (*http.Response, error) { return http.Get("http://" + at + "/" + path) })
	}

	here, asked := gatewayHere(t)
	if body := deliver(texted(t, settings, here), "16fd2706-8baf-433b-82eb-8c7fada847da"); body != "" {
		t.Errorf("Kannel would send %q too", body)
	}
	sent := wait(t, asked)
	if sent.Get("to") != texter || !strings.Contains(sent.Get("text"), "举报") || sent.Get("coding") != "2" || sent.Get("charset") != "UTF-8" {
		t.Errorf("Kannel is asked %v", sent)
	}

	delete(settings, "RINGFENCE_SMS_GENERIC_SEND_URL")
	delete(settings, "RINGFENCE_SMS_GENERIC_SEND_METHOD")
	instead := regexp.MustCompile("`RINGFENCE_SMS_GENERIC_SUCCESS='([^']+)'`").FindStringSubmatch(part)
	if instead == nil {
		t.Fatal("there is no way without a request")
	}
	settings["RINGFENCE_SMS_GENERIC_SUCCESS"] = instead[1]
	if body := deliver(texted(t, settings, here), "7b0f2706-8baf-433b-82eb-8c7fada847da"); !strings.Contains(body, "举报") {
		t.Errorf("Kannel is answered %q", body)
	}
}

// TestJasminAsWritten delivers a form as Jasmin's deliverSmHttpThrower does, with a text in UTF-16.
func TestJasminAsWritten(t *testing.T) {
	_, settings := section(t, "Jasmin")
	here, asked := gatewayHere(t)
	at := texted(t, settings, here)
	posted := func() (*http.Response, error) {
		return http.PostForm("http://"+at+"/sms/generic/"+secret, url.Values{
			"id": {"16fd2706-8baf-433b-82eb-8c7fada847da"}, "from": {texter}, "to": {"12025550100"}, "origin-connector": {"carrier"},
			"coding": {"8"}, "content": {"\x5e\x2e\x52\xa9"}, "binary": {"5e2e52a9"}, // 帮助
		})
	}
	if body := answered(t, posted); body != "ACK/Jasmin" {
		t.Errorf("Jasmin is answered %q", body)
	}
	sent := wait(t, asked)
	if sent.Get("to") != texter || !strings.Contains(sent.Get("content"), "举报") || sent.Get("from") != "12025550100" || sent.Get("username") != "NAME" {
		t.Errorf("Jasmin is asked %v", sent)
	}
}

// TestRepliesGoByProxy: where HTTPS_PROXY is set, a vendor is reached by it, so that it can let through one name and no other.
func TestRepliesGoByProxy(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	first := make(chan string, 1)
	go func() {
		caller, err := listener.Accept()
		if err != nil {
			return // the test has ended
		}
		defer caller.Close()
		line, _ := bufio.NewReader(caller).ReadString('\n')
		first <- line
	}()
	_, at := serveWith(t, t.TempDir(), []string{
		"HTTPS_PROXY=http://" + listener.Addr().String(),
		"RINGFENCE_SMS_GENERIC_SECRET=" + secret, "RINGFENCE_SMS_GENERIC_NETWORKS=127.0.0.0/8",
		"RINGFENCE_SMS_GENERIC_SEND_URL=https://vendor.example/send?to={to}&text={text}",
	})
	posted := func() (*http.Response, error) {
		return http.PostForm("http://"+at+"/sms/generic/"+secret, url.Values{"id": {"1"}, "from": {"+" + texter}, "text": {"HELP"}})
	}
	answered(t, posted)
	if asked := wait(t, first); !strings.HasPrefix(asked, "CONNECT vendor.example:443 ") {
		t.Errorf("the proxy is asked %q", asked)
	}
}

// TestProxyGivesDocumentsTheirTime holds what the proxy takes of a body against what the service takes of a document.
func TestProxyGivesDocumentsTheirTime(t *testing.T) {
	caddyfile := read(t, "Caddyfile")
	within := regexp.MustCompile(`read_body (\S+)`).FindStringSubmatch(caddyfile)
	if within == nil {
		t.Fatal("the proxy has no time for bodies")
	}
	if got, err := time.ParseDuration(within[1]); err != nil || got < route.UploadTimeout {
		t.Errorf("a body may take %s, and a document %v, %v", within[1], route.UploadTimeout, err)
	}
	largest := regexp.MustCompile(`request_body @documents \{\s*max_size (\d+)MB`).FindStringSubmatch(caddyfile)
	if largest == nil {
		t.Fatal("the proxy has no bound of documents")
	}
	const form = 64 << 10 // what stands around a document
	if got, err := strconv.Atoi(largest[1]); err != nil || got*1_000_000 < dispute.MaxPaper+form {
		t.Errorf("%s MB are taken of a document, which has up to %d bytes, %v", largest[1], dispute.MaxPaper+form, err)
	}
}
