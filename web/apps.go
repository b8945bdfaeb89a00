package web

import (
	"net"
	"net/url"

	"ringfence/internal/preset"
)

// Apps says how a phone comes to warn of callers: by an app that asks this service, or keeps its list.
type Apps struct {
	Frame
	Presets []Preset // none where the address of the service is not known
	Local   string   // its address where telephones cannot reach it; "" for elsewhere
}

// Preset is something that the app imports.
type Preset struct {
	ID    string // of its part of the page
	Title string
	Does  []string // paragraphs
	Where []Step   // in the app
	Files []PresetFile
}

// PresetFile is a preset where it can be fetched.
type PresetFile struct {
	Label, Path string
	Text        string // what is copied
	Code        Code
}

// NewApps returns the page of a service that is drawn, nil where its address is not known.
func NewApps(f Frame, drawn *Drawing) Apps {
	a := Apps{Frame: f}
	if drawn == nil {
		return a
	}
	if isLocal(drawn.of.Origin) {
		a.Local = drawn.of.Origin
	}
	for _, p := range a.parts() {
		p.Files = a.files(drawn, p.names)
		if len(p.Files) == 0 {
			continue // no number to text to
		}
		a.Presets = append(a.Presets, p.Preset)
	}
	return a
}

// isLocal reports whether an address leads to the machine of whoever opens it.
func isLocal(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	at := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || at != nil && (at.IsLoopback() || at.IsUnspecified())
}

func (Apps) set() string { return "apps" }

// Title names the page.
func (a Apps) Title() string { return a.T("apps.title") }

// Description says what is on it.
func (a Apps) Description() string { return a.T("apps.description") }

// Chapters is the table of contents.
func (a Apps) Chapters() []Chapter {
	all := a.chapters("apps.q.app", "apps.q.import")
	for _, p := range a.Presets {
		all = append(all, Chapter{p.ID, p.Title})
	}
	return append(all, a.chapters("apps.q.sends", "apps.q.try", "apps.q.others")...)
}

// Import are the steps that all presets have in common.
func (a Apps) Import() []Step {
	return []Step{
		{Name: a.T("apps.import.open"), Text: a.T("apps.import.open.text")},
		{Name: a.T("apps.import.copy"), Text: a.T("apps.import.copy.text")},
		{Name: a.T("apps.import.new"), Text: a.T("apps.import.new.text")},
		{Name: a.T("apps.import.paste"), Text: a.T("apps.import.paste.text")},
	}
}

// part is what the page says of presets that go to one place in the app.
type part struct {
	Preset
	names []offered
}

type offered struct {
	name  preset.Name
	label string
}

func (a Apps) parts() []part {
	save := Step{Name: a.T("apps.save"), Text: a.T("apps.save.text")}
	reports := Step{Name: a.T("apps.report.where"), Text: a.T("apps.report.where.text")}
	return []part{
		{Preset{
			ID: "query", Title: a.T("apps.q.query"), Does: []string{a.T("apps.query.does"), a.T("apps.query.suspicious")},
			Where: []Step{{Name: a.T("apps.query.where"), Text: a.T("apps.query.where.text")}, save},
		}, []offered{{preset.Query, a.T("apps.file.query")}, {preset.QuerySuspicious, a.T("apps.file.query_suspicious")}}},
		{Preset{
			ID: "offline", Title: a.T("apps.q.offline"), Does: []string{a.T("apps.offline.does"), a.T("apps.offline.replaces")},
			Where: []Step{
				{Name: a.T("apps.offline.where"), Text: a.T("apps.offline.where.text")}, {Name: a.T("apps.offline.on"), Text: a.T("apps.offline.on.text")},
				{Name: a.T("apps.offline.now"), Text: a.T("apps.offline.now.text")},
			},
		}, []offered{{preset.Offline, a.T("apps.file.offline")}}},
		{Preset{
			ID: "report", Title: a.T("apps.q.report"), Does: []string{a.T("apps.report.does"), a.T("apps.report.hand")},
			Where: []Step{reports, save, {Name: a.T("apps.report.use"), Text: a.T("apps.report.use.text")}},
		}, []offered{{preset.Report, a.T("apps.file.report")}}},
		{Preset{
			ID: "sms", Title: a.T("apps.q.sms"), Does: []string{a.T("apps.sms.does"), a.T("apps.sms.costs")},
			Where: []Step{reports, save, {Name: a.T("apps.sms.use"), Text: a.T("apps.sms.use.text")}},
		}, []offered{{preset.SMS, a.T("apps.file.sms")}}},
	}
}

func (a Apps) files(drawn *Drawing, names []offered) (files []PresetFile) {
	for _, n := range names {
		if f, ok := drawn.files[n.name]; ok {
			f.code.Label = a.T("apps.code", "preset", n.label)
			files = append(files, PresetFile{n.label, n.name.Path(), f.text, f.code})
		}
	}
	return files
}

// Silence says what it does not mean when nothing warns.
func (a Apps) Silence() Note { return Note{Name: a.T("apps.silence"), Text: a.T("apps.silence.text")} }
