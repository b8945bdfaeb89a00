package preset

import "strconv"

// kind is how the app tells its classes apart: the first member of each. Some are called as the class was once.
type kind struct {
	Type string `json:"type"`
}

// api is an entry of the app that asks about numbers or reports them.
type api struct {
	kind
	ID      int    `json:"id"` // the app gives its own
	Desc    string `json:"desc"`
	Actions []any  `json:"actions"`
	Enabled bool   `json:"enabled"`
	// AutoReportTypes are those of the app's own rules whose blocks are reported at once; nil for an entry that asks.
	AutoReportTypes *int `json:"autoReportTypes,omitempty"`
}

func newAPI(class, desc string, automatic *int, actions ...any) api {
	return api{kind{class}, 0, desc, actions, true, automatic}
}

// workflow is an entry of the app that does something at times.
type workflow struct {
	ID         int               `json:"id"`
	Desc       string            `json:"desc"`
	Trigger    any               `json:"trigger"`
	Actions    []any             `json:"actions"`
	CustomTags map[string]string `json:"customTags"`
}

func newWorkflow(desc string, trigger any, actions ...any) workflow {
	return workflow{0, desc, trigger, actions, map[string]string{}}
}

type schedule struct {
	kind
	Enabled  bool     `json:"enabled"`
	Schedule interval `json:"schedule"`
	WorkUUID string   `json:"workUUID"` // the app gives its own
}

type interval struct {
	kind
	Time clock `json:"time"`
}

type clock struct {
	Hour int `json:"hour"`
	Min  int `json:"min"`
}

// newSchedule repeats after so long, from when it was imported: phones do not all ask at one hour.
func newSchedule(hours, minutes int) schedule {
	return schedule{kind{"Schedule"}, true, interval{kind{"Periodically"}, clock{hours, minutes}}, ""}
}

type interceptCall struct {
	kind
	NumberFilter string `json:"numberFilter"`
	ForwardType  int    `json:"forwardType"`
}

// newInterceptCall takes every call; of one that was forwarded, the number of whom called first.
func newInterceptCall() interceptCall {
	const original = 1
	return interceptCall{kind{"ParseIncomingNumber"}, ".*", original}
}

type interceptSMS struct {
	kind
	ContentFilter string `json:"contentFilter"`
}

func newInterceptSMS() interceptSMS { return interceptSMS{kind{"InterceptSms"}, ".*"} }

// The methods of requests.
const (
	get  = 0
	post = 1
)

type request struct {
	kind
	Method       int    `json:"method"`
	URL          string `json:"url"`
	Header       string `json:"header"` // lines; none has a second colon
	Body         string `json:"body"`
	EnableRetry  bool   `json:"enableRetry"`
	RetryTimes   int    `json:"retryTimes"`
	RetryDelayMs int    `json:"retryDelayMs"`
}

func newRequest(method int, address, header, body string) request {
	return request{kind: kind{"HttpDownload"}, Method: method, URL: address, Header: header, Body: body}
}

type parseResult struct {
	kind
	Strategy        string  `json:"strategy"`
	NegativeSig     string  `json:"negativeSig"`
	NegativeFlags   int     `json:"negativeFlags"`
	PositiveSig     string  `json:"positiveSig"`
	PositiveFlags   int     `json:"positiveFlags"`
	NegativeFormula *string `json:"negativeFormula"`
	PositiveFormula *string `json:"positiveFormula"`
	CategorySig     string  `json:"categorySig"`
	CategoryFlags   int     `json:"categoryFlags"`
	CommentSig      string  `json:"commentSig"`
	CommentFlags    int     `json:"commentFlags"`
	CategoryMapping string  `json:"categoryMapping"`
}

// newParseResult blocks what a sign is found in. No sign lets a call through: for what is not known other rules of the app decide.
func newParseResult(negative, category string) parseResult {
	return parseResult{kind: kind{"ParseQueryResult"}, Strategy: "DirectVerdict", NegativeSig: negative, CategorySig: category}
}

type categories struct {
	kind
	Map map[string]string `json:"map"`
}

func newCategories(of map[string]string) categories { return categories{kind{"CategoryConfig"}, of} }

type parseXML struct {
	kind
	XPath string `json:"xpath"`
}

func newParseXML(xpath string) parseXML { return parseXML{kind{"ParseXML"}, xpath} }

type importing struct {
	kind
	ImportReason string `json:"importReason"`
}

// newImport imports as if by hand: what came "ByAPI" the app reports to the host that it came from, each time that it blocks it.
func newImport() importing { return importing{kind{"ImportToSpamDB"}, "Manually"} }

type prune struct {
	kind
	Expiry int `json:"expiry"` // days
}

func newPrune(days int) prune { return prune{kind{"CleanupSpamDB"}, days} }

type setTag struct {
	kind
	TagName  string `json:"tagName"`
	TagValue string `json:"tagValue"`
}

func newSetTag(name, value string) setTag { return setTag{kind{"SetTag"}, name, value} }

type copyTag struct {
	kind
	TagFrom string `json:"tagFrom"`
	TagTo   string `json:"tagTo"`
}

func newCopyTag(from, to string) copyTag { return copyTag{kind{"CopyTag"}, from, to} }

type wait struct {
	kind
	Seconds int `json:"seconds"`
}

func newWait(seconds int) wait { return wait{kind{"Wait"}, seconds} }

func newSend() kind { return kind{"SendSms"} }

func decimal(n int) string { return strconv.Itoa(n) }
