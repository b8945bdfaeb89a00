package web

import (
	"math"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/web/catalogue"
)

// Method explains how a verdict comes about. Every figure on it is a constant of the formula, or what the formula
// makes of examples.
type Method struct {
	Frame
	reputation.Rules
}

// NewMethod returns the page.
func NewMethod(f Frame) Method { return Method{f, reputation.TheRules()} }

func (Method) set() string { return "method" }

// Title names the page.
func (m Method) Title() string { return m.T("method.title") }

// Description says what is on it.
func (m Method) Description() string { return m.T("method.description") }

// Chapters is the table of contents.
func (m Method) Chapters() []Chapter {
	return m.chapters("method.q.verdicts", "method.q.weight", "method.q.networks", "method.q.examples", "method.q.fade", "method.q.fine",
		"method.q.neighbours", "method.q.moderators", "method.q.hidden")
}

// Meaning is a verdict and what it takes.
type Meaning struct{ Tone, Name, Takes string }

// Meanings returns every verdict, the gravest first.
func (m Method) Meanings() []Meaning {
	takes := map[reputation.Verdict]string{
		reputation.Scam: m.T("method.takes.scam", "score", m.ScamScore, "networks", decimal(m.ScamNetworks, 0), "hours", decimal(m.ScamSpan.Hours(), 0),
			"share", percent(m.ScamShare), "days", days(reputation.RulingLasts)),
		reputation.Suspicious: m.T("method.takes.suspicious", "score", m.SuspiciousScore),
		reputation.Cleared:    m.T("method.takes.cleared", "score", m.ClearedScore, "days", days(reputation.RulingLasts)),
		reputation.Unknown:    m.T("method.takes.unknown"),
	}
	var all []Meaning
	for _, v := range []reputation.Verdict{reputation.Scam, reputation.Suspicious, reputation.Cleared, reputation.Unknown} {
		all = append(all, Meaning{v.String(), m.Name(catalogue.Verdicts, v.String()), takes[v]})
	}
	return all
}

// Weights returns how much one report of each kind of reporter counts.
func (m Method) Weights() []Fact {
	return []Fact{
		{m.T("method.tier.anonymous"), decimal(reputation.Anonymous.Weight(), 1)},
		{m.T("method.tier.verified"), decimal(reputation.Verified.Weight(), 1)},
		{m.T("method.tier.partner"), decimal(reputation.Partner.Weight(), 1)},
		{m.T("method.tier.trusted"), decimal(reputation.Trusted.Weight(), 1)},
	}
}

// Ceiling returns how much anonymous reports can say together.
func (m Method) Ceiling() string {
	return m.T("method.weight.ceiling", "evidence", decimal(m.Anonymous, 1), "score", m.anonymousScore())
}

// anonymousScore is the highest score of anonymous reports alone.
func (m Method) anonymousScore() int {
	return int(math.Round(100 / (1 + math.Exp(-m.Start-m.PerEvidence*m.Anonymous))))
}

// Doubling explains what evidence is.
func (m Method) Doubling() string {
	return m.T("method.networks.doubling", "factor", decimal(math.Exp(m.PerEvidence), 0))
}

// HalfLives says how long reports count.
func (m Method) HalfLives() string {
	return m.T("method.fade.half", "days", days(m.HalfLife), "back", days(m.Backdate))
}

// Praise says what reports that something is fine can do.
func (m Method) Praise() string {
	return m.T("method.fine.share", "share", percent(m.FineShare/m.PerEvidence), "floor", decimal(m.FineFloor, 1), "days", days(m.FineHalfLife))
}

// Beside says what neighbours can do: the score of a number that nobody reported, at most.
func (m Method) Beside() string {
	return m.T("method.neighbours.most", "score", int(math.Round(100/(1+math.Exp(-m.Start-m.Neighbours)))))
}

// Rulings says how long moderators' decisions hold.
func (m Method) Rulings() string {
	return m.T("method.moderators.days", "days", days(reputation.RulingLasts))
}

// Hidden says what is not told of few reports.
func (m Method) Hidden() string { return m.T("method.hidden.few", "reports", m.Tellable) }

// Recent says over how long reports are counted, and of which numbers more is told.
func (m Method) Recent() string {
	return m.T("method.hidden.bands", "days", reputation.RecentDays, "networks", decimal(m.ListedNetworks, 0))
}

func percent(share float64) int { return int(math.Round(100 * share)) }

func days(d time.Duration) int { return int(d.Hours() / 24) }

func hours(d time.Duration) int { return int(d.Hours()) }

// scenario is what is reported in an example: so many reports from so many networks, one after the other.
type scenario struct {
	title, story      string // messages
	reports, networks int
	by                reputation.Tier
	apart             time.Duration
}

func (m Method) scenarios() []scenario {
	const verified = 7
	return []scenario{
		{"method.example.one", "method.example.one.story", 1, 1, reputation.Anonymous, 0},
		{"method.example.crowd", "method.example.crowd.story", 40, 1, reputation.Anonymous, 6 * time.Minute},
		{"method.example.web", "method.example.web.story", 10, 10, reputation.Anonymous, time.Hour},
		{"method.example.verified", "method.example.verified.story", verified, verified, reputation.Verified, m.ScamSpan / (verified - 1)},
	}
}

// hours is how long it takes from the first report to the last, begun hours being whole.
func (s scenario) hours() int {
	return int(math.Ceil((time.Duration(s.reports-1) * s.apart).Round(time.Minute).Hours()))
}

// exampleDay is when the last report of each example is received. No figure depends on it.
var exampleDay = reputation.Landmark.Add(12 * time.Hour)

// tally adds up what is reported.
func (s scenario) tally() reputation.Tally {
	all := make([]reputation.Statement, s.reports)
	for i := range all {
		at := exampleDay.Add(-time.Duration(s.reports-1-i) * s.apart)
		all[i] = reputation.Statement{
			Report: report.ID{byte(i)}, ReceivedAt: at, At: at, Mass: reputation.Mass(s.by.Weight(), report.Bad, at), Polarity: report.Bad,
			Category: "impersonation_service", Tier: s.by, Own: uint8(i % s.networks), State: reputation.Live,
		}
	}
	return reputation.Fold(all, nil, exampleDay)
}

// work judges it so long after the last report.
func (s scenario) work(later time.Duration) reputation.Working {
	tally := s.tally()
	return reputation.Work(&tally, reputation.Surroundings{KnownRange: true}, exampleDay.Add(later))
}

// Example is what the formula makes of a scenario, step by step.
type Example struct {
	Title, Story  string
	Steps         []Fact // from reports to evidence
	Terms         []Fact // what the score is made of
	Score         int
	Tone, Verdict string
	Why           string // the score, or what else is wanting, makes this verdict
}

// Examples computes them.
func (m Method) Examples() []Example {
	var all []Example
	for _, s := range m.scenarios() {
		all = append(all, m.example(s, s.work(0)))
	}
	return all
}

func (m Method) example(s scenario, w reputation.Working) Example {
	e := Example{
		Title: m.T(s.title, "reports", s.reports, "networks", s.networks), Story: m.T(s.story, "reports", s.reports, "networks", s.networks, "hours", s.hours()), Score: w.Score,
		Tone: w.Verdict.String(), Verdict: m.Name(catalogue.Verdicts, w.Verdict.String()), Why: m.why(w),
		Steps: []Fact{
			{m.T("method.step.sent"), decimal(float64(s.reports), 0)},
			{m.T("method.step.counted"), decimal(float64(w.Count), 0)},
			{m.T("method.step.networks"), decimal(w.Spread, 1)},
			{m.T("method.step.evidence"), decimal(w.Evidence, 2)},
		},
		Terms: []Fact{{m.T("method.term.start"), decimal(m.Start, 2)}},
	}
	for _, r := range w.Reasons {
		e.Terms = append(e.Terms, Fact{m.Name(catalogue.Reasons, string(r.Code)), signed(r.Term, 2)})
	}
	e.Terms = append(e.Terms, Fact{m.T("method.term.sum"), decimal(w.LogOdds, 2)})
	return e
}

// why says what decides an example's verdict.
func (m Method) why(w reputation.Working) string {
	switch {
	case w.Score < m.SuspiciousScore:
		return m.T("method.why.score", "score", m.SuspiciousScore)
	case w.Verdict == reputation.Unknown:
		return m.T("method.why.networks")
	case w.Verdict == reputation.Suspicious:
		return m.T("method.why.suspicious", "score", m.ScamScore)
	}
	return m.T("method.why.scam")
}

// fadingWeeks is how long the chart follows the last example after its last report.
const fadingWeeks = 12

// FadedWeek is the score of an example some weeks later.
type FadedWeek struct {
	Weeks, Score  int
	Tone, Verdict string
	X, Y, Height  int // of its bar
}

// Fading is a chart of a score over weeks, with the scores that verdicts take as lines.
type Fading struct {
	Width, Height, BarWidth int
	Weeks                   []FadedWeek
	Lines                   []int // by height
}

// Fading computes what becomes of the last example when nothing new is reported.
func (m Method) Fading() Fading {
	const step, width = 24, 18
	f := Fading{Width: (fadingWeeks+1)*step - (step - width), Height: high, BarWidth: width,
		Lines: []int{high - m.ScamScore, high - m.SuspiciousScore}}
	all := m.scenarios()
	last := all[len(all)-1]
	for n := range fadingWeeks + 1 {
		w := last.work(time.Duration(n) * 7 * 24 * time.Hour)
		f.Weeks = append(f.Weeks, FadedWeek{n, w.Score, w.Verdict.String(), m.Name(catalogue.Verdicts, w.Verdict.String()),
			n * step, high - w.Score, w.Score})
	}
	return f
}

// FadingLines says what the lines of the chart are.
func (m Method) FadingLines() string {
	return m.T("method.fade.lines", "scam", m.ScamScore, "suspicious", m.SuspiciousScore)
}
