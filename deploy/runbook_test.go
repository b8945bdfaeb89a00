package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	spoken  = regexp.MustCompile("(?m)^    .*$|`[^`\n]+`")
	command = regexp.MustCompile(`(?:^|[ (/])ringfence(?:-admin)? ([a-z]+)(?: ([a-z]+(?:-[a-z]+)*))?((?: [^;|)]*)?)`)
	aside   = regexp.MustCompile(`-[uog] ringfence|systemctl [a-z -]+ ringfence|mongodb://\S+|install .*`)
)

// TestCommandsExist asks the program about each command and flag of it that operators are told to use.
func TestCommandsExist(t *testing.T) {
	help, err := exec.Command(program(t), "--help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range []string{"RUNBOOK.md", "README.md", "systemd/ringfence-backup"} {
		text := read(t, name)
		if filepath.Ext(name) != ".md" { // all of it is code
			text = "    " + strings.ReplaceAll(text, "\n", "\n    ")
		}
		for _, code := range spoken.FindAllString(text, -1) {
			code = aside.ReplaceAllString(strings.Trim(code, "`"), "")
			for _, m := range command.FindAllStringSubmatch(code, -1) {
				seen++
				words := []string{m[1]}
				if regexp.MustCompile(`(?m)^  ` + m[1] + ` [a-z]`).Match(help) { // it has commands of its own
					words = append(words, m[2])
				}
				of, err := exec.Command(program(t), append(words, "--help")...).CombinedOutput()
				if err != nil || !strings.Contains(string(of), "ringfence "+strings.Join(words, " ")) {
					t.Errorf("%s: %q: there is no such command: %s", name, strings.TrimSpace(code), of)
					continue
				}
				for _, flag := range regexp.MustCompile(`--[a-z-]+`).FindAllString(m[3], -1) {
					if !strings.Contains(string(of), flag) {
						t.Errorf("%s: %q: ringfence %s knows no %s", name, strings.TrimSpace(code), words, flag)
					}
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d commands found: does the test still look?", seen)
	}
}

// TestCommandsMayReadTheirFiles: ringfence-admin is the user ringfence, whom root lets into no folder of its own.
func TestCommandsMayReadTheirFiles(t *testing.T) {
	asked := regexp.MustCompile("(?m)^ {4}.*ringfence-admin .*$").FindAllString(read(t, "RUNBOOK.md"), -1)
	for _, line := range asked {
		if strings.Contains(line, " /root/") {
			t.Errorf("it cannot read that: %s", strings.TrimSpace(line))
		}
	}
	if len(asked) < 30 {
		t.Errorf("only %d commands found: does the test still look?", len(asked))
	}
}

// TestLinksLead follows the links within deploy/.
func TestLinksLead(t *testing.T) {
	for _, name := range []string{"RUNBOOK.md", "README.md"} {
		for _, m := range regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`).FindAllStringSubmatch(read(t, name), -1) {
			to := m[1]
			if to == "" {
				to = name
			}
			b, err := os.ReadFile(to)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if m[2] == "" {
				continue
			}
			led := false
			for _, heading := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(string(b), -1) {
				led = led || strings.ReplaceAll(strings.ToLower(heading[1]), " ", "-") == m[2]
			}
			if !led {
				t.Errorf("%s leads to %s#%s, which there is not", name, to, m[2])
			}
		}
	}
}

// TestReadmeNamesWhatIsThere looks for each file that the README installs or tells of.
func TestReadmeNamesWhatIsThere(t *testing.T) {
	named := regexp.MustCompile(`deploy/[\w./*-]+`).FindAllString(read(t, "README.md"), -1)
	for _, path := range named {
		if path == "deploy/.env" || path == "deploy/sms.env" { // the operator's own
			continue
		}
		if found, err := filepath.Glob(filepath.Join("..", path)); err != nil || len(found) == 0 {
			t.Errorf("README.md names %s, which there is not", path)
		}
	}
	if len(named) < 8 {
		t.Errorf("only %d files found: does the test still look?", len(named))
	}
}

// TestLogWordsAreSaid looks in the program for what the runbook says that its log says.
func TestLogWordsAreSaid(t *testing.T) {
	book := read(t, "RUNBOOK.md")
	_, table, _ := strings.Cut(book, "## What the log says")
	words := regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(table, -1)
	if len(words) < 5 {
		t.Fatalf("found %v", words)
	}
	said, err := os.ReadFile(program(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if !strings.Contains(string(said), w[1]) {
			t.Errorf("the program never says %q", w[1])
		}
	}
}
