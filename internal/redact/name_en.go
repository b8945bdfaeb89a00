package redact

import (
	"regexp"

	"ringfence/internal/scan"
)

var (
	// The cues are two forms, since regexp matches long ones slowly.
	nameCue = regexp.MustCompile(`^(?i)(?:my (?:full )?name(?: is|'s)|(?:his|her|their|whose|the) name (?:is|was)|named|` +
		`(?:someone|man|woman|guy|girl|boy|lady|person|friend|roommate|classmate|teacher|recruiter|officer|agent|manager|he|she|who)(?: is| was|'s)? called|` +
		`(?:full |account |cardholder |recipient )?name ?[:=]|(?:payee|beneficiary|account holder|cardholder|recipient|contact(?: person)?)(?: is|:| :|=)|` +
		`(?:mr|mrs|ms|miss|dr|prof|professor|madam)\.?) +`)
	kinCue = regexp.MustCompile(`^(?i)(?:my|his|her|our) (?:roommate|friend|classmate|boyfriend|girlfriend|husband|wife|mother|father|mom|mum|dad|son|daughter|` +
		`brother|sister|teacher|professor|supervisor|tutor|colleague|boss|flatmate)(?: is)?,? +`)
	selfCue = regexp.MustCompile(`^(?i)i(?: am|'m) +`) // before two names at least: "I am Chinese" names nobody
	ownName = regexp.MustCompile(`(?i)\bmy (?:full )?name(?: is|'s) +$`)
	rank    = regexp.MustCompile(`^(?i:officer|agent|detective|inspector|professor|prof\.?|dr\.?|mr\.?|mrs\.?|ms\.?|miss) `)
	word    = regexp.MustCompile(`^(?:[A-Za-z]\.|[A-Za-z]+(?:['-][A-Za-z]+)*)`)
)

// nameCueWords are the words that nameCue, kinCue and selfCue begin with. They are tried at these alone: at every letter of a text they would cost
// as much as all other rules together.
var nameCueWords = wordSet("my", "his", "her", "their", "whose", "the", "named", "someone", "man", "woman", "guy", "girl", "boy", "lady", "person", "friend",
	"roommate", "classmate", "teacher", "recruiter", "officer", "agent", "manager", "he", "she", "who", "full", "account", "cardholder",
	"recipient", "name", "payee", "beneficiary", "contact", "our", "i", "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "madam")

// longestNameCue is more than any has before its last spaces, "cardholder name :" and the like.
const longestNameCue = 40

// nameCues returns where the cues stand, the spaces behind each included.
func nameCues(shadow []byte) []scan.Group {
	var found []scan.Group
	for i := 0; i < len(shadow); i++ {
		start := i
		for i < len(shadow) && isWordByte(shadow[i]) {
			i++
		}
		if i == start || i == len(shadow) || !nameCueWords[string(lowerASCII(shadow[start:i]))] {
			continue
		}
		ahead := shadow[start:min(len(shadow), start+longestNameCue)]
		at := nameCue.FindIndex(ahead)
		for _, other := range []*regexp.Regexp{kinCue, selfCue} {
			if at == nil {
				at = other.FindIndex(ahead)
			}
		}
		if at == nil {
			continue
		}
		end := start + at[1]
		for end < len(shadow) && shadow[end] == ' ' {
			end++
		}
		found = append(found, scan.Group{Start: start, End: end})
		i = end - 1
	}
	return found
}

// isWordByte is what regular expressions take for a part of a word.
func isWordByte(c byte) bool { return scan.IsAlnum(rune(c)) || c == '_' }

// notNamesEN are capitalised words that follow a cue without being a person's name.
var notNamesEN = wordSet("the", "a", "an", "i", "it", "he", "she", "they", "we", "you", "my", "your", "his", "her", "their", "from", "and", "but", "or", "at", "in", "on",
	"for", "to", "of", "with", "as", "is", "was", "who", "not", "so", "because", "calling", "called", "said", "says", "asked", "told", "got", "here", "there",
	"bank", "amazon", "microsoft", "apple", "google", "paypal", "alipay", "wechat", "whatsapp", "telegram", "police", "officer", "agent", "customer", "support",
	"service", "services", "team", "department", "unknown", "none", "n", "na", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
	"november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "fedex", "dhl", "ups", "usps", "irs", "fbi",
	"visa", "mastercard", "facebook", "instagram", "university", "college", "also", "then", "when", "after", "before", "never", "just", "been", "has",
	"had", "will", "would", "number", "please", "this", "that", "if", "sir", "madam", "mr", "mrs", "ms", "mother", "father")

func wordSet(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// findNamesEN finds up to three capitalised words after a cue, after "I am" two at least. After "my name is" small letters count too.
func findNamesEN(p *scan.Page) []scan.Match {
	shadow := p.Shadow()
	var found []scan.Match
	for _, cue := range nameCues(shadow) {
		small := ownName.Match(shadow[cue.Start:cue.End])
		start := cue.End
		if t := rank.Find(shadow[start:min(len(shadow), start+20)]); t != nil {
			start += len(t)
		}
		least := 1
		if selfCue.Match(shadow[cue.Start:cue.End]) {
			least = 2
		}
		end, words := start, 0
		for next := end; words < 3; words++ {
			w := word.Find(shadow[next:min(len(shadow), next+40)])
			if len(w) == 0 || notNamesEN[string(lowerASCII(w))] || !small && w[0] >= 'a' || small && words == 2 && w[0] >= 'a' {
				break
			}
			end = next + len(w)
			if next = end + 1; end >= len(shadow) || shadow[end] != ' ' {
				words++
				break
			}
		}
		if end > start && words >= least {
			found = append(found, scan.Match{Start: start, End: end, Kind: Name})
		}
	}
	return found
}

func lowerASCII(b []byte) []byte {
	low := make([]byte, len(b))
	for i, c := range b {
		low[i] = byte(scan.Lower(rune(c)))
	}
	return low
}
