package deploy_test

import (
	"context"
	"maps"
	"net/netip"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// composed loads the compose file, and those that are given after it, as docker compose does, with settings as in .env.
func composed(t *testing.T, settings map[string]string, after ...string) *types.Project {
	t.Helper()
	files := []types.ConfigFile{{Filename: "compose.yaml"}}
	for _, name := range after {
		files = append(files, types.ConfigFile{Filename: name})
	}
	project, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{WorkingDir: ".", ConfigFiles: files, Environment: settings})
	if err != nil {
		t.Fatal(err)
	}
	return project
}

var (
	instances = []string{"ringfence1", "ringfence2", "ringfence3"}
	members   = []string{"mongodb1", "mongodb2", "mongodb3"}
)

func TestComposeHasWhatItPromises(t *testing.T) {
	p := composed(t, nil)
	want := slices.Concat([]string{"proxy", "redis", "replica-set"}, instances, members)
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(p.Services)); !slices.Equal(got, want) {
		t.Fatalf("services are %v, want %v", got, want)
	}
	for name, s := range p.Services {
		if len(s.Ports) > 0 != (name == "proxy") {
			t.Errorf("%s publishes %v; the proxy alone is reached from outside", name, s.Ports)
		}
		if s.NetworkMode != "" || s.Privileged || s.Pid != "" || s.Ipc != "" {
			t.Errorf("%s shares something with its host", name)
		}
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s: root file system, capabilities or privileges are not taken from it", name)
		}
		if len(s.CapAdd) > 0 && (name != "proxy" || !slices.Equal(s.CapAdd, []string{"NET_BIND_SERVICE"})) {
			t.Errorf("%s is given %v", name, s.CapAdd)
		}
		if uid, _, _ := strings.Cut(s.User, ":"); name != "proxy" && !regexp.MustCompile(`^[1-9]\d*$`).MatchString(uid) {
			t.Errorf("%s runs as %q", name, s.User)
		}
		if s.PidsLimit == 0 || s.Logging == nil || s.Logging.Options["max-size"] == "" {
			t.Errorf("%s may fill the machine with processes or logs", name)
		}
		if strings.HasSuffix(s.Image, ":latest") || !strings.Contains(s.Image, ":") {
			t.Errorf("%s: which version is %s?", name, s.Image)
		}
		if name != "replica-set" && (s.HealthCheck == nil || s.Restart != types.RestartPolicyUnlessStopped || s.MemLimit == 0) {
			t.Errorf("%s has no health check, memory limit or is not started again", name)
		}
		if h := s.HealthCheck; h != nil && h.StartInterval != nil && h.StartPeriod == nil {
			t.Errorf("%s has a start_interval and no start_period, which docker refuses", name)
		}
		for other, d := range s.DependsOn {
			want := types.ServiceConditionHealthy
			switch {
			case other == "replica-set":
				want = types.ServiceConditionCompletedSuccessfully
			case other == "redis", slices.Contains(members, other): // one that is down must not keep the rest away
				want = types.ServiceConditionStarted
			}
			if d.Condition != want {
				t.Errorf("%s waits for %s to be %s, want %s", name, other, d.Condition, want)
			}
		}
	}
}

func TestComposeNetworks(t *testing.T) {
	p := composed(t, nil)
	on := map[string][]string{}
	for name, s := range p.Services {
		for network := range s.Networks {
			on[network] = append(on[network], name)
		}
	}
	for network, want := range map[string][]string{
		"outside": {"proxy"},
		"inside":  append([]string{"proxy"}, instances...),
		"stores":  slices.Concat([]string{"redis", "replica-set"}, instances, members),
	} {
		slices.Sort(want)
		slices.Sort(on[network])
		if !slices.Equal(on[network], want) {
			t.Errorf("on %s are %v, want %v", network, on[network], want)
		}
		if p.Networks[network].Internal == (network == "outside") {
			t.Errorf("network %s: internal is %v", network, p.Networks[network].Internal)
		}
	}
	own := netip.MustParseAddr(p.Services["proxy"].Networks["inside"].Ipv4Address)
	pool := p.Networks["inside"].Ipam.Config[0]
	if !netip.MustParsePrefix(pool.Subnet).Contains(own) || netip.MustParsePrefix(pool.IPRange).Contains(own) {
		t.Errorf("the proxy's address %s must lie in %s and outside %s, from which others get theirs", own, pool.Subnet, pool.IPRange)
	}
	for _, name := range instances {
		if got := *p.Services[name].Environment["RINGFENCE_TRUSTED_PROXIES"]; got != own.String()+"/32" {
			t.Errorf("%s trusts %s, and the proxy is %s", name, got, own)
		}
	}
}

// TestComposeLetsRepliesOut: with sms.yaml the instances have a network with a way out, which is all that it changes, and without it
// only the proxy has one.
func TestComposeLetsRepliesOut(t *testing.T) {
	closed, open := composed(t, nil), composed(t, nil, "sms.yaml")
	for name, s := range closed.Services {
		for network := range s.Networks {
			if !closed.Networks[network].Internal && name != "proxy" {
				t.Errorf("without sms.yaml %s has a way out, by %s", name, network)
			}
		}
	}
	for name, s := range open.Services {
		replies, out := s.Networks["replies"]
		if out != slices.Contains(instances, name) {
			t.Errorf("%s has the way out of replies: %v", name, out)
		}
		if replies != nil {
			t.Errorf("%s has %+v there, and nobody needs to find it", name, *replies)
		}
		delete(s.Networks, "replies")
		if !reflect.DeepEqual(s, closed.Services[name]) {
			t.Errorf("sms.yaml changes more of %s than its networks", name)
		}
	}
	way := open.Networks["replies"]
	if way.Internal || way.DriverOpts["com.docker.network.bridge.enable_icc"] != "false" {
		t.Errorf("the way out is internal: %v, with %v", way.Internal, way.DriverOpts)
	}
	own := netip.MustParsePrefix(way.Ipam.Config[0].Subnet)
	for name, network := range closed.Networks {
		for _, pool := range network.Ipam.Config {
			if netip.MustParsePrefix(pool.Subnet).Overlaps(own) {
				t.Errorf("%s overlaps with %s", own, name)
			}
		}
	}
	if len(open.Networks) != len(closed.Networks)+1 {
		t.Errorf("networks are %v", slices.Sorted(maps.Keys(open.Networks)))
	}
}

// TestComposeKeepsKeysFromData looks at where the instances keep what.
func TestComposeKeepsKeysFromData(t *testing.T) {
	p := composed(t, nil)
	d, err := readDockerfile()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, name := range instances {
		s := p.Services[name]
		data, keys := *s.Environment["RINGFENCE_DATA"], *s.Environment["RINGFENCE_KEYS"]
		mounted := map[string]string{}
		for _, v := range s.Volumes {
			if v.Target == campusFiles { // which the operator writes
				continue
			}
			if v.Type != types.VolumeTypeVolume || v.ReadOnly {
				t.Errorf("%s: %s is no volume that it can write to", name, v.Target)
			}
			mounted[v.Target] = v.Source
		}
		folder := keys[:strings.LastIndex(keys, "/")]
		if mounted[data] == "" || mounted[folder] != "keys" || len(mounted) != 2 {
			t.Errorf("%s keeps %v; the data are in %s, the keys in %s", name, mounted, data, keys)
		}
		if other, taken := seen[mounted[data]]; taken {
			t.Errorf("%s and %s have the same data folder", name, other)
		}
		seen[mounted[data]] = name
		for _, set := range d.final().env() {
			if variable, value, _ := strings.Cut(set, "="); *s.Environment[variable] != value {
				t.Errorf("%s: %s is %s, and the image has its folders for %s", name, variable, *s.Environment[variable], value)
			}
		}
		if uid, gid, err := d.final().user(); err != nil || s.User != strconv.Itoa(int(uid))+":"+strconv.Itoa(int(gid)) {
			t.Errorf("%s runs as %s, and the image has folders for %d:%d", name, s.User, uid, gid)
		}
	}
}

// campusFiles is where instances find what the operator wrote about universities.
const campusFiles = "/campus"

// TestComposeReadsWhatUniversitiesSay from a folder of the host that no instance can write to.
func TestComposeReadsWhatUniversitiesSay(t *testing.T) {
	files := map[string]string{"RINGFENCE_CAMPUS_ALIASES": campusFiles + "/aliases.txt", "RINGFENCE_CAMPUS_SIGN_IN": campusFiles + "/sign-in.json"}
	set := map[string]string{"RINGFENCE_CAMPUS_FILES": "/srv/campus"}
	maps.Copy(set, files)
	p := composed(t, set)
	for _, name := range instances {
		s := p.Services[name]
		for setting, file := range files {
			if got := *s.Environment[setting]; got != file {
				t.Errorf("%s reads %q", name, got)
			}
			if got := *composed(t, nil).Services[name].Environment[setting]; got != "" {
				t.Errorf("%s reads %q where nothing is set", name, got)
			}
		}
		i := slices.IndexFunc(s.Volumes, func(v types.ServiceVolumeConfig) bool { return v.Target == campusFiles })
		if i < 0 || s.Volumes[i].Type != types.VolumeTypeBind || s.Volumes[i].Source != "/srv/campus" || !s.Volumes[i].ReadOnly {
			t.Errorf("%s is given %+v", name, s.Volumes)
		}
	}
}

// TestComposeStartsOneInstanceFirst looks at who waits for whom: keys and collections are made once.
func TestComposeStartsOneInstanceFirst(t *testing.T) {
	p := composed(t, nil)
	for _, name := range instances {
		for _, store := range []string{"redis", "replica-set"} {
			if _, waits := p.Services[name].DependsOn[store]; !waits {
				t.Errorf("%s does not wait for %s", name, store)
			}
		}
		for _, member := range members { // the replica set has a leader with two of them
			if _, waits := p.Services[name].DependsOn[member]; waits {
				t.Errorf("%s waits for %s, which may be the one that is down", name, member)
			}
		}
		if _, waits := p.Services[name].DependsOn[instances[0]]; waits != (name != instances[0]) {
			t.Errorf("%s waits for %s: %v", name, instances[0], waits)
		}
		if _, waits := p.Services["proxy"].DependsOn[name]; !waits {
			t.Errorf("the proxy does not wait for %s", name)
		}
	}
}

// TestComposeSettings holds the instances' variables against what the program reads.
func TestComposeSettings(t *testing.T) {
	help, err := exec.Command(program(t), "serve", "--help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	p := composed(t, nil)
	for _, name := range instances {
		s := p.Services[name]
		if !maps.EqualFunc(s.Environment, p.Services[instances[0]].Environment, func(a, b *string) bool { return *a == *b }) {
			t.Errorf("%s is set otherwise than %s", name, instances[0])
		}
		for variable, value := range s.Environment {
			if !regexp.MustCompile(`\$` + variable + `\b`).Match(help) {
				t.Errorf("%s: ringfence serve knows no %s", name, variable)
			}
			if strings.Contains(*value, "@") {
				t.Errorf("%s: %s looks as if it held a password", name, variable)
			}
		}
		if drain := s.StopGracePeriod; drain == nil || drain.String() != "15s" {
			t.Errorf("%s is given %v to stop, and may take 10 s", name, drain)
		}
		if !slices.Equal(s.HealthCheck.Test, []string{"CMD", "/usr/local/bin/ringfence", "ready"}) {
			t.Errorf("%s is asked %v", name, s.HealthCheck.Test)
		}
	}
	for _, name := range members {
		if !strings.Contains(*p.Services[instances[0]].Environment["MONGODB_URI"], name) {
			t.Errorf("the instances do not know of %s", name)
		}
	}
}

// TestComposeReadsItsSettings checks that env.example names each variable of the file, with its default.
func TestComposeReadsItsSettings(t *testing.T) {
	asked := map[string]string{}
	for _, found := range regexp.MustCompile(`\$\{(\w+)(?::-((?:[^{}]|\{[^{}]*\})*))?\}`).FindAllStringSubmatch(read(t, "compose.yaml"), -1) {
		if fallback, twice := asked[found[1]]; twice && fallback != found[2] {
			t.Errorf("%s has two defaults", found[1])
		}
		asked[found[1]] = found[2]
	}
	said := map[string]bool{}
	settings := map[string]string{}
	for line := range strings.Lines(read(t, "env.example")) {
		variable, value, is := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "#")), "=")
		fallback, used := asked[variable]
		if !is || !regexp.MustCompile(`^[A-Z_]+$`).MatchString(variable) {
			continue
		}
		said[variable] = true
		if !used {
			t.Errorf("env.example names %s, which compose.yaml does not read", variable)
		}
		if !strings.HasPrefix(line, "#") {
			settings[variable] = value
		} else if value != fallback {
			t.Errorf("env.example says that %s is %q, compose.yaml that it is %q", variable, value, fallback)
		}
	}
	for variable := range asked {
		if !said[variable] {
			t.Errorf("env.example does not name %s", variable)
		}
	}
	services := composed(t, settings).Services
	for _, name := range instances { // gateways for text messages sign the address behind the proxy
		if got := *services[name].Environment["RINGFENCE_PUBLIC_URL"]; got != "https://ringfence.example.org" {
			t.Errorf("%s is told that the site is at %q", name, got)
		}
	}
	proxy := services["proxy"].Environment
	if *proxy["RINGFENCE_DOMAIN"] != "ringfence.example.org" || *proxy["RINGFENCE_TLS"] != "operator@example.org" {
		t.Errorf("with env.example the proxy is set to %v", proxy)
	}
}

// TestComposeProxy holds the proxy's service against the Caddyfile and the version that is tested.
func TestComposeProxy(t *testing.T) {
	proxy := composed(t, nil).Services["proxy"]
	version := regexp.MustCompile(`(?m)^github\.com/caddyserver/caddy/v2/cmd/caddy@v(.+)$`).FindStringSubmatch(read(t, "dev/tools"))
	if version == nil || proxy.Image != "caddy:"+version[1] {
		t.Errorf("%s is started, and deploy/dev/tools has %v tested", proxy.Image, version)
	}
	caddyfile := read(t, "Caddyfile")
	for variable := range proxy.Environment {
		if !strings.Contains(caddyfile, "{$"+variable+":") {
			t.Errorf("the Caddyfile does not read %s", variable)
		}
	}
	for _, name := range instances {
		if !slices.Contains(strings.Fields(*proxy.Environment["RINGFENCE_INSTANCES"]), name+":8080") {
			t.Errorf("the proxy does not know of %s", name)
		}
	}
	for _, v := range proxy.Volumes {
		if v.Type == types.VolumeTypeBind && !v.ReadOnly {
			t.Errorf("the proxy may write to %s", v.Source)
		}
		if v.Target == "/etc/caddy/Caddyfile" {
			if _, err := os.Stat(v.Source); err != nil {
				t.Error(err)
			}
		}
	}
}
