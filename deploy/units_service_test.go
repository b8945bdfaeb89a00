//go:build service

package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var units = []string{"ringfence.service", "ringfence-backup.service", "ringfence-backup.timer", "ringfence-failed@.service"}

// unitsHere copies the units to where the programs that they start really are.
func unitsHere(t *testing.T) (paths []string) {
	t.Helper()
	folder := t.TempDir()
	script, err := filepath.Abs("systemd/ringfence-backup")
	if err != nil {
		t.Fatal(err)
	}
	where := strings.NewReplacer("/usr/local/bin/ringfence-backup", script, "/usr/local/bin/ringfence", program(t))
	for _, name := range units {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(where.Replace(read(t, "systemd/"+name))), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func TestUnitsAreWhatSystemdReads(t *testing.T) {
	paths := unitsHere(t)
	verified(t, paths)
	dropIn := filepath.Join(paths[0]+".d", "sms.conf")
	if err := os.Mkdir(filepath.Dir(dropIn), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dropIn, []byte(read(t, "systemd/ringfence.service.d/sms.conf")), 0o600); err != nil {
		t.Fatal(err)
	}
	verified(t, paths)
	absolute, err := filepath.Abs("systemd/ringfence.sysusers")
	if err != nil {
		t.Fatal(err)
	}
	users := exec.Command("systemd-sysusers", "--dry-run", absolute)
	if said, err := users.CombinedOutput(); err != nil {
		t.Errorf("systemd-sysusers: %v\n%s", err, said)
	}
}

// verified has systemd read units and the drop-ins beside them.
func verified(t *testing.T, paths []string) {
	t.Helper()
	said, err := exec.Command("systemd-analyze", append([]string{"verify", "--man=no"}, paths...)...).CombinedOutput()
	if err != nil || len(said) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, said)
	}
}

// TestUnitsAreConfined: systemd-analyze gives what a service may do from 0 to 10 points; each unit has what it
// has now, in tenths, and no more.
func TestUnitsAreConfined(t *testing.T) {
	paths := unitsHere(t)
	for i, threshold := range map[int]string{0: "12", 1: "11"} {
		said, err := exec.Command("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold="+threshold, paths[i]).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", units[i], err, said)
		}
	}
}

// TestUnitSettings holds the variables of the units against what the program reads.
func TestUnitSettings(t *testing.T) {
	help, err := exec.Command(program(t), "serve", "--help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]string{}
	for _, name := range units {
		for _, found := range regexp.MustCompile(`(?m)^Environment=(\w+)=(.*)$`).FindAllStringSubmatch(read(t, "systemd/"+name), -1) {
			if other, twice := set[found[1]]; twice && other != found[2] {
				t.Errorf("the units differ in %s", found[1])
			}
			set[found[1]] = found[2]
			if !strings.Contains(string(help), "$"+found[1]) {
				t.Errorf("%s: ringfence serve knows no %s", name, found[1])
			}
		}
	}
	admin := read(t, "systemd/ringfence-admin")
	for variable, value := range set {
		if !strings.Contains(admin, " --setenv="+variable+"="+value+" ") {
			t.Errorf("ringfence-admin does not set %s as the units do", variable)
		}
	}
	options, err := exec.Command("systemd-run", "--help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	for _, option := range regexp.MustCompile(`--[a-z]+`).FindAllString(admin, -1) {
		if !strings.Contains(string(options), option) {
			t.Errorf("systemd-run knows no %s", option)
		}
	}
	unit := read(t, "systemd/ringfence.service")
	if !regexp.MustCompile(`(?m)^ExecStartPost=-/usr/local/bin/ringfence ready --wait 5m\nTimeoutStartSec=6min$`).MatchString(unit) {
		t.Error("a start must be over when the service is ready, and not before")
	}
	states := regexp.MustCompile(`(?m)^StateDirectory=(\S+) (\S+)$`).FindStringSubmatch(unit)
	if states == nil || set["RINGFENCE_DATA"] != "/var/lib/"+states[1] || filepath.Dir(set["RINGFENCE_KEYS"]) != "/var/lib/"+states[2] {
		t.Errorf("data are in %s, keys in %s, and it may write to %v", set["RINGFENCE_DATA"], set["RINGFENCE_KEYS"], states)
	}
	if backup := read(t, "systemd/ringfence-backup.service"); !strings.Contains(backup, "InaccessiblePaths=-"+filepath.Dir(set["RINGFENCE_KEYS"])+"\n") {
		t.Error("what copies the data can read the keys")
	}
	if !strings.Contains(unit, "\nTimeoutStopSec=15\n") {
		t.Error("the program takes up to 10 s to stop, and must have them")
	}
}
