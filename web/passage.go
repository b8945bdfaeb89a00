package web

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
