package web

// guides are the pages that go on where /developers ends, in the order in which it names them. Each has its
// title and its description as <name>.title and <name>.description.
var guides = []struct{ path, name string }{
	{ReferencePath, "reference"},
	{"/developers/private", "private"},
	{"/developers/lists", "lists"},
	{"/developers/webhooks", "webhooks"},
	{"/developers/trends", "data"},
	{"/developers/android", "android"},
	{"/developers/ios", "ios"},
	{"/developers/pbx", "pbx"},
	{"/apps", "apps"},
}

// Guides returns them.
func (f Frame) Guides() []Way {
	all := make([]Way, len(guides))
	for i, g := range guides {
		all[i] = Way{f.Link(g.path), f.T(g.name + ".title"), f.T(g.name + ".description")}
	}
	return all
}
