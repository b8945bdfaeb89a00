package web

import (
	"embed"
	"html/template"

	"ringfence/internal/report"
)

// pictureFiles are our own drawings, one for each category: what stands between the ends of an SVG of 200 by 112.
//
//go:embed drawings/posters/*.svg
var pictureFiles embed.FS

var pictures = readPictures()

func readPictures() map[report.Category]string {
	all := make(map[report.Category]string)
	for _, c := range report.Categories() {
		content, err := pictureFiles.ReadFile("drawings/posters/" + string(c) + ".svg")
		if err != nil {
			panic(err)
		}
		all[c] = string(content)
	}
	return all
}

// Picture is the drawing of a category.
func (t Trick) Picture() template.HTML { return template.HTML(pictures[t.Category]) } //nolint:gosec // a file of ours
