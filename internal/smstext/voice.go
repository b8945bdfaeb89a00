package smstext

// voice is whose words stand behind a number.
type voice int

// The voices.
const (
	anybody  voice = iota // they do not tell
	reporter              // they tell what happened: 自称客服, "said he was from the bank"
	stranger              // they speak to the one they were sent to: 您, 点击, "your", "now", "to claim"
)

// telling are the words by which a voice is known. A phrase of anybody holds a word that would tell by itself.
var telling = newPhrases(map[voice][]string{
	anybody: {"谢谢您", "谢谢你", "麻烦您", "thank you"},
	reporter: {"我", "俺", "他", "她", "它", "对方", "對方", "自称", "自稱", "冒充", "声称", "谎称", "打来", "打來", "打给", "打了", "说", "說", "骗", "騙", "诈", "詐", "骚扰", "騷擾", "假", "响一声", "響一聲", "推销", "催收", "不说话", "挂断", "挂了", "老是", "一直", "天天", "每天", "经常", "发短信", "发来", "有人", "这个人", "這個人", "这个号", "查处", "查處", "处理",
		"i", "i'm", "i've", "me", "my", "he", "she", "they", "them", "his", "her", "it's", "said", "says", "saying", "told", "tells", "asked", "asks", "asking", "claimed", "claims", "claiming", "pretended", "pretends", "pretending", "impersonated", "impersonates", "impersonating", "wanted", "wants", "tried", "tries", "trying", "called", "calls", "calling", "rang", "rings", "texted", "keeps", "kept", "left",
		"scam", "scams", "scammer", "spam", "fraud", "fake", "robocall", "silent", "hung up", "telemarketer", "telemarketing", "harassing", "harassment", "nuisance", "someone", "somebody", "a man", "a woman", "again", "just now", "today at", "to me", "to my", "for me", "let me know", "if it", "if it's", "if this", "if that", "or not"},
	stranger: {"您", "尊敬", "亲爱", "親愛", "亲，", "恭喜", "退订", "退訂", "拒收", "回复", "回復", "回t", "回td", "点击", "點擊", "戳", "登录", "登錄", "登陆", "详询", "详情", "咨询", "欢迎", "歡迎", "优惠", "優惠", "免费", "免費", "立即", "马上", "尽快", "速", "领取", "領取", "办理", "辦理", "请点", "请拨", "请回", "请联系", "请及时", "请于", "请勿",
		"我司", "我行", "我公司", "本公司", "加我", "联系我", "加微信", "加v", "加vx", "加qq", "回拨", "工作人员", "竭诚", "诚聘", "招聘", "长期招", "代办", "【",
		"you", "your", "you're", "you've", "you'll", "yours", "u", "ur", "now", "today", "tonight", "immediately", "urgent", "urgently", "asap", "claim", "click", "reply", "free", "toll-free", "to", "or", "if", "before", "within", "until", "unless", "otherwise", "visit", "apply", "us", "our", "we", "offer", "order", "win", "winner", "congratulations", "congrats", "dear", "press", "and press", "ask for", "and ask for", "for a", "for details", "for more", "for info", "for help", "for assistance", "limited"},
})

// voiceFrom returns whose words stand from i on: the first that tells decides, since who writes tells early. Where none does, a link or
// an account is a stranger's.
func (t *text) voiceFrom(i int) voice {
	v, _ := t.telling(i)
	if v == anybody && t.accountFrom(i) {
		return stranger
	}
	return v
}

// telling returns the first voice that is told from i on, and where it is.
func (t *text) telling(i int) (voice, int) {
	for i < t.end() {
		v, next, ok := telling.at(t.Page, i)
		switch {
		case !ok:
			i++
		case v == anybody:
			i = next
		default:
			return v, i
		}
	}
	return anybody, i
}
