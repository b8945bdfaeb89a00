package syndication

import (
	"html"
	"strings"
)

// hypertext writes a plain text as HTML, which is what readers of RSS take descriptions for.
func hypertext(text string) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(paragraph), "\n", "<br>") + "</p>")
	}
	return b.String()
}
