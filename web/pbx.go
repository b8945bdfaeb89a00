package web

import (
	"cmp"
	_ "embed" // the dialplan
	"net/url"
	"strings"

	"ringfence/internal/reputation"
	"ringfence/web/catalogue"
)

// PBX tells how a telephone system shows what is reported of a caller.
type PBX struct {
	Frame
	Lookups Allowance // of one network
	Base    string    // scheme and host that the system asks; "" for those of a service on this machine
}

func (PBX) set() string { return "pbx" }

// Title names the page.
func (p PBX) Title() string { return p.T("pbx.title") }

// Description says what is on it.
func (p PBX) Description() string { return p.T("pbx.description") }

// Chapters is the table of contents.
func (p PBX) Chapters() []Chapter {
	return p.chapters("pbx.q.word", "pbx.q.asterisk", "pbx.q.freepbx", "pbx.q.superfecta", "pbx.q.limits", "pbx.q.privacy", "pbx.q.manners")
}

// dialplan is the part of an extensions.conf that asks. A test has an Asterisk run it as the page shows it.
//
//go:embed dialplan.conf
var dialplan string

func (p PBX) filled(text string) Command {
	return Command{Text: strings.NewReplacer("ORIGIN", cmp.Or(p.Base, localhost), "LANG", string(p.Lang)).Replace(text)}
}

// Ask asks for one word.
func (p PBX) Ask() Command {
	asked := p.filled(`curl -s \
  'ORIGIN/v1/plain/+12025550103?format=label&lang=LANG'`)
	asked.Answer = p.label(reputation.Scam)
	return asked
}

func (p PBX) label(v reputation.Verdict) string { return p.Name(catalogue.Callers, v.String()) }

// Formats says what words there are.
func (p PBX) Formats() []Fact {
	return []Fact{
		{"format=label", p.T("pbx.format.label", "scam", p.label(reputation.Scam), "suspicious", p.label(reputation.Suspicious))},
		{"format=block", p.T("pbx.format.block")},
		{"format=verdict", p.T("pbx.format.verdict")},
		{"format=score", p.T("pbx.format.score")},
	}
}

// Dialplan asks, for Asterisk.
func (p PBX) Dialplan() Command { return p.filled(strings.TrimSpace(dialplan)) }

// Call has Asterisk ask before it dials.
func (PBX) Call() Command {
	return Command{Text: "exten => _X.,1,Gosub(ringfence,s,1)\n same => n,Dial(PJSIP/reception,30)"}
}

// Key has Asterisk ask with an API key.
func (PBX) Key() Command {
	return Command{Text: " same => n,Set(CURLOPT(httpheader)=Authorization: Bearer KEY)"}
}

// FreePBX are the fields of one of its sources, under the names that they have there.
func (p PBX) FreePBX() []Fact {
	base, err := url.Parse(cmp.Or(p.Base, localhost))
	if err != nil {
		base = &url.URL{Scheme: "https"}
	}
	port := base.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[base.Scheme]
	}
	return []Fact{
		{"Source Description", "Ringfence"},
		{"Source type", strings.ToUpper(base.Scheme)},
		{"Cache Results", "No"},
		{"Host", base.Hostname()},
		{"Port", port},
		{"Path", "v1/plain/[NUMBER]"},
		{"Query", p.filled("format=label&region=CN&lang=LANG").Text},
	}
}

// Superfecta are the fields of its source, likewise.
func (p PBX) Superfecta() []Fact {
	return []Fact{
		{"url", p.filled("ORIGIN/v1/plain/$thenumber?format=label&region=CN&lang=LANG").Text},
		{"reg exp", "(.+)"},
	}
}

// Limit says how much one network may ask.
func (p PBX) Limit() string {
	return p.T("pbx.limits.network", "rate", p.rate(p.Lookups))
}
