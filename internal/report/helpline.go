package report

import (
	"slices"

	"ringfence/internal/subject"
)

// helplines are lines that those in need ring, beside the emergency numbers of every region: those of the police and anti-fraud
// centres, complaint lines of the state, and crisis lines. Scams and warnings alike tell people to ring them, and no scam comes from
// them: where a telephone shows one, the caller ID is forged.
var helplines = []string{
	"CN/122",   // traffic police
	"CN/12110", // the police, by text
	"CN/12395", // rescue at sea
	"CN/96110", // anti-fraud centres
	"CN/12381", // anti-fraud warnings by text
	"CN/12321", // spam
	"CN/12377", // unlawful content
	"CN/12315", // consumers' complaints
	"CN/12345", // city governments
	"CN/12348", // legal aid
	"CN/12338", // women
	"CN/12355", // the young
	"CN/12356", // psychological aid

	"HK/18222", // anti-scam helpline
	"TW/165",   // anti-fraud
	"TW/113",   // women and children
	"SG/1799",  // ScamShield
	"SG/1767",  // Samaritans
	"KR/1332",  // financial supervisory service

	"US/988", // suicide and crisis lifeline
	"CA/988",
	"GB/101",     // the police
	"GB/111",     // health service
	"GB/159",     // one's bank, about fraud
	"+448001111", // Childline
	"FR/3114",    // suicide prevention
	"+61131114",  // Lifeline
	"NZ/1737",    // mental health
}

// harmonised are the services of social value that have the same number all over Europe (Commission Decision 2007/116/EC): missing
// children, victims of crime, children, doctors on call, emotional support.
var harmonised = []string{"116000", "116006", "116111", "116117", "116123"}

// Helpline reports whether key is a line that those in need ring. It cannot be reported, so that nobody makes others
// afraid of it.
func Helpline(key subject.Key) bool {
	return key.Emergency() || slices.Contains(helplines, key.String()) || isHarmonised(key)
}

// isHarmonised leaves out China and Canada, the two regions outside of Europe where such digits can be anybody's short code.
func isHarmonised(key subject.Key) bool {
	return key.Kind() == subject.ShortCode && key.Region() != "CN" && key.Region() != "CA" && slices.Contains(harmonised, key.Value())
}
