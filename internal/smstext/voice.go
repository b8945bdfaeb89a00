package smstext

// voice is whose words stand behind a number.
type voice int

// The voices.
const (
	anybody  voice = iota // they do not tell
	reporter              // they tell what happened: 自称客服, "said he was from the bank"
	stranger              // they speak to the one they were sent to: 您, 点击, "your", "now", "to claim"
)

// telling are the words by which a voice is known. A phrase of anybody holds a word that would tell by itself.
var telling = tableOf("telling", map[string]voice{"anybody": anybody, "reporter": reporter, "stranger": stranger})

// voiceFrom returns whose words stand from i on: the first that tells decides, since who writes tells early. Where none does, a link or
// an account is a stranger's.
func (t *text) voiceFrom(i int) voice {
	v, _ := t.telling(i)
	if v == anybody && t.accountFrom(i) {
		return stranger
	}
	return v
}

// telling returns the first voice that is told from i on, and where it is.
func (t *text) telling(i int) (voice, int) {
	for i < t.end() {
		v, next, ok := telling.at(t.Page, i)
		switch {
		case !ok:
			i++
		case v == anybody:
			i = next
		default:
			return v, i
		}
	}
	return anybody, i
}
