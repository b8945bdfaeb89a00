package subject

import "github.com/nyaruka/phonenumbers"

// Origin is what a numbering plan tells of a number.
type Origin struct {
	Line    Line
	Area    string // where it was handed out, down to the city where the plan tells; "" if that is not known
	Carrier string // the network a mobile was handed out by, "" if unknown; it may have been ported since
	Place   uint32 // not 0 for most: origins in one language that have it are the same
}

// Origin returns what the plan tells of a number, in the language lang ("zh-CN" or "en"). It is the zero
// Origin for numbers in no assigned range, and for the other kinds.
func (k Key) Origin(lang string) Origin {
	i, known := originLang(lang)
	if !known {
		return k.planOrigin(lang)
	}
	if o := exchanges.known(k.s); o != nil {
		return o[i]
	}
	line, ok := commonLine(k.s)
	switch {
	case !ok:
		return k.planOrigin(lang)
	case line == UnknownLine:
		return Origin{}
	}
	if o := exchanges.at(k.s); o != nil {
		return o[i]
	}
	return k.planOrigin(lang)
}

// Area returns where a number was handed out, see Origin.
func (k Key) Area(lang string) string { return k.Origin(lang).Area }

// Carrier returns the network a mobile number was handed out by, see Origin.
func (k Key) Carrier(lang string) string { return k.Origin(lang).Carrier }

// planOrigin asks phonenumbers.
func (k Key) planOrigin(lang string) Origin {
	o := Origin{Line: k.planLine()}
	number, ok := k.plan()
	if !ok || o.Line == UnknownLine || phonenumbers.GetRegionCodeForCountryCode(int(number.GetCountryCode())) == worldwide {
		return o
	}
	if lang == "zh-CN" {
		lang = "zh" // phonenumbers' name of simplified Chinese
	}
	var err error
	if o.Area, err = phonenumbers.GetGeocodingForNumber(number, lang); err != nil {
		o.Area = ""
	}
	if o.Carrier, err = phonenumbers.GetCarrierForNumber(number, lang); err != nil {
		o.Carrier = ""
	}
	return o
}
