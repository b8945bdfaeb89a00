// Package catalogue holds every sentence that people read, in the languages of the service, and the names
// of every vocabulary.
//
// Messages lie in [<part>.]<language>.json, embedded: {"id": "text with {name} placeholders"}, or the plural
// forms of CLDR as {"one": ..., "other": ...}. Both languages have the same ids with the same placeholders.
package catalogue

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

// Lang is a language of the service, as a BCP 47 tag.
type Lang string

// The languages there are.
const (
	ZhCN Lang = "zh-CN"
	En   Lang = "en"
)

// Langs returns the languages in the order pages offer them.
func Langs() []Lang { return []Lang{ZhCN, En} }

// matched holds the languages in the order of matcher, the fallback first.
var matched = []Lang{En, ZhCN}

// zh-Hans and not zh-CN, so that readers of any Chinese get Chinese.
var matcher = language.NewMatcher([]language.Tag{language.English, language.SimplifiedChinese})

// Match returns the language that suits an Accept-Language header (RFC 9110, 12.5.4) best, En if none does.
func Match(acceptLanguage string) Lang {
	switch acceptLanguage {
	case "": // programs seldom say
		return En
	case string(En), string(ZhCN):
		return Lang(acceptLanguage)
	}
	_, n := language.MatchStrings(matcher, acceptLanguage)
	return matched[n]
}

// Parse returns the language with exactly this tag.
func Parse(tag string) (Lang, bool) {
	for _, l := range Langs() {
		if string(l) == tag {
			return l, true
		}
	}
	return "", false
}

//go:embed *.json
var files embed.FS

// book is what can be said in one language.
type book struct {
	plain     map[string]phrase // messages that have one form, by id: nearly all, and found at once
	localizer *i18n.Localizer   // for those that have several
}

var books = sync.OnceValue(load)

func load() map[Lang]book {
	bundle := i18n.NewBundle(language.English)
	all := make(map[Lang]book)
	for _, l := range Langs() {
		all[l] = book{make(map[string]phrase), i18n.NewLocalizer(bundle, string(l))}
	}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		content, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		file, err := bundle.ParseMessageFileBytes(content, e.Name())
		if err != nil {
			panic(err)
		}
		for _, m := range file.Messages {
			if m.One == "" {
				all[Lang(file.Tag.String())].plain[m.ID] = phrase(m.Other)
			}
		}
	}
	return all
}

// Text returns the message id in language l. The arguments alternate between the name of a placeholder and
// its value; the one called "count", an integer, also selects the plural form. An unknown id, or a
// placeholder without a value, is a programming error: what is missing stands in the text between Missing
// brackets, which tests look for on every page and in every answer.
func (l Lang) Text(id string, args ...any) string {
	message, plain := books()[l].plain[id]
	if plain && len(args) == 0 && !strings.Contains(string(message), "{") {
		return string(message)
	}
	config := i18n.LocalizeConfig{MessageID: id, TemplateParser: braces{}}
	pairs := make([]string, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs[i], pairs[i+1] = "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1])
		if args[i] == "count" {
			config.PluralCount = args[i+1]
		}
	}
	config.TemplateData = pairs
	say := func() (string, error) { return books()[l].localizer.Localize(&config) }
	if plain {
		say = func() (string, error) { return message.Execute(pairs) }
	}
	text, err := say()
	if err != nil {
		return missing(id)
	}
	return text
}

// Missing opens what a text lacks.
const Missing = "⟦"

func missing(what string) string { return Missing + what + "⟧" }

// List joins words as l does.
func (l Lang) List(words []string) string { return strings.Join(words, l.Text("list.separator")) }

// Sentences joins sentences as l does.
func (l Lang) Sentences(all []string) string {
	if l == ZhCN {
		return strings.Join(all, "")
	}
	return strings.Join(all, " ")
}

// braces reads messages whose placeholders are {name}.
type braces struct{}

// Cacheable says that a parsed message may be kept.
func (braces) Cacheable() bool { return true }

// Parse takes a message as it is.
func (braces) Parse(message, _, _ string) (template.ParsedTemplate, error) {
	return phrase(message), nil
}

// phrase is a message with placeholders.
type phrase string

// Execute puts values in the place of the placeholders; pairs alternates between them.
func (p phrase) Execute(pairs any) (string, error) {
	values, ok := pairs.([]string)
	if !ok || len(values)%2 != 0 {
		return "", fmt.Errorf("message %q wants names and values in turn", string(p))
	}
	var text strings.Builder
	for rest := string(p); ; {
		before, after, opens := strings.Cut(rest, "{")
		name, behind, closes := strings.Cut(after, "}")
		if !opens || !closes {
			text.WriteString(rest)
			return text.String(), nil
		}
		text.WriteString(before)
		text.WriteString(valueOf("{"+name+"}", values))
		rest = behind
	}
}

// valueOf returns what stands for a placeholder.
func valueOf(placeholder string, values []string) string {
	for i := 0; i < len(values); i += 2 {
		if values[i] == placeholder {
			return values[i+1]
		}
	}
	return missing(placeholder)
}
