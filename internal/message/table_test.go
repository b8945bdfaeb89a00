package message

import (
	"slices"
	"strings"
	"testing"

	"ringfence/internal/report"
)

// messages are what people receive, with whom they name and what they are about. The numbers are invented: +1 NXX 555 01xx, and
// Chinese ones that no plan hands out.
var messages = []struct {
	text     string
	named    string // keys, in the order of the text
	category report.Category
}{
	// Posing as somebody
	{"您好，这里是市公安局，您名下的账户涉嫌洗钱，请速联系陈警官15400001234配合调查", "+8615400001234", "impersonation_authority"},
	{"【检察院】您有一张通缉令未处理，请回电 010-00001234", "", "impersonation_authority"},
	{"请把钱转到国家安全账户进行资金清查，案件编号20231105", "", "impersonation_authority"},
	{"出入境管理通知：您的护照在外地被使用，请拨打+86 154 0000 1234", "+8615400001234", "impersonation_authority"},
	{"This is the IRS. There is an arrest warrant in your name. Call (202) 555-0143 immediately.", "+12025550143", "impersonation_authority"},
	{"HMRC: final step of your tax refund is open, see https://hmrc.refund-portal.example.com/x", "domain/example.com", "impersonation_authority"},
	{"您的快递丢失，我们将为您办理双倍赔付，请添加客服QQ：2233445566", "qq/2233445566", "impersonation_service"},
	{"京东客服：您误开通了会员，每月自动扣费，取消会员请联系 1 5 4 0 0 0 0 1 2 3 4", "+8615400001234", "impersonation_service"},
	{"尊敬的旅客，您乘坐的CA1234航班取消，请拨打0755-88888888办理改签，每人补偿300元", "+8675588888888", "impersonation_service"},
	{"USPS: your package is on hold, pay the delivery fee at http://usps-track.top/pay?id=13812345678", "domain/usps-track.top", "impersonation_service"},
	{"Your parcel could not be delivered. Rebook: www.parcel-redelivery.cn", "domain/parcel-redelivery.cn", "impersonation_service"},
	{"小王，我是你们领导，明天来我办公室一趟。这是我私人号 154-0000-1234", "+8615400001234", "impersonation_acquaintance"},
	{"猜猜我是谁？我换号了，存一下 16400005678", "+8616400005678", "impersonation_acquaintance"},
	{"Hi mum, I dropped my phone. This is my new number +44 7700 900123 text me x", "+447700900123", "impersonation_acquaintance"},

	// Money
	{"加入股票交流群，老师带单，稳赚不赔，加微信 lucky_2233", "wechat/lucky_2233", "investment"},
	{"内幕消息，明日涨停！扫码进群，仅限前50名", "", "investment"},
	{"Guaranteed returns of 30% with crypto trading. WhatsApp +1 202 555 0143", "+12025550143", "investment"},
	{"Insider tips on stocks — invest $500 today, double your money by 12/05", "", "investment"},
	{"无抵押，秒批，额度20万，月息0.3%，详询15400001234 退订回T", "+8615400001234", "loan"},
	{"低息贷款，凭身份证贷款，当天放款，电话：0571 88888888", "+8657188888888", "loan"},
	{"Instant loan up to 50,000 USD, no credit check, low interest rate. Reply YES", "", "loan"},
	{"刷单兼职，佣金5-10元一单，垫付本金秒返，加QQ群 123456789", "", "task_rebate"},
	{"点赞关注抖音号，每单返现8元，做任务赚零花钱，V信：abc_12345", "wechat/abc_12345", "task_rebate"},
	{"Earn 300 a day liking videos! Simple paid tasks. Telegram @easy_tasks1", "", "task_rebate"},
	{"您的校园贷账户未注销，将影响个人征信，请联系工作人员 400-000-1234", "+864000001234", "credit_repair"},
	{"【金融监管】请尽快关闭白条账户，否则影响征信", "", "credit_repair"},
	{"We repair your credit and remove negative items in 30 days. 202-555-0188", "+12025550188", "credit_repair"},
	{"演唱会门票转让，低价出票，先付定金，VX：ticket2233", "wechat/ticket2233", "shopping"},
	{"海外代购，高仿包包，支持验货，下单加微信：bag-shop88", "wechat/bag-shop88", "shopping"},

	// Bait
	{"同城交友，寂寞的你快来约会吧 👉 t.cn/A6abcde", "domain/t.cn", "romance"},
	{"Meet singles near you tonight, she is lonely: https://love.example.org/?u=1", "domain/example.org", "romance"},
	{"王者荣耀免费皮肤，点击领皮肤 http://skin.wzry-gift.cn", "domain/wzry-gift.cn", "gaming"},
	{"未成年解除防沉迷，加ＱＱ２２３３４４５５６６", "qq/2233445566", "gaming"},
	{"Free skins and Robux for your game account, log in at roblox-free.com", "domain/roblox-free.com", "gaming"},
	{"【ETC】您的ETC认证已失效，请点击 etc-gov.top/x 重新认证", "domain/etc-gov.top", "account_phishing"},
	{"您的账号将被冻结，请于11月5日前登录 https://bank.icbc-safe.cn 验证密码", "domain/icbc-safe.cn", "account_phishing"},
	{"Unusual sign-in. Verify your account at https://apple.id-check.com or it is suspended", "domain/id-check.com", "account_phishing"},
	{"恭喜您获得一等奖！奖金98000元，领奖请拨打 00 1 202 555 0143", "+12025550143", "prize"},
	{"🎉🎉 You have won a lottery of £1,000,000! Claim your prize: +1(202)555-0143", "+12025550143", "prize"},

	// Work
	{"急招暑期实习生，无需经验，日结300，联系人微信 hr_2023offer", "wechat/hr_2023offer", "fake_job"},
	{"高薪招聘话务员，时薪60，在家办公，一部手机一根音频线即可，电话154 0000 1234", "+8615400001234", "fake_job"},
	{"Part-time job, work from home, no experience needed, $25 per hour. Text 202 555 0143", "+12025550143", "fake_job"},
	{"We are hiring! Internship with certificate. Apply: jobs-intern.net/apply", "domain/jobs-intern.net", "fake_job"},
	{"高价收购银行卡、电话卡，出租微信号一天100，加V：card_rent1", "wechat/card_rent1", "card_rental"},
	{"跑分赚钱，只需提供四件套，日入过千", "", "card_rental"},
	{"Rent your bank account to us for 200 a week. QQ 2233445566", "qq/2233445566", "card_rental"},
	{"裸聊视频已录屏，不转账就群发给你的亲友通讯录", "", "extortion"},
	{"I recorded you through your webcam. Pay in bitcoin or I send it to all your contacts.", "", "extortion"},

	// Nuisance
	{"您的借款已逾期3天，请尽快还款，否则上门催收，法务部010-88888888", "+861088888888", "debt_collection"},
	{"Your account is past due. Outstanding balance 350.00 USD. Call 1-800-555-0199", "+18005550199", "debt_collection"},
	{"新店开业，全场满减，限时优惠3天，退订回T", "", "advertising"},
	{"SALE ENDS Sunday! 50% off everything, limited time offer. Reply STOP to opt out", "", "advertising"},
	{"这是自动语音，查询请按1，人工请按0", "", "robocall"},
	{"Automated message: to speak to an agent press 1", "", "robocall"},
	{"【移动】诚邀您参与满意度调查，回复1-5即可，短信免费", "", "survey"},
	{"Take our short survey and win nothing: questionnaire takes 5 minutes", "", "survey"},

	// Numbers in every dress
	{"打我电话 １５４００００１２３４ 或者 ０７５５－８８８８８８８８", "+8615400001234 +8675588888888", ""},
	{"号码：1️⃣5️⃣4️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣", "+8615400001234", ""},
	{"l54oooo1234 这个号打来的", "+8615400001234", ""},
	{"壹伍肆零零零零壹贰叁肆", "+8615400001234", ""},
	{"154\n0000\n1234\n回我", "+8615400001234", ""},
	{"两个号 15400001234、16400005678 都打过", "+8615400001234 +8616400005678", ""},
	{"1540000123416400005678", "+8615400001234 +8616400005678", ""},
	{"总机0755-88888888转801", "+8675588888888", ""},
	{"(202) 555-0143 ext. 12 rang me twice, then +1 202-555-0188", "+12025550143 +12025550188", ""},
	{"微信15400001234", "+8615400001234", ""},
	{"来电：0044 7700 900123", "+447700900123", ""},
	{"如需帮助请拨打95588或10086", "CN/95588 CN/10086", ""},
	{"来自106900001234的短信", "CN/106900001234", ""},
	{"+86 1069 0000 1234", "CN/106900001234", ""},
	{"北京 +86 10 6888 8888 打来", "+861068888888", ""},
	{"客服热线4000001234，24小时服务", "+864000001234", ""},
	{"如遇诈骗请拨打110或96110报警", "CN/110 CN/96110", ""},
	{"Reply STOP to 7726", "", ""},
	{"mailto: jane.doe@example.org, not a site", "", ""},
	{"see HTTPS://WWW.Example.COM/Path?x=15400001234.", "domain/example.com", ""},
	{"点 https://t.example.com/106912345678 查看", "domain/example.com", ""},
	{"t.example.com/p?c=106912345678，来自106900001234", "domain/example.com CN/106900001234", ""},
	{"网址（https://例子.example.com/活动）点开", "", ""},

	// No numbers at all
	{"您的验证码是123456，5分钟内有效，请勿告诉他人", "", ""},
	{"验证码 95588，请勿泄露", "", ""},
	{"您尾号1234的卡于11月05日10:30支出5,000.00元，余额12345.67元", "", ""},
	{"订单号13812345678901已发货，运单号SF1234567890123", "", ""},
	{"会议改到2023-11-05 10:30，地点3号楼402室", "", ""},
	{"Invoice 20231105, amount $1,234.56, due 05/11/2023", "", ""},
	{"Your code is 482913. Order 112-5550143-2025550 ships today.", "", ""},
	{"身份证110105194912310021，卡号6222021234567890128", "", ""},
	{"共12000元，其中10086元已付，第95588名", "", ""},
	{"车牌京A12345，航班CA12345，房间12315", "", ""},
	{"Thanks.See you at 5.Is that ok?Report.pdf and photo.zip attached", "", ""},
	{"版本1.2.3.4，IP 192.168.1.1", "", ""},
	{"学号202312345678，QQ群：123456789", "", ""},
	{"今晚一起吃饭吗？", "", ""},
	{"", "", ""},
	{"\xff\xfe👾\x00", "", ""},

	// Weak or torn
	{"优惠", "", ""},
	{"投资有风险", "", ""},
	{"刷单是诈骗，公安机关提醒您", "", ""},
	{"The court is next to the bank", "", ""},
}

func TestMessages(t *testing.T) {
	if len(messages) < 80 {
		t.Fatalf("only %d messages", len(messages))
	}
	for _, m := range messages {
		r := Read(m.text, "")
		var named []string
		for _, n := range r.Named {
			named = append(named, n.Key.String())
		}
		if got := strings.Join(named, " "); got != m.named {
			t.Errorf("%q names %q, want %q", m.text, got, m.named)
		}
		if r.Category != m.category {
			t.Errorf("%q is %q, want %q: %v", m.text, r.Category, m.category, findCues(untouched(m.text)))
		}
		if (len(r.Cues) > 0) != (m.category != "") {
			t.Errorf("%q: %d cues", m.text, len(r.Cues))
		}
	}
}

// TestEveryCategoryIsFound holds the table above and the lexicon together.
func TestEveryCategoryIsFound(t *testing.T) {
	for _, c := range report.Categories() {
		found := slices.ContainsFunc(messages, func(m struct {
			text     string
			named    string
			category report.Category
		}) bool {
			return m.category == c
		})
		if found == (c == "other") {
			t.Errorf("%s: a message about it is %v", c, found)
		}
	}
}
