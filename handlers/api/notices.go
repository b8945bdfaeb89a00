package api

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/transparency"
)

// Notices are what everybody may know of how the service decides; see noticeboard.Board.
type Notices interface {
	AsOf() time.Time // when they were last what is kept
	Figures() transparency.Figures
	Registered() []registry.Entry
}

// nothing is Notices where nobody keeps any.
type nothing struct{}

func (nothing) AsOf() time.Time               { return time.Time{} }
func (nothing) Figures() transparency.Figures { return transparency.Figures{} }
func (nothing) Registered() []registry.Entry  { return nil }

// notices are the routes of figures of the service itself, and of the registry.
func (a *API) notices() []route.Route {
	routes := []route.Route{
		{Path: "/v1/transparency", Handle: a.transparency}, {Path: "/v1/transparency.csv", Handle: a.transparencySheet},
		{Path: "/v1/official", Handle: a.official}, {Path: "/v1/official.csv", Handle: a.officialSheet},
	}
	for i := range routes {
		routes[i].Method, routes[i].Budget, routes[i].Open, routes[i].Instant = http.MethodGet, route.Range, true, true
	}
	return routes
}

// noticesWithin is how long ago notices may have been read: they are every half a minute.
const noticesWithin = 5 * time.Minute

// noticesKept is for how long caches may keep them.
var noticesKept = route.Fixed{{echo.HeaderCacheControl, []string{"public, max-age=300"}}}

// sendNotices answers with a document, as of when it is, and whether that is too long ago.
func (a *API) sendNotices(c echo.Context, media string, body []byte) error {
	h, read := c.Response().Header(), a.Notices.AsOf()
	a.noticesAsOf.Tell(h, read)
	if a.Clock().Sub(read) > noticesWithin {
		route.Stale.Set(h)
	}
	noticesKept.Set(h)
	return route.SendTagged(c, media, body)
}

// sendNoticesJSON answers with a value as JSON.
func (a *API) sendNoticesJSON(c echo.Context, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return a.sendNotices(c, echo.MIMEApplicationJSON, append(body, '\n'))
}

// sendNoticesSheet answers with a CSV that is saved under a name.
func (a *API) sendNoticesSheet(c echo.Context, name string, rows [][]string) error {
	body, err := sheetOf(rows)
	if err != nil {
		return err
	}
	if a.demonstrates(c) {
		name = "demonstration-" + name
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`.csv"`)
	return a.sendNotices(c, "text/csv; charset=utf-8", body)
}

// actsOfService is the answer of GET /v1/transparency.
type actsOfService struct {
	Demonstration bool          `json:"demonstration,omitempty"`
	Counted       string        `json:"counted_at,omitempty"`
	Median        *float64      `json:"median_days"`
	Pending       pendingCases  `json:"pending"`
	Registered    int           `json:"registered"`
	Logged        uint64        `json:"audit_log_size"`
	Months        []actsOfMonth `json:"months"`
}

type pendingCases struct {
	Waiting   int      `json:"waiting"`
	Submitted int      `json:"submitted"`
	InForce   int      `json:"in_force"`
	Oldest    *float64 `json:"oldest_days"`
}

type actsOfMonth struct {
	Month     string                          `json:"month"`
	Opened    int                             `json:"opened"`
	Proved    int                             `json:"proved"`
	Closed    int                             `json:"closed"`
	Answered  int                             `json:"answered"`
	Median    *float64                        `json:"median_days"`
	Outcomes  map[casefile.Outcome]int        `json:"outcomes"`
	Decisions map[reputation.DecisionKind]int `json:"decisions"`
	Actions   map[auditlog.Action]int         `json:"actions"`
	Erased    erasedInMonth                   `json:"erased"`
}

type erasedInMonth struct {
	Texts         int `json:"texts"`
	Links         int `json:"links"`
	Documents     int `json:"documents"`
	Conversations int `json:"conversations"`
	Keys          int `json:"keys"`
}

// daysOf returns how many days a wait lasted, to a tenth; nil for none.
func daysOf(wait time.Duration) *float64 {
	if wait == 0 {
		return nil
	}
	days := math.Round(wait.Hours()/24*10) / 10
	return &days
}

// all returns the counts of all values, also of those that there were none of.
func all[T ~string](values []T, counted map[T]int) map[T]int {
	counts := make(map[T]int, len(values))
	for _, v := range values {
		counts[v] = counted[v]
	}
	return counts
}

// transparency answers GET /v1/transparency.
func (a *API) transparency(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	f := a.Notices.Figures()
	p := f.Pending
	answer := actsOfService{
		Demonstration: a.demonstrates(c), Median: daysOf(f.Median), Registered: len(a.Notices.Registered()), Logged: f.Logged, Months: []actsOfMonth{},
		Pending: pendingCases{Waiting: p.Waiting, Submitted: p.Submitted, InForce: p.InForce},
	}
	if !f.AsOf.IsZero() {
		answer.Counted = f.AsOf.UTC().Format(time.RFC3339)
	}
	if !p.Oldest.IsZero() {
		answer.Pending.Oldest = daysOf(max(1, f.AsOf.Sub(p.Oldest)))
	}
	for _, m := range f.Months {
		e := m.Erased
		answer.Months = append(answer.Months, actsOfMonth{
			m.Begins.Format("2006-01"), m.Opened, m.Proved, m.Closed, m.Answered, daysOf(m.Median), all(casefile.Outcomes(), m.Outcomes),
			all(transparency.Kinds(), m.Decisions), all(transparency.Actions(), m.Actions), erasedInMonth{e.Texts, e.Links, e.Documents, e.Conversations, e.Keys},
		})
	}
	return a.sendNoticesJSON(c, answer)
}

// transparencySheet answers GET /v1/transparency.csv: a row for each month.
func (a *API) transparencySheet(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	head := []string{"month", "opened", "proved", "closed", "answered", "median_days"}
	for _, o := range casefile.Outcomes() {
		head = append(head, "outcome_"+string(o))
	}
	for _, k := range transparency.Kinds() {
		head = append(head, "decision_"+string(k))
	}
	for _, act := range transparency.Actions() {
		head = append(head, "action_"+string(act))
	}
	rows := [][]string{append(head, "erased_texts", "erased_links", "erased_documents", "erased_conversations", "erased_keys")}
	for _, m := range a.Notices.Figures().Months {
		rows = append(rows, monthCells(m))
	}
	return a.sendNoticesSheet(c, "ringfence-transparency", rows)
}

func monthCells(m transparency.Month) []string {
	cells, median := []string{m.Begins.Format("2006-01")}, ""
	if days := daysOf(m.Median); days != nil {
		median = strconv.FormatFloat(*days, 'f', 1, 64)
	}
	add := func(counts ...int) {
		for _, n := range counts {
			cells = append(cells, strconv.Itoa(n))
		}
	}
	add(m.Opened, m.Proved, m.Closed, m.Answered)
	cells = append(cells, median)
	for _, o := range casefile.Outcomes() {
		add(m.Outcomes[o])
	}
	for _, k := range transparency.Kinds() {
		add(m.Decisions[k])
	}
	for _, act := range transparency.Actions() {
		add(m.Actions[act])
	}
	e := m.Erased
	add(e.Texts, e.Links, e.Documents, e.Conversations, e.Keys)
	return cells
}

// officialNumbers is the answer of GET /v1/official.
type officialNumbers struct {
	Demonstration bool             `json:"demonstration,omitempty"`
	Numbers       []officialNumber `json:"numbers"`
}

type officialNumber struct {
	Key      string          `json:"key"`
	Name     string          `json:"name"`
	Sector   registry.Sector `json:"sector"`
	Evidence string          `json:"evidence"`
	By       []string        `json:"by"`
	Since    string          `json:"since"`
}

// registered are the entries of the registry that a request asks for.
func (a *API) registered(c echo.Context) ([]registry.Entry, error) {
	query, err := route.Query(c, "sector")
	if err != nil {
		return nil, err
	}
	entries, sector := a.Notices.Registered(), registry.Sector(query.Get("sector"))
	if sector == "" {
		return entries, nil
	}
	if !slices.Contains(registry.Sectors(), sector) {
		var names []string
		for _, s := range registry.Sectors() {
			names = append(names, string(s))
		}
		return nil, &route.Refused{Refusal: route.UnknownRow, Names: names}
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e registry.Entry) bool { return e.Sector != sector }), nil
}

// moderatorsOf are the moderators of an entry.
func moderatorsOf(e registry.Entry) []string {
	return slices.DeleteFunc([]string{e.Proposed, e.Approved}, func(name string) bool { return name == "" })
}

// official answers GET /v1/official.
func (a *API) official(c echo.Context) error {
	entries, err := a.registered(c)
	if err != nil {
		return err
	}
	answer := officialNumbers{Demonstration: a.demonstrates(c), Numbers: []officialNumber{}}
	for _, e := range entries {
		answer.Numbers = append(answer.Numbers, officialNumber{e.Subject.String(), e.Name, e.Sector, e.Evidence, moderatorsOf(e), e.Since.UTC().Format(time.DateOnly)})
	}
	return a.sendNoticesJSON(c, answer)
}

// officialSheet answers GET /v1/official.csv.
func (a *API) officialSheet(c echo.Context) error {
	entries, err := a.registered(c)
	if err != nil {
		return err
	}
	rows := [][]string{{"key", "name", "sector", "evidence", "by", "since"}}
	for _, e := range entries {
		rows = append(rows, []string{e.Subject.String(), e.Name, string(e.Sector), e.Evidence, strings.Join(moderatorsOf(e), "; "), e.Since.UTC().Format(time.DateOnly)})
	}
	return a.sendNoticesSheet(c, "ringfence-official", rows)
}
