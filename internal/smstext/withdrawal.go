package smstext

import (
	"strings"

	"ringfence/internal/report"
	"ringfence/internal/scan"
)

// withdrawal reads the receipt code that follows UNDO and CANCEL. One message takes one report back: of two codes it could tell only
// of one what became of it. Where nothing else stands behind UNDO the check sign may be missing.
func (t *text) withdrawal(v verb, i int) (Message, bool) {
	receipt, end, ok := t.receipt(i)
	if _, _, two := t.receipt(end); ok && !two {
		return Message{Intent: Withdraw, Receipt: receipt}, true
	}
	if r, end, unchecked := t.receiptAt(skip(t, i, receiptFillers), receiptSymbols-1); unchecked && v == undo && t.over(end) {
		return Message{Intent: Withdraw, Receipt: r}, true
	}
	switch {
	case ok, t.over(i):
		return unclear(BadReceipt), true
	case v == cancel:
		return unclear(BadReceipt), t.isToken(t.word(i))
	}
	return unclear(BadReceipt), t.weight(i) <= aRemark && t.voiceFrom(i) != stranger
}

// receiptFirst reads a receipt code with UNDO behind it, or without. Alone it takes no report back, since nobody asked for that; and
// nothing else can be done with it by text message, so its sender is told how it takes one back.
func receiptFirst(t *text, i int) (Message, bool) {
	receipt, end, ok := t.receipt(i)
	if ok && t.isUndone(end) {
		return Message{Intent: Withdraw, Receipt: receipt}, true
	}
	return unclear(BadReceipt), ok && t.over(end)
}

// isUndone reports whether UNDO is all that stands from i on.
func (t *text) isUndone(i int) bool {
	v, end, ok := firstOf(t, i, verbs, courtesies)
	return ok && (v == undo || v == cancel) && t.over(end)
}

// isReceipt reports whether a receipt code is all that stands from i on.
func (t *text) isReceipt(i int) bool {
	_, end, ok := t.receipt(i)
	return ok && t.over(end)
}

// receipt returns the first receipt code from i on, behind words such as "code" and 回执, and where it ends.
func (t *text) receipt(i int) (report.Receipt, int, bool) {
	for {
		i = t.word(i)
		if r, end, ok := t.receiptAt(i, receiptSymbols); ok {
			return r, end, true
		}
		_, end, ok := receiptFillers.at(t.Page, i)
		if !ok {
			return report.Receipt{}, i, false
		}
		i = end
	}
}

// receiptSymbols is the length of a receipt code without its hyphens. The last is its check sign.
const receiptSymbols = 17

// receiptAt reads the code of so many symbols that begins at i, with any hyphens and blanks in it.
func (t *text) receiptAt(i, symbols int) (report.Receipt, int, bool) {
	var written []rune
	for ; i < t.end() && len(written) < symbols; i++ {
		switch r := t.Runes[i]; {
		case scan.IsAlnum(r), strings.ContainsRune("*~$=", r):
			written = append(written, r)
		case !isSpace(r) && r != '-':
			return report.Receipt{}, i, false
		}
	}
	if scan.IsAlnum(t.At(i)) {
		return report.Receipt{}, i, false
	}
	read := report.ParseReceipt
	if symbols < receiptSymbols {
		read = report.ParseUnchecked
	}
	r, err := read(string(written))
	return r, i, err == nil
}

// receiptFillers stand between UNDO and the code.
var receiptFillers = set("receiptFillers")
