package desk

import (
	"net/http"

	"ringfence/web"
)

// texts shows those that wait and those that everybody sees.
func (d *Desk) texts(v visit) error { return d.showTexts(v, http.StatusOK, nil) }

// showTexts shows them with what was chosen, and what is wrong with that.
func (d *Desk) showTexts(v visit, status int, chosen []string, problems ...web.Problem) error {
	ctx := v.Request().Context()
	waiting, err := d.Texts.Waiting(ctx, "", mostTexts, v.Name)
	if err != nil {
		return err
	}
	approved, err := d.Texts.Approved(ctx)
	if err != nil {
		return err
	}
	p := web.DeskTexts{Desk: d.on(v, "texts", web.DeskTextsPath, problems...), Picked: chosen}
	for _, t := range waiting {
		p.Wait(t.Name, t.ReceivedOn, t.Category, t.Kind, t.Lang, t.Text, t.Alike)
	}
	for _, e := range approved {
		p.Show(e)
	}
	return d.show(v.Context, status, p)
}

// approve has everybody see the chosen texts.
func (d *Desk) approve(v visit) error {
	return d.withTexts(v, "approved", func(name string) error {
		_, err := d.Texts.Approve(v.Request().Context(), name, v.Name)
		return err
	})
}

// takeBack has nobody see a text any more.
func (d *Desk) takeBack(v visit) error {
	return d.withTexts(v, "taken_back", func(id string) error { return d.Texts.TakeBack(v.Request().Context(), id, v.Name) })
}

// withTexts does something with each of the texts that were chosen. One that cannot be keeps none of the others from it.
func (d *Desk) withTexts(v visit, did string, do func(string) error) error {
	fields, err := form(v.Context)
	if err != nil {
		return err
	}
	chosen, f := fields["text"], d.frame(v.Context, "")
	if len(chosen) == 0 {
		return d.showTexts(v, http.StatusUnprocessableEntity, nil, web.Problem{Text: f.T("desk.problem.choose_text")})
	}
	var problems []web.Problem
	for _, one := range chosen[:min(len(chosen), mostWaiting)] {
		if err := do(one); err != nil {
			problem, refused := problemOf(f, "", err)
			if !refused {
				return err
			}
			problems = append(problems, problem)
		}
	}
	if len(problems) > 0 {
		return d.showTexts(v, http.StatusUnprocessableEntity, chosen, problems...)
	}
	return d.then(v.Context, web.DeskTextsPath, did)
}
