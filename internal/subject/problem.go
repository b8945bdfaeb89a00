package subject

import "fmt"

// Problem tells why a text names no subject. It is a stable code that catalogues turn into a sentence.
type Problem string

const (
	Empty       Problem = "empty"        // nothing but spaces
	Letters     Problem = "letters"      // letters among the digits (138O0138OOO), or an extension (ext 5, 转 5)
	Symbols     Problem = "symbols"      // *, # or other signs that no number has
	TooShort    Problem = "too_short"    // fewer digits than any number of the region
	TooLong     Problem = "too_long"     // more digits than any number; often two numbers, or an extension
	NoAreaCode  Problem = "area_code"    // a local number without its area code: many cities have that number
	CountryCode Problem = "country_code" // no such country calling code
	NotUTF8     Problem = "not_utf8"     // bytes that are no text
	BadAccount  Problem = "bad_account"  // not the form of a WeChat ID, QQ account, sender ID or domain
	BadKind     Problem = "bad_kind"     // no such kind of subject
	BadRegion   Problem = "bad_region"   // no such ISO 3166-1 region
	NoSuchForm  Problem = "no_such_form" // digits, but in no form that a number has
)

// Problems returns every Problem, so that a catalogue can be checked for completeness.
func Problems() []Problem {
	return []Problem{Empty, Letters, Symbols, TooShort, TooLong, NoAreaCode, CountryCode, NotUTF8,
		BadAccount, BadKind, BadRegion, NoSuchForm}
}

// Error is what the parsing functions return. It never holds the input: that may be a person's number.
type Error struct{ Problem Problem }

func (e *Error) Error() string { return fmt.Sprintf("not a subject: %s", string(e.Problem)) }

// refuse returns the zero Key and the Error for p.
func refuse(p Problem) (Key, error) { return Key{}, &Error{Problem: p} }
