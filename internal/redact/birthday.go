package redact

import "regexp"

var birthCues = newLexicon("出生日期", "出生年月", "出生年月日", "出生于", "生于", "生日", "date of birth", "birthday", "dob", "d.o.b.", "born on", "born")

var birthForm = regexp.MustCompile(`(?i)^(?:(?:19|20)?[0-9]{2} ?[./-] ?[0-9]{1,2}(?: ?[./-] ?[0-9]{1,4})?|(?:19|20)[0-9]{6}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|` +
	`(?:[0-9]{1,2}(?:st|nd|rd|th)? )?(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? ?(?:[0-9]{1,2}(?:st|nd|rd|th)?)?,? ?(?:(?:19|20)[0-9]{2})?)`)

// longestBirthday bounds the reading after a cue.
const longestBirthday = 32

// findBirthdays finds a date after a cue. Any other date tells when something happened, and stays.
func findBirthdays(p *page) []match {
	var found []match
	var shadow []byte
	for i := range p.runes {
		n := birthCues.startsAt(p, i)
		if n == 0 || isLetter(p.at(i)) && isLetter(p.at(i+n)) {
			continue
		}
		if shadow == nil {
			shadow = p.shadow()
		}
		start := p.afterLinks(i + n)
		end := p.chineseDate(start)
		if end == start {
			if at := birthForm.FindIndex(shadow[start:min(len(shadow), start+longestBirthday)]); at != nil {
				end = start + at[1]
			}
		}
		if end > start {
			found = append(found, match{start, end, Birthday})
		}
	}
	return found
}

// chineseDate returns the end of 1999年1月2日 or a part of it, or start.
func (p *page) chineseDate(start int) int {
	end, i := start, start
	for range 3 {
		digits := i
		for i < digits+4 && isDigit(p.at(i)) {
			i++
		}
		switch r := p.at(i); {
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
