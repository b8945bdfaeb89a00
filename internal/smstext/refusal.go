package smstext

// refusal reads STOP in people's own words: "stop sending me messages", 请不要再给我发短信了. There is nothing in them but what is to
// stop. CANCEL stands before receipts too, and so has to stand alone.
func refusal(t *text, i int) (Message, bool) {
	v, _, _ := firstOf(t, i, verbs, openings)
	if intent, end, ok := firstOf(t, i, whole, openings); ok && intent == Stop && v != cancel {
		return Message{Intent: Stop}, t.over(skip(t, end, unwanted))
	}
	_, end, ok := firstOf(t, i, refusals, openings)
	rest := skip(t, end, unwanted)
	return Message{Intent: Stop}, ok && rest > t.word(end) && t.over(rest)
}
