package smstext

import (
	"sort"
	"strings"

	"ringfence/internal/message"
	"ringfence/internal/report"
	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

// text is a message while it is read. Places in it are runes of the page.
type text struct {
	*scan.Page
	body     string // in UTF-8, without the marks of joined parts
	region   string
	named    []message.Named // the links and accounts, see accounts
	readOnce bool
}

func newText(body, region string) *text {
	known, ok := subject.ParseRegion(region)
	if !ok {
		known = "CN"
	}
	body = strings.ToValidUTF8(unjoin(body), "")
	return &text{Page: scan.New(body, func(int) int { return 0 }), body: body, region: known}
}

func (t *text) end() int { return len(t.Runes) }

// word returns where the next letter, digit or character stands from i on: punctuation, quotes and emoji around words say nothing.
func (t *text) word(i int) int {
	for i < t.end() && !scan.IsWord(t.Runes[i]) {
		i++
	}
	return i
}

// over reports whether nothing stands from i on but courtesy.
func (t *text) over(i int) bool { return skip(t, i, courtesies) == t.end() }

// skip returns where the first word from i on stands that is none of the given ones.
func skip[T any](t *text, i int, words phrases[T]) int {
	for {
		i = t.word(i)
		_, end, ok := words.at(t.Page, i)
		if !ok {
			return i
		}
		i = end
	}
}

// firstOf returns what the first word from i on means, behind any of the words that may stand before it.
func firstOf[T any](t *text, i int, words phrases[T], before phrases[none]) (means T, end int, ok bool) {
	for {
		i = t.word(i)
		if means, end, ok = words.at(t.Page, i); ok {
			return means, end, true
		}
		if _, i, ok = before.at(t.Page, i); !ok {
			return means, i, false
		}
	}
}

// has reports whether one of the words begins from i on and before end.
func has[T any](t *text, i, end int, words phrases[T]) bool {
	for ; i < end; i++ {
		if _, _, ok := words.at(t.Page, i); ok {
			return true
		}
	}
	return false
}

// weight is how much stands from i on: a Chinese character counts one, a word of another script and a number two.
func (t *text) weight(i int) int {
	sum := 0
	for ; i < t.end(); i++ {
		switch r := t.Runes[i]; {
		case scan.IsHan(r):
			sum++
		case scan.IsWord(r) && (!scan.IsWord(t.At(i-1)) || scan.IsHan(t.At(i-1))):
			sum += 2
		}
	}
	return sum
}

// digits is how many digits stand from i on.
func (t *text) digits(i int) int { return t.Count(i, t.end(), scan.IsDigit) }

// offset returns the byte of the body where the rune at i begins.
func (t *text) offset(i int) int {
	if i >= t.end() {
		return len(t.body)
	}
	return t.Span(scan.Match{Start: i, End: i + 1}).Start
}

// place returns the rune that begins at a byte of the body, or the next.
func (t *text) place(offset int) int {
	return sort.Search(t.end(), func(i int) bool { return t.offset(i) >= offset })
}

// quote returns what was written from i on, without the signs that set it off from what stands before.
func (t *text) quote(i int) string {
	if i >= t.end() || t.word(i) == t.end() {
		return ""
	}
	return strings.TrimSpace(strings.TrimLeft(t.body[t.offset(i):], " \t\r\n　,，:：;；、。.*＊#＃-—"))
}

// whole returns all that was written.
func (t *text) whole() string { return strings.TrimSpace(t.body) }

// accounts returns the links and the WeChat and QQ accounts of the message, in its order, as far as a report holds text.
func (t *text) accounts() []message.Named {
	if !t.readOnce {
		for _, n := range message.Read(t.body[:t.offset(report.MaxText)], t.region).Named {
			switch n.Key.Kind() {
			case subject.Domain, subject.WeChat, subject.QQ:
				t.named = append(t.named, n)
			}
		}
		t.readOnce = true
	}
	return t.named
}

// accountAt returns the account or link that begins at i.
func (t *text) accountAt(i int) (key subject.Key, end int, ok bool) {
	offset, named := t.offset(i), t.accounts()
	at := sort.Search(len(named), func(n int) bool { return named[n].Start >= offset })
	if at == len(named) || named[at].Start != offset {
		return subject.Key{}, i, false
	}
	return named[at].Key, t.place(named[at].End), true
}

// accountFrom reports whether an account or link stands from i on.
func (t *text) accountFrom(i int) bool {
	named := t.accounts()
	return len(named) > 0 && named[len(named)-1].Start >= t.offset(i)
}
