package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// toured is where the README has its reader start a server.
const toured = "http://127.0.0.1:8080"

// TestTour does what the README's tour tells its reader to do, and expects what it says will happen. White
// space, dates and receipts may differ.
func TestTour(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	steps := tour(string(readme))
	if len(steps) < 8 {
		t.Fatalf("the README's tour has %d steps", len(steps))
	}
	folder := t.TempDir()
	url, receipt := "", ""
	for _, step := range steps {
		if url == "" && strings.Contains(step.command, toured) { // which is when its reader has started one
			url = serving(t, folder).url
		}
		command := strings.NewReplacer(toured, url, "bin/ringfence", "ringfence").Replace(step.command)
		if receipt != "" {
			command = receiptCode.ReplaceAllLiteralString(command, receipt)
		}
		cmd := exec.Command("bash", "-c", command)
		cmd.Dir = folder
		got, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v", step.command, err)
		}
		if code := receiptCode.Find(got); code != nil {
			receipt = string(code)
		}
		if masked(string(got)) != masked(step.output) {
			t.Errorf("$ %s\nprints\n%s\nthe README says\n%s", step.command, got, step.output)
		}
	}
}

// step is a command of the tour and what it prints.
type step struct{ command, output string }

// tour finds the indented blocks that begin with a $ prompt; a command goes on while a quote is open.
func tour(readme string) (steps []step) {
	for _, block := range regexp.MustCompile(`(?m)(?:^ {4}.*\n)+`).FindAllString(readme, -1) {
		block = strings.TrimSpace(regexp.MustCompile(`(?m)^ {4}`).ReplaceAllString(block, ""))
		command, isStep := strings.CutPrefix(block, "$ ")
		if !isStep {
			continue
		}
		end := 0
		for line := range strings.Lines(command) {
			end += len(line)
			if strings.Count(command[:end], "'")%2 == 0 {
				break
			}
		}
		steps = append(steps, step{strings.TrimSpace(command[:end]), command[end:]})
	}
	return steps
}

var varying = []*regexp.Regexp{
	receiptCode,
	regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`),
	regexp.MustCompile(`\d{4}-\d\d(-\d\d)?`),
	regexp.MustCompile(`\s+`),
}

func masked(s string) string {
	for _, v := range varying {
		s = v.ReplaceAllLiteralString(s, "")
	}
	return s
}

// curl is as much of curl as the tour uses, so that the tests need none: -s, -H, -d and a URL.
func curl() {
	var url, body string
	header := http.Header{}
	args := os.Args[1:]
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-s":
		case "-H":
			i++
			name, value, _ := strings.Cut(args[i], ": ")
			header.Set(name, value)
		case "-d":
			i++
			body = args[i]
		default:
			url = args[i]
		}
	}
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	req, err := http.NewRequest(method, url, bytes.NewBufferString(body))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	req.Header = header
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer res.Body.Close()
	_, _ = io.Copy(os.Stdout, res.Body)
}
