package site

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ringfence/internal/report"
	"ringfence/internal/subject"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// entryOf reads the fields of the report form.
func entryOf(fields url.Values) web.Entry {
	e := filledIn(fields)
	e.Key, e.Step, e.Polarity = fields.Get("key"), fields.Get("step"), fields.Get("polarity")
	e.Category, e.OccurredAt, e.Text = fields.Get("category"), fields.Get("occurred_at"), fields.Get("text")
	e.Knew = slices.Concat(fields["knew"], fields["knew_sensitive"])
	e.LeakSector, e.Campus, e.Chosen = fields.Get("leak_sector"), fields.Get("campus"), fields.Get("campus_choice")
	e.Title, e.ClaimsEmployer = fields.Get("title"), fields.Get("claims_employer")
	e.Platform, e.Pay = fields.Get("platform"), fields.Get("pay")
	e.ConsentSensitive, e.PublishText = fields.Get("consent_sensitive") != "", fields.Get("publish_text") != ""
	e.Code = fields.Get("code")
	e.PhoneCode, e.PhoneSecret = fields.Get("phone_code"), fields.Get("phone_secret")
	return e
}

// filledIn reads what a link may fill in: whom the report is about, how it began, and what an offer asked for, which
// the check of offers has asked already. All else, and what is consented to, is for the visitor to say.
func filledIn(fields url.Values) web.Entry {
	get := func(name string) string { return typed(fields.Get(name)) }
	return web.Entry{Kind: get("kind"), Duties: fields["duties"], Numbers: get("numbers"), WeChat: get("wechat"), QQ: get("qq"), Domain: get("domain"),
		Sender: get("sender"), Region: get("region")}
}

// origins tell for each subject of a draft where in the form it was typed.
type origins []origin

type origin struct {
	field string
	line  int // from 1; 0 where there is only one
}

// draftOf turns what was typed into a submission.
func draftOf(e web.Entry, l catalogue.Lang) (report.Draft, origins) {
	d := report.Draft{
		Kind: e.Kind, Polarity: e.Polarity, Category: e.Category, OccurredAt: e.OccurredAt, Text: e.Text,
		Knew: e.Knew, LeakSector: e.LeakSector, Region: e.Region, Campus: e.Campus, Lang: string(l),
		Consent: report.Consent{Sensitive: e.ConsentSensitive, PublishText: e.PublishText},
	}
	if e.Offers() {
		d.Offer = &report.OfferDraft{Title: e.Title, ClaimsEmployer: e.ClaimsEmployer, Platform: e.Platform, Pay: e.Pay, Duties: e.Duties}
	}
	var from origins
	add := func(kind subject.Kind, value string, o origin) {
		if value = strings.TrimSpace(value); value != "" {
			d.Subjects = append(d.Subjects, report.SubjectDraft{Kind: string(kind), Value: value})
			from = append(from, o)
		}
	}
	lines := strings.FieldsFunc(e.Numbers, func(r rune) bool { return strings.ContainsRune("\n,，、;；", r) })
	for i, value := range lines {
		o := origin{field: "numbers"}
		if len(lines) > 1 {
			o.line = i + 1
		}
		add("", value, o)
	}
	add(subject.WeChat, e.WeChat, origin{field: "wechat"})
	add(subject.QQ, e.QQ, origin{field: "qq"})
	add(subject.Domain, e.Domain, origin{field: "domain"})
	add(subject.Sender, e.Sender, origin{field: "sender"})
	return d, from
}

// fieldOf maps pointers into a draft to the fields of the form; those of lists end before the index.
var fieldOf = map[string]string{
	"/kind": "kind", "/subjects": "numbers", "/polarity": "polarity", "/category": "category", "/occurred_at": "occurred_at",
	"/text": "text", "/knew": "knew", "/leak_sector": "leak_sector", "/region": "region", "/campus": "campus",
	"/offer": "offer", "/offer/title": "title", "/offer/claims_employer": "claims_employer", "/offer/platform": "platform",
	"/offer/pay": "pay", "/offer/duties": "duties", "/consent/sensitive": "consent_sensitive",
}

// problems puts what is wrong with a draft into words, in the order in which the form has the fields.
func (from origins) problems(l catalogue.Lang, found report.Problems) []web.Problem {
	all := make([]web.Problem, len(found))
	for i, p := range found {
		all[i] = web.Problem{Field: fieldOf[p.Field], Text: catalogue.Problem(l, p)}
		if all[i].Field != "" {
			continue
		}
		list, last := splitPointer(p.Field)
		all[i].Field = fieldOf[list]
		if list != "/subjects" || last >= len(from) {
			continue
		}
		all[i].Field = from[last].field // also the kind, where it is none of numbers
		if p.Code == report.SubjectProblem {
			all[i].Text = catalogue.KindProblem(l, subject.Kind(all[i].Field), p.Subject)
		}
		if line := from[last].line; line > 0 {
			all[i].Text = l.Text("report.numbers.line", "line", line, "problem", all[i].Text)
		}
	}
	return inOrder(all)
}

// splitPointer returns the list and the index that a pointer such as /subjects/2 names.
func splitPointer(pointer string) (string, int) {
	at := strings.LastIndexByte(pointer, '/')
	n, err := strconv.Atoi(pointer[at+1:])
	if err != nil {
		return pointer, 0
	}
	return pointer[:at], n
}

// fieldOrder is that of the form, so that the list above it reads like the form.
var fieldOrder = []string{"", "kind", "text", "category", "occurred_at", "numbers", "wechat", "qq", "domain", "sender", "polarity",
	"knew", "consent_sensitive", "leak_sector", "offer", "title", "claims_employer", "platform", "pay", "duties", "campus", "region"}

func inOrder(problems []web.Problem) []web.Problem {
	place := func(p web.Problem) int { return slices.Index(fieldOrder, p.Field) }
	slices.SortStableFunc(problems, func(a, b web.Problem) int { return cmp.Compare(place(a), place(b)) })
	return problems
}
