package web

import (
	"cmp"
	"fmt"
	"slices"

	"ringfence/internal/campus"
	"ringfence/internal/report"
	"ringfence/web/catalogue"
)

// Entry is what stands in the report form, as typed. Field names in comments are those of the controls.
type Entry struct {
	Key  string // key: names this form, so that sending it twice is one report
	Step string // step: where the visitor is, when the form is shown in steps

	Kind     string // kind
	Polarity string // polarity

	Numbers string // numbers: one a line
	WeChat  string // wechat
	QQ      string // qq
	Domain  string // domain
	Sender  string // sender

	Category   string   // category
	OccurredAt string   // occurred_at
	Text       string   // text
	Region     string   // region
	Knew       []string // knew
	LeakSector string   // leak_sector
	Campus     string   // campus
	Chosen     string   // campus_choice: the official name that was meant by Campus, or Typed

	Title          string   // title
	ClaimsEmployer string   // claims_employer
	Platform       string   // platform
	Pay            string   // pay
	Duties         []string // duties

	ConsentSensitive bool // consent_sensitive
	PublishText      bool // publish_text

	Code string // code: the receipt of the report that this one is to replace; "" for a new one

	PhoneCode   string // phone_code: to be texted from the visitor's phone; "" when none was asked for
	PhoneSecret string // phone_secret: what opens the answer to it
}

// Offers reports whether anything was typed about an offer.
func (e Entry) Offers() bool {
	return cmp.Or(e.Title, e.ClaimsEmployer, e.Platform, e.Pay) != "" || len(e.Duties) > 0
}

// Typed stands in Entry.Chosen for: none of the universities that were offered.
const Typed = "typed"

// Report is the report form, with what was typed and what is wrong with it.
type Report struct {
	Summary
	Entry    Entry
	Reading  *Reading        // of the text, when that was asked for
	Campuses []campus.Campus // what Entry.Campus may stand for, when that must be asked
	Proposed bool            // Entry.Region was not chosen, but is that of the university
	Phone    Phone           // how to prove a phone
	SignIn   bool            // one can sign in with a university
}

func (Report) set() string { return "report" }

// Title names the page, and says that something is wrong.
func (r Report) Title() string {
	if len(r.Problems) > 0 {
		return r.T("report.page.problems")
	}
	return r.Heading()
}

// Description says what the form is for.
func (r Report) Description() string { return r.T("report.description") }

// Kinds are the ways in which someone was reached.
func (r Report) Kinds() Field {
	f := r.field("kind", "report.kind", "", "")
	f.Type, f.Required = "radio", r.T("form.required")
	f.Options = options(r.Frame, "kind", catalogue.ReportKinds, []report.Kind{report.Call, report.Text, report.Offer}, r.Entry.Kind)
	return f
}

// Polarities are what a report can say.
func (r Report) Polarities() Field {
	f := r.field("polarity", "report.polarity", "", "")
	f.Type = "radio"
	f.Options = options(r.Frame, "polarity", catalogue.Polarities, []report.Polarity{report.Bad, report.Fine},
		cmp.Or(r.Entry.Polarity, string(report.Bad)))
	return f
}

// Numbers takes phone numbers, hotlines and SMS ports.
func (r Report) Numbers() Field {
	return r.field("numbers", "report.numbers", "report.numbers.hint", r.Entry.Numbers)
}

// Accounts take what is no number.
func (r Report) Accounts() []Field {
	return []Field{
		r.field("wechat", "kind.wechat", "", r.Entry.WeChat),
		r.field("qq", "kind.qq", "", r.Entry.QQ),
		r.field("domain", "kind.domain", "report.domain.hint", r.Entry.Domain),
		r.field("sender", "kind.sender", "report.sender.hint", r.Entry.Sender),
	}
}

// Category takes the kind of trick or nuisance.
func (r Report) Category() Field {
	f := r.field("category", "report.category", "", "")
	f.Options = options(r.Frame, "category", catalogue.Categories, report.Categories(), r.Entry.Category)
	for i, c := range report.Categories() {
		f.Options[i].ID, f.Options[i].Group = "", r.Name(catalogue.Groups, string(c.Group()))
	}
	return f.keeping(r.Entry.Category)
}

// OccurredAt takes the day.
func (r Report) OccurredAt() Field {
	f := r.field("occurred_at", "report.date", "report.date.hint", r.Entry.OccurredAt)
	f.Type = "date"
	return f
}

// Region takes a province or country.
func (r Report) Region() Field {
	hint := "report.region.hint"
	if r.Proposed {
		hint = "report.campus.province"
	}
	f := r.field("region", "report.region", hint, "")
	f.Options = regionOptions[r.Lang]()
	for i, o := range f.Options {
		f.Options[i].Chosen = o.Value == r.Entry.Region
	}
	return f.keeping(r.Entry.Region)
}

// keeping adds the value of a select that is none of its options, so that it is not lost unseen.
func (f Field) keeping(value string) Field {
	known := slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value })
	if value != "" && !known {
		return f.with(Option{Value: value, Label: value, Chosen: true})
	}
	return f
}

func (f Field) with(o Option) Field {
	f.Options = append(f.Options, o)
	return f
}

// Text takes the story.
func (r Report) Text() Field { return r.field("text", "report.text", "report.text.hint", r.Entry.Text) }

// Knew takes what the caller already knew, as far as it is not highly sensitive.
func (r Report) Knew() Field {
	f := r.field("knew", "report.knew", "report.knew.hint", "")
	f.Type = "checkbox"
	f.Options = options(r.Frame, "knew", catalogue.Knew, knews(false), r.Entry.Knew...)
	return f
}

// KnewSensitive takes the highly sensitive rest.
func (r Report) KnewSensitive() Field {
	f := r.field("knew_sensitive", "report.knew_sensitive", "report.knew_sensitive.hint", "")
	f.Type = "checkbox"
	f.Options = options(r.Frame, "knew_sensitive", catalogue.Knew, knews(true), r.Entry.Knew...)
	return f
}

func knews(sensitive bool) []report.Knew {
	return slices.DeleteFunc(report.Knews(), func(k report.Knew) bool { return k.Sensitive() != sensitive })
}

// ConsentSensitive takes the separate consent to keep that rest.
func (r Report) ConsentSensitive() Field {
	return r.tick("consent_sensitive", "report.consent_sensitive", "", r.Entry.ConsentSensitive)
}

// PublishText takes the consent to publish the story.
func (r Report) PublishText() Field {
	return r.tick("publish_text", "report.publish_text", "report.publish_text.hint", r.Entry.PublishText)
}

func (r Report) tick(id, label, hint string, ticked bool) Field {
	f := r.field(id, label, hint, "yes")
	f.Options = []Option{{ID: id, Value: "yes", Chosen: ticked}}
	return f
}

// LeakSector takes where the data may have leaked.
func (r Report) LeakSector() Field {
	f := r.field("leak_sector", "report.leak_sector", "", "")
	f.Options = options(r.Frame, "leak_sector", catalogue.LeakSectors, report.LeakSectors(), r.Entry.LeakSector)
	return f.keeping(r.Entry.LeakSector)
}

// Campus takes the school.
func (r Report) Campus() Field {
	return r.field("campus", "report.campus", "report.campus.hint", r.Entry.Campus)
}

// CampusChoices asks which university was meant.
func (r Report) CampusChoices() Field {
	f := r.field("campus_choice", "report.campus.choice", "", "")
	f.Type = "radio"
	for i, c := range r.Campuses {
		label := r.T("report.campus.option", "name", c.Name, "region", r.Name(catalogue.Regions, c.Region))
		f.Options = append(f.Options, Option{ID: fmt.Sprintf("campus_choice-%d", i), Value: c.Name, Label: label})
	}
	f.Options[0].ID = f.ID
	return f.with(Option{ID: "campus_choice-typed", Value: Typed, Label: r.T("report.campus.typed", "typed", r.Entry.Campus), Chosen: true})
}

// Offer heads the part about an offer, and holds what is wrong with the part as a whole.
func (r Report) Offer() Field { return r.field("offer", "report.offer", "report.offer.hint", "") }

// OfferOpen reports whether the part about an offer must be seen whatever kind is chosen.
func (r Report) OfferOpen() bool { return r.Entry.Offers() || len(r.Offer().Problems) > 0 }

// OfferTexts take what the offer says.
func (r Report) OfferTexts() []Field {
	return []Field{
		r.field("title", "report.title", "", r.Entry.Title),
		r.field("claims_employer", "report.claims_employer", "report.claims_employer.hint", r.Entry.ClaimsEmployer),
		r.field("platform", "report.platform", "", r.Entry.Platform),
		r.field("pay", "report.pay", "", r.Entry.Pay),
	}
}

// Duties take what the applicant is to do.
func (r Report) Duties() Field {
	f := r.field("duties", "report.duties", "", "")
	f.Type = "checkbox"
	f.Options = options(r.Frame, "duties", catalogue.Duties, report.Duties(), r.Entry.Duties...)
	return f
}
