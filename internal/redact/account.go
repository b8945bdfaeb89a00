package redact

var (
	wechatCues = newLexicon("微信", "微信号", "威信", "薇信", "徽信", "微x", "加微", "加v", "加vx", "加wx", "+v", "+vx", "+wx", "v信", "v:", "vx", "wx", "vx号", "wx号", "绿泡泡",
		"weixin", "wechat")
	qqCues = newLexicon("qq", "qq号", "qq群", "qq群号", "扣扣", "扣扣号", "扣扣群", "企鹅", "企鹅号", "q号", "q群", "加q", "球球", "扣:", "q:", "q裙", "扣群")
	// platforms are names that follow 微信 or QQ without being an account.
	platforms = newLexicon("android", "iphone", "windows", "wechat", "weixin", "alipay", "taobao", "telegram", "whatsapp", "facebook", "douyin", "number",
		"account", "group", "official", "message", "payment", "transfer")
	accountCues = newLexicon("telegram", "tg", "电报", "电报号", "飞机号", "纸飞机", "whatsapp", "line id", "skype", "signal", "instagram", "抖音号", "快手号", "小红书号", "支付宝账号",
		"支付宝", "twitter", "snapchat", "discord", "kakao id", "陌陌号", "soul号", "b站id", "imei", "iccid", "meid")
)

// shortestWeChat is the least a WeChat ID has (WeChat: 6 to 20 characters, beginning with a letter); the internal wxid_… is longer.
const shortestWeChat = 6

// findWeChat finds the ID after a cue, also when the cue is glued to it.
func findWeChat(p *page) []match {
	var found []match
	han := p.hasHan()
	for i := 0; i < len(p.runes); i++ {
		n := wechatCues.startsAt(p, i)
		if n == 0 {
			continue
		}
		start, end := p.wechatID(i, i+n, han)
		if end > start {
			found = append(found, match{start, end, WeChat})
			i = end - 1
		}
	}
	return found
}

// wechatID returns the ID announced by the cue from cue to i, or an empty range.
func (p *page) wechatID(cue, i int, han bool) (start, end int) {
	start = p.afterLinks(i)
	end = start
	for isTokenRune(p.at(end)) {
		end++
	}
	if start == i && isLetter(p.at(cue)) && (p.at(i) == '_' || p.at(i) == '-') {
		start = cue // wx_p3iyamk is an ID by itself
	}
	digits := p.count(start, end, isDigit)
	plain := p.count(start, end, isLetter) == end-start
	glued := start == i && isLetter(p.at(i-1))
	named := same(p, start-3, []rune("id ")) || same(p, start-4, []rune("id: ")) || same(p, start-6, []rune("id is "))
	switch {
	case end-start < shortestWeChat || p.at(end) == '.' && isAlnum(p.at(end+1)) || p.at(end) == '@':
	case platforms.startsAt(p, start) == end-start:
	case digits == end-start && (digits > 20 || p.counted(end)):
	case plain && (glued || !han && !named): // an English word after "WeChat"
	default:
		return start, end
	}
	return 0, 0
}

// findQQ finds the digits after a cue. QQ numbers have five to eleven digits and never begin with 0.
func findQQ(p *page) []match {
	return p.numbers(QQ, plainGap, 11, func(n *number) bool {
		if len(n.digits) < 5 || n.digits[0] == '0' || isAlnum(p.at(n.end)) || p.counted(n.end) || !p.cuedBy(qqCues, n.start) {
			return false
		}
		for _, g := range n.groups {
			if len(n.groups) > 1 && g.end-g.start > 4 {
				return false
			}
		}
		return n.even(p, 0)
	})
}

// findAccounts finds a handle after the name of another platform, and the number of a device or SIM card. A word without "@", digits or "_" is taken for a word.
func findAccounts(p *page) []match {
	var found []match
	p.tokens(func(start, end int) {
		at := p.at(start-1) == '@'
		from := start
		if at {
			from--
		}
		mixed := p.count(start, end, isLetter) > 0 && (p.count(start, end, isDigit) > 0 || p.count(start, end, func(r rune) bool { return r == '_' }) > 0)
		digits := p.count(start, end, isDigit)
		if end-start >= 5 && (at || mixed || digits >= 6 && digits == end-start && !p.counted(end)) && p.cuedBy(accountCues, from) {
			found = append(found, match{from, end, Account})
		}
	})
	return found
}
