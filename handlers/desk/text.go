package desk

import (
	"net/http"
	"slices"
	"strconv"

	"ringfence/web"
)

// texts shows those that wait and those that everybody sees.
func (d *Desk) texts(v visit) error { return d.showTexts(v, http.StatusOK, nil) }

// showTexts shows them with what was chosen, and what is wrong with that: the field of a problem is the name of a text.
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
	p := web.DeskTexts{Desk: d.on(v, "texts", web.DeskTextsPath), Picked: chosen}
	for _, t := range waiting {
		p.Wait(t.Name, t.ReceivedOn, t.Category, t.Kind, t.Lang, t.Text, t.Alike)
	}
	from, err := strconv.Atoi(v.QueryParam("from"))
	if err != nil || from < 0 || from > len(approved) {
		from = 0
	}
	to := min(from+mostShown, len(approved))
	for _, e := range approved[from:to] {
		p.Show(e.Example, e.Held)
	}
	if to < len(approved) {
		p.More = p.Link(web.DeskTextsPath + "?from=" + strconv.Itoa(to))
	}
	for _, problem := range problems {
		problem.Field = p.Element(problem.Field)
		p.Problems = append(p.Problems, problem)
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

// withTexts does something with each of the texts that were chosen. One that cannot be keeps none of the others from it; where something does
// not work, what was done until then is said.
func (d *Desk) withTexts(v visit, did string, do func(string) error) error {
	fields, err := form(v.Context)
	if err != nil {
		return err
	}
	chosen, f := fields["text"], d.frame(v.Context, "")
	chosen = chosen[:min(len(chosen), mostWaiting)]
	if len(chosen) == 0 {
		return d.showTexts(v, http.StatusUnprocessableEntity, nil, web.Problem{Text: f.T("desk.problem.choose_text")})
	}
	var left []string
	var problems []web.Problem
	for i, one := range chosen {
		err := do(one)
		if err == nil {
			continue
		}
		problem, refused := problemOf(f, one, err)
		switch left = append(left, one); {
		case refused:
			problems = append(problems, problem)
		case i == 0:
			return err
		default:
			left = append(left, chosen[i+1:]...)
			told := some(f, len(chosen)-len(left), append(problems, web.Problem{Text: f.T("desk.problem.not_now")}))
			if err := d.showTexts(v, http.StatusServiceUnavailable, left, told...); err != nil {
				return d.show(v.Context, http.StatusServiceUnavailable, web.DeskTexts{Desk: d.on(v, "texts", web.DeskTextsPath, unplaced(told)...)}) // without what cannot be read either
			}
			return nil
		}
	}
	if len(left) > 0 {
		return d.showTexts(v, http.StatusUnprocessableEntity, left, some(f, len(chosen)-len(left), problems)...)
	}
	return d.then(v.Context, web.DeskTextsPath, did)
}

// unplaced are problems on a page without the texts that they are of.
func unplaced(all []web.Problem) []web.Problem {
	all = slices.Clone(all)
	for i := range all {
		all[i].Field = ""
	}
	return all
}

// some says before what is wrong how many texts there was nothing wrong with.
func some(f web.Frame, n int, problems []web.Problem) []web.Problem {
	if n == 0 {
		return problems
	}
	return append([]web.Problem{{Text: f.T("desk.problem.some_texts", "count", n)}}, problems...)
}
