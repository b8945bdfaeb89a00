package web

func componentExamples(s sample) map[string]Page {
	return map[string]Page{"components": NewComponents(s.Frame)}
}
