package web

import (
	"cmp"
	"html/template"
	"net/url"
	"strings"

	"ringfence/internal/trend"
)

// FigureFiles are where a figure is had in other forms.
type FigureFiles struct {
	CSV, JSON, Image string // paths
	Embed            string // HTML for another site: a frame with the figure and its table, ...
	Picture          string // ... and the image alone
	Cite             string // path of what says how to cite it
}

// embedHeight is so many pixels that on a phone all is seen down to where the figure is from; a frame does not grow with what is in it.
const embedHeight = "720"

// filesOf returns them. They say the language, since whoever asks for them may have no browser that does.
func filesOf(f Frame, d FigureData) FigureFiles {
	title := PlaceName(f, d.Place)
	table, where := string(d.Place.Table), placeQuery(d.Place)
	inLang := url.Values{"lang": {string(f.Lang)}}
	for name, values := range where {
		inLang[name] = values
	}
	base := cmp.Or(d.Base, f.Origin, localhost)
	image := "/trends/figures/" + table + ".svg?" + inLang.Encode()
	return FigureFiles{
		CSV: withQuery("/v1/trends/"+table+".csv", where), JSON: withQuery("/v1/trends/"+table, where), Image: image,
		Embed: element("iframe", [][2]string{
			{"src", base + "/trends/embed/" + table + "?" + inLang.Encode()}, {"title", title}, {"width", "100%"}, {"height", embedHeight}, {"loading", "lazy"}}) + "</iframe>",
		Picture: element("img", [][2]string{{"src", base + image}, {"alt", title}, {"width", "720"}, {"height", "400"}, {"loading", "lazy"}}),
		Cite:    f.Link("/trends/method#cite"),
	}
}

// placeQuery is a place as parameters, beside its table.
func placeQuery(p trend.Place) url.Values {
	query := url.Values{}
	if p.Row != "" {
		query.Set("row", p.Row)
	}
	if p.Column != "" {
		query.Set("column", p.Column)
	}
	return query
}

func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// element writes the start of an element, to be copied.
func element(name string, attributes [][2]string) string {
	var b strings.Builder
	b.WriteString("<" + name)
	for _, a := range attributes {
		b.WriteString(" " + a[0] + `="` + template.HTMLEscapeString(a[1]) + `"`)
	}
	return b.String() + ">"
}
