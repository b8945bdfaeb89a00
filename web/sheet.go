package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"sync"

	"ringfence/internal/report"
	"ringfence/web/catalogue"
)

//go:embed drawings/poster.svg
var posterFile string

var posterImages = sync.OnceValue(parsePosters)

func parsePosters() map[report.Category]*template.Template {
	all := make(map[report.Category]*template.Template)
	for c, picture := range pictures {
		set := template.Must(template.New("poster.svg").Parse(posterFile))
		all[c] = template.Must(set.Parse(`{{define "picture"}}` + picture + `{{end}}`))
	}
	return all
}

// RenderPoster writes the sheet as an SVG document. Nothing is written if it cannot be rendered.
func RenderPoster(w io.Writer, p Poster) error {
	var image bytes.Buffer
	if err := posterImages()[p.Category].Execute(&image, newSheet(p)); err != nil {
		return fmt.Errorf("web: poster: %w", err)
	}
	_, err := image.WriteTo(w)
	return err
}

// sheet is a poster with everything in its place, in millimetres.
type sheet struct {
	Poster
	Tint    string // of the ground behind headline and picture
	Tag     sheetTag
	Heads   []sheetLine
	Picture sheetPicture
	Numbers []sheetLine
	Signs   []sheetLine
	Says    []sheetLine
	Ways    sheetWays
}

type sheetLine struct{ Y, Foot, Size, Text string }

type sheetTag struct{ Wide, Text string }

type sheetPicture struct{ Y, High string }

type sheetWays struct{ Say, Ask, Scan string }

// Family is the typeface of a sheet: that of the system which shows it.
func (s sheet) Family() string {
	if s.Lang == catalogue.ZhCN {
		return "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif"
	}
	return "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"
}

// tint is the ground of a poster, by what the trick is after.
func tint(c report.Category) string {
	switch c {
	case "investment", "loan", "task_rebate", "credit_repair", "shopping", "gaming", "prize":
		return "#fcf0d8"
	case "romance", "extortion":
		return "#fbe9e6"
	case "fake_job", "card_rental":
		return "#e5f3e9"
	case "debt_collection", "advertising", "robocall", "survey", "other":
		return "#e6ebec"
	}
	return "#e3f0f1"
}

// The room there is on a sheet.
const (
	headWide, headTop     = 172, 31 // of the headline, and where it begins
	pictureEnd            = 168
	signWide, signsMiddle = 168, 197 // of a sign, and the middle of the three
	signApart             = 16.5
	sayWide, sayMiddle    = 176, 239
)

func newSheet(p Poster) sheet {
	s := sheet{Poster: p, Tint: tint(p.Category)}
	s.Tag = sheetTag{mm(emWide(p.Trick.Name)*5.4 + 10), p.Trick.Name}
	head := fit(p.Lang, p.Headline, headWide, headSteps)
	heads, end := head.from(headTop)
	s.Heads = heads
	s.Picture = sheetPicture{mm(end + 5), mm(pictureEnd - end - 7)}
	size := together(p.Lang, p.Signs, signWide, signSteps)
	for i, sign := range p.Signs {
		middle := signsMiddle + signApart*float64(i-1)
		s.Numbers = append(s.Numbers, sheetLine{Y: mm(middle), Foot: mm(middle + 2.7), Text: strconv.Itoa(i + 1)})
		s.Signs = append(s.Signs, fit(p.Lang, sign, signWide, size).around(middle)...)
	}
	s.Says = fit(p.Lang, p.T("poster.quoted", "words", p.Say), sayWide, saySteps).around(sayMiddle)
	s.Ways = sheetWays{Say: p.T("poster.say"), Ask: p.T("poster.ask"), Scan: p.T("poster.scan")}
	return s
}

// block is lines of one size.
type block struct {
	size  float64
	lines []string
}

// step is a size, and how many lines there may be of it.
type step struct {
	size float64
	most int
}

// What is tried of each text, until it fits.
var (
	headSteps = []step{{25, 2}, {23, 2}, {21, 2}, {19, 2}, {18, 3}, {16, 3}, {14, 3}, {12, 3}}
	signSteps = []step{{8, 1}, {7.2, 1}, {6.6, 1}, {6.2, 2}, {5.6, 2}}
	saySteps  = []step{{9, 1}, {8.4, 1}, {7.8, 1}, {7.2, 1}, {6.6, 1}, {5.8, 2}, {5, 2}}
)

// fit breaks a text into lines by the first step in which it has room.
func fit(l catalogue.Lang, text string, wide float64, steps []step) (b block) {
	for _, s := range steps {
		b = block{s.size, wrap(l, text, wide/s.size)}
		if len(b.lines) <= s.most && widest(b.lines) <= wide/s.size {
			return b
		}
	}
	return b
}

// together returns the first step by which each of several texts has room, so that they are alike.
func together(l catalogue.Lang, texts []string, wide float64, steps []step) []step {
	for i := range steps {
		fits := true
		for _, text := range texts {
			b := fit(l, text, wide, steps[i:i+1])
			fits = fits && len(b.lines) <= steps[i].most && widest(b.lines) <= wide/b.size
		}
		if fits {
			return steps[i : i+1]
		}
	}
	return steps
}

const leading = 1.22 // from line to line, of the size

// from sets the lines from the top on, and returns where they end.
func (b block) from(top float64) (lines []sheetLine, end float64) {
	for i, line := range b.lines {
		lines = append(lines, sheetLine{Y: mm(top + b.size*(.9+leading*float64(i))), Size: mm(b.size), Text: line})
	}
	return lines, top + b.size*leading*float64(len(b.lines))
}

// around sets the lines around their middle.
func (b block) around(middle float64) []sheetLine {
	lines, _ := b.from(middle - b.size*(leading*float64(len(b.lines)-1)/2+.54))
	return lines
}

func mm(n float64) string { return strconv.FormatFloat(math.Round(100*n)/100, 'f', -1, 64) }
