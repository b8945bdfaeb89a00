package desk

import (
	"errors"
	"net/http"
	"net/url"

	"ringfence/internal/registry"
	"ringfence/internal/subject"
	"ringfence/web"
)

// registry shows what is proposed for it.
func (d *Desk) registry(v visit) error { return d.showRegistry(v, http.StatusOK, url.Values{}) }

func (d *Desk) showRegistry(v visit, status int, typed url.Values, problems ...web.Problem) error {
	ctx := v.Request().Context()
	waiting, err := d.Register.Waiting(ctx)
	if err != nil {
		return err
	}
	entries, err := d.Register.Entries(ctx)
	if err != nil {
		return err
	}
	p := web.DeskRegistry{
		Desk: d.on(v, "registry", web.DeskRegistryPath, problems...), Entries: len(entries), Number: typed.Get("number"), Name: typed.Get("body"),
		Sector: typed.Get("sector"), Evidence: typed.Get("evidence"), Gone: typed.Get("gone"), Reason: typed.Get("reason"),
	}
	for _, one := range waiting {
		p.Add(one, d.Clock())
	}
	return d.show(v.Context, status, p)
}

// onRegistry does what a form asks, and goes back. What is wrong is said at the field that fits.
func (d *Desk) onRegistry(v visit, number string, do func(fields url.Values) (did string, err error)) error {
	fields, err := form(v.Context)
	if err != nil {
		return err
	}
	did, err := do(fields)
	if err == nil {
		return d.then(v.Context, web.DeskRegistryPath, did)
	}
	field, evidence := number, "evidence"
	if number == "gone" {
		evidence = "reason"
	}
	switch {
	case errors.Is(err, registry.ErrName):
		field = "body"
	case errors.Is(err, registry.ErrSector):
		field = "sector"
	case errors.Is(err, registry.ErrEvidence):
		field = evidence
	}
	problem, refused := problemOf(d.frame(v.Context, ""), field, err)
	if !refused {
		return err
	}
	if field == "reason" {
		problem.Text = d.frame(v.Context, "").T("desk.problem.reason")
	}
	return d.showRegistry(v, http.StatusUnprocessableEntity, fields, problem)
}

// propose proposes an entry.
func (d *Desk) propose(v visit) error {
	return d.onRegistry(v, "number", func(fields url.Values) (string, error) {
		key, err := about(fields.Get("number"))
		if err != nil {
			return "", err
		}
		p := registry.Proposal{Subject: key, Name: fields.Get("body"), Sector: registry.Sector(fields.Get("sector")), Evidence: fields.Get("evidence")}
		_, err = d.Register.Propose(v.Request().Context(), p, v.Name)
		return "proposed", err
	})
}

// remove proposes that an entry be taken back.
func (d *Desk) remove(v visit) error {
	return d.onRegistry(v, "gone", func(fields url.Values) (string, error) {
		var key subject.Key
		key, err := about(fields.Get("gone"))
		if err != nil {
			return "", err
		}
		_, err = d.Register.Remove(v.Request().Context(), key, fields.Get("reason"), v.Name)
		return "proposed", err
	})
}

// decide approves or declines what somebody proposed.
func (d *Desk) decide(v visit) error {
	return d.onRegistry(v, "", func(fields url.Values) (string, error) {
		if fields.Get("do") == "approve" {
			_, err := d.Register.Approve(v.Request().Context(), fields.Get("proposal"), v.Name)
			return "entered", err
		}
		return "declined", d.Register.Decline(v.Request().Context(), fields.Get("proposal"), v.Name)
	})
}
