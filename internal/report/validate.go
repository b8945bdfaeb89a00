package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ringfence/internal/subject"
)

// Validate turns a Draft into a Report, or returns Problems with everything that is wrong with it. keyed
// says whether the caller has an API key.
func Validate(d Draft, keyed bool, now time.Time) (Report, error) {
	c := checker{}
	r := Report{
		Kind:       oneOf(&c, "/kind", d.Kind, []Kind{Call, Text, Offer}),
		Polarity:   oneOf(&c, "/polarity", orElse(d.Polarity, Bad), []Polarity{Bad, Fine}),
		Category:   oneOf(&c, "/category", d.Category, Categories()),
		OccurredAt: c.occurredAt(d.OccurredAt, now),
		Text:       c.text("/text", d.Text, MaxText),
		Knew:       manyOf(&c, "/knew", d.Knew, Knews()),
		LeakSector: oneOf(&c, "/leak_sector", d.LeakSector, leakSectors),
		Region:     c.region(d.Region),
		Campus:     c.text("/campus", d.Campus, MaxField),
		User:       d.User,
		Offer:      c.offer(d.Offer),
		Consent:    d.Consent,
		Lang:       oneOf(&c, "/lang", d.Lang, []string{"zh-CN", "en"}),
	}
	r.Subjects = c.subjects(d.Subjects, r.Region)
	c.together(r, d, keyed)
	if len(c.problems) > 0 {
		slices.SortStableFunc(c.problems, func(a, b Problem) int { return cmp.Compare(fieldOrder(a.Field), fieldOrder(b.Field)) })
		return Report{}, c.problems
	}
	return r, nil
}

// fields is the order in which a form asks for them.
var fields = []string{"kind", "subjects", "polarity", "category", "occurred_at", "text", "offer", "knew", "consent", "leak_sector", "region", "campus", "user", "lang"}

func fieldOrder(pointer string) int {
	top, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	return slices.Index(fields, top)
}

// checker collects problems.
type checker struct{ problems Problems }

func (c *checker) add(p Problem) { c.problems = append(c.problems, p) }

// together checks what one field alone cannot show.
func (c *checker) together(r Report, d Draft, keyed bool) {
	if d.Kind == "" {
		c.add(Problem{Field: "/kind", Code: Required, Names: []string{string(Call), string(Text), string(Offer)}})
	}
	if d.Offer != nil && r.Kind != "" && r.Kind != Offer {
		c.add(Problem{Field: "/offer", Code: NotAnOffer})
	}
	var hot []string
	for _, k := range r.Knew {
		if k.Sensitive() {
			hot = append(hot, string(k))
		}
	}
	if len(hot) > 0 && !r.Consent.Sensitive {
		c.add(Problem{Field: "/consent/sensitive", Code: NeedsConsent, Names: hot})
	}
	switch {
	case r.User == "":
	case !keyed:
		c.add(Problem{Field: "/user", Code: NeedsKey})
	case len(r.User) > MaxUserBytes:
		c.add(Problem{Field: "/user", Code: TooLong, Limit: MaxUserBytes})
	}
}

func (c *checker) subjects(drafts []SubjectDraft, region string) []subject.Key {
	switch {
	case len(drafts) == 0:
		c.add(Problem{Field: "/subjects", Code: Required})
		return nil
	case len(drafts) > MaxSubjects:
		c.add(Problem{Field: "/subjects", Code: TooMany, Limit: MaxSubjects})
		return nil
	}
	country, _, _ := strings.Cut(region, "-")
	keys := make([]subject.Key, 0, len(drafts))
	for i, d := range drafts {
		key, err := d.parse(country)
		if err != nil {
			c.add(subjectProblem(fmt.Sprintf("/subjects/%d", i), err))
			continue
		}
		if _, sample := Sample(key); sample {
			c.add(Problem{Field: fmt.Sprintf("/subjects/%d", i), Code: NotReportable})
			continue
		}
		if Helpline(key) {
			c.add(Problem{Field: fmt.Sprintf("/subjects/%d", i), Code: IsHelpline})
			continue
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

func (d SubjectDraft) parse(country string) (subject.Key, error) {
	if d.Kind == "" {
		return subject.Parse(d.Value, country)
	}
	return subject.ParseKind(subject.Kind(d.Kind), d.Value, country)
}

func subjectProblem(field string, err error) Problem {
	p := Problem{Field: field, Code: SubjectProblem, Subject: subject.NoSuchForm}
	var e *subject.Error
	if errors.As(err, &e) {
		p.Subject = e.Problem
	}
	return p
}

// earliest is before every call that can be reported.
var earliest = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// occurredAt reads RFC 3339 or a date; a date means its noon in UTC, which no time zone moves to another
// day by more than half of one.
func (c *checker) occurredAt(s string, now time.Time) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		if t, err = time.Parse(time.DateOnly, s); err != nil {
			c.add(Problem{Field: "/occurred_at", Code: BadTime})
			return time.Time{}
		}
		t = t.Add(12 * time.Hour)
	}
	if t.Before(earliest) {
		c.add(Problem{Field: "/occurred_at", Code: BadTime})
		return time.Time{}
	}
	if t.After(now.Add(MaxAhead)) {
		c.add(Problem{Field: "/occurred_at", Code: Future})
		return time.Time{}
	}
	return t.UTC()
}

func (c *checker) region(s string) string {
	if s == "" {
		return ""
	}
	code, ok := ParseRegion(s)
	if !ok {
		c.add(Problem{Field: "/region", Code: BadRegion})
		return ""
	}
	return code
}

func (c *checker) offer(d *OfferDraft) *JobOffer {
	if d == nil {
		return nil
	}
	return &JobOffer{
		Title:          c.text("/offer/title", d.Title, MaxField),
		ClaimsEmployer: c.text("/offer/claims_employer", d.ClaimsEmployer, MaxField),
		Platform:       c.text("/offer/platform", d.Platform, MaxField),
		Pay:            c.text("/offer/pay", d.Pay, MaxField),
		Duties:         manyOf(c, "/offer/duties", d.Duties, duties),
	}
}

// text trims s and checks its length and encoding.
func (c *checker) text(field, s string, limit int) string {
	s = strings.TrimSpace(s)
	switch {
	case !utf8.ValidString(s):
		c.add(Problem{Field: field, Code: InvalidUTF8})
	case utf8.RuneCountInString(s) > limit:
		c.add(Problem{Field: field, Code: TooLong, Limit: limit})
	}
	return s
}

func orElse[T ~string](s string, fallback T) string {
	if s == "" {
		return string(fallback)
	}
	return s
}

// oneOf accepts nothing or one of the values.
func oneOf[T ~string](c *checker, field, s string, values []T) T {
	if s != "" && !slices.Contains(values, T(s)) {
		c.add(Problem{Field: field, Code: UnknownValue, Names: names(values)})
		return ""
	}
	return T(s)
}

// manyOf accepts any number of distinct values and puts them in the order of the vocabulary.
func manyOf[T ~string](c *checker, field string, given []string, values []T) []T {
	if len(given) > MaxListed {
		c.add(Problem{Field: field, Code: TooMany, Limit: MaxListed})
		return nil
	}
	for i, s := range given {
		if !slices.Contains(values, T(s)) {
			c.add(Problem{Field: fmt.Sprintf("%s/%d", field, i), Code: UnknownValue, Names: names(values)})
		}
	}
	var found []T
	for _, v := range values {
		if slices.Contains(given, string(v)) {
			found = append(found, v)
		}
	}
	return found
}

func names[T ~string](values []T) []string {
	s := make([]string, len(values))
	for i, v := range values {
		s[i] = string(v)
	}
	return s
}
