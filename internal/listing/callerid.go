package listing

import (
	"slices"
	"strconv"
)

// appendCallerID writes live-caller-id.txtpb: what the ConstructDatabase of Apple's live-caller-id-lookup-example reads, the text
// of an InputIdentities of Protocol Buffers, from which its server of private lookups is filled. Apple's server takes whole lists alone.
//
//	# ringfence 1795000000 2026-11-28T09:46:40Z
//	identities { key: "+12025550143" value { name: "Reported as scam" cache_expiry_minutes: 60 block: true } }
func appendCallerID(b []byte, d *Delta) []byte {
	b = slices.Grow(b, (len(callerIDRest)+40)*len(d.Added)+64) // about
	b = strconv.AppendUint(append(b, "# ringfence "...), d.Version, 10)
	b = appendMoment(append(b, ' '), d.At)
	if d.Demo {
		b = append(b, " demonstration"...)
	}
	b = append(b, '\n')
	for _, e := range numbers(d.Added) {
		b = append(append(b, `identities { key: "`...), e.Key.String()...)
		b = append(b, callerIDRest...)
	}
	return b
}

const callerIDRest = "\" value { name: \"Reported as scam\" cache_expiry_minutes: 60 block: true } }\n"
