package web

// Android is the quick start for an app that warns while an Android phone rings.
type Android struct {
	Frame
	Base string // scheme and host that the app asks; "" for those of a service on this machine
}

func (Android) set() string { return "android" }

// Title names the page.
func (a Android) Title() string { return a.T("android.title") }

// Description says what is on it.
func (a Android) Description() string { return a.T("android.description") }

// Chapters is the table of contents.
func (a Android) Chapters() []Chapter {
	return a.chapters("android.q.does", "android.q.project", "android.q.role", "android.q.screening", "android.q.range", "android.q.list", "android.q.samples",
		"android.q.keep", "android.q.checked")
}

func (a Android) files(names ...string) []Snippet { return snippets(a.Base, "android", names...) }

// Project is what is no Kotlin.
func (a Android) Project() []Snippet {
	return a.files("build.gradle.kts", "AndroidManifest.xml", "values/strings.xml", "values-zh-rCN/strings.xml")
}

// Role asks the user.
func (a Android) Role() []Snippet { return a.files("SetupActivity.kt") }

// Screening answers calls.
func (a Android) Screening() []Snippet { return a.files("ScreeningService.kt") }

// Range asks about a number without telling which.
func (a Android) Range() []Snippet { return a.files("PrivateLookup.kt") }

// List is what the phone knows by itself.
func (a Android) List() []Snippet {
	return a.files("NumberList.kt", "CompactList.kt", "ListWorker.kt")
}

// Samples returns what the app makes of the numbers for developers.
func (a Android) Samples() []Fact {
	shown := []string{"android.samples.nothing", "android.samples.nothing", "android.samples.suspicious", "android.samples.scam", "android.samples.disputed"}
	all := make([]Fact, len(shown))
	for i, sample := range (Developers{Frame: a.Frame}).Samples() {
		all[i] = Fact{sample.Number, a.T(shown[i])}
	}
	return all
}
