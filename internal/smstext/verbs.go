package smstext

// verb is what the first words of a message ask for.
type verb int

// The verbs. Those that begin messages of every sort too are ordinary: they say something only when the rest of the message agrees.
const (
	look    verb = iota + 1 // 查, CHECK: what is known of a number
	whether                 // is ...?; ordinary
	accuse                  // 举报, REPORT
	blame                   // 骗子, SCAM
	ringing                 // CALL, 电话; ordinary
	rang                    // 骚扰电话, CALL FROM
	writing                 // TEXT; ordinary
	wrote                   // 短信, TEXT FROM
	undo                    // 撤回, UNDO
	cancel                  // 取消, CANCEL; ordinary
	code                    // CODE; ordinary
	verify                  // 验证, VERIFY: a code or a number
	whose                   // 来自, FROM, 号码: the number that stands alone behind it; ordinary
)

func (v verb) ordinary() bool {
	return v == whether || v == ringing || v == writing || v == cancel || v == code || v == whose
}

// seeks reports whether v is said of a number even where other words stand between: "report someone calling from 202...". What stands
// behind 短信 or "fraud" may be a text that only mentions one.
func (v verb) seeks() bool { return v == look || v == accuse || v == rang }

// byText reports whether v says that a text was received.
func (v verb) byText() bool { return v == writing || v == wrote }

// byCall reports whether v says that somebody rang.
func (v verb) byCall() bool { return v == ringing || v == rang }

var verbs = newPhrases(map[verb][]string{
	look: {"查", "查询", "查询号码", "查号", "查号码", "查电话", "查一下", "查一查", "查下", "查查", "查看", "核查", "检查", "查詢", "查號", "查號碼", "查電話", "檢查", "请问", "請問", "谁是", "誰是", "是谁",
		"check", "check out", "check number", "chk", "lookup", "look up", "search", "query", "ask", "ask about", "who is", "who's", "whois", "who called me", "who called from", "who called me from", "who is calling from", "what is", "what about", "do you know", "scam or not", "is this number", "is this number safe", "is this number a scam"},
	whether: {"is", "is this", "are", "was", "has", "any reports on", "any reports of", "anything on", "info on"},
	accuse: {"举报", "舉報", "投诉", "投訴", "检举", "檢舉", "举报号码", "舉報號碼", "举报一下", "我要举报", "我举报",
		"report", "reporting", "complain", "complain about", "complaint", "i want to report", "i'd like to report", "i report"},
	blame:   {"诈骗", "詐騙", "骗子", "騙子", "诈骗号码", "詐騙號碼", "诈骗犯", "骚扰", "騷擾", "骚扰号码", "垃圾号码", "骗子号码", "scam", "scammer", "scammers", "scam number", "fraud", "fraudster", "spam", "spammer", "spam number"},
	ringing: {"call", "calls", "called", "caller", "电话", "電話", "来电", "來電", "通话", "phone call"},
	rang: {"举报电话", "舉報電話", "诈骗电话", "詐騙電話", "骚扰电话", "騷擾電話", "骗子电话", "騙子電話", "有个骗子电话", "诈骗电话举报", "骚扰电话举报", "推销电话", "推銷電話", "陌生电话", "陌生来电", "可疑电话", "可疑来电", "接到", "接到了", "我接到", "我接到了", "刚接到", "刚才接到", "收到电话", "響一聲", "响一声",
		"report call", "report a call", "report a call from", "report call from", "scam call", "scam call from", "spam call", "spam call from", "fraud call", "robocall", "robocall from", "nuisance call", "nuisance call from", "missed call from", "call from", "calls from", "called by",
		"got a call from", "i got a call from", "got called by", "i got called by", "received a call from", "i received a call from"},
	writing: {"text", "texts", "texted by", "message", "sms"},
	wrote: {"短信", "簡訊", "简讯", "短訊", "短讯", "垃圾短信", "垃圾簡訊", "诈骗短信", "詐騙簡訊", "骚扰短信", "举报短信", "舉報簡訊", "举报垃圾短信", "举报诈骗短信", "垃圾短信举报", "诈骗短信举报", "投诉短信", "我收到", "我收到了", "收到了", "收到短信",
		"report text", "report text from", "report a text", "report a text from", "report sms", "report message", "report spam", "scam text", "scam text from", "spam text", "spam text from", "text from", "texts from", "sms from", "message from",
		"got a text from", "i got a text from", "received a text from", "i received a text from"},
	undo: {"撤回", "撤销", "撤銷", "收回举报", "撤回举报", "撤回舉報", "撤销举报", "撤銷舉報", "取消举报", "取消舉報", "删除举报", "刪除舉報", "我要撤回", "我要撤销",
		"undo", "undo report", "withdraw", "withdraw report", "withdraw my report", "cancel report", "cancel my report", "retract", "retract report", "delete report", "delete my report", "take back"},
	cancel: {"取消", "收回", "删除", "刪除", "cancel", "revoke", "delete", "remove"},
	code:   {"验证码", "驗證碼", "验证码是", "验证码为", "校验码", "确认码", "確認碼", "核验码", "代码", "code", "code is", "my code", "my code is", "the code is", "the code", "pin"},
	verify: {"验证", "驗證", "核实", "核實", "核验", "认证", "認證", "确认", "確認", "verify", "verification", "confirm", "prove", "proof"},
	whose:  {"这个号", "这个号码", "这个电话", "這個號碼", "this number", "来自", "來自", "号码", "號碼", "号码是", "號碼是", "号码为", "电话号码", "電話號碼", "电话号码是", "手机号", "手機號", "手机号码", "手机号是", "电话是", "对方号码", "对方号码是", "对方电话", "对方电话是", "对方是", "发件人", "發件人", "发信人", "发送人", "发送号码", "发信号码", "来电号码", "来电显示", "是", "就是", "它是", "from", "number", "number is", "the number", "the number is", "the number was", "sender", "sender is", "the sender is", "the sender was", "phone", "phone number", "mobile", "tel", "no.", "it is", "it's", "it was", "it was from", "it came from", "came from", "that was", "this is"},
})

// whole are the words that are a message by themselves. Within a longer one they are what it says: texts that advertise end in
// "回复TD退订" and "Reply STOP".
var whole = newPhrases(map[Intent][]string{
	Help: {"帮助", "幫助", "帮忙", "帮帮我", "说明", "說明", "使用说明", "使用帮助", "怎么用", "怎么使用", "如何使用", "怎麼用", "怎么举报", "如何举报", "怎麼舉報", "怎么举报诈骗", "怎么举报诈骗电话", "怎么举报诈骗短信", "怎么举报短信", "你是谁", "这是什么", "怎么查", "怎么查询", "如何查询", "菜单", "选单", "指令", "命令", "功能", "h",
		"help", "help me", "how", "how to", "how to use", "how to report", "how to report a scam", "how to report a scam call", "how to report a text", "how to report spam", "how do i report", "how do i report a scam", "who are you", "what is this", "how do i use this", "how does this work", "how does it work", "info", "information", "menu", "commands", "options", "instructions", "what can you do"},
	// 退订 and its letters are what China's carriers have senders offer; the English words are those that carriers in North America require (CTIA).
	Stop: {"退订", "退訂", "退定", "td", "t", "取消订阅", "取消訂閱", "停止", "停止回复", "停止短信", "取消短信", "退出", "停", "别发了", "不要发了", "别再发了", "不要再发", "不要再发了", "不要回复", "拒收",
		"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out", "opt-out", "revoke", "stop texting me", "stop messaging me", "stop contacting me", "stop sending", "stop sms", "stop replying", "stop replies", "no more", "no more texts", "no more messages", "don't text me", "do not text me"},
	Continue: {"开始", "開始", "恢复", "恢復", "继续", "繼續", "恢复回复", "恢复接收", "重新开始", "订阅", "訂閱", "重新订阅", "继续接收", "取消退订",
		"start", "unstop", "continue", "resume", "restart", "subscribe", "resubscribe", "opt in", "opt-in", "optin"},
})
