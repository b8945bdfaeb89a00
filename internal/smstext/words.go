package smstext

type none = struct{} // means nothing but that the word is one of them

func words(list ...string) phrases[none] { return newPhrases(map[none][]string{{}: list}) }

// courtesies say nothing for the service.
var courtesies = words("请", "請", "请问", "請問", "你好", "您好", "谢谢", "謝謝", "谢谢您", "谢谢你", "谢了", "多谢", "感谢", "麻烦", "麻烦了", "麻烦您", "拜托", "辛苦了", "好的", "好", "嗯", "哦", "行", "收到", "知道了", "明白", "明白了", "在吗", "在么", "对", "是的",
	"please", "pls", "plz", "thanks", "thank you", "thank you very much", "thanks a lot", "thx", "ty", "cheers", "hi", "hello", "hey", "hi there", "dear sir", "dear sir or madam", "sir", "madam", "ok", "okay", "yes", "no", "sure", "got it", "good morning", "good afternoon", "good evening")

// openings stand before a word of command.
var openings = words("请", "請", "请帮我", "請幫我", "请帮忙", "帮我", "幫我", "帮忙", "幫忙", "麻烦", "麻烦帮我", "麻烦您", "你好", "您好", "我想", "我要", "想", "能不能", "能否", "可以", "今天", "昨天", "刚才", "刚刚", "刚", "我今天", "我昨天", "我刚才", "我刚刚", "我刚",
	"please", "pls", "plz", "hi", "hello", "hey", "hi there", "can you", "can u", "could you", "can you please", "could you please", "i want to", "i'd like to", "i would like to", "i need to", "today", "yesterday", "just now", "just", "i just", "today i", "yesterday i")

// fillers stand between a word of command and its number.
var fillers = words("一下", "下", "这个", "這個", "那个", "这", "该", "此", "一个", "一條", "一条", "个", "号", "号码", "號碼", "号码是", "电话", "電話", "电话号码", "電話號碼", "座机", "手机", "手機", "手机号", "手机号码", "来电", "诈骗", "骗子", "骚扰", "垃圾", "可疑", "陌生", "诈骗电话", "骚扰电话", "骗子电话",
	"诈骗号码", "骗子号码", "关于", "对方", "对方是", "有没有", "是不是", "到", "了", "是", "为", "来自", "網址", "the", "this", "that", "a", "an", "number", "numbers", "phone", "phone number", "mobile", "tel", "no.", "no", "call", "calls", "caller", "scam", "scam call", "spam", "spam call", "scammer", "fraud", "suspicious", "from", "by", "about", "on", "for", "if", "me", "of", "out", "is", "are")

// textFillers are fillers that say besides that a text was received.
var textFillers = words("短信", "簡訊", "简讯", "垃圾短信", "诈骗短信", "骚扰短信", "text", "texts", "text message", "sms", "message", "messages", "scam text", "spam text")

// joints stand between two numbers.
var joints = words("和", "与", "與", "及", "以及", "还有", "還有", "跟", "或", "、", "and")

// accountCues stand before the name of an account or a link.
var accountCues = words("微信", "微信号", "微信號", "威信", "v信", "vx", "wx", "wechat", "weixin", "wechat id", "qq", "qq号", "qq号码", "扣扣", "网址", "网站", "網站", "链接", "鏈接", "域名", "link", "site", "website", "url", "domain")

// particles stand behind a number that stands for itself.
var particles = words("的", "发的", "发来的", "發來的", "打的", "打来的", "打來的", "的短信", "发的短信", "发来的短信", "发来短信", "发来", "的号码", "的电话", "的来电", "这个号", "这个号码", "号码")

// contents stand between a number and the text that came from it.
var contents = words("内容", "內容", "短信内容", "簡訊內容", "content", "contents")

// questions are what people ask of a number that stands before them.
var questions = words("是谁", "是誰", "谁的", "谁", "哪里", "哪儿", "哪的", "什么", "什麼", "是不是", "吗", "嗎", "么", "呢", "有没有", "有没", "怎么样", "靠谱", "可靠", "who", "who is", "whose", "is it", "is this", "is that", "legit", "safe")

// textWords and callWords say how somebody was reached.
var (
	textWords = words("短信", "簡訊", "简讯", "彩信", "text", "texts", "texted", "texting", "sms", "message", "messages", "messaged")
	callWords = words("电话", "電話", "打来", "打给", "打我", "来电", "接到", "接通", "响", "call", "called", "calls", "calling", "caller", "rang", "rings", "ringing", "robocall", "voicemail")
)
