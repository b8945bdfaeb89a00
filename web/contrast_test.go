package web

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What WCAG 2.2 asks of text (1.4.3) and of what must be seen to use a page (1.4.11).
const (
	textContrast    = 4.5
	graphicContrast = 3
)

// pairs are what stands on what, by the names of their tokens.
var pairs = []struct {
	over, under string
	least       float64
	use         string
}{
	{"ink", "ground", textContrast, "body text"},
	{"ink", "paper", textContrast, "text in panels and fields"},
	{"muted", "ground", textContrast, "hints, captions, what one may skip"},
	{"muted", "paper", textContrast, "the same in panels"},
	{"accent", "ground", textContrast, "links, bars of charts"},
	{"accent", "paper", textContrast, "the same in panels"},
	{"accent", "accent-ground", textContrast, "links on a tinted ground"},
	{"ink", "accent-ground", textContrast, "text on a tinted ground"},
	{"on-accent", "accent", textContrast, "the main button"},
	{"on-band", "band", textContrast, "the header"},
	{"wrong", "ground", textContrast, "what is wrong with a field"},
	{"wrong", "paper", textContrast, "the same in panels"},
	{"wrong", "wrong-ground", textContrast, "links of a summary of problems"},
	{"ink", "wrong-ground", textContrast, "its heading"},
	{"scam", "scam-ground", textContrast, "headline of a verdict"},
	{"ink", "scam-ground", textContrast, "its meaning"},
	{"suspicious", "suspicious-ground", textContrast, "headline of a verdict"},
	{"ink", "suspicious-ground", textContrast, "its meaning"},
	{"clear", "clear-ground", textContrast, "headline of a verdict"},
	{"ink", "clear-ground", textContrast, "its meaning"},
	{"unknown", "unknown-ground", textContrast, "headline of a verdict"},
	{"ink", "unknown-ground", textContrast, "its meaning"},
	{"paper", "scam", graphicContrast, "sign of a verdict"},
	{"paper", "suspicious", graphicContrast, "sign of a verdict"},
	{"paper", "clear", graphicContrast, "sign of a verdict"},
	{"paper", "unknown", graphicContrast, "sign of a verdict"},
	{"control", "ground", graphicContrast, "edges of fields, ground line of a chart"},
	{"control", "paper", graphicContrast, "the same in panels"},
	{"focus", "ground", graphicContrast, "outline of what has the focus"},
	{"focus", "paper", graphicContrast, "the same in panels"},
	{"fence", "band", graphicContrast, "the mark"},
}

// uncontrasted are the colours that need none: lines that only divide.
var uncontrasted = []string{"line"}

func TestContrast(t *testing.T) {
	themes := colours(t)
	for name, theme := range themes {
		for _, p := range pairs {
			if got := contrast(theme[p.over], theme[p.under]); got < p.least {
				t.Errorf("%s: %s on %s is %.2f, wanted %.1f: %s", name, p.over, p.under, got, p.least, p.use)
			}
		}
	}
	named := strings.Join(uncontrasted, " ")
	for _, p := range pairs {
		named += " " + p.over + " " + p.under
	}
	for token := range themes["light"] {
		if !strings.Contains(" "+named+" ", " "+token+" ") {
			t.Errorf("nothing is said of the contrast of --%s", token)
		}
	}
	if black, white := "#000000", "#ffffff"; math.Abs(contrast(black, white)-21) > .001 || contrast(white, white) != 1 {
		t.Error("contrast is not computed as WCAG does")
	}
}

// TestContrastIsWrittenDown compares the table in README.md.
func TestContrastIsWrittenDown(t *testing.T) {
	themes := colours(t)
	table := "| on | what for | least | light | dark | print |\n|:--|:--|--:|--:|--:|--:|\n"
	for _, p := range pairs {
		table += fmt.Sprintf("| `%s` on `%s` | %s | %.1f |", p.over, p.under, p.use, p.least)
		for _, name := range []string{"light", "dark", "print"} {
			table += fmt.Sprintf(" %.1f |", math.Floor(10*contrast(themes[name][p.over], themes[name][p.under]))/10)
		}
		table += "\n"
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), table) {
		t.Errorf("README.md does not hold\n%s", table)
	}
}

var (
	theme  = regexp.MustCompile(`(?s)(@media [^{]*\{\s*)?:root \{(.*?)\n\s*\}`)
	colour = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
)

// colours returns the colour tokens by theme, each theme with all of them.
func colours(t *testing.T) map[string]map[string]string {
	t.Helper()
	sheet, err := os.ReadFile("style/1-tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	themes := map[string]map[string]string{}
	for _, block := range theme.FindAllStringSubmatch(string(sheet), -1) {
		name := "light"
		switch {
		case strings.Contains(block[1], "dark"):
			name = "dark"
		case strings.Contains(block[1], "print"):
			name = "print"
		case block[1] != "":
			continue // sizes
		}
		themes[name] = map[string]string{}
		for _, c := range colour.FindAllStringSubmatch(block[2], -1) {
			themes[name][c[1]] = c[2]
		}
	}
	if len(themes["light"]) < 20 || len(themes["dark"]) != len(themes["light"]) || len(themes["print"]) != len(themes["light"]) {
		t.Fatalf("colours of light, dark and print: %d, %d, %d", len(themes["light"]), len(themes["dark"]), len(themes["print"]))
	}
	return themes
}

// contrast is that of WCAG 2.2 between two colours written #rrggbb.
func contrast(a, b string) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + .05) / (low + .05)
}

// luminance is the relative one of WCAG 2.2, 0 for black and 1 for white.
func luminance(colour string) (sum float64) {
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return math.NaN()
		}
		c := float64(n) / 255
		if c <= .04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+.055)/1.055, 2.4)
		}
	}
	return sum
}
