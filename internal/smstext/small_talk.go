package smstext

// thanks reads a message that says thank you or that something arrived, and nothing else. It asks for nothing, and an answer would only
// be paid for.
func thanks(t *text, start int) (Message, bool) {
	thanked := false
	for i := start; i < t.end(); i = t.word(i) {
		_, end, ok := gratitude.at(t.Page, i)
		if thanked = thanked || ok; !ok {
			_, end, ok = courtesies.at(t.Page, i)
		}
		if !ok {
			return Message{}, false
		}
		i = end
	}
	return Message{Intent: Thanks}, thanked && !t.isAsked(start)
}

// aboutService reads what people ask about the service itself: what it costs, who runs it.
func aboutService(t *text, start int) (Message, bool) {
	_, _, ok := firstOf(t, start, serviceQuestions, openings)
	return Message{Intent: Help}, ok && t.weight(start) <= 2*aRemark && t.digits(start) < aNumber && !t.accountFrom(start)
}
