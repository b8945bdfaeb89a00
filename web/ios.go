package web

// IOS is the quick start for an app that labels calls on an iPhone.
type IOS struct {
	Frame
	Base string // scheme and host that the app asks; "" for those of a service on this machine
}

func (IOS) set() string { return "ios" }

// Title names the page.
func (i IOS) Title() string { return i.T("ios.title") }

// Description says what is on it.
func (i IOS) Description() string { return i.T("ios.description") }

// Chapters is the table of contents.
func (i IOS) Chapters() []Chapter {
	return i.chapters("ios.q.does", "ios.q.project", "ios.q.shared", "ios.q.directory", "ios.q.update", "ios.q.manifest", "ios.q.texts", "ios.q.live",
		"ios.q.keep", "ios.q.checked")
}

func (i IOS) files(names ...string) []Snippet { return snippets(i.Base, "ios", names...) }

// Project is what is no Swift.
func (i IOS) Project() []Snippet { return i.files("Screening.entitlements") }

// Shared is what the app and its extension have in common.
func (i IOS) Shared() []Snippet { return i.files("NumberFile.swift") }

// Directory gives the phone the list.
func (i IOS) Directory() []Snippet { return i.files("CallDirectoryHandler.swift") }

// Update fetches the list.
func (i IOS) Update() []Snippet { return i.files("ListUpdate.swift", "Screening.swift") }

// Manifest checks what was fetched.
func (i IOS) Manifest() []Snippet { return i.files("Manifest.swift") }
