package redact

import (
	"regexp"
	"strings"

	"ringfence/internal/scan"
)

var (
	cardCues = scan.NewLexicon("卡号", "银行卡", "储蓄卡", "借记卡", "信用卡", "银行账号", "银行账户", "对公账户", "账号", "帐号", "账户", "帐户", "转到", "转账到", "转账给",
		"打到", "汇到", "汇款到", "打款到", "转入", "存入", "card", "card number", "card no", "account number", "account no", "bank account",
		"acct", "acct no", "a/c", "routing number", "sort code")
	// transferCues announce an account or an amount, so only a number too long for an amount counts after them.
	transferCues = scan.NewLexicon("转到", "转账到", "转账给", "打到", "汇到", "汇款到", "打款到", "转入", "存入", "card")
	orderCues    = scan.NewLexicon("订单", "订单号", "单号", "快递单号", "运单", "运单号", "物流单号", "流水", "流水号", "交易号", "编号", "合同", "合同号", "批次", "批次号", "工单",
		"票号", "案件", "案号", "受理号", "order", "order number", "order no", "order id", "invoice", "tracking", "tracking number", "reference", "ref",
		"ticket", "case", "parcel")
)

// findBankCards finds bank cards with a known issuer's prefix and the right Luhn digit, and account numbers after a cue.
func findBankCards(p *scan.Page) []scan.Match {
	return p.Numbers(BankCard, scan.PlainGap, 21, func(n *scan.Number) bool {
		if len(n.Digits) < 8 || scan.IsAlnum(p.At(n.End)) || !n.Even(p, 0) || len(n.Groups) > 1 && p.Counted(n.End) {
			return false
		}
		cued := p.CuedBy(cardCues, n.Start)
		switch {
		case scan.IsAlnum(p.At(n.Start-1)) && !cued:
			return false
		case cued && len(n.Groups) == 1 && !isMobile(string(n.Digits)):
			return len(n.Digits) >= 12 || !p.CuedBy(transferCues, n.Start) && !p.Counted(n.End) && !validDate(string(n.Digits))
		case cued && inFours(n):
			return len(n.Digits) >= 12
		}
		return issued(n.Digits) && luhn(n.Digits) && (len(n.Groups) == 1 || inFours(n) || n.Groups[0].End-n.Groups[0].Start == 6) &&
			!p.CuedBy(orderCues, n.Start)
	})
}

// inFours reports whether a number is grouped as on a card: 4-4-4-4, with a shorter group at the end.
func inFours(n *scan.Number) bool {
	for i, g := range n.Groups {
		if size := g.End - g.Start; size > 4 || size < 4 && i < len(n.Groups)-1 {
			return false
		}
	}
	return true
}

// issued reports whether the prefix and length are those of a card scheme (ISO/IEC 7812).
func issued(digits []byte) bool {
	s, n := string(digits), len(digits)
	switch {
	case n >= 16 && n <= 19 && (strings.HasPrefix(s, "62") || strings.HasPrefix(s, "60")), n == 19 && hasAny(s, "4367", "9558"):
		return true
	case n == 16:
		return s[0] == '4' || s[0] == '5' || s[0] == '2' && s[1] >= '2' && s[1] <= '7' || hasAny(s, "35", "65", "9558")
	case n == 15:
		return hasAny(s, "34", "37")
	case n == 14:
		return hasAny(s, "36", "38")
	}
	return false
}

func hasAny(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// luhn checks the last digit of a card (ISO/IEC 7812-1, annex B).
func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// shortestIBAN is the length of Norway's.
const shortestIBAN = 15

var ibanForm = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`)

// ibanCountries are the countries whose banks use IBANs most; parcels and tickets begin with other letters.
const ibanCountries = "AD AE AT AZ BA BE BG BH BR CH CY CZ DE DK DO EE ES FI FR GB GE GI GR HR HU IE IL IS IT JO KW KZ LB LI LT LU LV MC MD ME MK MT " +
	"MU NL NO PK PL PS PT QA RO RS SA SE SI SK SM TN TR UA XK"

// findIBANs finds international bank account numbers (ISO 13616) whose check digits are right.
func findIBANs(p *scan.Page) []scan.Match {
	if len(p.Digits) == 0 {
		return nil
	}
	var found []scan.Match
	for _, at := range p.InASCII(ibanForm, shortestIBAN) {
		s := strings.ReplaceAll(string(p.Shadow()[at.Start:at.End]), " ", "")
		if len(s) >= shortestIBAN && strings.Contains(ibanCountries, s[:2]) && ibanChecks(s) && !p.CuedBy(orderCues, at.Start) {
			found = append(found, scan.Match{Start: at.Start, End: at.End, Kind: BankCard})
		}
	}
	return found
}

func ibanChecks(s string) bool {
	rest := 0
	for _, c := range s[4:] + s[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest == 1
}
