package web

// Verdict is a verdict as it heads a page: sign, words and colour say the same.
type Verdict struct {
	ID       string // of its heading
	Tone     string // unknown, clear, suspicious or scam
	Headline string
	Meaning  string
}
