// Package preset is what SpamBlocker for Android imports to work with this service: it asks about callers, reports them, keeps a list on the
// phone, or forwards text messages. Each preset is the JSON that the app itself writes when it exports such an entry; testdata/spamblocker.json
// holds the names that its source gives to classes and fields.
//
// The app must not be made to speak of itself. It reports by itself what its own rules block, as "other", and each number of its database that
// came from the host it reports to. So reports are sent by hand alone, and numbers are imported as if by hand.
package preset

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// Name names a preset.
type Name string

// The presets.
const (
	Query           Name = "query"            // asks about each caller, and blocks scams
	QuerySuspicious Name = "query-suspicious" // and suspicious numbers
	Report          Name = "report"
	Offline         Name = "offline" // the list of scams, fetched once a day
	SMS             Name = "sms"     // forwards text messages to a number
)

// Names returns all presets.
func Names() []Name { return []Name{Query, QuerySuspicious, Report, Offline, SMS} }

// Parse returns the preset of a name.
func Parse(s string) (Name, bool) { return Name(s), slices.Contains(Names(), Name(s)) }

// Path returns where a preset is found on the site.
func (n Name) Path() string { return "/presets/spamblocker/" + string(n) + ".json" }

// Site is a service that a preset leads to.
type Site struct {
	Origin string // scheme and host
	Number string // to which people text; "" for none
}

// Listed is how many numbers the list on the phone has at most: the app keeps its whole document in memory to read it.
const Listed = 20_000

// base is where the service speaks the dialect that the presets are written in.
func (s Site) base() string { return s.Origin + "/phoneblock/api" }

// name is what the app calls an entry, in every language.
func (s Site) name() string {
	u, err := url.Parse(s.Origin)
	if err != nil {
		return "Ringfence"
	}
	return strings.TrimSpace("Ringfence " + u.Hostname())
}

// Document returns a preset for a site. It is false for SMS where the site has no number.
func (n Name) Document(s Site) (document []byte, ok bool) {
	var entry any
	switch n {
	case Query:
		entry = s.query("")
	case QuerySuspicious:
		entry = s.query("&min=suspicious")
	case Report:
		entry = s.report()
	case Offline:
		entry = s.offline()
	case SMS:
		if s.Number == "" {
			return nil, false
		}
		entry = s.sms()
	default:
		return nil, false
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // addresses have &, and people read this
	e.SetIndent("", "  ")
	if e.Encode(entry) != nil {
		return nil, false
	}
	return []byte(b.String()), true
}

// Signs by which the app knows answers: blocked is any of PhoneBlock's words for what to block.
const (
	blocked  = "(D_POLL|G_FRAUD|E_ADVERTISING|F_GAMBLE|B_MISSED)"
	category = `"rating":"(.+?)"`
)

// query sends the hash of the caller's number. Its answer is not put into the app's database, where it would stay when the verdict no longer holds.
func (s Site) query(parameters string) any {
	return newAPI("QueryApi", s.name(), nil,
		newInterceptCall(),
		newRequest(get, s.base()+"/check?format=json&sha1={sha1(+{cc}{domestic})}"+parameters, "", ""),
		newParseResult(blocked, category),
	)
}

// rated is a report as PhoneBlock takes it. The app puts the comment in as it was typed.
const rated = `{
    "phone": "00{cc}{domestic}",
    "rating": "{category}",
    "comment": "{comment}"
}`

// report sends what is reported by hand.
func (s Site) report() any {
	byHand := 0
	return newAPI("ReportApi", s.name(), &byHand,
		newInterceptCall(),
		newCategories(map[string]string{
			"{valid}": "A_LEGITIMATE", "{other}": "B_MISSED", "{survey}": "D_POLL", "{marketing}": "E_ADVERTISING", "{political}": "E_ADVERTISING",
			"{fraud}": "G_FRAUD",
		}),
		newRequest(post, s.base()+"/rate", "Content-Type: application/json", rated),
	)
}

// offline fetches the list anew each day: what changed alone would never take a number away again, since the app only adds. What is in the
// database after that and was not on the list is older than a day, and goes.
func (s Site) offline() any {
	const day = 1
	return newWorkflow(s.name(), newSchedule(23, 50),
		newRequest(get, s.base()+"/blocklist?format=xml&limit="+decimal(Listed), "", ""),
		newParseXML("//phone-info[@votes > 4]/@phone"),
		newImport(),
		newPrune(day),
	)
}

// sms texts the message, and then the number that it came from alone: by that the service knows what the message was about.
func (s Site) sms() any {
	const seconds = 20 // so that the second comes after the first
	byHand := 0
	return newAPI("ReportApi", s.name(), &byHand,
		newInterceptSMS(),
		newSetTag("send_sms_to", s.Number),
		newCopyTag("sms_content", "send_sms_content"),
		newSend(),
		newWait(seconds),
		newCopyTag("raw_number", "send_sms_content"),
		newSend(),
	)
}
