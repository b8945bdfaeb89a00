package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"ringfence/internal/reputation"
	"ringfence/internal/sanction"
	"ringfence/internal/subject"
	"ringfence/web"
)

// subject shows what is held about one, or asks for it.
func (d *Desk) subject(v visit) error {
	typed := v.QueryParam("about")
	ask := web.DeskSubject{Desk: d.on(v, "subjects", web.DeskSubjectsPath), Typed: typed}
	if typed == "" {
		return d.show(v.Context, http.StatusOK, ask)
	}
	key, err := about(typed)
	if err != nil {
		problem, refused := problemOf(ask.Frame, "about", err)
		if !refused {
			return err
		}
		ask.Problems = []web.Problem{problem}
		return d.show(v.Context, http.StatusBadRequest, ask)
	}
	return d.showSubject(v, http.StatusOK, key, url.Values{})
}

// showSubject shows it with what was typed, and what is wrong with that. It is read anew, which is written down anew.
func (d *Desk) showSubject(v visit, status int, key subject.Key, typed url.Values, problems ...web.Problem) error {
	ctx := v.Request().Context()
	view, err := d.Sanctions.Read(ctx, key, v.Name)
	if err != nil {
		return err
	}
	decided, err := d.Kept.Decisions(ctx, key)
	if err != nil {
		return err
	}
	cases, err := d.Kept.CasesAbout(ctx, key)
	if err != nil {
		return err
	}
	answer, err := d.Lookups.Lookup(key)
	if err != nil {
		return err
	}
	p := web.NewDeskSubject(d.on(v, "subjects", web.DeskSubjectPath(key), problems...), key, answer.Judgement, d.Clock())
	p.Picked, p.Decision, p.Left = typed.Get("report"), typed.Get("decision"), view.Left
	p.Reasons = web.DeskReasons{Rule: typed.Get("reason_rule"), Undo: typed.Get("reason_undo"), Report: typed.Get("reason_report"), Flag: typed.Get("reason_flag")}
	for _, s := range view.Said {
		p.Add(lineOf(s))
	}
	for i := len(decided) - 1; i >= 0; i-- {
		p.Ruling(decided[i], decided)
	}
	if view.Flag != nil {
		p.Flagged(*view.Flag, view.Found)
	}
	for _, c := range cases {
		p.Case(c)
	}
	return d.show(v.Context, status, p)
}

func lineOf(s sanction.Said) web.Line {
	return web.Line{
		Report: s.Handle, Month: s.Month, Polarity: s.Polarity, Category: s.Category, Tier: s.Tier, State: s.State, Network: s.Network, APIKey: s.APIKey,
		Known: s.Known, Distrusted: s.Distrusted, Made: s.Made,
	}
}

// act is something that a form does to a subject, and what is said then.
type act func(ctx context.Context, key subject.Key, fields url.Values) (done string, err error)

// acts does what a form asks and goes back to the subject. What is wrong is said at a field.
func (d *Desk) acts(v visit, field string, do act) error {
	fields, err := form(v.Context)
	if err != nil {
		return err
	}
	key, err := subject.ParseKey(fields.Get("key"))
	if err != nil {
		return err
	}
	did, err := do(v.Request().Context(), key, fields)
	if err == nil {
		return d.then(v.Context, web.DeskSubjectPath(key), did)
	}
	if errors.Is(err, errNoDecision) {
		field = "decision"
	}
	problem, refused := problemOf(d.frame(v.Context, ""), field, err)
	if !refused {
		return err
	}
	return d.showSubject(v, http.StatusUnprocessableEntity, key, fields, problem)
}

// errNoDecision says that none was chosen that is to be taken back.
var errNoDecision = errors.New("no decision is chosen")

// rule confirms or clears.
func (d *Desk) rule(v visit) error {
	return d.acts(v, "reason_rule", func(ctx context.Context, key subject.Key, fields url.Values) (string, error) {
		_, err := d.Rulings.Rule(ctx, reputation.DecisionKind(fields.Get("do")), key, v.Name, fields.Get("reason_rule"))
		return "ruled", err
	})
}

// undo takes a decision back.
func (d *Desk) undo(v visit) error {
	return d.acts(v, "reason_undo", func(ctx context.Context, key subject.Key, fields url.Values) (string, error) {
		if fields.Get("decision") == "" {
			return "", errNoDecision
		}
		_, err := d.Rulings.Undo(ctx, key, fields.Get("decision"), v.Name, fields.Get("reason_undo"))
		return "undone", err
	})
}

// judge has a report count or not, or all that its sender says.
func (d *Desk) judge(v visit) error {
	return d.acts(v, "reason_report", func(ctx context.Context, key subject.Key, fields url.Values) (string, error) {
		handle, why := fields.Get("report"), fields.Get("reason_report")
		switch fields.Get("do") {
		case "reinstate":
			return "reinstated", d.Sanctions.Reinstate(ctx, key, handle, v.Name, why)
		case "distrust":
			return "distrusted", d.Sanctions.Distrust(ctx, key, handle, v.Name, why)
		case "trust":
			return "trusted", d.Sanctions.Trust(ctx, key, handle, v.Name, why)
		}
		return "overturned", d.Sanctions.Overturn(ctx, key, handle, v.Name, why)
	})
}

// flag is done with a flag.
func (d *Desk) flag(v visit) error {
	return d.acts(v, "reason_flag", func(ctx context.Context, key subject.Key, fields url.Values) (string, error) {
		if fields.Get("do") == "break" {
			_, err := d.Sanctions.Break(ctx, key, v.Name, fields.Get("reason_flag"))
			return "broken", err
		}
		return "dismissed", d.Sanctions.Dismiss(ctx, key, v.Name, fields.Get("reason_flag"))
	})
}
