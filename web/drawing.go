package web

import "ringfence/internal/preset"

// Drawing is the presets of a service, each with the code that leads to it. It takes longer to draw than a page to write, and is the same in
// every language.
type Drawing struct {
	of    preset.Site
	files map[preset.Name]drawnFile
}

type drawnFile struct {
	text string
	code Code // without a label
}

// Draw returns the drawing of a service.
func Draw(of preset.Site) (*Drawing, error) {
	d := &Drawing{of, make(map[preset.Name]drawnFile)}
	for _, n := range preset.Names() {
		document, ok := n.Document(of)
		if !ok {
			continue
		}
		code, err := newCode(of.Origin + n.Path())
		if err != nil {
			return nil, err
		}
		d.files[n] = drawnFile{string(document), code}
	}
	return d, nil
}

// Of returns the service that is drawn.
func (d *Drawing) Of() preset.Site { return d.of }
