package smstext

import (
	"embed"
	"fmt"
	"strings"
)

// files hold the words that messages are read by, one phrase a line, written as phrases are. [name] begins the list of that name,
// and # a remark.
//
//go:embed words/*.txt
var files embed.FS

// listsOf returns the lists of a file by their names.
func listsOf(file string) map[string][]string {
	text, err := files.ReadFile("words/" + file + ".txt")
	if err != nil {
		panic(fmt.Sprint("smstext: ", err))
	}
	lists, name := map[string][]string{}, ""
	for line := range strings.Lines(string(text)) {
		switch line = strings.TrimSpace(line); {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			if name = strings.Trim(line, "[]"); lists[name] != nil {
				panic(fmt.Sprintf("smstext: %s.txt has two lists %s", file, name))
			}
		default:
			lists[name] = append(lists[name], line)
		}
	}
	return lists
}

// tableOf returns the words of a file whose lists are those named, and what each list means.
func tableOf[T comparable](file string, meanings map[string]T) phrases[T] {
	table := map[T][]string{}
	for name, list := range listsOf(file) {
		means, ok := meanings[name]
		if !ok {
			panic(fmt.Sprintf("smstext: %s.txt has a list %s, which means nothing", file, name))
		}
		table[means] = list
	}
	if len(table) != len(meanings) {
		panic(fmt.Sprintf("smstext: %s.txt lacks a list of %v", file, meanings))
	}
	return newPhrases(table)
}

type none = struct{} // means nothing but that the word is one of them

func words(list ...string) phrases[none] { return newPhrases(map[none][]string{{}: list}) }

var sets = listsOf("sets")

// set returns the words of a list in sets.txt, which says what each is for.
func set(name string) phrases[none] {
	if sets[name] == nil {
		panic("smstext: sets.txt has no list " + name)
	}
	return words(sets[name]...)
}

var (
	courtesies  = set("courtesies")
	openings    = set("openings")
	fillers     = set("fillers")
	textFillers = set("textFillers")
	joints      = set("joints")
	accountCues = set("accountCues")
	particles   = set("particles")
	contents    = set("contents")
	questions   = set("questions")
	textWords   = set("textWords")
	callWords   = set("callWords")
	refusals    = set("refusals")
	unwanted    = set("unwanted")
	victims     = set("victims")
	losses      = set("losses")
	despair     = set("despair")
	addressed   = set("addressed")
	gratitude   = set("gratitude")
	persons     = set("persons")
	labels      = set("labels")
	unknowns    = set("unknowns")
	salutations = set("salutations")

	otherNumbers     = set("otherNumbers")
	serviceQuestions = set("serviceQuestions")
)
