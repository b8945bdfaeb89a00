package deploy_test

import (
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var alertName = regexp.MustCompile(`(?m)^ *- alert: (\w+)$`)

// alerts returns each alert with its text.
func alerts(t *testing.T) map[string]string {
	t.Helper()
	text, found := read(t, "alerts.yaml"), map[string]string{}
	at := alertName.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		found[text[m[2]:m[3]]] = text[m[1]:end]
	}
	if len(found) < 10 {
		t.Fatalf("only %d alerts found", len(found))
	}
	return found
}

// TestAlertsAskForWhatThereIs holds each metric, label and value that an alert names against what a server shows.
func TestAlertsAskForWhatThereIs(t *testing.T) {
	folder := t.TempDir()
	_, at := serve(t, folder, "--sms-twilio-auth-token", "of-this-test",
		"--sms-generic-method", "GET", "--sms-generic-secret", "of-this-test-and-no-other", "--sms-generic-networks", "127.0.0.0/8")
	url := "http://" + at
	receipt := file(t, http.DefaultClient, url)
	issue := exec.Command(program(t), "key", "issue", "--name", "carrier", "--tier", "partner")
	issue.Dir, issue.Env = folder, clean(nil)
	key, err := issue.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, asked := range []struct{ method, path string }{
		{"GET", "/v1/numbers/" + number}, {"GET", "/v1/subjects/qq/12345"}, {"POST", "/v1/reports"}, {"PUT", "/v1/receipts/x"}, {"DELETE", "/v1/receipts/" + receipt},
		{"POST", "/report"}, {"POST", "/receipt"}, {"POST", "/receipt/withdraw"}, {"POST", "/phoneblock/api/rate"}, {"POST", "/v1/reports/bulk"},
	} {
		var body io.Reader
		if asked.path == "/v1/reports/bulk" {
			body = strings.NewReader("kind,number\ncall," + number + "\n")
		}
		req, err := http.NewRequest(asked.method, url+asked.path, body)
		if err != nil {
			t.Fatal(err)
		}
		if body != nil {
			req.Header.Set("Content-Type", "text/csv")
			req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(key)))
			req.Header.Set("Idempotency-Key", "1c1d8bd0-6a0f-4b8e-9e3f-0d6f3f0f0c11")
		}
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	answer, err := http.Get(url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	shown := string(b)
	for _, route := range []string{"/v1/reports", "/report", "/receipt", "/receipt/withdraw", "/phoneblock/api/rate", "/sms/twilio"} {
		if first := `ringfence_http_requests_total{method="POST",route="` + route + `",status="5xx"} 0`; !strings.Contains(shown, first) {
			t.Errorf("the first report refused would not be noticed: no %s", first)
		}
	}
	if first := `ringfence_http_requests_total{method="GET",route="/sms/generic/:secret",status="5xx"} 0`; !strings.Contains(shown, first) {
		t.Errorf("the first message refused would not be noticed: no %s", first)
	}
	for name, text := range alerts(t) {
		expr, _, _ := strings.Cut(text, "annotations:")
		metrics := regexp.MustCompile(`\b(ringfence|process|go)_[a-z_]+\b`).FindAllString(expr, -1)
		if len(metrics) == 0 && !strings.Contains(expr, "up{") {
			t.Errorf("%s asks for nothing", name)
		}
		for _, metric := range metrics {
			if !regexp.MustCompile(`(?m)^` + metric + `(\{| )`).MatchString(shown) {
				t.Errorf("%s asks for %s, which is not at /metrics", name, metric)
			}
		}
		for _, m := range regexp.MustCompile(`\b(\w+)(=~|!=|=)"([^"]*)"`).FindAllStringSubmatch(expr, -1) {
			label, values := m[1], strings.Split(m[3], "|")
			if slices.Contains([]string{"job", "instance"}, label) { // Prometheus adds them
				continue
			}
			for _, value := range values {
				if prefix, any := strings.CutSuffix(value, ".*"); !strings.Contains(shown, label+`="`+prefix) || !any && !strings.Contains(shown, label+`="`+value+`"`) {
					t.Errorf("%s asks for %s=%q, which no metric has", name, label, value)
				}
			}
		}
	}
}

func TestEachAlertIsExplainedAndTried(t *testing.T) {
	book, tried := read(t, "RUNBOOK.md"), read(t, "alerts_test.yaml")
	for name, text := range alerts(t) {
		if !strings.Contains(text, `runbook_url: "RUNBOOK.md#`+strings.ToLower(name)+`"`) {
			t.Errorf("%s does not lead to its section", name)
		}
		section, is := sectionOf(book, name)
		if !is {
			t.Errorf("RUNBOOK.md has no section ### %s", name)
			continue
		}
		for _, part := range []string{"Means:", "Look:", "Do:"} {
			if !strings.Contains(section, part) {
				t.Errorf("the section of %s does not say %q", name, part)
			}
		}
		if !strings.Contains(tried, `alertname="`+name+`"`) {
			t.Errorf("alerts_test.yaml does not make %s fire", name)
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^### (Ringfence\w+)$`).FindAllStringSubmatch(book, -1) {
		if _, is := alerts(t)[m[1]]; !is {
			t.Errorf("RUNBOOK.md explains %s, which is no alert", m[1])
		}
	}
}

// sectionOf returns the text below a heading up to the next one.
func sectionOf(book, name string) (string, bool) {
	for _, level := range []string{"\n## ", "\n### "} {
		if _, rest, is := strings.Cut(book, level+name+"\n"); is {
			section, _, _ := strings.Cut(rest, "\n#")
			return section, true
		}
	}
	return "", false
}
