package desk

import (
	"net/http"

	"ringfence/web"
)

// texts shows those that wait and those that everybody sees.
func (d *Desk) texts(v visit) error { return d.showTexts(v, http.StatusOK) }

func (d *Desk) showTexts(v visit, status int, problems ...web.Problem) error {
	ctx := v.Request().Context()
	waiting, err := d.Texts.Waiting(ctx, "", mostWaiting, v.Name)
	if err != nil {
		return err
	}
	approved, err := d.Texts.Approved(ctx)
	if err != nil {
		return err
	}
	p := web.DeskTexts{Desk: d.on(v, "texts", web.DeskTextsPath, problems...)}
	for _, t := range waiting {
		p.Wait(t.Name, t.ReceivedOn, t.Category, t.Kind, t.Lang, t.Text, t.Alike)
	}
	for _, e := range approved {
		p.Show(e)
	}
	return d.show(v.Context, status, p)
}

// approve has everybody see a text.
func (d *Desk) approve(v visit) error {
	return d.withText(v, "approved", func(name string) error {
		_, err := d.Texts.Approve(v.Request().Context(), name, v.Name)
		return err
	})
}

// takeBack has nobody see it any more.
func (d *Desk) takeBack(v visit) error {
	return d.withText(v, "taken_back", func(id string) error { return d.Texts.TakeBack(v.Request().Context(), id, v.Name) })
}

func (d *Desk) withText(v visit, did string, do func(string) error) error {
	fields, err := form(v.Context)
	if err != nil {
		return err
	}
	if err = do(fields.Get("text")); err == nil {
		return d.then(v.Context, web.DeskTextsPath, did)
	}
	problem, refused := problemOf(d.frame(v.Context, ""), "", err)
	if !refused {
		return err
	}
	return d.showTexts(v, http.StatusUnprocessableEntity, problem)
}
