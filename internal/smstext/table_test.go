package smstext

import (
	"fmt"
	"strings"
	"testing"

	"ringfence/internal/report"
)

// messages are what people send, the region of their phone, and what they mean by it. The numbers are invented: +1 NXX 555 01xx,
// 07700 900xxx, and Chinese ones that no plan hands out.
//
// What is meant reads: intent, problem, language ("-" for none), subjects, what else is found, and the text: "all" where it is the
// whole message.
var messages = []struct{ body, region, want string }{
	// The carriers' forms: number*text of 12321 and China Mobile's 10086999
	{"15400001234*您的快递丢失，加微信双倍赔付", "CN", `report_text zh-CN +8615400001234 "您的快递丢失，加微信双倍赔付"`},
	{"１５４００００１２３４＊低息贷款，当天放款", "CN", `report_text zh-CN +8615400001234 "低息贷款，当天放款"`},
	{"106900001234*【某某银行】您的积分即将到期 http://jf.example.com/a", "CN", `report_text zh-CN CN/106900001234 "【某某银行】您的积分即将到期 http://jf.example.com/a"`},
	{"1069 0000 1234 * 新店开业", "CN", `report_text zh-CN CN/106900001234 "新店开业"`},
	{"+8615400001234*澳门首家线上", "CN", `report_text zh-CN +8615400001234 "澳门首家线上"`},
	{"+8615400001234*Click here to win", "CN", `report_text en +8615400001234 "Click here to win"`},
	{"95588*您尾号1234的卡被冻结，回电15400001234", "CN", `report_text zh-CN CN/95588 "您尾号1234的卡被冻结，回电15400001234"`},
	{"15400001234、16400005678*刷单日结", "CN", `report_text zh-CN +8615400001234 +8616400005678 "刷单日结"`},
	{"“15400001234*您好，恭喜中奖”", "CN", `report_text zh-CN +8615400001234 "您好，恭喜中奖”"`},
	{"15400001234*在吗？", "CN", `report_text zh-CN +8615400001234 "在吗？"`},
	{"短信15400001234：有空吗？", "CN", `report_text zh-CN +8615400001234 "有空吗？"`},
	{"15400001234*", "CN", `report_call - +8615400001234 alone`},
	{"(1/2)15400001234*您的包裹因地址不详(2/2)无法派送", "CN", `report_text zh-CN +8615400001234 "您的包裹因地址不详无法派送"`},

	// ljdxjb#number#text of China Unicom's 10010
	{"ljdxjb#15400001234#您的快递丢失", "CN", `report_text zh-CN +8615400001234 "您的快递丢失"`},
	{"LJDXJB＃15400001234＃加微信领奖", "CN", `report_text zh-CN +8615400001234 "加微信领奖"`},
	{"ljdxjb#106900001234#", "CN", `report_text - CN/106900001234`},
	{"Ljdxjb 15400001234 贷款广告", "CN", `report_text zh-CN +8615400001234 "贷款广告"`},
	{"ljdxjb#+1 202 555 0143#You won", "CN", `report_text en +12025550143 "You won"`},
	{"ljdxjb#138O0138OOO#贷款", "CN", `not_understood bad_number zh-CN`},
	{"ljdxjb", "CN", `not_understood no_number -`},

	// number:text of China Telecom's 10000999
	{"15400001234:您的ETC已失效，点击 etc.example.com 认证", "CN", `report_text zh-CN +8615400001234 "您的ETC已失效，点击 etc.example.com 认证"`},
	{"15400001234：投资稳赚不赔", "CN", `report_text zh-CN +8615400001234 "投资稳赚不赔"`},
	{"10010: your points expire", "CN", `report_text en CN/10010 "your points expire"`},
	{"+44 7700 900123: Hi mum, my phone broke", "GB", `report_text en +447700900123 "Hi mum, my phone broke"`},
	{"07700 900123: Hi dad", "GB", `report_text en +447700900123 "Hi dad"`},
	{"(202) 555-0143: IRS final notice", "US", `report_text en +12025550143 "IRS final notice"`},

	// A call
	{"CALL 15400001234", "CN", `report_call en +8615400001234`},
	{"call 202-555-0143", "US", `report_call en +12025550143`},
	{"Call: +1 (202) 555-0143.", "CN", `report_call en +12025550143`},
	{"ＣＡＬＬ　１５４００００１２３４", "CN", `report_call en +8615400001234`},
	{"CALL15400001234", "CN", `report_call en +8615400001234`},
	{"电话15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"电话：0755-8888 8888", "CN", `report_call zh-CN +8675588888888`},
	{"電話 15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"来电 400-000-1234", "CN", `report_call zh-CN +864000001234`},
	{"举报15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"举报 15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"舉報 15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"举报电话15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"举报诈骗电话 15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"举报号码：15400001234。", "CN", `report_call zh-CN +8615400001234`},
	{"举报这个号码 １５４-００００-１２３４！", "CN", `report_call zh-CN +8615400001234`},
	{"我要举报15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"您好，请帮我举报 15400001234，谢谢", "CN", `report_call zh-CN +8615400001234`},
	{"🚨举报🚨 15400001234 🙏", "CN", `report_call zh-CN +8615400001234`},
	{"举报\n15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"举\u200b报 154\u200b00001234", "CN", `report_call zh-CN +8615400001234`},
	{"「举报 15400001234」", "CN", `report_call zh-CN +8615400001234`},
	{"投诉 15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"report 2025550143", "US", `report_call en +12025550143`},
	{"Report: +1-202-555-0143", "GB", `report_call en +12025550143`},
	{"report a scam call from 202.555.0143", "US", `report_call en +12025550143`},
	{"I want to report (202) 555-0143 please", "US", `report_call en +12025550143`},
	{"please report this number 07700 900123", "GB", `report_call en +447700900123`},
	{"骗子 15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"诈骗电话：15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"骚扰电话 1 5 4 0 0 0 0 1 2 3 4", "CN", `report_call zh-CN +8615400001234`},
	{"scam 2025550143", "US", `report_call en +12025550143`},
	{"scam call from +12025550143", "US", `report_call en +12025550143`},
	{"I got a call from 202-555-0143", "US", `report_call en +12025550143`},
	{"举报 1️⃣5️⃣4️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣", "CN", `report_call zh-CN +8615400001234`},
	{"举报 tel:+86-154-0000-1234", "CN", `report_call zh-CN +8615400001234`},
	{"举报 008615400001234", "US", `report_call zh-CN +8615400001234`},
	{"举报 (+86) 154 0000 1234", "US", `report_call zh-CN +8615400001234`},
	{"举报 95588", "CN", `report_call zh-CN CN/95588`},
	{"1/2: 举报 15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"举报 15400(1/2)", "CN", `not_understood bad_number zh-CN`},

	// Several numbers
	{"举报 15400001234，16400005678", "CN", `report_call zh-CN +8615400001234 +8616400005678`},
	{"举报 15400001234、16400005678、95588", "CN", `report_call zh-CN +8615400001234 +8616400005678 CN/95588`},
	{"举报 15400001234 16400005678", "CN", `report_call zh-CN +8615400001234 +8616400005678`},
	{"举报\n15400001234\n16400005678\n", "CN", `report_call zh-CN +8615400001234 +8616400005678`},
	{"举报15400001234和16400005678", "CN", `report_call zh-CN +8615400001234 +8616400005678`},
	{"举报 10086 95588", "CN", `report_call zh-CN CN/10086 CN/95588`},
	{"举报 0755 8888 8888 / 010 8888 8888", "CN", `report_call zh-CN +8675588888888 +861088888888`},
	{"call 202-555-0143 and 202-555-0144", "US", `report_call en +12025550143 +12025550144`},
	{"CALL 202-555-0143; 202-555-0144; +44 7700 900123", "US", `report_call en +12025550143 +12025550144 +447700900123`},
	{"举报 15400001234 15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"举报 15400001234+16400005678", "CN", `report_call zh-CN +8615400001234 +8616400005678`},
	{"举报 15400001230 15400001231 15400001232 15400001233 15400001234 15400001235 15400001236 15400001237", "CN", `report_call zh-CN +8615400001230 +8615400001231 +8615400001232 +8615400001233 +8615400001234 +8615400001235 +8615400001236 +8615400001237`},
	{"举报 15400001230 15400001231 15400001232 15400001233 15400001234 15400001235 15400001236 15400001237 15400001238", "CN", `not_understood too_many zh-CN`},

	// A call, and what was said in it
	{"举报 15400001234 自称公安局", "CN", `report_call zh-CN +8615400001234 "自称公安局"`},
	{"举报15400001234冒充客服骗我转账", "CN", `report_call zh-CN +8615400001234 "冒充客服骗我转账"`},
	{"举报 15400001234，他知道我的姓名和订单", "CN", `report_call zh-CN +8615400001234 "他知道我的姓名和订单"`},
	{"举报 15400001234 让我打 16400005678 给他", "CN", `report_call zh-CN +8615400001234 "让我打 16400005678 给他"`},
	{"电话 15400001234 说我快递丢了", "CN", `report_call zh-CN +8615400001234 "说我快递丢了"`},
	{"电话15400001234 骚扰", "CN", `report_call zh-CN +8615400001234 "骚扰"`},
	{"CALL 202-555-0143 said he was from the IRS", "US", `report_call en +12025550143 "said he was from the IRS"`},
	{"CALL +12025550143 pretended to be my bank, wanted a code now", "US", `report_call en +12025550143 "pretended to be my bank, wanted a code now"`},
	{"call 2025550143 scam", "US", `report_call en +12025550143 "scam"`},
	{"CALL 2025550143 today at 9, a man with an accent", "US", `report_call en +12025550143 "today at 9, a man with an accent"`},
	{"report 202-555-0143 - they keep ringing", "US", `report_call en +12025550143 "they keep ringing"`},
	{"举报：有人冒充警察打给我，号码15400001234", "CN", `report_call zh-CN +8615400001234 "有人冒充警察打给我，号码15400001234"`},
	{"我接到了15400001234的推销电话", "CN", `report_call zh-CN +8615400001234 "的推销电话"`},
	{"report someone calling my mother from 202 555 0143", "US", `report_call en +12025550143 "someone calling my mother from 202 555 0143"`},
	{"今天接到+86 15400001234的电话，自称客服，让我加微信", "CN", `report_call zh-CN +8615400001234 "的电话，自称客服，让我加微信"`},
	{"接到15400001234，问我是谁", "CN", `report_call zh-CN +8615400001234 "问我是谁"`},
	{"call 202-555-0143 asked who I am", "US", `report_call en +12025550143 "asked who I am"`},
	{"15400001234 诈骗", "CN", `report_call zh-CN +8615400001234 "诈骗"`},
	{"这个号15400001234是骗子", "CN", `report_call zh-CN +8615400001234 "是骗子"`},
	{"15400001234是骗子", "CN", `report_call zh-CN +8615400001234 "是骗子"`},
	{"15400001234 刚才打电话给我说我的快递丢了要双倍赔付让我加微信", "CN", `report_call zh-CN +8615400001234 "刚才打电话给我说我的快递丢了要双倍赔付让我加微信"`},
	{"15400001234\n骗子", "CN", `report_call zh-CN +8615400001234 "骗子"`},
	{"2025550143 is a scammer", "US", `report_call en +12025550143 "is a scammer"`},
	{"+1 202 555 0143 rang me five times", "CN", `report_call en +12025550143 "rang me five times"`},

	// A text, and from whom
	{"举报短信 15400001234 您的积分可兑换", "CN", `report_text zh-CN +8615400001234 "您的积分可兑换"`},
	{"垃圾短信 106900001234", "CN", `report_text zh-CN CN/106900001234`},
	{"短信15400001234：恭喜您中奖", "CN", `report_text zh-CN +8615400001234 "恭喜您中奖"`},
	{"举报诈骗短信：106900001234【某行】您的卡已停用", "CN", `report_text zh-CN CN/106900001234 "【某行】您的卡已停用"`},
	{"举报 15400001234\n今晚八点 红包雨 人人有份 名额有限", "CN", `report_text zh-CN +8615400001234 "今晚八点 红包雨 人人有份 名额有限"`},
	{"举报 106900001234", "CN", `report_text zh-CN CN/106900001234`},
	{"举报 15400001234 发短信骗我点链接", "CN", `report_text zh-CN +8615400001234 "发短信骗我点链接"`},
	{"举报 15400001234 【顺丰】您的快递丢失，请点击 sf.example.com", "CN", `report_text zh-CN +8615400001234 "【顺丰】您的快递丢失，请点击 sf.example.com"`},
	{"report text 202-555-0143", "US", `report_text en +12025550143`},
	{"text from 202-555-0143: your parcel is held", "US", `report_text en +12025550143 "your parcel is held"`},
	{"Spam text +44 7700 900123", "GB", `report_text en +447700900123`},
	{"TEXT 202-555-0143", "US", `report_text en +12025550143`},
	{"report 202-555-0143 Your account is locked, visit http://bank.example.com", "US", `report_text en +12025550143 "Your account is locked, visit http://bank.example.com"`},
	{"From: +1 202-555-0143\nYour package is on hold, pay now", "US", `report_text en +12025550143 "Your package is on hold, pay now"`},
	{"发件人：106900001234\n内容：您的账户异常，请立即登录", "CN", `report_text zh-CN CN/106900001234 "内容：您的账户异常，请立即登录"`},
	{"号码 15400001234 内容 您的快递丢失", "CN", `report_text zh-CN +8615400001234 "内容 您的快递丢失"`},
	{"垃圾短信举报#15400001234#低息贷款", "CN", `report_text zh-CN +8615400001234 "低息贷款"`},
	{"来自15400001234：加我微信", "CN", `report_text zh-CN +8615400001234 "加我微信"`},
	{"15400001234\n【银行】您的账户已冻结，请回拨", "CN", `report_text zh-CN +8615400001234 "【银行】您的账户已冻结，请回拨"`},
	{"15400001234 发短信让我还钱", "CN", `report_text zh-CN +8615400001234 "发短信让我还钱"`},

	// Links and accounts
	{"举报 微信 abc_12345", "CN", `report_text zh-CN wechat/abc_12345`},
	{"举报微信号：abc_12345 冒充老师", "CN", `report_text zh-CN wechat/abc_12345 "冒充老师"`},
	{"举报 QQ 2233445566", "CN", `report_text zh-CN qq/2233445566`},
	{"举报 https://bank.example.com/login?x=1", "CN", `report_text zh-CN domain/example.com`},
	{"report www.example.com", "US", `report_text en domain/example.com`},
	{"举报 15400001234 微信 abc_12345", "CN", `report_call zh-CN +8615400001234 wechat/abc_12345`},
	{"举报 QQ群 123456789", "CN", `not_understood bad_number zh-CN`},

	// Forwarded texts
	{"【顺丰】您的快递丢失，请加客服QQ 2233445566 办理双倍赔付", "CN", `report_text zh-CN all`},
	{"Your parcel could not be delivered. Rebook: www.example.com", "US", `report_text en all`},
	{"您的验证码是482913，请勿告诉他人", "CN", `report_text zh-CN all`},
	{"验证码 482913，请勿泄露", "CN", `report_text zh-CN all`},
	{"Code 482913 is your login code. Do not share it.", "US", `report_text en all`},
	{"482913 is your verification code", "US", `report_text en all`},
	{"Call 1-800-555-0199 now to claim your prize!", "US", `report_text en all`},
	{"CALL 202-555-0143 to speak to an agent", "US", `report_text en all`},
	{"Call +12025550143 or +12025550144 today!", "US", `report_text en all`},
	{"Call us at 1-800-555-0199", "US", `report_text en all`},
	{"Call me back on 07700 900123", "GB", `report_text en all`},
	{"Hi, call 202-555-0143 regarding parcel 5512", "US", `report_text en all`},
	{"Text 202-555-0143 to win", "US", `report_text en all`},
	{"Text YES to 202-555-0143", "US", `report_text en all`},
	{"Check your balance at http://bank.example.com", "US", `report_text en all`},
	{"Check http://bank.example.com now or your account is suspended", "US", `report_text en all`},
	{"Report: your parcel is held at our depot, pay 1.99", "GB", `report_text en all`},
	{"Help! I lost my phone, this is my new number 07700 900123", "GB", `report_text en all`},
	{"Stop paying too much for your loan. Reply STOP to opt out", "US", `report_text en all`},
	{"SALE ENDS Sunday! Reply STOP to opt out", "US", `report_text en all`},
	{"Start earning 300 a day. WhatsApp +1 202 555 0143", "US", `report_text en all`},
	{"Cancel your subscription by calling 202-555-0143", "US", `report_text en all`},
	{"Is your computer slow? Call 202-555-0143", "US", `report_text en all`},
	{"Confirm your account at http://id.example.com", "US", `report_text en all`},
	{"From today your rate rises. Details: example.com", "US", `report_text en all`},
	{"电话费优惠，充100送50，退订回T", "CN", `report_text zh-CN all`},
	{"电话15400001234，欢迎咨询低息贷款", "CN", `report_text zh-CN all`},
	{"电话：15400001234 微信 abc_12345 长期招兼职", "CN", `report_text zh-CN all`},
	{"电话15400001234，我司为您办理无抵押贷款", "CN", `report_text zh-CN all`},
	{"新店开业全场满减，回复TD退订", "CN", `report_text zh-CN all`},
	{"退订请回复TD，详询 15400001234", "CN", `report_text zh-CN all`},
	{"帮助您解决资金困难，秒批额度20万", "CN", `report_text zh-CN all`},
	{"开始赚钱！刷单日结300", "CN", `report_text zh-CN all`},
	{"查看您的账单 http://zd.example.com", "CN", `report_text zh-CN all`},
	{"验证您的身份，请登录 yz.example.com", "CN", `report_text zh-CN all`},
	{"取消会员请联系15400001234，否则每月扣费", "CN", `report_text zh-CN all`},
	{"举报有奖！详情登录 jb.example.com", "CN", `report_text zh-CN all`},
	{"短信通知：您有一个包裹待领取", "CN", `report_text zh-CN all`},
	{"10086提醒您：您的话费余额不足，请及时充值", "CN", `report_text zh-CN all`},
	{"400-000-1234 is the only number you need for loans", "CN", `report_text en all`},
	{"https://bank.example.com/login", "CN", `report_text - all`},
	{"(1/2)【银行】您的账户因异常登录已被冻(2/2)结，请立即点击链接解冻", "CN", `report_text zh-CN "【银行】您的账户因异常登录已被冻结，请立即点击链接解冻"`},
	{"【快递】您的包裹地址不详 [2/3]", "CN", `report_text zh-CN "【快递】您的包裹地址不详"`},
	{"我是你领导，明天来我办公室", "CN", `report_text zh-CN all`},
	{"Hi mum, this is my new number", "GB", `report_text en all`},
	{"恭喜發財，點擊領取紅包", "HK", `report_text zh-CN all`},
	{"您的快递\n已到\n请取件", "CN", `report_text zh-CN all`},
	{"短信通知：余额不足，客服 400-000-1234", "CN", `report_text zh-CN all`},
	{"Message from the courier: held at depot, ring 202-555-0143", "US", `report_text en all`},
	{"Fraud alert: did you spend 500? Call 202-555-0143", "US", `report_text en all`},
	{"确认收货后返现，联系 15400001234", "CN", `report_text zh-CN all`},
	{"1/2 price sale ends Sunday at example.com", "US", `report_text en all`},
	{"王经理 15400001234", "CN", `report_text zh-CN all`},

	// Numbers alone
	{"15400001234", "CN", `report_call - +8615400001234 alone`},
	{"+86 154 0000 1234", "US", `report_call - +8615400001234 alone`},
	{"１５４００００１２３４", "CN", `report_call - +8615400001234 alone`},
	{" 📞 154-0000-1234 \n", "CN", `report_call - +8615400001234 alone`},
	{"(202) 555-0143", "US", `report_call - +12025550143 alone`},
	{"07700 900123", "GB", `report_call - +447700900123 alone`},
	{"15400001234\n16400005678", "CN", `report_call - +8615400001234 +8616400005678 alone`},
	{"“15400001234”。", "CN", `report_call - +8615400001234 alone`},
	{"106900001234", "CN", `report_call - CN/106900001234 alone`},
	{"95588", "CN", `report_call - CN/95588 alone`},
	{"号码15400001234", "CN", `report_call zh-CN +8615400001234 alone`},
	{"是15400001234", "CN", `report_call zh-CN +8615400001234 alone`},
	{"来自 106900001234", "CN", `report_call zh-CN CN/106900001234 alone`},
	{"来自106900001234的短信", "CN", `report_call zh-CN CN/106900001234 alone`},
	{"15400001234发的", "CN", `report_call zh-CN +8615400001234 alone`},
	{"对方号码是15400001234，谢谢", "CN", `report_call zh-CN +8615400001234 alone`},
	{"from 202-555-0143", "US", `report_call en +12025550143 alone`},
	{"It was from 202-555-0143.", "US", `report_call en +12025550143 alone`},
	{"the number is 07700 900123 thanks", "GB", `report_call en +447700900123 alone`},
	{"118114", "CN", `report_call - CN/118114 alone code=118114`},
	{"123456", "CN", `report_call - CN/123456 alone code=123456`},

	// Numbers that are none
	{"138", "CN", `not_understood bad_number -`},
	{"138****8000", "CN", `not_understood bad_number -`},
	{"138O0138OOO", "CN", `not_understood bad_number -`},
	{"8888 8888", "CN", `not_understood bad_number -`},
	{"123456789012345678901234567890", "CN", `not_understood bad_number -`},
	{"举报 138O0138OOO", "CN", `not_understood bad_number zh-CN`},
	{"举报 154****1234", "CN", `not_understood bad_number zh-CN`},
	{"举报 12", "CN", `not_understood no_number zh-CN`},
	{"CALL 138O0138OOO", "CN", `not_understood bad_number en`},
	{"report +1 2 520-0100", "BB", `not_understood bad_number en`},
	{"call 1-800-FLOWERS", "US", `not_understood bad_number en`},
	{"查 1380013", "CN", `not_understood bad_number zh-CN`},

	// Words without a number
	{"举报", "CN", `not_understood no_number zh-CN`},
	{"举报诈骗", "CN", `not_understood no_number zh-CN`},
	{"我要举报", "CN", `not_understood no_number zh-CN`},
	{"电话", "CN", `not_understood no_number zh-CN`},
	{"CALL", "US", `not_understood no_number en`},
	{"report a scam", "US", `not_understood no_number en`},
	{"查", "CN", `not_understood no_number zh-CN`},
	{"查询号码", "CN", `not_understood no_number zh-CN`},
	{"check?", "US", `not_understood no_number en`},
	{"who is this", "US", `not_understood no_number en`},

	// Asking
	{"查15400001234", "CN", `ask zh-CN +8615400001234`},
	{"查 15400001234", "CN", `ask zh-CN +8615400001234`},
	{"查：１５４００００１２３４", "CN", `ask zh-CN +8615400001234`},
	{"查询15400001234", "CN", `ask zh-CN +8615400001234`},
	{"查一下 154 0000 1234 是谁", "CN", `ask zh-CN +8615400001234`},
	{"查詢 13800138000", "HK", `ask zh-CN +8613800138000`},
	{"查詢 +86 15400001234", "HK", `ask zh-CN +8615400001234`},
	{"查号码15400001234，谢谢您", "CN", `ask zh-CN +8615400001234`},
	{"帮我查一下这个号码15400001234", "CN", `ask zh-CN +8615400001234`},
	{"你好，请帮我查 95588", "CN", `ask zh-CN CN/95588`},
	{"请问15400001234是诈骗吗", "CN", `ask zh-CN +8615400001234`},
	{"查一下刚才打给我的15400001234", "CN", `ask zh-CN +8615400001234`},
	{"查 106900001234", "CN", `ask zh-CN CN/106900001234`},
	{"查 example.com", "CN", `ask zh-CN domain/example.com`},
	{"查 微信 abc_12345", "CN", `ask zh-CN wechat/abc_12345`},
	{"谁是15400001234", "CN", `ask zh-CN +8615400001234`},
	{"CHECK 15400001234", "CN", `ask en +8615400001234`},
	{"check 202-555-0143", "US", `ask en +12025550143`},
	{"Check 202-555-0143 now", "US", `ask en +12025550143`},
	{"check 202-555-0143 if it's a scam", "US", `ask en +12025550143`},
	{"check the number (202) 555-0143 please", "US", `ask en +12025550143`},
	{"lookup 07700900123", "GB", `ask en +447700900123`},
	{"who is 202-555-0143", "US", `ask en +12025550143`},
	{"Who's 202-555-0143??", "US", `ask en +12025550143`},
	{"is 202-555-0143 a scam?", "US", `ask en +12025550143`},
	{"verify 202-555-0143", "US", `ask en +12025550143`},
	{"核实 15400001234", "CN", `ask zh-CN +8615400001234`},
	{"who called me from 202-555-0143?", "US", `ask en +12025550143`},
	{"is this number safe? 202-555-0143", "US", `ask en +12025550143`},
	{"can u check 2025550143", "US", `ask en +12025550143`},
	{"15400001234?", "CN", `ask - +8615400001234`},
	{"15400001234？", "CN", `ask - +8615400001234`},
	{"15400001234 ？？ 😟", "CN", `ask - +8615400001234`},
	{"15400001234是谁", "CN", `ask zh-CN +8615400001234`},
	{"15400001234是谁打来的", "CN", `ask zh-CN +8615400001234`},
	{"15400001234是骗子吗", "CN", `ask zh-CN +8615400001234`},
	{"15400001234是骗子吗？", "CN", `ask zh-CN +8615400001234`},
	{"电话15400001234是哪里的？", "CN", `ask zh-CN +8615400001234`},
	{"2025550143 scam?", "US", `ask en +12025550143`},
	{"example.com?", "US", `ask - domain/example.com`},
	{"118114?", "CN", `ask - CN/118114`},
	{"查 15400001234 16400005678", "CN", `not_understood too_many zh-CN`},
	{"15400001234，16400005678？", "CN", `not_understood too_many -`},

	// Taking a report back
	{"撤回 Z9VV-VW1X-AKFD-RXX8-9", "CN", `withdraw zh-CN Z9VV-VW1X-AKFD-RXX8-9`},
	{"撤回Z9VVVW1XAKFDRXX89", "CN", `withdraw zh-CN Z9VV-VW1X-AKFD-RXX8-9`},
	{"撤销 z9vv vw1x akfd rxx8 9", "CN", `withdraw zh-CN Z9VV-VW1X-AKFD-RXX8-9`},
	{"取消举报：Ｚ９ＶＶ－ＶＷ１Ｘ－ＡＫＦＤ－ＲＸＸ８－９", "CN", `withdraw zh-CN Z9VV-VW1X-AKFD-RXX8-9`},
	{"撤銷 回執 Z9VV—VW1X—AKFD—RXX8—9", "HK", `withdraw zh-CN Z9VV-VW1X-AKFD-RXX8-9`},
	{"取消 Z9VV-VW1X-AKFD-RXX8-9", "CN", `withdraw zh-CN Z9VV-VW1X-AKFD-RXX8-9`},
	{"UNDO Z9VV-VWIX-AKFD-RXX8-9", "US", `withdraw en Z9VV-VW1X-AKFD-RXX8-9`},
	{"undo report Z9VV-VW1X-AKFD-RXX8-9 thanks", "US", `withdraw en Z9VV-VW1X-AKFD-RXX8-9`},
	{"cancel Z9VV-VW1X-AKFD-RXX8-9", "US", `withdraw en Z9VV-VW1X-AKFD-RXX8-9`},
	{"Please withdraw my report, code: Z9VV-VW1X-\nAKFD-RXX8-9.", "US", `withdraw en Z9VV-VW1X-AKFD-RXX8-9`},
	{"撤回 0000-0000-0000-0000-0", "CN", `withdraw zh-CN 0000-0000-0000-0000-0`},
	{"撤回 0000-0000-0000-000Z-Z", "CN", `withdraw zh-CN 0000-0000-0000-000Z-Z`},
	{"撤回 ００００-００００-００００-００１０-＊", "CN", `withdraw zh-CN 0000-0000-0000-0010-*`},
	{"撤回 Z9VV-VW1X-AKFD-RXX8-8", "CN", `not_understood bad_receipt zh-CN`},
	{"撤回", "CN", `not_understood bad_receipt zh-CN`},
	{"撤回 15400001234", "CN", `not_understood bad_receipt zh-CN`},
	{"UNDO 1234", "US", `not_understood bad_receipt en`},
	{"cancel 1234", "US", `not_understood bad_receipt en`},
	{"UNDO Z9VV-VW1X-AKFD-RXX8-9, 0000-0000-0000-0000-0", "US", `not_understood bad_receipt en`},
	{"Z9VV-VW1X-AKFD-RXX8-9 撤回", "CN", `withdraw zh-CN Z9VV-VW1X-AKFD-RXX8-9`},
	{"Z9VV-VW1X-AKFD-RXX8-9", "CN", `not_understood bad_receipt -`},
	{"Withdraw your winnings today at example.com", "US", `report_text en all`},

	// Codes of a page
	{"482913", "CN", `prove - code=482913`},
	{"482 913", "CN", `prove - code=482913`},
	{"４８２９１３", "CN", `prove - code=482913`},
	{" 482913. 👍", "GB", `prove - code=482913`},
	{"验证 482913", "CN", `prove zh-CN code=482913`},
	{"验证482913", "CN", `prove zh-CN code=482913`},
	{"驗證 482-913", "HK", `prove zh-CN code=482913`},
	{"验证码：482913", "CN", `prove zh-CN code=482913`},
	{"CODE 482913", "US", `prove en code=482913`},
	{"code: 482 913", "US", `prove en code=482913`},
	{"VERIFY 123456", "US", `prove en code=123456`},
	{"my code is 482913 thanks", "US", `prove en code=482913`},
	{"CODE", "US", `not_understood no_number en`},
	{"CODE 48291", "US", `not_understood bad_number en`},

	// Help
	{"帮助", "CN", `help zh-CN`},
	{"幫助", "HK", `help zh-CN`},
	{"HELP", "US", `help en`},
	{"help me?", "US", `help en`},
	{"【帮助】", "CN", `help zh-CN`},
	{"请问怎么举报？", "CN", `help zh-CN`},
	{"怎么举报？", "CN", `help zh-CN`},
	{"how to report a scam call", "US", `help en`},
	{"你是谁", "CN", `help zh-CN`},
	{"How do I report?", "US", `help en`},
	{"？", "CN", `help -`},
	{"ｈｅｌｐ！", "US", `help en`},

	// Stop
	{"退订", "CN", `stop zh-CN`},
	{"退訂", "HK", `stop zh-CN`},
	{"TD", "CN", `stop -`},
	{"td。", "CN", `stop -`},
	{"T", "CN", `stop -`},
	{"ＴＤ", "CN", `stop -`},
	{"退订TD", "CN", `stop zh-CN`},
	{"STOP", "US", `stop en`},
	{"Stop.", "US", `stop en`},
	{"“STOP”", "US", `stop en`},
	{"STOP STOP STOP!!!", "US", `stop en`},
	{"please stop, thanks", "US", `stop en`},
	{"STOPALL", "US", `stop en`},
	{"UNSUBSCRIBE", "US", `stop en`},
	{"CANCEL", "US", `stop en`},
	{"END", "US", `stop en`},
	{"QUIT", "US", `stop en`},
	{"OPT-OUT", "US", `stop en`},
	{"别再发了", "CN", `stop zh-CN`},
	{"回复TD退订", "CN", `report_text zh-CN all`},
	{"Reply STOP", "US", `not_understood en`},

	// Go on
	{"开始", "CN", `continue zh-CN`},
	{"恢复", "CN", `continue zh-CN`},
	{"繼續", "HK", `continue zh-CN`},
	{"START", "US", `continue en`},
	{"UNSTOP", "US", `continue en`},
	{"continue", "US", `continue en`},

	// Small talk, and nothing
	{"你好", "CN", `not_understood zh-CN`},
	{"谢谢！", "CN", `not_understood zh-CN`},
	{"收到", "CN", `not_understood zh-CN`},
	{"Hi", "US", `not_understood en`},
	{"ok thanks", "US", `not_understood en`},
	{"1", "CN", `not_understood -`},
	{"在干嘛", "CN", `not_understood zh-CN`},
	{"", "CN", `not_understood empty -`},
	{" \n\u200b", "CN", `not_understood empty -`},
	{"👍👍", "CN", `not_understood empty -`},
	{"\xff\xfe\x00", "CN", `not_understood empty -`},
	{"举报 \xff15400001234", "CN", `report_call zh-CN +8615400001234`},
	{"15400001234", "nowhere", `report_call - +8615400001234 alone`},
	{"15400001234", "", `report_call - +8615400001234 alone`},
}

// meant writes a message as the table does.
func meant(m Message, body string) string {
	words := []string{string(m.Intent)}
	if m.Problem != "" {
		words = append(words, string(m.Problem))
	}
	if m.Lang == "" {
		words = append(words, "-")
	} else {
		words = append(words, string(m.Lang))
	}
	for _, key := range m.Subjects {
		words = append(words, key.String())
	}
	if m.Alone {
		words = append(words, "alone")
	}
	if m.Code != "" {
		words = append(words, "code="+m.Code)
	}
	if m.Receipt != (report.Receipt{}) || m.Intent == Withdraw {
		words = append(words, m.Receipt.String())
	}
	switch m.Text {
	case "":
	case body:
		words = append(words, "all")
	default:
		words = append(words, fmt.Sprintf("%q", m.Text))
	}
	return strings.Join(words, " ")
}

func TestMessages(t *testing.T) {
	if len(messages) < 150 {
		t.Fatalf("only %d messages", len(messages))
	}
	for _, m := range messages {
		if got := meant(Parse(m.body, m.region), m.body); got != m.want {
			t.Errorf("%q\nmeans %s\nwant  %s", m.body, got, m.want)
		}
	}
}
