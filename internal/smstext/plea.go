package smstext

// plea reads what victims write, of money or a secret that they gave away: 我转账了怎么办, "I gave them my card". They are told what to do
// before anything is asked of them. Where a number, a link or an account stands in it, it is a report or a text that somebody received.
func plea(t *text, start int) (Message, bool) {
	_, _, begins := firstOf(t, start, losses, victims)
	_, _, tells := victims.at(t.Page, start)
	begins = (begins || tells) && t.weight(start) <= 2*aRemark
	if !begins && !has(t, start, t.end(), despair) || !has(t, start, t.end(), losses) {
		return Message{}, false
	}
	if t.voiceFrom(start) == stranger || has(t, start, t.end(), addressed) {
		return Message{}, false
	}
	return Message{Intent: Plea}, t.digits(start) < fewestFound && !t.accountFrom(start)
}
