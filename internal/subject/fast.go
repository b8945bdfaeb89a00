package subject

// fastKey reads the three spellings that make up most of the traffic: plain E.164 of a Chinese mobile or
// of ten digits in North America, and the same two in their own countries. It allocates at most once, and
// knows only numbers that the whole of Parse reads in the same way, as FuzzFastPath checks: every number
// of these shapes has a possible length, no prefix to strip and no short code that it could be. A Key
// made from plain E.164 shares the memory of raw.
func fastKey(raw, region string) (Key, bool) {
	switch len(raw) {
	case len("+8613800138000"):
		if raw[:3] == "+86" && isMobileCN(raw[3:]) {
			return Key{raw}, true
		}
	case len("+12025550143"):
		if raw[:2] == "+1" && allDigits(raw[2:]) { // also what the plan cannot have, which callers forge
			return Key{raw}, true
		}
	case len("13800138000"):
		if region == "CN" && isMobileCN(raw) {
			return Key{"+86" + raw}, true
		}
	case len("2025550143"):
		if (region == "US" || region == "CA") && isNANP(raw) {
			return Key{"+1" + raw}, true
		}
	}
	return Key{}, false
}

// isMobileCN reports whether eleven bytes are the national form of a Chinese mobile number.
func isMobileCN(s string) bool { return s[0] == '1' && s[1] >= '3' && allDigits(s) }

// isNANP reports whether ten bytes are NXX NXX XXXX, N being 2 to 9.
func isNANP(s string) bool { return s[0] >= '2' && s[3] >= '2' && allDigits(s) }
