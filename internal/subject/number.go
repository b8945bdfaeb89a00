package subject

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"google.golang.org/protobuf/proto"
)

const (
	maxE164   = 15 // digits with the country calling code: ITU-T E.164, 6.2.1
	minE164   = 6  // digits of the shortest numbers in use, those of small islands
	localCN   = 8  // digits of a Chinese local number without its area code, at most
	noRegion  = "ZZ"
	worldwide = "001" // phonenumbers' region of calling codes that belong to no country
)

// readInternational reads digits that begin with a country calling code.
func readInternational(digits string) (Key, error) {
	code, national, ok := cutCallingCode(digits)
	if !ok {
		return refuse(CountryCode)
	}
	if code == 86 {
		if key, ok := chinaService(national, true); ok {
			return key, nil
		}
	}
	if isAssigned(code, national) {
		return Key{"+" + digits}, nil
	}
	if key, ok := assigned("+"+digits, noRegion); ok {
		return key, nil
	}
	return possible(code, national)
}

// shortestWhole is how many digits a number must have before its first may be a country calling code that
// somebody wrote without the plus.
const shortestWhole = 10

// readNational reads digits that a national numbering plan did not assign, as a number it could assign. In
// China, whose plan could assign almost anything, an assigned number of another country whose plus was left
// out comes first, but for what looks like a mobile.
func readNational(digits, region string) (Key, error) {
	code := phonenumbers.GetCountryCodeForRegion(region)
	if mobile := len(digits) == 11 && isMobileCN(digits); code == 86 && !mobile && isWhole(digits) {
		return Key{"+" + digits}, nil
	}
	key, err := possible(code, digits)
	if err == nil {
		if code == 86 && len(key.s) <= len("+86")+localCN && key.Kind() == Number {
			return refuse(NoAreaCode)
		}
		return key, nil
	}
	// Too long for the country, but it begins with the country's own code: 86 and an SMS port.
	if strings.HasPrefix(digits, callingCode(region)) {
		if key, err := readInternational(digits); err == nil {
			return key, nil
		}
	}
	return Key{}, err
}

// isWhole reports whether digits are an assigned number with its country calling code.
func isWhole(digits string) bool {
	code, national, ok := cutCallingCode(digits)
	return ok && len(digits) >= shortestWhole && isAssigned(code, national)
}

// possible returns the number if its length is one that the country uses, without the trunk prefix that
// people leave in, as in +86 0755 or +44 (0)20.
func possible(code int, national string) (Key, error) {
	trunk := phonenumbers.GetNddPrefixForRegion(phonenumbers.GetRegionCodeForCountryCode(code), true)
	if rest, ok := strings.CutPrefix(national, trunk); ok && trunk != "" {
		problem := lengthProblem(code, rest)
		if problem == "" {
			return readInternational(strconv.Itoa(code) + rest)
		}
		if trunk == "0" {
			return refuse(problem)
		}
	}
	if problem := lengthProblem(code, national); problem != "" {
		return refuse(problem)
	}
	return Key{"+" + strconv.Itoa(code) + national}, nil
}

// assigned returns the E.164 key of a number as phonenumbers reads it, if it lies in an assigned range.
// Readings in no assigned range are not trusted: phonenumbers then may have taken digits for a carrier's
// prefix and left another number.
func assigned(dialled, region string) (Key, bool) {
	number, err := phonenumbers.Parse(dialled, region)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return Key{}, false
	}
	key := Key{phonenumbers.Format(number, phonenumbers.E164)}
	return key, len(key.s) <= len("+")+maxE164
}

// isAssigned reports whether the number, exactly as given, lies in an assigned range.
func isAssigned(code int, national string) bool {
	return fitsE164(code, national) && phonenumbers.IsValidNumber(planNumber(code, national))
}

// lengthProblem returns "" if the country uses numbers of that length, and else what is wrong with it.
func lengthProblem(code int, national string) Problem {
	switch {
	case national == "":
		return TooShort
	case !fitsE164(code, national):
		return TooLong
	}
	switch phonenumbers.IsPossibleNumberWithReason(planNumber(code, national)) {
	case phonenumbers.IS_POSSIBLE:
		return ""
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return NoAreaCode
	case phonenumbers.TOO_SHORT:
		return TooShort
	case phonenumbers.TOO_LONG:
		return TooLong
	}
	return NoSuchForm
}

func fitsE164(code int, national string) bool {
	return national != "" && len(strconv.Itoa(code))+len(national) <= maxE164
}

// planNumber returns the number as phonenumbers' functions want it. The national part is digits, 1 to
// maxE164 of them; leading zeros, as in Italy, are part of the number.
func planNumber(code int, national string) *phonenumbers.PhoneNumber {
	value, _ := strconv.ParseUint(national, 10, 64)
	number := &phonenumbers.PhoneNumber{
		CountryCode:    proto.Int32(int32(code)),
		NationalNumber: proto.Uint64(value),
	}
	if zeros := len(national) - len(strconv.FormatUint(value, 10)); zeros > 0 {
		number.ItalianLeadingZero = proto.Bool(true)
		number.NumberOfLeadingZeros = proto.Int32(int32(zeros))
	}
	return number
}

// callingCode returns the country calling code of region in digits.
func callingCode(region string) string {
	return strconv.Itoa(phonenumbers.GetCountryCodeForRegion(region))
}

// IsCallingCode reports whether code is a country calling code that is in use.
func IsCallingCode(code int) bool { return len(phonenumbers.GetRegionCodesForCountryCode(code)) > 0 }

// CallingCode returns the country calling code of a number, and 0 for the other kinds.
func (k Key) CallingCode() int {
	if k.Kind() != Number {
		return 0
	}
	code, _, _ := cutCallingCode(k.s[1:])
	return code
}

// cutCallingCode takes the country calling code off the front of digits. No code is the beginning of
// another one (ITU-T E.164, annex to Operational Bulletin 1114).
func cutCallingCode(digits string) (code int, national string, ok bool) {
	if strings.HasPrefix(digits, "0") {
		return 0, "", false
	}
	for i := range min(len(digits), 3) {
		code = code*10 + int(digits[i]-'0')
		if IsCallingCode(code) {
			return code, digits[i+1:], true
		}
	}
	return 0, "", false
}
