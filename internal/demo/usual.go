package demo

import (
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// How people are reached.
var (
	byCall  = []share[report.Kind]{{report.Call, 85}, {report.Text, 15}}
	byText  = []share[report.Kind]{{report.Text, 80}, {report.Call, 20}}
	byOffer = []share[report.Kind]{{report.Offer, 80}, {report.Text, 20}}
	byRing  = []share[report.Kind]{{report.Call, 1}}
)

// What callers know, and where people think it leaked.
var (
	ofOrders  = []report.Knew{"order", "name", "address"}
	bySellers = []share[report.LeakSector]{{"ecommerce", 50}, {"courier", 35}, {"internet_platform", 8}, {"", 7}}
	ofHomes   = []report.Knew{"address", "name"}
	byHomes   = []share[report.LeakSector]{{"real_estate", 75}, {"property_management", 25}}
	ofPeople  = []report.Knew{"name", "id_number"}
	byPeople  = []share[report.LeakSector]{{"telecom", 30}, {"bank", 25}, {"unknown", 30}, {"", 15}}
	ofPupils  = []report.Knew{"school", "name"}
	byPupils  = []share[report.LeakSector]{{"internet_platform", 50}, {"recruitment", 30}, {"unknown", 20}}
)

// Accounts that many tricks lead to.
var accounts = named(`wechat/demo_kefu_01 wechat/demo_kefu_02 wechat/demo_kefu_03 wechat/demo_kefu_04 wechat/demo_kefu_05 wechat/demo_kefu_06
	qq/99900000001 qq/99900000002 qq/99900000003`)

// recruiters are the accounts and numbers of those who hire.
var recruiters = named("wechat/demo_hr_01 wechat/demo_hr_02 wechat/demo_hr_03 wechat/demo_hr_04 wechat/demo_zhaopin_05 wechat/demo_zhaopin_06 domain/xiaoyuan-jianzhi.example qq/99900000011")

// Borrowed is a name of an employer that offers use.
const Borrowed = "Blue Harbour Demo Ltd"

// Offers, under names that are of our invention.
var offers = []report.JobOffer{
	{Title: "线上客服兼职", ClaimsEmployer: "远山通讯（演示）有限公司", Platform: "微信群", Pay: "日结 180 元"},
	{Title: "市场推广实习生", ClaimsEmployer: "青禾教育（演示）有限公司", Platform: "校园墙", Pay: "每单 15 元"},
	{Title: "Remote data entry", ClaimsEmployer: Borrowed, Platform: "chat group", Pay: "25 an hour"},
	{Title: "话务专员（实习）", ClaimsEmployer: "远山通讯（演示）有限公司", Platform: "招聘网站", Pay: "底薪 4000 元加提成"},
	{Title: "短信通道维护", ClaimsEmployer: "云岭网络（演示）有限公司", Platform: "QQ 群", Pay: "每天 300 元"},
}

// usual are the tricks and nuisances that people tell of all year.
func usual() []stream {
	about := scattered
	return []stream{
		{name: "impersonation_service", weekly: 210, kinds: byCall, study: 0.25, knew: ofOrders, knowing: 0.6, sectors: bySellers, from: about(0, 20), accounts: accounts},
		{name: "fake_job", weekly: 215, kinds: byOffer, study: 0.85, knew: ofPupils, knowing: 0.2, sectors: byPupils, from: recruiters, offers: offers,
			duties: []report.Duty{"add_contacts", "pay_deposit", "hand_over_id", "withdraw_cash", "lend_card"}},
		{name: "task_rebate", weekly: 190, kinds: byText, study: 0.5, from: about(20, 18), accounts: accounts},
		{name: "advertising", weekly: 130, kinds: byRing, study: 0.1, knew: ofHomes, knowing: 0.35, sectors: byHomes, from: about(38, 40)},
		{name: "robocall", weekly: 110, kinds: byRing, study: 0.1, from: about(78, 24)},
		{name: "loan", weekly: 90, kinds: byCall, study: 0.3, knew: ofPeople, knowing: 0.3, sectors: byPeople, from: about(102, 14), accounts: accounts},
		{name: "account_phishing", weekly: 60, kinds: byText, study: 0.35, from: named("domain/xiaoyuanka-renzheng.example domain/butie-shenling.example domain/example.net"), accounts: named("CN/sender/DEMOCARD")},
		{name: "impersonation_authority", weekly: 60, kinds: byRing, study: 0.15, knew: ofPeople, knowing: 0.6, sectors: byPeople, from: forged(0, 40)},
		{name: "investment", weekly: 60, kinds: byText, study: 0.1, knew: []report.Knew{"name", "employer"}, knowing: 0.3,
			sectors: []share[report.LeakSector]{{"securities", 60}, {"insurance", 20}, {"unknown", 20}}, from: about(116, 10), accounts: accounts},
		{name: "debt_collection", weekly: 55, kinds: byRing, study: 0.15, knew: []report.Knew{"name", "family"}, knowing: 0.5,
			sectors: []share[report.LeakSector]{{"internet_platform", 70}, {"bank", 30}}, from: about(126, 10)},
		{name: "shopping", weekly: 50, kinds: byText, study: 0.35, from: named("domain/ershou-danbao.example domain/piaowu-neibu.example domain/example.org"), accounts: accounts},
		{name: "gaming", weekly: 36, kinds: byText, study: 0.45, from: named("domain/youxi-jiaoyi.example domain/pifu-fuli.example wechat/demo_game_01")},
		{name: "survey", weekly: 30, kinds: byRing, study: 0.1, from: surveys()},
		{name: "credit_repair", weekly: 28, kinds: byRing, study: 0.3, knew: ofPupils, knowing: 0.8, sectors: byPupils, from: forged(40, 12), accounts: accounts},
		{name: "romance", weekly: 24, kinds: byText, study: 0.2, from: named("wechat/demo_love_01 wechat/demo_love_02 qq/99900000021")},
		{name: "impersonation_acquaintance", weekly: 24, kinds: byText, study: 0.5, knew: []report.Knew{"school", "name"}, knowing: 0.8,
			sectors: []share[report.LeakSector]{{"education", 60}, {"unknown", 40}}, from: named("wechat/demo_daoshi_01 wechat/demo_daoshi_02 qq/99900000031")},
		{name: "card_rental", weekly: 21, kinds: byText, study: 0.6, from: named("wechat/demo_sijiantao_01 wechat/demo_sijiantao_02 qq/99900000041")},
		{name: "prize", weekly: 14, kinds: byText, study: 0.3, from: prizes()},
		{name: "extortion", weekly: 12, kinds: byText, study: 0.3, from: named("wechat/demo_luoliao_01 qq/99900000051")},
		{name: "other", weekly: 35, kinds: byRing, study: 0.1, from: others()},
		{name: "fine", weekly: 16, kinds: byRing, from: Honest(), polarity: report.Fine},
	}
}

func surveys() []subject.Key { return scattered(136, 8) }

func prizes() []subject.Key { return scattered(144, 4) }

func others() []subject.Key { return scattered(148, 10) }

// Honest are numbers of those who bother nobody: a parcel shop, a clinic, and the shop that a brigade is after.
func Honest() []subject.Key {
	return []subject.Key{key("+16145550134"), key("+16145550148"), Brigaded()}
}
