package redact

import (
	"time"

	"ringfence/internal/scan"
)

var (
	passportCues = scan.NewLexicon("护照", "护照号", "passport")
	permitCues   = scan.NewLexicon("通行证", "台胞证", "回乡证", "居留证", "居住证", "军官证", "士官证", "驾驶证", "驾照", "驾照号", "学生证", "毕业证", "社保卡", "医保卡", "permit",
		"driving licence", "driver's license", "drivers license", "driver license", "residence card")
	studentCues = scan.NewLexicon("学号", "学籍号", "考号", "考生号", "准考证", "准考证号", "报名号", "student id", "student number", "student no",
		"matriculation number", "candidate number", "exam number", "roll number")
)

// findPassports finds Chinese passports by their form and any other after a cue.
func findPassports(p *scan.Page) []scan.Match {
	var found []scan.Match
	p.Tokens(func(start, end int) {
		cued := p.CuedBy(passportCues, start)
		letters := leadingLetters(p, start, end)
		digits := p.Count(start, end, scan.IsDigit)
		if letters+digits != end-start || letters > 2 {
			return
		}
		ordinary := p.At(start) == 'E' && (letters == 2 || digits == 8) || p.At(start) == 'G' && letters == 1
		if cued && digits >= 6 && digits <= 9 || ordinary && (digits == 8 || letters == 2 && digits == 7) {
			found = append(found, scan.Match{Start: start, End: end, Kind: Passport})
		}
	})
	return found
}

func leadingLetters(p *scan.Page, start, end int) int {
	n := 0
	for start+n < end && scan.IsLetter(p.Runes[start+n]) {
		n++
	}
	return n
}

// findPermits finds travel permits and licences after a cue, Hong Kong identity cards by their bracketed check digit, and Taiwanese ones
// by their checksum.
func findPermits(p *scan.Page) []scan.Match {
	var found []scan.Match
	p.Tokens(func(start, end int) {
		letters := leadingLetters(p, start, end)
		digits := p.Count(start, end, scan.IsDigit)
		switch {
		case digits >= 6 && digits <= 18 && letters <= 3 && p.CuedBy(permitCues, start):
		case letters+digits == end-start && (letters == 1 || letters == 2) && digits == 6 && p.At(end) == '(' && p.At(end+2) == ')' && scan.IsAlnum(p.At(end+1)):
			end += 3
		case letters == 1 && digits == 9 && end-start == 10 && taiwanChecks(p.Low[start:end]):
		default:
			return
		}
		found = append(found, scan.Match{Start: start, End: end, Kind: Permit})
	})
	return found
}

// taiwanChecks checks a national identification number: the letter becomes two digits, and the weighted sum is a multiple of ten.
func taiwanChecks(low []rune) bool {
	if low[1] != '1' && low[1] != '2' {
		return false
	}
	codes := map[rune]int{'a': 10, 'b': 11, 'c': 12, 'd': 13, 'e': 14, 'f': 15, 'g': 16, 'h': 17, 'j': 18, 'k': 19, 'l': 20, 'm': 21, 'n': 22,
		'p': 23, 'q': 24, 'r': 25, 's': 26, 't': 27, 'u': 28, 'v': 29, 'x': 30, 'y': 31, 'w': 32, 'z': 33, 'i': 34, 'o': 35}
	code := codes[low[0]]
	sum := code/10 + code%10*9
	for i, r := range low[1:9] {
		sum += int(r-'0') * (8 - i)
	}
	return (sum+int(low[9]-'0'))%10 == 0
}

// findStudents finds the number that a school or an examination gave a person. It always stands after a cue. One that ends in a date
// stays: the regression set holds such digits to be a date, and a date is what educators must be able to read.
func findStudents(p *scan.Page) []scan.Match {
	var found []scan.Match
	p.Tokens(func(start, end int) {
		if n := p.Count(start, end, scan.IsDigit); n >= 4 && n <= 20 && p.CuedBy(studentCues, start) && !endsInDate(p.Runes[start:end]) {
			found = append(found, scan.Match{Start: start, End: end, Kind: Student})
		}
	})
	return found
}

// endsInDate reports whether the last eight of more digits are a date of our time, as yyyymmdd.
func endsInDate(runes []rune) bool {
	const dateDigits = 8
	if len(runes) <= dateDigits {
		return false
	}
	day, err := time.Parse("20060102", string(runes[len(runes)-dateDigits:]))
	return err == nil && day.Year() >= 1990 && day.Year() < 2050
}
