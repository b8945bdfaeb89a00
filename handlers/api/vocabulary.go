package api

import (
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// vocabulary is every value that requests and answers use, with its name in every language.
type vocabulary struct {
	Categories  []category `json:"categories"`
	Knew        []datum    `json:"knew"`
	LeakSectors []term     `json:"leak_sectors"`
	Duties      []term     `json:"duties"`
	ReportKinds []term     `json:"report_kinds"`
	Kinds       []term     `json:"kinds"`
	Reasons     []term     `json:"reasons"`
	Conditions  []term     `json:"conditions"`
	Verdicts    []term     `json:"verdicts"`
	States      []term     `json:"states"`
	Lines       []term     `json:"lines"`
	Provinces   []term     `json:"provinces"`
}

// term is one value.
type term struct {
	Value string                    `json:"value"`
	Label map[catalogue.Lang]string `json:"label"`
}

// category is a term of the tricks and nuisances.
type category struct {
	term
	Group report.Group `json:"group"`
}

// datum is a term of what a caller already knew.
type datum struct {
	term
	Sensitive bool `json:"sensitive"`
}

// reasonCodes are the reasons there are, in the order of the vocabulary.
var reasonCodes = []reputation.ReasonCode{
	reputation.ReasonReports, reputation.ReasonNetworks, reputation.ReasonFine, reputation.ReasonNeighbours,
	reputation.ReasonDisputed, reputation.ReasonConfirmed, reputation.ReasonCleared, reputation.ReasonOfficial,
	reputation.ReasonImitated, reputation.ReasonTooOld, reputation.ReasonNone,
}

func newVocabulary() vocabulary {
	v := vocabulary{
		LeakSectors: terms(catalogue.LeakSectors, report.LeakSectors()),
		Duties:      terms(catalogue.Duties, report.Duties()),
		ReportKinds: terms(catalogue.ReportKinds, []report.Kind{report.Call, report.Text, report.Offer}),
		Kinds:       terms(catalogue.Kinds, subject.Kinds()),
		Reasons:     terms(catalogue.Reasons, reasonCodes),
		Conditions: terms(catalogue.Conditions, []reputation.Condition{
			reputation.Disputed, reputation.SpoofSuspected, reputation.Recycled, reputation.Official, reputation.Imitated,
		}),
		Verdicts: terms(catalogue.Verdicts, spelled(reputation.Unknown, reputation.Cleared, reputation.Suspicious, reputation.Scam)),
		States: terms(catalogue.States, []reputation.State{
			reputation.Live, reputation.Withdrawn, reputation.Overturned, reputation.Superseded, reputation.Closed,
		}),
		Lines: terms(catalogue.Lines, spelled(subject.FixedLine, subject.Mobile, subject.FixedLineOrMobile, subject.VoIP,
			subject.TollFree, subject.Premium, subject.SharedCost, subject.Personal, subject.Pager, subject.UAN, subject.Voicemail)),
		Provinces: terms(catalogue.Regions, report.Provinces()),
	}
	for _, c := range report.Categories() {
		v.Categories = append(v.Categories, category{newTerm(catalogue.Categories, string(c)), c.Group()})
	}
	for _, k := range report.Knews() {
		v.Knew = append(v.Knew, datum{newTerm(catalogue.Knew, string(k)), k.Sensitive()})
	}
	return v
}

func newTerm(vocabulary, value string) term {
	t := term{value, make(map[catalogue.Lang]string)}
	for _, l := range catalogue.Langs() {
		t.Label[l] = catalogue.Name(l, vocabulary, value)
	}
	return t
}

func terms[T ~string](vocabulary string, values []T) []term {
	all := make([]term, len(values))
	for i, v := range values {
		all[i] = newTerm(vocabulary, string(v))
	}
	return all
}

func spelled[T interface{ String() string }](values ...T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = v.String()
	}
	return all
}

// words answers GET /v1/vocabulary.
func (a *API) words(c echo.Context) error {
	route.Speak(c)
	return cached(c, time.Hour, a.vocabulary, a.vocabulary)
}
