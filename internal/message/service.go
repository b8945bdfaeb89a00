package message

import (
	"slices"
	"strings"

	"ringfence/internal/scan"
	"ringfence/internal/subject"
)

var (
	// callCues announce a number to ring or to write to.
	callCues = scan.NewLexicon("电话", "热线", "专线", "客服", "客服热线", "客服电话", "致电", "拨打", "拨", "请拨", "来电", "发送至", "发送到", "发短信到", "发至", "回复到", "打", "联系", "咨询", "咨询电话",
		"服务热线", "官方热线", "请联系", "报警", "call", "dial", "ring", "text", "hotline", "helpline", "phone", "contact", "to", "from", "sms", "on")
	// codeCues announce digits that nobody can ring.
	codeCues = scan.NewLexicon("验证码", "校验码", "动态码", "密码", "取件码", "取货码", "提货码", "尾号", "末尾", "编号", "订单", "订单号", "单号", "运单", "运单号", "快递单号", "流水号", "案件编号", "工号", "卡号", "账号", "邮编",
		"房间", "课程", "航班", "车次", "积分", "余额", "金额", "共", "约", "第", "¥", "$", "€", "£", "code", "otp", "pin", "order", "ref", "reference", "ending", "ending in", "case", "ticket", "flight", "room", "badge", "zip", "tracking",
		"invoice", "booking", "account", "balance", "amount", "total")
)

const (
	longestPort    = 20 // digits
	longestHotline = 8
	longestService = 11
	plainHotline   = 5 // digits of a short code that is known by itself: 95588, 10086, 12315
)

// services returns the hotlines and service numbers among what is left of a text when links and personal data are out of it.
func services(text string, taken []scan.Span, region string) []Named {
	sizes := map[int]int{} // of what is taken, by its first byte
	for _, s := range taken {
		sizes[s.Start] = s.End - s.Start
	}
	p := scan.New(text, func(at int) int { return sizes[at] })
	var named []Named
	p.Numbers("", scan.PlainGap, longestService, func(n *scan.Number) bool {
		key, ok := service(p, n, region)
		if !ok {
			return false
		}
		named = longest(named, namedAt(p, key, n.Start, n.End))
		return true
	})
	return named
}

// longest appends n, in the place of a shorter reading of the same digits.
func longest(named []Named, n Named) []Named {
	if last := len(named) - 1; last >= 0 && named[last].Start == n.Start {
		named = named[:last]
	}
	return append(named, n)
}

// findPorts finds SMS ports, with and without the country code, before their digits are taken for a number's.
func findPorts(p *scan.Page) []Named {
	var named []Named
	p.Numbers("", scan.PlainGap, longestPort+len("0086"), func(n *scan.Number) bool {
		digits := string(n.Digits)
		if !strings.HasPrefix(strings.TrimPrefix(strings.TrimPrefix(digits, "00"), "86"), "106") || isPart(p, n) {
			return false
		}
		if !scan.IsWord(p.At(n.Start-1)) && scan.IsDigit(p.At(n.Start-2)) { // the rest of a longer one
			return false
		}
		if p.At(n.Start-1) == '+' {
			digits = "+" + digits
		}
		key, ok := parsed(digits, "CN", subject.Port)
		if ok {
			named = longest(named, namedAt(p, key, n.Start, n.End))
		}
		return ok
	})
	return named
}

// isPart reports whether a number is a part of something else, an amount, a time, a code, or followed by what it counts.
func isPart(p *scan.Page, n *scan.Number) bool {
	return scan.IsAlnum(p.At(n.Start-1)) || scan.IsAlnum(p.At(n.End)) || p.Counted(n.End) || p.CuedBy(codeCues, n.Start) ||
		joins(p, n.Start-1, n.Start-2) || joins(p, n.End, n.End+1)
}

// joins reports whether the sign at i makes one amount or time of the digits on both its sides.
func joins(p *scan.Page, i, beyond int) bool {
	r := p.At(i)
	return (r == '.' || r == ',' || r == ':') && !p.Wide(i) && scan.IsDigit(p.At(beyond))
}

// service returns the subject that a number names when it has the form of a service number and nothing says that it is none.
func service(p *scan.Page, n *scan.Number, region string) (subject.Key, bool) {
	if isPart(p, n) {
		return subject.Key{}, false
	}
	digits := string(n.Digits)
	switch {
	case tollFreeCN(n, digits):
		return parsed(digits, "CN", subject.Number)
	case tollFreeUS(n, digits):
		return parsed(digits, "US", subject.Number)
	case len(n.Groups) > 1 || len(digits) > longestHotline:
		return subject.Key{}, false
	case len(digits) == plainHotline && region == "CN" && !isYearLike(digits), p.CuedBy(callCues, n.Start):
		return parsed(digits, region, subject.ShortCode)
	}
	return subject.Key{}, false
}

// tollFreeCN reports whether a number is 400 or 800 and seven more digits, in groups as people write them.
func tollFreeCN(n *scan.Number, digits string) bool {
	if len(digits) != 10 || !strings.HasPrefix(digits, "400") && !strings.HasPrefix(digits, "800") {
		return false
	}
	return len(n.Groups) == 1 || n.Sized(0, 3, 3, 4) || n.Sized(0, 3, 4, 3) || n.Sized(0, 4, 3, 3) || n.Sized(0, 3, 7) || n.Sized(0, 4, 6)
}

// tollFreeUS reports whether a number is one of the 8xx of North America, in groups.
func tollFreeUS(n *scan.Number, digits string) bool {
	if len(digits) == 11 && digits[0] == '1' && n.Sized(1, 3, 3, 4) {
		digits = digits[1:]
	} else if !n.Sized(0, 3, 3, 4) {
		return false
	}
	return slices.Contains([]string{"800", "833", "844", "855", "866", "877", "888"}, digits[:3])
}

// isYearLike reports whether five digits are more likely a count, as 12000 is, than a short code.
func isYearLike(digits string) bool { return strings.HasSuffix(digits, "000") }

func parsed(digits, region string, kind subject.Kind) (subject.Key, bool) {
	key, err := subject.Parse(digits, region)
	return key, err == nil && key.Kind() == kind
}
