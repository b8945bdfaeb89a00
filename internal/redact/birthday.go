package redact

import (
	"regexp"

	"ringfence/internal/scan"
)

var birthCues = scan.NewLexicon("出生日期", "出生年月", "出生年月日", "出生于", "生于", "生日", "date of birth", "birthday", "dob", "d.o.b.", "born on", "born")

var birthForm = regexp.MustCompile(`(?i)^(?:(?:19|20)?[0-9]{2} ?[./-] ?[0-9]{1,2}(?: ?[./-] ?[0-9]{1,4})?|(?:19|20)[0-9]{6}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|` +
	`(?:[0-9]{1,2}(?:st|nd|rd|th)? )?(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? ?(?:[0-9]{1,2}(?:st|nd|rd|th)?)?,? ?(?:(?:19|20)[0-9]{2})?)`)

// longestBirthday bounds the reading after a cue.
const longestBirthday = 32

// findBirthdays finds a date after a cue. Any other date tells when something happened, and stays.
func findBirthdays(p *scan.Page) []scan.Match {
	var found []scan.Match
	var shadow []byte
	for i := range p.Runes {
		n := birthCues.StartsAt(p, i)
		if n == 0 || scan.IsLetter(p.At(i)) && scan.IsLetter(p.At(i+n)) {
			continue
		}
		if shadow == nil {
			shadow = p.Shadow()
		}
		start := p.AfterLinks(i + n)
		end := chineseDate(p, start)
		if end == start {
			if at := birthForm.FindIndex(shadow[start:min(len(shadow), start+longestBirthday)]); at != nil {
				end = start + at[1]
			}
		}
		if end > start {
			found = append(found, scan.Match{Start: start, End: end, Kind: Birthday})
		}
	}
	return found
}

// chineseDate returns the end of 1999年1月2日 or a part of it, or start.
func chineseDate(p *scan.Page, start int) int {
	end, i := start, start
	for range 3 {
		digits := i
		for i < digits+4 && scan.IsDigit(p.At(i)) {
			i++
		}
		switch r := p.At(i); {
		case i == digits:
			return end
		case r == '年' || r == '月' || r == '日' || r == '号':
			i++
			end = i
		default:
			return end
		}
	}
	return end
}
