package web

import (
	"cmp"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"ringfence/internal/private"
	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// Private tells how a program asks about a number without telling which, and what that hides.
type Private struct {
	Frame
	Base string // scheme and host that the commands ask; "" for those of a service on this machine
}

func (Private) set() string { return "private" }

// Title names the page.
func (p Private) Title() string { return p.T("private.title") }

// Description says what is on it.
func (p Private) Description() string { return p.T("private.description") }

// Chapters is the table of contents.
func (p Private) Chapters() []Chapter {
	return p.chapters("private.q.how", "private.q.example", "private.q.answer", "private.q.set", "private.q.not", "private.q.more")
}

// worked is the number of the example, whose range has a sample too.
const worked = "+12025550143"

func workedExample() (block string, at private.Place) {
	key, _ := subject.ParseKey(worked) // which is a number in a block
	block, _ = key.Block()
	at, _ = private.PlaceOf(key)
	return block, at
}

// Lead says what is gained, for China's numbers.
func (p Private) Lead() string { return p.T("private.lead", "numbers", p.about(mobileCN.inUse)) }

// Steps are what a program does.
func (p Private) Steps() []Step {
	block, at := workedExample()
	return []Step{
		{Name: p.T("private.step.block"), Text: p.T("private.step.block.text", "number", worked, "block", block)},
		{Name: p.T("private.step.hash"), Text: p.T("private.step.hash.text")},
		{Name: p.T("private.step.ask"), Text: p.T("private.step.ask.text", "prefix", at.Prefix)},
		{Name: p.T("private.step.compare"), Text: p.T("private.step.compare.text")},
	}
}

// Example is what whoever writes a program compares his own results with.
func (p Private) Example() []Fact {
	block, at := workedExample()
	return []Fact{
		{p.T("private.example.number"), worked},
		{p.T("private.example.block"), block},
		{p.T("private.example.prefix"), at.Prefix.String()},
		{p.T("private.example.block_id"), at.Block.String()},
		{p.T("private.example.number_id"), at.Number.String()},
	}
}

// Sample is the number for developers that always answers that it was reported as a scam.
func (Private) Sample() subject.Key { return report.Samples()[3] }

// Ask fetches the range of the example, which is that of the sample.
func (p Private) Ask() Command {
	_, at := workedExample()
	listed, _ := private.PlaceOf(p.Sample())
	return Command{
		"curl -s \\\n  " + cmp.Or(p.Base, localhost) + "/v1/ranges/" + at.Prefix.String(),
		strings.NewReplacer("PREFIX", at.Prefix.String(), "LISTED", listed.Number.String()).Replace(
			`{"prefix":"PREFIX",
"version":280679438648450,
"numbers":[["0629bb6372",0,10], … ["LISTED",3,99], … ["ea9e17deff",2,66]],
"blocks":[["032f2c2000",0], … ["c63fd4d133",0]]}`),
	}
}

// Compare has the program of this service do all of it.
func (p Private) Compare() Command {
	server := ""
	if p.Base != "" {
		server = " --server " + p.Base
	}
	return Command{Text: "ringfence lookup --private" + server + " " + p.Sample().String()}
}

// plan is how many numbers a numbering plan has.
type plan struct {
	possible int
	inUse    int // an estimate
}

// Counts of possible numbers follow from the plans; those of numbers in use are what the page says of their sources.
var (
	mobileCN = plan{possible: 7 * power(9), inUse: 1_777 * power(6)}     // 1, then 3 to 9, then nine digits
	nanp     = plan{possible: 8 * 8 * power(4+4), inUse: 800 * power(6)} // area code and exchange begin with 2 to 9
)

const (
	areaCode     = 8 * 100 * 10_000 // numbers of one area code of North America
	smallCountry = 1_000_000        // numbers in use
)

// power is 10 to the n.
func power(n int) int {
	all := 1
	for range n {
		all *= 10
	}
	return all
}

// Crowd is the numbers among which one is hidden.
type Crowd struct {
	Name  string
	Facts []Fact
}

// Crowds are those of the two largest numbering plans.
func (p Private) Crowds() []Crowd {
	crowd := func(name string, of plan) Crowd {
		return Crowd{name, []Fact{
			{p.T("private.set.possible"), p.large(of.possible)},
			{p.T("private.set.possible.share"), p.count(of.possible / private.Prefixes)},
			{p.T("private.set.used"), p.T("private.about", "count", p.large(of.inUse))},
			{p.T("private.set.used.share"), p.T("private.about", "count", p.about(of.inUse))},
		}}
	}
	return []Crowd{crowd(p.T("private.set.china"), mobileCN), crowd(p.T("private.set.america"), nanp)}
}

// Prefixes is how many there are.
func (p Private) Prefixes() string { return p.count(private.Prefixes) }

// Smaller says what makes the crowd smaller.
func (p Private) Smaller() string {
	return p.T("private.set.smaller", "count", areaCode/private.Prefixes)
}

// Few says how few share a prefix in a small country.
func (p Private) Few() string { return p.T("private.not.few", "count", smallCountry/private.Prefixes) }

// about is how many of so many share a prefix, with the two digits that an estimate has.
func (p Private) about(all int) string {
	share, unit := all/private.Prefixes, 1
	for share/unit >= 100 {
		unit *= 10
	}
	return p.count((share + unit/2) / unit * unit)
}

// zeros are those that a language has a word for: million, and 亿.
var zeros = map[catalogue.Lang]int{catalogue.En: 6, catalogue.ZhCN: 8}

// large writes a number of many digits as people say it.
func (p Private) large(n int) string {
	return p.T("private.large", "count", p.count(float64(n)/float64(power(zeros[p.Lang]))))
}

// count writes a number as people read it.
func (p Private) count(n any) string {
	return message.NewPrinter(language.Make(string(p.Lang))).Sprint(n)
}
