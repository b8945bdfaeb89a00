package listing

import (
	"slices"
	"strconv"

	"ringfence/internal/reputation"
)

// Votes returns how many votes PhoneBlock's dialect gives a scam with so many reports. Its readers take a number from a few votes on, so
// none has fewer than 10, also where a moderator ruled; 0 is a tombstone.
func Votes(reports reputation.Band) int {
	switch {
	case reports >= reputation.BandOf(21):
		return 50
	case reports >= reputation.BandOf(11):
		return 20
	}
	return 10
}

// PhoneBlock's words for a scam, and for what is none.
const (
	PhoneBlockScam = "G_FRAUD"
	PhoneBlockFine = "A_LEGITIMATE"
)

// appendPhoneBlockJSON writes phoneblock.json as PhoneBlock's /api/blocklist does: lastActivity in milliseconds since 1970.
//
//	{"numbers":[
//	{"phone":"+12025550143","rating":"G_FRAUD","votes":20,"lastActivity":1795824000000}
//	],"version":1795000000}
func appendPhoneBlockJSON(b []byte, d *Delta) []byte {
	b = slices.Grow(b, 96*(len(d.Added)+len(d.Removed))+64) // about
	b = append(b, `{"numbers":[`...)
	comma := ""
	d.phoneBlock(func(phone, rating string, votes int, last int64) {
		b = append(append(b, comma...), "\n{\"phone\":\""...)
		comma = ","
		b = append(append(b, phone...), `","rating":"`...)
		b = append(append(b, rating...), `","votes":`...)
		b = strconv.AppendInt(b, int64(votes), 10)
		b = strconv.AppendInt(append(b, `,"lastActivity":`...), last, 10)
		b = append(b, '}')
	})
	b = strconv.AppendUint(append(b, "\n],\"version\":"...), d.Version, 10)
	return append(b, "}\n"...)
}

// appendPhoneBlockXML writes phoneblock.xml with the elements and attributes of PhoneBlock's own.
//
//	<blocklist version="1795000000"><numbers>
//	<phone-info phone="+12025550143" votes="20" rating="G_FRAUD" last-activity="1795824000000"/>
//	</numbers></blocklist>
func appendPhoneBlockXML(b []byte, d *Delta) []byte {
	b = slices.Grow(b, 104*(len(d.Added)+len(d.Removed))+128) // about
	b = append(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<blocklist version=\""...)
	b = append(strconv.AppendUint(b, d.Version, 10), "\"><numbers>\n"...)
	d.phoneBlock(func(phone, rating string, votes int, last int64) {
		b = append(append(b, `<phone-info phone="`...), phone...)
		b = strconv.AppendInt(append(b, `" votes="`...), int64(votes), 10)
		b = append(append(b, `" rating="`...), rating...)
		b = strconv.AppendInt(append(b, `" last-activity="`...), last, 10)
		b = append(b, "\"/>\n"...)
	})
	return append(b, "</numbers></blocklist>\n"...)
}

// phoneBlock gives the tombstones, which have no votes, and then the entries.
func (d *Delta) phoneBlock(give func(phone, rating string, votes int, last int64)) {
	for _, key := range d.removedNumbers() {
		give(key.String(), PhoneBlockFine, 0, d.At.UnixMilli())
	}
	for _, e := range numbers(d.Added) {
		last := int64(0)
		if seen := e.What.LastSeen(); !seen.IsZero() {
			last = seen.UnixMilli()
		}
		give(e.Key.String(), PhoneBlockScam, Votes(e.What.Reports()), last)
	}
}
