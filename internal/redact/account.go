package redact

import "ringfence/internal/scan"

var (
	wechatCues = scan.NewLexicon("微信", "微信号", "威信", "薇信", "徽信", "微x", "加微", "加v", "加vx", "加wx", "+v", "+vx", "+wx", "v信", "v:", "vx", "wx", "vx号", "wx号", "绿泡泡",
		"weixin", "wechat")
	qqCues = scan.NewLexicon("qq", "qq号", "qq群", "qq群号", "扣扣", "扣扣号", "扣扣群", "企鹅", "企鹅号", "q号", "q群", "加q", "球球", "扣:", "q:", "q裙", "扣群")
	// platforms are names that follow 微信 or QQ without being an account.
	platforms = scan.NewLexicon("android", "iphone", "windows", "wechat", "weixin", "alipay", "taobao", "telegram", "whatsapp", "facebook", "douyin", "number",
		"account", "group", "official", "message", "payment", "transfer")
	accountCues = scan.NewLexicon("telegram", "tg", "电报", "电报号", "飞机号", "纸飞机", "whatsapp", "line id", "skype", "signal", "instagram", "抖音号", "快手号", "小红书号", "支付宝账号",
		"支付宝", "twitter", "snapchat", "discord", "kakao id", "陌陌号", "soul号", "b站id", "imei", "iccid", "meid")
)

// shortestWeChat is the least a WeChat ID has (WeChat: 6 to 20 characters, beginning with a letter); the internal wxid_… is longer.
const shortestWeChat = 6

// findWeChat finds the ID after a cue, also when the cue is glued to it.
func findWeChat(p *scan.Page) []scan.Match {
	var found []scan.Match
	han := hasHan(p)
	for i := 0; i < len(p.Runes); i++ {
		n := wechatCues.StartsAt(p, i)
		if n == 0 {
			continue
		}
		start, end := wechatID(p, i, i+n, han)
		if end > start {
			found = append(found, scan.Match{Start: start, End: end, Kind: WeChat})
			i = end - 1
		}
	}
	return found
}

// wechatID returns the ID announced by the cue from cue to i, or an empty range.
func wechatID(p *scan.Page, cue, i int, han bool) (start, end int) {
	start = p.AfterLinks(i)
	end = start
	for scan.IsTokenRune(p.At(end)) {
		end++
	}
	if start == i && scan.IsLetter(p.At(cue)) && (p.At(i) == '_' || p.At(i) == '-') {
		start = cue // wx_p3iyamk is an ID by itself
	}
	digits := p.Count(start, end, scan.IsDigit)
	plain := p.Count(start, end, scan.IsLetter) == end-start
	glued := start == i && scan.IsLetter(p.At(i-1))
	named := scan.Same(p, start-3, []rune("id ")) || scan.Same(p, start-4, []rune("id: ")) || scan.Same(p, start-6, []rune("id is "))
	switch {
	case end-start < shortestWeChat || p.At(end) == '.' && scan.IsAlnum(p.At(end+1)) || p.At(end) == '@':
	case platforms.StartsAt(p, start) == end-start:
	case digits == end-start && (digits > 20 || p.Counted(end)):
	case plain && (glued || !han && !named): // an English word after "WeChat"
	default:
		return start, end
	}
	return 0, 0
}

// findQQ finds the digits after a cue. QQ numbers have five to eleven digits and never begin with 0.
func findQQ(p *scan.Page) []scan.Match {
	return p.Numbers(QQ, scan.PlainGap, 11, func(n *scan.Number) bool {
		if len(n.Digits) < 5 || n.Digits[0] == '0' || scan.IsAlnum(p.At(n.End)) || p.Counted(n.End) || !p.CuedBy(qqCues, n.Start) {
			return false
		}
		for _, g := range n.Groups {
			if len(n.Groups) > 1 && g.End-g.Start > 4 {
				return false
			}
		}
		return n.Even(p, 0)
	})
}

// findAccounts finds a handle after the name of another platform, and the number of a device or SIM card. A word without "@", digits or "_" is taken for a word.
func findAccounts(p *scan.Page) []scan.Match {
	var found []scan.Match
	p.Tokens(func(start, end int) {
		at := p.At(start-1) == '@'
		from := start
		if at {
			from--
		}
		mixed := p.Count(start, end, scan.IsLetter) > 0 && (p.Count(start, end, scan.IsDigit) > 0 || p.Count(start, end, func(r rune) bool { return r == '_' }) > 0)
		digits := p.Count(start, end, scan.IsDigit)
		if end-start >= 5 && (at || mixed || digits >= 6 && digits == end-start && !p.Counted(end)) && p.CuedBy(accountCues, from) {
			found = append(found, scan.Match{Start: from, End: end, Kind: Account})
		}
	})
	return found
}
