package web

import (
	"regexp"
	"strings"
)

// Passage is text of several paragraphs and lists, in which code and links may stand.
type Passage []Block

// Block is a paragraph, or a list where it has items.
type Block struct {
	Spans []Span
	Items [][]Span
}

// Span is a run of text that looks the same. A Link has an address of this site or of another.
type Span struct {
	Text   string
	Code   bool
	Strong bool
	Link   string
}

// Elsewhere reports whether s leads to another site.
func (s Span) Elsewhere() bool { return !strings.HasPrefix(s.Link, "/") }

// addresses are those of pages, here or elsewhere, that are named in a text.
var addresses = regexp.MustCompile(`https://[\w./-]*\w|/developers/[a-z]+`)

// Linked returns s in parts: the addresses of pages in it lead there.
func (s Span) Linked() []Span {
	if s.Link != "" {
		return []Span{s}
	}
	var all []Span
	from := 0
	part := func(to int, link string) {
		if to > from {
			all = append(all, Span{s.Text[from:to], s.Code, s.Strong, link})
			from = to
		}
	}
	for _, found := range addresses.FindAllStringIndex(s.Text, -1) {
		part(found[0], "")
		part(found[1], s.Text[found[0]:found[1]])
	}
	part(len(s.Text), "")
	return all
}
