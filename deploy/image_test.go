package deploy_test

import (
	"debug/elf"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"ringfence/internal/freeport"
)

func TestImagePromises(t *testing.T) {
	d, err := readDockerfile()
	if err != nil {
		t.Fatal(err)
	}
	if len(d.stages) != 2 || d.stages[0].name != "build" {
		t.Fatalf("stages: %+v", d.stages)
	}
	last := d.final()
	if !strings.HasPrefix(last.base, "gcr.io/distroless/static-") {
		t.Errorf("the image stands on %s, which may hold more than certificates", last.base)
	}
	if uid, gid, err := last.user(); err != nil || uid == 0 || gid == 0 {
		t.Errorf("runs as %d:%d, %v", uid, gid, err)
	}
	for _, word := range []string{"entrypoint", "cmd"} {
		if in := last.all(word); len(in) != 1 || !in[0].list {
			t.Errorf("%s must be a list: there is no shell", word)
		}
	}
	if len(last.all("run")) > 0 {
		t.Error("the last stage runs something, and has nothing to run it with")
	}
	if in := last.all("healthcheck"); len(in) != 1 || in[0].args[0] != "CMD" {
		t.Error("no health check that works without a shell")
	}
	goVersion := strings.TrimSuffix(strings.TrimPrefix(d.stages[0].base, "golang:"), "-bookworm")
	if mod := read(t, "../go.mod"); !strings.Contains(mod, "\ngo "+goVersion+".") {
		t.Errorf("the image builds with Go %s, and go.mod wants another", goVersion)
	}
	for _, name := range []string{"data", "keys", ".git", "deploy", ".env"} {
		if slices.Contains(d.context, name) {
			t.Errorf("%s is sent to the builder", name)
		}
	}
}

func TestImageProgramIsStaticAndNamed(t *testing.T) {
	f, err := elf.Open(program(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("the program needs a loader, which the image has not")
		}
	}
	said, err := exec.Command(program(t), "--version").CombinedOutput()
	if err != nil || strings.TrimSpace(string(said)) != "1.2.3-test" {
		t.Errorf("--version says %q, %v", said, err)
	}
}

// TestImageRuns runs what the image holds as its user. As root the test shuts it into the image's own tree, in
// which only root may write but for the two folders; as anybody else it runs it where it lies.
func TestImageRuns(t *testing.T) {
	d, err := readDockerfile()
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.MkdirTemp(scratch, "image-*")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := d.lay(filepath.Join(filepath.Dir(program(t)), ".."), root); err != nil {
		t.Fatal(err)
	}
	last, at := d.final(), freeport.Address(t)
	run := func(args []string) *exec.Cmd {
		cmd := &exec.Cmd{Path: args[0], Args: args, Dir: last.all("workdir")[0].args[0], SysProcAttr: &syscall.SysProcAttr{}}
		cmd.Env = append(last.env(), "RINGFENCE_LISTEN="+at)
		if os.Getuid() == 0 {
			uid, gid, err := last.user()
			if err != nil {
				t.Fatal(err)
			}
			cmd.SysProcAttr.Chroot, cmd.SysProcAttr.Credential = root, &syscall.Credential{Uid: uid, Gid: gid}
			return cmd
		}
		cmd.Path, cmd.Dir = filepath.Join(root, cmd.Path), filepath.Join(root, cmd.Dir)
		for i, v := range cmd.Env {
			cmd.Env[i] = strings.Replace(v, "=/", "="+root+"/", 1)
		}
		return cmd
	}
	before := inside(t, root)

	healthy := last.all("healthcheck")[0].args[1:]
	if run(healthy).Run() == nil {
		t.Error("healthy before it runs")
	}
	p := start(t, run(append(last.all("entrypoint")[0].args, last.all("cmd")[0].args...)))
	await(t, p, "healthy", func() bool { return run(healthy).Run() == nil })
	file(t, http.DefaultClient, "http://"+at)
	if status := get(http.DefaultClient, "http://"+at+"/v1/numbers/"+number); status != http.StatusOK {
		t.Errorf("a lookup gets %d", status)
	}
	if err := p.end(syscall.SIGTERM); err != nil {
		t.Errorf("SIGTERM: %v: %s", err, &p.out)
	}
	for _, path := range inside(t, root) {
		if !slices.Contains(before, path) && !strings.HasPrefix(path, "var/lib/ringfence/data/") && !strings.HasPrefix(path, "var/lib/ringfence/keys/") {
			t.Errorf("it wrote %s, which a read-only image refuses", path)
		}
	}
	if _, err := os.Stat(filepath.Join(root, "var/lib/ringfence/keys/ringfence.keys")); err != nil {
		t.Error(err)
	}
}

// inside lists the files below a folder.
func inside(t *testing.T, root string) (paths []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, _ fs.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
