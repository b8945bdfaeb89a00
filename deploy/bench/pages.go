package main

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// pages measures the page of a listed number against a bare template that yields as many bytes.
func pages(ctx context.Context, g *ground) (rows []row, err error) {
	const subjects = 100_000
	server, err := g.Synthetic(ctx, subjects)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	l, err := listedPages(subjects)
	if err != nil {
		return nil, err
	}
	captured, err := gather(ctx, server.URL, l)
	if err != nil {
		return nil, err
	}
	for path, page := range captured.Answers {
		if !bytes.Contains(page.Body, []byte(`class="chart"`)) {
			return nil, fmt.Errorf("%s is not the page of a listed number", path)
		}
	}
	script := g.Path("pages.lua")
	if err := errors.Join(captured.write(g.Path("pages")), l.script(script)); err != nil {
		return nil, err
	}
	twin, err := g.Child(ctx, "lines", g.Path("pages"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, twin.Stop()) }()
	if err := captured.compare(ctx, twin.URL, l, sameLength); err != nil {
		return nil, err
	}
	each := func(url string) func() (float64, error) {
		return func() (float64, error) {
			rate, err := g.Hammer(ctx, url, script)
			return 1e6 / rate, err
		}
	}
	pairs, err := g.Alternate(each(server.URL), each(twin.URL))
	if err != nil {
		return nil, err
	}
	return []row{{
		What: fmt.Sprintf("page of a listed number, %d bytes", len(captured.Answers[l.paths[0]].Body)), Unit: "microseconds each",
		Yardstick: "html/template of as many bytes, in lines of 80", Pairs: pairs, Wanted: bound{Most: 3},
	}}, captured.compare(ctx, server.URL, l, sameLength)
}

// listedPages are the pages of the made-up numbers that were reported most, which makes them listed.
func listedPages(subjects uint64) (l load, err error) {
	s, err := newSynthetic(subjects, time.Now())
	for n := uint64(99); err == nil && n < subjects; n += 100 {
		l.paths = append(l.paths, "/n/"+s.number(s.place(n)))
	}
	return l, err
}

// Lines of the bare template, with their element and line end.
const (
	line     = 80
	lineMade = len("<p></p>\n")
)

// bareLines prints values that it escapes, a line each, and nothing else.
var bareLines = template.Must(template.New("lines").Parse("{{range .}}<p>{{.}}</p>\n{{end}}"))

// linesOf returns lines that the template makes a page of this size of.
func linesOf(size int) []string {
	lines := make([]string, size/line)
	for i := range lines {
		lines[i] = strings.Repeat("word ", line)[:line-lineMade]
	}
	lines[0] += strings.Repeat(".", size%line)
	return lines
}

// lines is the yardstick: the least that an echo server can do to make pages of the captured sizes from a template.
func lines(ctx context.Context, args []string, out io.Writer) error {
	file, err := os.Open(args[0]) //nolint:gosec // our own file
	if err != nil {
		return err
	}
	var known captured
	if err := errors.Join(gob.NewDecoder(file).Decode(&known), file.Close()); err != nil { //nolint:gosec // our own file
		return err
	}
	texts := make(map[string][]string)
	for path, page := range known.Answers {
		texts[path] = linesOf(len(page.Body))
	}
	e := echo.New()
	e.GET("/n/:number", func(c echo.Context) error {
		path := "/n/" + c.Param("number")
		if texts[path] == nil {
			return echo.ErrNotFound
		}
		var page bytes.Buffer
		if err := bareLines.Execute(&page, texts[path]); err != nil {
			return err
		}
		h := c.Response().Header()
		for _, f := range known.Answers[path].Fields {
			h[f.Name] = f.Values
		}
		return c.HTMLBlob(http.StatusOK, page.Bytes())
	})
	return answer(ctx, e, out)
}
