package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

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
		answer, err := d.Lookups.Lookup(one.Subject)
		if err != nil {
			return err
		}
		p.Add(one, answer.Judgement, d.Clock())
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
	problems := problemsOf(d.frame(v.Context, ""), number, err)
	if len(problems) == 0 {
		return err
	}
	return d.showRegistry(v, http.StatusUnprocessableEntity, fields, problems...)
}

// problemsOf returns all that is wrong with what is asked of the registry, each at the field that fits: what is of none of them is about the
// number, which is in a field of its own.
func problemsOf(f web.Frame, number string, err error) (all []web.Problem) {
	evidence := "evidence"
	if number == "gone" {
		evidence = "reason"
	}
	for _, of := range []struct {
		err   error
		field string
	}{{registry.ErrName, "body"}, {registry.ErrSector, "sector"}, {registry.ErrEvidence, evidence}} {
		if errors.Is(err, of.err) {
			problem, _ := problemOf(f, of.field, of.err)
			if of.field == "reason" {
				problem.Text = f.T("desk.problem.reason")
			}
			all = append(all, problem)
		}
	}
	var unreadable *subject.Error
	if problem, refused := problemOf(f, number, err); refused && (len(all) == 0 || errors.As(err, &unreadable)) {
		all = append([]web.Problem{problem}, all...)
	}
	return all
}

// propose proposes an entry.
func (d *Desk) propose(v visit) error {
	return d.onRegistry(v, "number", func(fields url.Values) (string, error) {
		key, err := about(fields.Get("number"))
		p := registry.Proposal{Subject: key, Name: fields.Get("body"), Sector: registry.Sector(fields.Get("sector")), Evidence: fields.Get("evidence")}
		if err != nil {
			return "", errors.Join(err, p.Trim().Check())
		}
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
			if strings.TrimSpace(fields.Get("reason")) == "" {
				err = errors.Join(err, registry.ErrEvidence)
			}
			return "", err
		}
		_, err = d.Register.Remove(v.Request().Context(), key, fields.Get("reason"), v.Name)
		return "proposed", err
	})
}

// errLooked says that people are warned of a number that is to become an official one, and that who approves did not say they looked.
var errLooked = errors.New("the number is warned of, and nobody says they looked")

// decide approves or declines what somebody proposed.
func (d *Desk) decide(v visit) error {
	return d.onRegistry(v, "", func(fields url.Values) (string, error) {
		if fields.Get("do") == "approve" {
			id := fields.Get("proposal")
			if err := d.looked(v, id, fields.Get("looked-"+id) != ""); err != nil {
				return "", err
			}
			p, err := d.Register.Approve(v.Request().Context(), id, v.Name)
			if p.State == registry.Open {
				return "seconded", err
			}
			return "entered", err
		}
		return "declined", d.Register.Decline(v.Request().Context(), fields.Get("proposal"), v.Name)
	})
}

// looked returns errLooked where a proposal is about a number that people are warned of and who approves does not say they looked at it.
func (d *Desk) looked(v visit, id string, says bool) error {
	if says {
		return nil
	}
	waiting, err := d.Register.Waiting(v.Request().Context())
	if err != nil {
		return err
	}
	for _, p := range waiting {
		if p.ID != id || p.Remove != "" {
			continue
		}
		answer, err := d.Lookups.Lookup(p.Subject)
		if err != nil {
			return err
		}
		if web.Warned(answer.Judgement.Verdict) {
			return errLooked
		}
	}
	return nil
}
