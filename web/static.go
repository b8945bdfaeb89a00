package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
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

// statics are the files by hashed name, and the hashed names by the names in static/.
type statics struct {
	files map[string]File
	names map[string]string
}

var static = readStatic()

func readStatic() statics {
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err)
	}
	s := statics{files: make(map[string]File), names: make(map[string]string)}
	for _, e := range entries {
		content, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(content)
		ext := path.Ext(e.Name())
		hashed := fmt.Sprintf("%s.%s%s", strings.TrimSuffix(e.Name(), ext), hex.EncodeToString(sum[:6]), ext)
		s.names[e.Name()] = hashed
		s.files[hashed] = File{Type: mime.TypeByExtension(ext), Content: content}
	}
	return s
}

// Static returns the file with this hashed name.
func Static(hashed string) (File, bool) {
	f, ok := static.files[hashed]
	return f, ok
}

// StaticPath returns where the file static/<name> is served, or an error that stops the template.
func StaticPath(name string) (string, error) {
	hashed, ok := static.names[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return StaticRoot + hashed, nil
}
