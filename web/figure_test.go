package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/trend"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

// figured is a figure with a week of each kind, the last of which began on 2 Mar 2026.
func figured(f Frame) *Figure {
	last := trend.WeekOf(noon).Add(-1)
	figures := []trend.Figure{
		{Status: trend.Missing}, {Status: trend.Suppressed}, {Reporters: 60, Status: trend.Shown}, {Reporters: 21, Status: trend.Shown}, {Status: trend.Suppressed, Open: true}, {Reporters: 25, Status: trend.Shown, Open: true},
	}
	d := FigureData{Place: trend.Place{Table: trend.ByProvince, Row: "CN-ZJ", Column: "fake_job"}, Base: "https://example.org"}
	for i, figure := range figures {
		d.Points = append(d.Points, trend.Point{Week: last.Add(i + 1 - len(figures)), Figure: figure})
	}
	return NewFigure(f, "weeks", d)
}

func TestFigureDrawsWhatIsKnown(t *testing.T) {
	fig := figured(Frame{Lang: catalogue.En})
	if fig.Top != 60 || fig.Half != 30 || len(fig.Bars) != 6 {
		t.Fatalf("%+v", fig)
	}
	for i, want := range []Bar{
		{"uncounted", "2.00%", "0.00%", "12.67%", "100.00%", "26 Jan to 1 Feb 2026: not counted", ""},
		{"few", "18.67%", "75.00%", "12.67%", "25.00%", "2 Feb to 8 Feb 2026: fewer than about 15", ""},
		{"counted", "35.33%", "0.00%", "12.67%", "100.00%", "9 Feb to 15 Feb 2026: 60", ""},
		{"counted", "52.00%", "65.00%", "12.67%", "35.00%", "16 Feb to 22 Feb 2026: 21", ""},
		{"few", "68.67%", "75.00%", "12.67%", "25.00%", "23 Feb to 1 Mar 2026: fewer than about 15 so far", ""},
		{"open", "85.33%", "58.33%", "12.67%", "41.67%", "2 Mar to 8 Mar 2026: at least 25 so far", ""},
	} {
		if fig.Bars[i] != want {
			t.Errorf("week %d: %+v, want %+v", i, fig.Bars[i], want)
		}
	}
	if fig.Table.Rows[0] != (FigureRow{"2 Mar to 8 Mar 2026", "at least 25 so far"}) || len(fig.Table.Rows) != 6 {
		t.Errorf("%+v", fig.Table.Rows)
	}
	want := "Bars of 6 weeks. In the newest week that is final, 16 Feb to 22 Feb 2026, 21 people reported it. The most were 60 people, 9 Feb to 15 Feb 2026." +
		" In 2 weeks there were fewer than about 15, and it is not shown how many. 1 week was not counted."
	if fig.Summary != want {
		t.Errorf("%s", fig.Summary)
	}
}

// TestWordsSayWhatIsDrawn ends with a final week that is not shown, and with one that is the most so far.
func TestWordsSayWhatIsDrawn(t *testing.T) {
	w := trend.WeekOf(noon)
	d := FigureData{Place: trend.Country().Place("loan"), Points: []trend.Point{
		{Week: w.Add(-2), Figure: trend.Figure{Reporters: 59, Status: trend.Shown}}, {Week: w.Add(-1), Figure: trend.Figure{Status: trend.Suppressed}},
		{Week: w, Figure: trend.Figure{Reporters: 90, Status: trend.Shown, Open: true}},
	}}
	want := "Bars of 3 weeks. In the newest week that is final, 2 Mar to 8 Mar 2026, fewer than about 15 people reported it. The most are at least 90 people so far, 9 Mar to 15 Mar 2026." +
		" In 1 week there were fewer than about 15, and it is not shown how many."
	if got := NewFigure(Frame{Lang: catalogue.En}, "weeks", d).Summary; got != want {
		t.Errorf("%s", got)
	}
}

// TestWeeksThatMayBeMoreAreMarked, and the mark is explained in the key and below, in a page and in an image; without such a week nothing is said.
func TestWeeksThatMayBeMoreAreMarked(t *testing.T) {
	w := trend.WeekOf(noon)
	d := FigureData{Place: trend.Country().Place("loan"), Points: []trend.Point{
		{Week: w.Add(-2), Figure: trend.Figure{Reporters: 75, Status: trend.Shown, AtLeast: true}}, {Week: w.Add(-1), Figure: trend.Figure{Reporters: 30, Status: trend.Shown}},
		{Week: w, Figure: trend.Figure{Reporters: 90, Status: trend.Shown, Open: true, AtLeast: true}},
	}}
	for _, l := range catalogue.Langs() {
		f := Frame{Lang: l, Path: "/"}
		for _, figure := range []*Figure{NewFigure(f, "weeks", d), figured(f)} {
			marks, said := 0, 0
			if len(figure.Bars) == len(d.Points) {
				marks, said = 2, 1
			}
			p := htmlcheck.Parse(t, rendered(t, Embed{Frame: f, Figure: figure, Page: "/trends"}))
			if got := p.Find("svg.more").Length(); got != marks {
				t.Errorf("%s: %d marks, want %d", l, got, marks)
			}
			if p.Find(".keys .arrow").Length() != said || strings.Contains(p.Text("main"), l.Text("figure.more")) != (said == 1) {
				t.Errorf("%s: %s", l, p.Text("figure"))
			}
			image := imageOf(t, figure)
			if strings.Count(image, `class="more"`) != marks+said || strings.Contains(image, l.Text("figure.key.more")) != (said == 1) {
				t.Errorf("%s: %s", l, image)
			}
		}
	}
}

// TestFewReportersLookFew has an axis that 16 reporters do not fill.
func TestFewReportersLookFew(t *testing.T) {
	d := FigureData{Place: trend.Place{Table: trend.ByCategory, Row: "loan"}, Points: []trend.Point{{Week: trend.WeekOf(noon), Figure: trend.Figure{Reporters: 16, Status: trend.Shown}}}}
	if fig := NewFigure(Frame{Lang: catalogue.En}, "weeks", d); fig.Top != 40 || fig.Bars[0].Height != "40.00%" {
		t.Errorf("%d, %+v", fig.Top, fig.Bars)
	}
	d.Points = nil
	if fig := NewFigure(Frame{Lang: catalogue.En}, "weeks", d); len(fig.Bars)+len(fig.Keys) > 0 {
		t.Errorf("bars of nothing: %+v", fig)
	}
}

func TestFigureIsHadElsewhere(t *testing.T) {
	files := figured(Frame{Lang: catalogue.ZhCN}).Files
	if files.CSV != "/v1/trends/province.csv?column=fake_job&row=CN-ZJ" || files.JSON != "/v1/trends/province?column=fake_job&row=CN-ZJ" {
		t.Errorf("%+v", files)
	}
	if files.Image != "/trends/figures/province.svg?column=fake_job&lang=zh-CN&row=CN-ZJ" {
		t.Errorf("%s", files.Image)
	}
	want := `<iframe src="https://example.org/trends/embed/province?column=fake_job&amp;lang=zh-CN&amp;row=CN-ZJ" title="浙江：虚假招聘实习兼职" width="100%" height="720" loading="lazy"></iframe>`
	if files.Embed != want {
		t.Errorf("%s", files.Embed)
	}
}

// TestFigureIsAnImage reads the image as what it is sent as.
func TestFigureIsAnImage(t *testing.T) {
	for _, l := range catalogue.Langs() {
		for _, demo := range []bool{true, false} {
			image := imageOf(t, figured(Frame{Lang: l, Demo: demo}))
			for decoder := xml.NewDecoder(strings.NewReader(image)); ; {
				if _, err := decoder.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%v in %s", err, image)
				}
			}
			if strings.Contains(image, l.Text("figure.demonstration")) != demo {
				t.Errorf("whether it is a demonstration: %s", image)
			}
			for _, class := range []string{"counted", "open", "few", "uncounted"} {
				if !strings.Contains(image, `class="`+class+`"`) || !strings.Contains(image, l.Text("figure.key."+class, "least", trend.Least)) {
					t.Errorf("%s: no week is %s, or none says so", l, class)
				}
			}
		}
	}
}

func TestImageTakesWhatIsTyped(t *testing.T) {
	d := FigureData{Place: trend.Place{Table: trend.ByCampus, Row: attack}}
	if image := imageOf(t, NewFigure(Frame{Lang: catalogue.En}, "weeks", d)); strings.Contains(image, "<script") {
		t.Errorf("%s", image)
	}
}

func imageOf(t *testing.T, fig *Figure) string {
	t.Helper()
	var b bytes.Buffer
	if err := RenderFigure(&b, fig); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestColoursOfTheImageAreThoseOfPages holds them, and what the policy says of them, together.
func TestColoursOfTheImageAreThoseOfPages(t *testing.T) {
	tokens, err := os.ReadFile("style/1-tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	image := imageOf(t, figured(Frame{Lang: catalogue.En}))
	colours := regexp.MustCompile(`#[0-9a-f]{6}`).FindAllString(image, -1)
	slices.Sort(colours)
	colours = slices.Compact(colours)
	if len(colours) != 12 {
		t.Errorf("%v", colours)
	}
	for _, colour := range colours {
		if !strings.Contains(string(tokens), colour) {
			t.Errorf("%s is no colour of the pages", colour)
		}
	}
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(image)
	if sum := sha256.Sum256([]byte(style[1])); FigureStyle != "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'" {
		t.Errorf("%s lets in another style than %s", FigureStyle, style[1])
	}
}
