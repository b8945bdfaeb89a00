package smstext

// stance is what words say of a number beside them.
type stance int

// The stances. A phrase of neither holds a word that would tell by itself: "marked as a scam".
const (
	neither stance = iota
	denies         // 不是骗子, "is not a scam", "is my number": they take its part
	relays         // 说, "claims", 您: what follows is not what the sender of the message holds
	accuses        // 骗, "scam": they hold it against the number
)

var stances = tableOf("stances", map[string]stance{"neither": neither, "denies": denies, "relays": relays, "accuses": accuses})

// denied reads a message that begins by taking a number's part, or does nothing else: "不是诈骗 154...". It is no report, and no text
// that its sender received.
func denied(t *text, start int) (Message, bool) {
	s, end, ok := firstOf(t, start, stances, openings)
	if !ok || s != denies || t.isAsked(end) {
		return Message{}, false
	}
	l := t.listAt(skip(t, end, fillers))
	if l.empty() {
		return unclear(Denial), t.over(end)
	}
	return unclear(Denial), t.weight(l.end) <= aRemark && t.voiceFrom(l.end) != stranger && t.stanceFrom(l.end) != accuses
}

// isDenied reports whether what stands from i on takes the part of the number before it. A longer text in a carrier's form is what came
// from the number, and may say so of itself.
func (t *text) isDenied(i int) bool {
	return (!t.isTextForm(i) || t.weight(i) <= aRemark) && t.stanceFrom(i) == denies
}

// stanceFrom returns what the words from i on say of a number: the first that say something, unless any of them accuse.
func (t *text) stanceFrom(i int) stance {
	first := neither
	for i < t.end() {
		s, next, ok := stances.at(t.Page, i)
		switch {
		case !ok:
			i++
			continue
		case s == accuses:
			return accuses
		case first == neither:
			first = s
		}
		i = next
	}
	return first
}
