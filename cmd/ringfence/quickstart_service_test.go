//go:build service

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringfence/internal/report"
	"ringfence/web/htmlcheck"
)

// TestQuickStarts takes the code from the pages for developers of apps, compiles the Kotlin and parses the Swift, and has what needs no telephone
// ask services.
func TestQuickStarts(t *testing.T) {
	s := start("ringfence", t.TempDir(), nil, nil)
	t.Cleanup(func() { s.signal(syscall.SIGKILL) })
	if s.url == "" {
		t.Fatal(s.err)
	}
	android := htmlcheck.Parse(t, got(t, s.url+"/developers/android"))
	classes := compiled(t, shown(t, android))
	t.Run("samples", func(t *testing.T) {
		app := newApp(t, classes)
		if said := app.ask("update"); said != "updated" {
			t.Errorf("the list of the service: %s", said)
		}
		words := android.Find(".facts dd")
		for i, want := range []string{"UNKNOWN", "UNKNOWN", "SUSPICIOUS", "SCAM", "UNKNOWN"} {
			number := report.Samples()[i].String()
			if verdict := app.ask(number); verdict != want || app.ask("listed "+number) != "0" {
				t.Errorf("%s is %s, want %s, or is on a list", number, verdict, want)
			}
			if warns := strings.Contains(words.Eq(i).Text(), "with the warning"); warns != (want != "UNKNOWN") {
				t.Errorf("the page says of %s: %s", number, words.Eq(i).Text())
			}
		}
	})
	t.Run("ranges", func(t *testing.T) { testRanges(t, classes) })
	t.Run("lists", func(t *testing.T) { testLists(t, classes) })
	t.Run("swift", func(t *testing.T) { testSwift(t, shown(t, htmlcheck.Parse(t, got(t, s.url+"/developers/ios")))) })
}

// shown writes the files that a page shows into a folder, and returns it.
func shown(t *testing.T, page htmlcheck.Page) string {
	t.Helper()
	folder, n := t.TempDir(), 0
	for _, source := range page.Find(".source").EachIter() {
		write(t, filepath.Join(folder, source.Find("figcaption").Text()), source.Find("code").Text())
		n++
	}
	if n < 6 {
		t.Fatalf("the page shows %d files", n)
	}
	return folder
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const (
	quickstartTools = "../../.tools/quickstart/node_modules"
	androidJSON     = "/usr/share/java/com.android.json.jar" // the org.json of Android
)

// compiled compiles the Kotlin in a folder and the program that asks with it, and returns a class path.
func compiled(t *testing.T, folder string) string {
	t.Helper()
	declarations, err := txtar.ParseFile("testdata/quickstart/android.txtar")
	if err != nil {
		t.Fatal(err)
	}
	sdk, out, compiler := t.TempDir(), t.TempDir(), filepath.Join(quickstartTools, "kotlin-compiler")
	for _, f := range declarations.Files {
		write(t, filepath.Join(sdk, f.Name), string(f.Data))
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.kt"))
	if err != nil || len(files) < 6 {
		t.Fatal(files, err)
	}
	arguments := append([]string{"-cp", filepath.Join(compiler, "lib", "*"), "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-kotlin-home", compiler,
		"-no-reflect", "-Werror", "-cp", androidJSON, "-d", out, sdk, "testdata/quickstart/Ask.kt"}, files...)
	if said, err := exec.CommandContext(t.Context(), "java", arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return strings.Join([]string{out, androidJSON, filepath.Join(compiler, "lib", "kotlin-stdlib.jar")}, ":")
}

// app is a running program of the code of the page.
type app struct {
	*testing.T
	to   io.Writer
	from *bufio.Scanner
}

// newApp runs it until the test ends, before the service that the page names or another.
func newApp(t *testing.T, classes string, service ...string) *app {
	t.Helper()
	arguments := append([]string{"-cp", classes, "org.example.screening.AskKt", filepath.Join(t.TempDir(), "numbers")}, service...)
	cmd := exec.Command("java", arguments...)
	cmd.Stderr = os.Stderr
	to, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	from, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = to.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	scanner := bufio.NewScanner(from)
	scanner.Buffer(nil, 1<<20)
	return &app{t, to, scanner}
}

// ask returns what the program answers to a line.
func (a *app) ask(line string) string {
	a.Helper()
	if _, err := fmt.Fprintln(a.to, line); err != nil || !a.from.Scan() {
		a.Fatalf("no answer to %.60q: %v, %v", line, err, a.from.Err())
	}
	return a.from.Text()
}

// testSwift holds the grammar of Swift against what the page shows, and once against what is none.
func testSwift(t *testing.T, folder string) {
	files, err := filepath.Glob(filepath.Join(folder, "*.swift"))
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	if said := parsed(t, files...); said != "" {
		t.Error(said)
	}
	broken := filepath.Join(t.TempDir(), "Broken.swift")
	write(t, broken, "struct Broken { let x: Int = 1 let }\n")
	if parsed(t, broken) == "" {
		t.Error("what is not Swift is not found")
	}
}

func parsed(t *testing.T, files ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", append([]string{"testdata/quickstart/parse.js"}, files...)...)
	modules, err := filepath.Abs(quickstartTools)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return string(said)
}
