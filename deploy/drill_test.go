package deploy_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"ringfence/internal/freeport"
)

var (
	indented  = regexp.MustCompile(`(?m)(?:^ {4}.*\n)+`)
	contained = regexp.MustCompile(`(?m)^ +docker .*\n`) // the same for those who run it in containers
)

// machine stands for the one on which the runbook is read: its commands run here, on folders of the test, as the
// user of the test, and what they ask of systemd is done as the units say.
type machine struct {
	t      *testing.T
	root   string
	at     string // where the service listens
	server *process
}

func newMachine(t *testing.T) *machine {
	m := &machine{t: t, root: t.TempDir(), at: freeport.Address(t)}
	for _, folder := range []string{"bin", "data", "keys", "backups"} {
		if err := os.Mkdir(filepath.Join(m.root, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	script, err := filepath.Abs("systemd/ringfence-backup")
	if err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"ringfence": program(t), "ringfence-backup": script} {
		if err := os.Symlink(path, filepath.Join(m.root, "bin", name)); err != nil {
			t.Fatal(err)
		}
	}
	// The units name a port that may be taken here.
	for name, text := range map[string]string{
		"ringfence.env":       "RINGFENCE_LISTEN=" + m.at + "\nRINGFENCE_LIMITS=off\n",
		"bin/ringfence-admin": m.here(read(t, "systemd/ringfence-admin")), "bin/systemd-run": systemdRun,
	} {
		if err := os.WriteFile(filepath.Join(m.root, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// systemdRun does what systemd does with the options of ringfence-admin: the command gets nothing of the caller's
// environment, the variables given and, before those, the ones of the file.
const systemdRun = `#!/bin/bash
set=(PATH="$PATH")
while [[ $1 == --* ]]; do
  case $1 in
    --setenv=*) set+=("${1#--setenv=}") ;;
    --property=EnvironmentFile=-*) mapfile -t of < "${1#*=-}" ;;
  esac
  shift
done
exec env -i "${set[@]}" "${of[@]}" "$@"
`

// here rewrites what belongs on the machine of the runbook.
func (m *machine) here(text string) string {
	return strings.NewReplacer(
		"/usr/local/bin/", m.root+"/bin/",
		"/var/lib/ringfence-keys", m.root+"/keys", "/var/lib/ringfence", m.root+"/data",
		"/etc/ringfence.env", m.root+"/ringfence.env", "/var/backups/ringfence", m.root+"/backups", "/root/ringfence-keys-copies", m.root+"/copies",
		"sudo ", "", " -o ringfence -g ringfence", "",
	).Replace(text)
}

// unit returns a command of a unit, ready to run with its variables: those of its file are stronger.
func (m *machine) unit(name, which string) *exec.Cmd {
	m.t.Helper()
	text := m.here(read(m.t, "systemd/"+name))
	run := strings.Fields(regexp.MustCompile(`(?m)^` + which + `=-?(.*)$`).FindStringSubmatch(text)[1])
	cmd := exec.Command(run[0], run[1:]...)
	cmd.Env = m.env()
	for _, set := range regexp.MustCompile(`(?m)^Environment=(.*)$`).FindAllStringSubmatch(text, -1) {
		cmd.Env = append(cmd.Env, set[1])
	}
	if of := regexp.MustCompile(`(?m)^EnvironmentFile=-(.*)$`).FindStringSubmatch(text); of != nil {
		cmd.Env = append(cmd.Env, strings.Fields(read(m.t, of[1]))...)
	}
	return cmd
}

func (m *machine) env() []string {
	return clean([]string{"PATH=" + m.root + "/bin:" + os.Getenv("PATH")})
}

// systemctl does what a line asks of systemd.
func (m *machine) systemctl(line string) {
	m.t.Helper()
	switch line {
	case "systemctl start ringfence", "systemctl start ringfence ringfence-backup.timer":
		m.server = start(m.t, m.unit("ringfence.service", "ExecStart"))
		if said, err := m.unit("ringfence.service", "ExecStartPost").CombinedOutput(); err != nil {
			m.t.Fatalf("the start: %v: %s; %s", err, said, &m.server.out)
		}
	case "systemctl stop ringfence", "systemctl stop ringfence ringfence-backup.timer":
		if err := m.server.end(syscall.SIGTERM); err != nil {
			m.t.Fatalf("%v: %s", err, &m.server.out)
		}
	case "systemctl start ringfence-backup":
		if said, err := m.unit("ringfence-backup.service", "ExecStart").CombinedOutput(); err != nil {
			m.t.Fatalf("the copy: %v: %s", err, said)
		}
	default:
		m.t.Fatalf("the runbook asks for %q, which this test does not know", line)
	}
}

// follow does what the blocks for systemd below a heading of the runbook say, in their order, and returns what is
// printed.
func (m *machine) follow(heading string, blocks ...int) (printed string) {
	m.t.Helper()
	section, is := sectionOf(read(m.t, "RUNBOOK.md"), heading)
	if !is {
		m.t.Fatalf("the runbook has no section %s", heading)
	}
	var all []string
	for _, block := range indented.FindAllString(section, -1) {
		if block = contained.ReplaceAllString(block, ""); block != "" {
			all = append(all, block)
		}
	}
	for _, n := range blocks {
		shell := ""
		for line := range strings.Lines(m.here(all[n])) {
			line = strings.TrimSpace(line)
			if !strings.HasPrefix(line, "systemctl ") {
				shell += line + "\n"
				continue
			}
			printed += m.shell(shell)
			shell = ""
			m.systemctl(line)
		}
		printed += m.shell(shell)
	}
	return printed
}

func (m *machine) shell(commands string) string {
	m.t.Helper()
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", commands)
	cmd.Env = m.env()
	said, err := cmd.CombinedOutput()
	if err != nil {
		m.t.Fatalf("%s%v: %s", commands, err, said)
	}
	return string(said)
}

// writers file reports until they are stopped and keep the receipts.
type writers struct {
	mu       sync.Mutex
	receipts []string
	stop     chan struct{}
	group    sync.WaitGroup
}

func (m *machine) write() *writers {
	w := &writers{stop: make(chan struct{})}
	for writer := range 4 {
		w.group.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-w.stop:
					return
				default:
				}
				body := strings.Replace(report, number, fmt.Sprintf("+120255501%02d", 10+(4*n+writer)%90), 1)
				answer, err := http.Post("http://"+m.at+"/v1/reports", "application/json", strings.NewReader(body))
				if err != nil {
					m.t.Error(err)
					return
				}
				var said struct{ Receipt string }
				err = json.NewDecoder(answer.Body).Decode(&said)
				answer.Body.Close()
				if err != nil || answer.StatusCode != http.StatusCreated {
					m.t.Errorf("a report gets %d, %v", answer.StatusCode, err)
					return
				}
				w.mu.Lock()
				w.receipts = append(w.receipts, said.Receipt)
				w.mu.Unlock()
			}
		})
	}
	return w
}

// acknowledged returns the receipts so far.
func (w *writers) acknowledged() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.receipts[:len(w.receipts):len(w.receipts)]
}

// TestRestore does what the runbook says on the worst of days: the data are copied while reports come in, data and
// keys are lost, and both are restored from their copies. Every report acknowledged before the copy was begun
// is there, with its text.
func TestRestore(t *testing.T) {
	m := newMachine(t)
	m.systemctl("systemctl start ringfence")
	w := m.write()
	await(t, m.server, "busy", func() bool { return len(w.acknowledged()) >= 200 })
	before := w.acknowledged()
	m.follow("Copy the data", 0)
	await(t, m.server, "going on", func() bool { return len(w.acknowledged()) > len(before) })
	m.follow("Copy the keys", 0)
	close(w.stop)
	w.group.Wait()

	m.systemctl("systemctl stop ringfence")
	if err := os.Remove(filepath.Join(m.root, "keys", "ringfence.keys")); err != nil {
		t.Fatal(err)
	}
	m.follow("Restore", 1) // the keys
	printed := m.follow("Restore", 0)
	if !strings.Contains(printed, "no difference") {
		t.Errorf("after the restore: %s", printed)
	}
	if printed := m.follow("First", 0, 1); strings.Contains(printed, "NOT OK") {
		t.Errorf("first: %s", printed)
	}
	for _, receipt := range before {
		answer, err := http.Get("http://" + m.at + "/v1/receipts/" + receipt)
		if err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK || !strings.Contains(string(said), `"testimony":{`) {
			t.Fatalf("a report that was acknowledged: %d %s", answer.StatusCode, said)
		}
	}
	if _, err := os.Stat(filepath.Join(m.root, "data.before", "ringfence.db")); err != nil {
		t.Errorf("what was there before is gone: %v", err)
	}
}

// TestCopiesAreKept: the newest copies stay, and a copy that fails costs none.
func TestCopiesAreKept(t *testing.T) {
	m := newMachine(t)
	copies := func() (names []string) {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(m.root, "backups", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for day := range 20 {
		name := filepath.Join(m.root, "backups", fmt.Sprintf("ringfence-202001%02dT033000Z.db", day+1))
		if err := os.WriteFile(name, []byte("an older copy"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(m.root, "backups", "move.archive")
	unfinished := filepath.Join(m.root, "backups", ".ringfence-20200101T033000Z.db.part-12345")
	for _, name := range []string{other, unfinished} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if said, err := m.unit("ringfence-backup.service", "ExecStart").CombinedOutput(); err == nil || len(copies()) != 21 {
		t.Errorf("there are no data, and the copy of them: %v, %s; %d files", err, said, len(copies()))
	}
	m.systemctl("systemctl start ringfence")
	m.systemctl("systemctl start ringfence-backup")
	left := copies()
	if len(left) != 15 || left[0] != other || filepath.Base(left[1]) != "ringfence-20200108T033000Z.db" {
		t.Fatalf("left are %v", left)
	}
	info, err := os.Stat(left[len(left)-1])
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() < 1000 {
		t.Errorf("the new copy: %v, %v", info, err)
	}
}
