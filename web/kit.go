package web

// Kit is what educators take along: the brief, posters, a quiz and a worksheet.
type Kit struct{ Frame }

func (Kit) set() string { return "kit" }

// Title names the page.
func (k Kit) Title() string { return k.T("kit.title") }

// Description says what is in it.
func (k Kit) Description() string { return k.T("kit.lead") }

// Ways are its parts.
func (k Kit) Ways() []Way {
	way := func(name, path string) Way {
		return Way{k.Link(path), k.T("kit." + name), k.T("kit." + name + ".text")}
	}
	return []Way{
		way("brief", "/trends/brief"), way("posters", "/kit/posters"), way("quiz", "/kit/quiz"), way("worksheet", "/kit/worksheet"),
	}
}

// Steps are how a week goes with it.
func (k Kit) Steps() []Step {
	names := []string{"look", "hang", "ask", "talk", "tell"}
	steps := make([]Step, len(names))
	for i, name := range names {
		steps[i] = Step{Name: k.T("kit.week." + name), Text: k.T("kit.week." + name + ".text")}
	}
	return steps
}
