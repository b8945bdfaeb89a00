package scan

import "regexp"

// InASCII returns where a form stands that matches ASCII alone, and nothing shorter than least. It reads the unbroken runs of ASCII one
// by one: a regular expression costs more than the other rules together, and a page in Chinese has few runs, most of them shorter than
// anything that is looked for. A run ends a word as the end of a text does, so \b means what it meant.
func (p *Page) InASCII(form *regexp.Regexp, least int) []Group {
	var found []Group
	shadow := p.Shadow()
	for i := 0; i < len(shadow); i++ {
		start := i
		for i < len(shadow) && isASCII(shadow[i]) {
			i++
		}
		if i-start < least {
			continue
		}
		for _, at := range form.FindAllIndex(shadow[start:i], -1) {
			found = append(found, Group{start + at[0], start + at[1]})
		}
	}
	return found
}

// isASCII reports whether a byte of a shadow stands for a character that forms of ASCII know.
func isASCII(c byte) bool { return c != shadowTaken && c != shadowOther }
