package reference

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"ringfence/web"
)

// markdown reads CommonMark. Nothing here writes HTML: what it reads becomes values, and the pages escape them.
var markdown = goldmark.New().Parser()

// passage reads a description: paragraphs and lists of text, code, strong text and links. Anything else is an error.
func passage(description string) (web.Passage, error) {
	source := []byte(description)
	var all web.Passage
	for block := range children(markdown.Parse(text.NewReader(source))) {
		switch block.Kind() {
		case ast.KindParagraph:
			spans, err := spansOf(block, source)
			if err != nil {
				return nil, err
			}
			all = append(all, web.Block{Spans: spans})
		case ast.KindList:
			items, err := itemsOf(block, source)
			if err != nil {
				return nil, err
			}
			all = append(all, web.Block{Items: items})
		default:
			return nil, fmt.Errorf("the reference shows no %s: %q", block.Kind(), description)
		}
	}
	return all, nil
}

// itemsOf returns the items of a list, each of one paragraph.
func itemsOf(list ast.Node, source []byte) (all [][]web.Span, err error) {
	for item := range children(list) {
		var spans []web.Span
		for line := range children(item) {
			if line.Kind() != ast.KindTextBlock && line.Kind() != ast.KindParagraph {
				return nil, fmt.Errorf("the reference shows no %s in a list", line.Kind())
			}
			more, err := spansOf(line, source)
			if err != nil {
				return nil, err
			}
			spans = append(spans, more...)
		}
		all = append(all, spans)
	}
	return all, nil
}

func spansOf(block ast.Node, source []byte) (all []web.Span, err error) {
	for n := range children(block) {
		words := string(util.UnescapePunctuations(wordsOf(n, source)))
		switch n := n.(type) {
		case *ast.Text:
			all = append(all, web.Span{Text: words})
		case *ast.CodeSpan:
			all = append(all, web.Span{Text: string(wordsOf(n, source)), Code: true})
		case *ast.Emphasis:
			all = append(all, web.Span{Text: words, Strong: true})
		case *ast.Link:
			all = append(all, web.Span{Text: words, Link: string(n.Destination)})
		default:
			return nil, fmt.Errorf("the reference shows no %s in a text: %q", n.Kind(), block.Kind())
		}
	}
	return all, nil
}

// wordsOf returns the text within n, lines joined by spaces.
func wordsOf(n ast.Node, source []byte) []byte {
	if t, ok := n.(*ast.Text); ok {
		words := t.Value(source)
		if t.SoftLineBreak() {
			words = append(bytes.Clone(words), ' ')
		}
		return words
	}
	var all []byte
	for c := range children(n) {
		all = append(all, wordsOf(c, source)...)
	}
	return all
}

func children(n ast.Node) func(yield func(ast.Node) bool) {
	return func(yield func(ast.Node) bool) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if !yield(c) {
				return
			}
		}
	}
}
