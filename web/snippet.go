package web

import (
	"cmp"
	"embed"
	"path"
	"strings"
)

//go:embed snippets
var snippetFiles embed.FS

// Snippet is a file of source code that a page shows, and that tests compile and run as it stands there.
type Snippet struct{ Name, Text string }

// snippets returns files of a folder in snippets/, with a service's address in the place of ORIGIN.
func snippets(base, folder string, names ...string) []Snippet {
	all := make([]Snippet, len(names))
	for i, name := range names {
		text, err := snippetFiles.ReadFile(path.Join("snippets", folder, name))
		if err != nil {
			panic(err)
		}
		all[i] = Snippet{name, strings.ReplaceAll(string(text), "ORIGIN", cmp.Or(base, localhost))}
	}
	return all
}
