package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"strings"
)

// StaticRoot is where static files are served. Their names change with their content, so they may be
// cached for ever.
const StaticRoot = "/static/"

// File is a static file.
type File struct {
	Type    string // media type
	Content []byte
}

//go:embed static/*
var staticFiles embed.FS

// styleFiles are the parts of the one style sheet, in the order in which they stand in it.
//
//go:embed style/*.css
var styleFiles embed.FS

// StyleSheet is the name of the style sheet among static files.
const StyleSheet = "site.css"

// statics are the files by hashed name, and the hashed names by the names that templates use.
type statics struct {
	files map[string]File
	names map[string]string
}

var static = readStatic()

func readStatic() statics {
	s := statics{files: make(map[string]File), names: make(map[string]string)}
	for _, f := range contents(staticFiles) {
		s.add(f.name, f.content)
	}
	var sheet bytes.Buffer
	for _, f := range contents(styleFiles) {
		sheet.Write(f.content)
		sheet.WriteByte('\n')
	}
	s.add(StyleSheet, sheet.Bytes())
	return s
}

// embedded is a file that is embedded.
type embedded struct {
	name    string
	content []byte
}

// contents returns the files of an embedded folder in the order of their names.
func contents(files embed.FS) (all []embedded) {
	err := fs.WalkDir(files, ".", func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := files.ReadFile(at)
		all = append(all, embedded{entry.Name(), content})
		return err
	})
	if err != nil {
		panic(err)
	}
	return all
}

func (s statics) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	hashed := fmt.Sprintf("%s.%s%s", strings.TrimSuffix(name, ext), hex.EncodeToString(sum[:6]), ext)
	s.names[name] = hashed
	s.files[hashed] = File{Type: mime.TypeByExtension(ext), Content: content}
}

// Static returns the file with this hashed name.
func Static(hashed string) (File, bool) {
	f, ok := static.files[hashed]
	return f, ok
}

// StaticPath returns where a static file is served, or an error that stops the template.
func StaticPath(name string) (string, error) {
	hashed, ok := static.names[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return StaticRoot + hashed, nil
}
