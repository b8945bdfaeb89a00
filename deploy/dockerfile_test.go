package deploy_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// dockerfile is the Dockerfile as BuildKit reads it, with what it takes to follow it without an engine.
type dockerfile struct {
	stages  []stage
	context []string // what .dockerignore lets in
	without []string // patterns of names that it leaves out again
}

// stage is what follows a FROM.
type stage struct {
	base, name   string
	instructions []instruction
}

// instruction is one line: its word in lower case, its flags as written, its arguments.
type instruction struct {
	word  string
	flags []string
	args  []string
	list  bool // the arguments are a JSON list, and no shell reads them
}

func readDockerfile() (*dockerfile, error) {
	f, err := os.Open("Dockerfile")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	parsed, err := parser.Parse(f)
	if err != nil {
		return nil, err
	}
	d := &dockerfile{}
	for _, node := range parsed.AST.Children {
		in := instruction{word: strings.ToLower(node.Value), flags: node.Flags, list: node.Attributes["json"]}
		for next := node.Next; next != nil; next = next.Next {
			in.args = append(in.args, next.Value)
		}
		if in.word == "from" {
			d.stages = append(d.stages, stage{base: in.args[0], name: in.args[len(in.args)-1]})
			continue
		}
		last := &d.stages[len(d.stages)-1]
		last.instructions = append(last.instructions, in)
	}
	return d, d.readIgnored()
}

// readIgnored reads the three forms that Dockerfile.dockerignore is written in.
func (d *dockerfile) readIgnored() error {
	b, err := os.ReadFile("Dockerfile.dockerignore")
	if err != nil {
		return err
	}
	all := false
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case line == "*":
			all = true
		case strings.HasPrefix(line, "!"):
			d.context = append(d.context, line[1:])
		case strings.HasPrefix(line, "**/"):
			d.without = append(d.without, line[3:])
		default:
			return fmt.Errorf("Dockerfile.dockerignore: %q is in no form that this test knows", line)
		}
	}
	if !all {
		return fmt.Errorf("Dockerfile.dockerignore does not begin by leaving out everything")
	}
	return nil
}

// final is the stage that becomes the image.
func (d *dockerfile) final() stage { return d.stages[len(d.stages)-1] }

// all returns the instructions of a word.
func (s stage) all(word string) (found []instruction) {
	for _, in := range s.instructions {
		if in.word == word {
			found = append(found, in)
		}
	}
	return found
}

// flag returns the value of a flag, or "".
func (in instruction) flag(name string) string {
	for _, f := range in.flags {
		if value, ok := strings.CutPrefix(f, "--"+name+"="); ok {
			return value
		}
	}
	return ""
}

// env returns the variables that the image sets.
func (s stage) env() (env []string) {
	for _, in := range s.all("env") {
		for i := 0; i+1 < len(in.args); i += 3 { // name, value, separator
			env = append(env, in.args[i]+"="+in.args[i+1])
		}
	}
	return env
}

// build does in root what the first stage does in its container, and returns the program that it makes.
func (d *dockerfile) build(root, version string) (string, error) {
	within, env := root, clean([]string{"GOFLAGS=-mod=readonly"})
	for _, in := range d.stages[0].instructions {
		var err error
		switch in.word {
		case "arg":
			env = append(env, strings.SplitN(in.args[0], "=", 2)[0]+"="+version)
		case "workdir":
			within = filepath.Join(root, in.args[0])
			err = os.MkdirAll(within, 0o755)
		case "copy":
			err = d.copyContext(in.args[:len(in.args)-1], within)
		case "run":
			cmd := exec.Command("/bin/sh", "-c", strings.ReplaceAll(in.args[0], " /out", " "+root+"/out"))
			cmd.Dir, cmd.Env = within, env
			var said []byte
			if said, err = cmd.CombinedOutput(); err != nil {
				err = fmt.Errorf("RUN %s: %w: %s", in.args[0], err, said)
			}
		default:
			err = fmt.Errorf("the build stage does %s, which this test cannot follow", in.word)
		}
		if err != nil {
			return "", err
		}
	}
	return filepath.Join(root, "out", "ringfence"), nil
}

// copyContext copies what COPY names and .dockerignore lets in.
func (d *dockerfile) copyContext(names []string, to string) error {
	if len(names) == 1 && names[0] == "." {
		names = d.context
	}
	for _, name := range names {
		err := filepath.WalkDir(filepath.Join("..", name), func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			for _, pattern := range d.without {
				if out, _ := filepath.Match(pattern, entry.Name()); out && entry.IsDir() {
					return fs.SkipDir
				} else if out {
					return nil
				}
			}
			target := filepath.Join(to, strings.TrimPrefix(path, "../"))
			if entry.IsDir() {
				return os.MkdirAll(target, 0o755)
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(target, b, 0o644)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lay makes in root what the image has above its base, out of what was built. Where it may, it gives files the
// owner that the image gives them, and everything else to root.
func (d *dockerfile) lay(built, root string) error {
	for _, in := range d.final().all("copy") {
		target := filepath.Join(root, in.args[1])
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if said, err := exec.Command("cp", "-R", filepath.Join(built, in.args[0]), target).CombinedOutput(); err != nil {
			return fmt.Errorf("COPY %s: %w: %s", in.args[0], err, said)
		}
		owner := in.flag("chown")
		if owner == "" || os.Getuid() != 0 {
			continue
		}
		if said, err := exec.Command("chown", "-R", owner, target).CombinedOutput(); err != nil {
			return fmt.Errorf("chown: %w: %s", err, said)
		}
	}
	return nil
}

// user returns the number of the user and the group that the image runs as.
func (s stage) user() (uid, gid uint32, err error) {
	users := s.all("user")
	if len(users) == 0 {
		return 0, 0, fmt.Errorf("the image does not say as whom it runs")
	}
	user, group, _ := strings.Cut(users[len(users)-1].args[0], ":")
	u, err := strconv.ParseUint(user, 10, 32)
	if err != nil {
		return 0, 0, fmt.Errorf("USER %s is no number, so that nobody can see whether it is root", user)
	}
	g, err := strconv.ParseUint(group, 10, 32)
	return uint32(u), uint32(g), err
}
