package smstext

// forwarded reads what has none of the forms: a text that its sender received, from whom the next message will name. It is told from
// small talk by its length, or by a number or link in it.
func (t *text) forwarded(i int) Message {
	switch {
	case t.over(i):
		return unclear("")
	case t.weight(i) < aPhrase && !t.accountFrom(i) && t.digits(i) < len("10086"):
		return unclear("")
	}
	return Message{Intent: ReportText, Text: t.whole()}
}
