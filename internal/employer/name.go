package employer

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Endings that say what a company is in law and not which. Longer ones come before those they end in.
var (
	endings = []string{"股份有限公司", "有限责任公司", "有限公司", "集团", "公司"}
	words   = []string{"co", "ltd", "limited", "inc", "incorporated", "llc", "corp", "corporation", "company", "group", "plc"}
)

// Normal returns what two spellings of one name have in common: NFKC, in lower case, letters and digits alone, and
// without its legal form. A name that is nothing but that form stays.
func Normal(name string) string {
	parts := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(name)), apart)
	for len(parts) > 1 && slices.Contains(words, parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	joined := norm.NFKC.String(strings.Join(parts, "")) // what stood apart may now be one letter
	for {
		shorter := cutEnding(joined)
		if shorter == joined {
			return joined
		}
		joined = shorter
	}
}

func cutEnding(name string) string {
	if slices.Contains(endings, name) {
		return name
	}
	for _, ending := range endings {
		if shorter, ok := strings.CutSuffix(name, ending); ok {
			return shorter
		}
	}
	return name
}

// apart reports whether a character stands between words.
func apart(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }
