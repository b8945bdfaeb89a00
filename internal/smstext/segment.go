package smstext

import (
	"strings"
	"unicode/utf16"
)

// Alphabet is how a text message is written on the air: 3GPP TS 23.038 (formerly GSM 03.38).
type Alphabet uint8

// The alphabets.
const (
	GSM7 Alphabet = iota // the default alphabet and its extension table, in septets (6.2.1)
	UCS2                 // UTF-16, in 16-bit units (6.2.3); for a text with any other character
)

// The 140 octets of a message hold so many units of each alphabet, and fewer where a header says which part of a longer
// text it is (3GPP TS 23.040, 9.2.3.24.1).
const (
	gsmAlone, gsmPart   = 160, 153
	ucs2Alone, ucs2Part = 70, 67
)

// The characters of the default alphabet, which are one septet each, and of its extension table, which are two: the second
// follows an escape.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtension = "\f^{}\\[~]|€"
)

// AlphabetOf returns the alphabet that a text is sent in.
func AlphabetOf(text string) Alphabet {
	for _, r := range text {
		if septets(r) == 0 {
			return UCS2
		}
	}
	return GSM7
}

// Segments returns how many messages carry a text, and so how many its sender pays for: 0 for "". No character is cut in two.
func Segments(text string) int {
	if AlphabetOf(text) == GSM7 {
		return divided(text, septets, gsmAlone, gsmPart)
	}
	return divided(text, utf16.RuneLen, ucs2Alone, ucs2Part)
}

// septets returns the length of a character in the default alphabet, 0 where it has none.
func septets(r rune) int {
	switch {
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmExtension, r):
		return 2
	}
	return 0
}

// divided counts the parts of a text whose characters have such lengths.
func divided(text string, length func(rune) int, alone, part int) int {
	total, parts, used := 0, 0, part
	for _, r := range text {
		n := length(r)
		total += n
		if used+n > part {
			parts, used = parts+1, 0
		}
		used += n
	}
	if total > 0 && total <= alone {
		return 1
	}
	return parts
}
