package subject

import "github.com/nyaruka/phonenumbers"

// Line is the sort of service behind a number, as far as its numbering plan tells.
type Line uint8

const (
	UnknownLine Line = iota // in no assigned range, or no number at all
	FixedLine
	Mobile
	FixedLineOrMobile // the plan does not tell them apart, as in North America
	VoIP
	TollFree
	Premium
	SharedCost
	Personal
	Pager
	UAN // universal access number: one number for all offices of a company
	Voicemail
)

var lineNames = [...]string{
	UnknownLine: "unknown_line", FixedLine: "fixed_line", Mobile: "mobile",
	FixedLineOrMobile: "fixed_line_or_mobile", VoIP: "voip", TollFree: "toll_free", Premium: "premium",
	SharedCost: "shared_cost", Personal: "personal", Pager: "pager", UAN: "uan", Voicemail: "voicemail",
}

// String returns the name of l in lower snake case.
func (l Line) String() string {
	if int(l) < len(lineNames) {
		return lineNames[l]
	}
	return lineNames[UnknownLine]
}

// Line returns the sort of service behind a number, and UnknownLine for the other kinds.
func (k Key) Line() Line {
	if line, ok := commonLine(k.s); ok {
		return line
	}
	return k.planLine()
}

// planLine asks phonenumbers, which takes 5 to 10 microseconds.
func (k Key) planLine() Line {
	number, ok := k.plan()
	if !ok {
		return UnknownLine
	}
	switch phonenumbers.GetNumberType(number) {
	case phonenumbers.FIXED_LINE:
		return FixedLine
	case phonenumbers.MOBILE:
		return Mobile
	case phonenumbers.FIXED_LINE_OR_MOBILE:
		return FixedLineOrMobile
	case phonenumbers.VOIP:
		return VoIP
	case phonenumbers.TOLL_FREE:
		return TollFree
	case phonenumbers.PREMIUM_RATE:
		return Premium
	case phonenumbers.SHARED_COST:
		return SharedCost
	case phonenumbers.PERSONAL_NUMBER:
		return Personal
	case phonenumbers.PAGER:
		return Pager
	case phonenumbers.UAN:
		return UAN
	case phonenumbers.VOICEMAIL:
		return Voicemail
	}
	return UnknownLine
}

// KnownRange reports whether k is a number in a range that its country has assigned. A forged caller ID
// often is not.
//
// It is phonenumbers.IsValidNumber, which also means that the number is of a known type.
func (k Key) KnownRange() bool {
	return k.Line() != UnknownLine
}

// plan returns a number as phonenumbers' functions want it, and false for the other kinds.
func (k Key) plan() (*phonenumbers.PhoneNumber, bool) {
	if k.Kind() != Number {
		return nil, false
	}
	code, national, ok := cutCallingCode(k.s[1:])
	if !ok {
		return nil, false
	}
	return planNumber(code, national), true
}
