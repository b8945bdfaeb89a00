package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// figureFile is the figure as an image by itself: without its colours for dark screens it is a light one.
//
//go:embed drawings/figure.svg
var figureFile string

var figureImage = template.Must(template.New("figure.svg").Parse(figureFile))

// RenderFigure writes a figure as an SVG document. Nothing is written if it cannot be rendered.
func RenderFigure(w io.Writer, fig *Figure) error {
	var image bytes.Buffer
	if err := figureImage.Execute(&image, fig); err != nil {
		return fmt.Errorf("web: figure: %w", err)
	}
	_, err := image.WriteTo(w)
	return err
}

// FigureStyle is the source that a content security policy gives as style-src, so that the image has its colours for dark screens also where
// it is a document by itself.
var FigureStyle = func() string {
	_, after, _ := strings.Cut(figureFile, "<style>")
	style, _, _ := strings.Cut(after, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

// LegendKey is a key where it stands in the image.
type LegendKey struct {
	X, Y int
	Bar  Bar
}

// Legend returns the keys, two beside each other.
func (fig *Figure) Legend() []LegendKey {
	all := make([]LegendKey, len(fig.Keys))
	for i, key := range fig.Keys {
		all[i] = LegendKey{X: 56 + 330*(i%2), Y: 322 + 22*(i/2), Bar: Bar{Kind: key.Kind, X: "1", Y: "1", Width: "14", Height: "14", Label: key.Text}}
	}
	return all
}
