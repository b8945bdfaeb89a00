package demo

import (
	"slices"

	"ringfence/internal/casefile"
	"ringfence/internal/registry"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Contested are the numbers of which an owner disputes what is said: a travel agency's, and one of a campaign, of which people go on
// to report it, so that the dispute lapses.
func Contested() []subject.Key { return []subject.Key{key("+16145550179"), parcelClaims()[60]} }

// Answered are numbers whose owners disputed what is said of them, and were answered: a polling institute that was cleared, and a caller
// with prizes of whom what is said was upheld.
func Answered() []subject.Key { return []subject.Key{surveys()[1], prizes()[1]} }

// Documented is a number whose owner sent a document that a moderator is to read.
func Documented() subject.Key { return others()[1] }

// Officials are numbers that two moderators put on the registry: of the police, which callers show who have others, of a bank and of an
// exam office. The last waits for a second moderator.
func Officials() []subject.Key {
	return []subject.Key{forged(0, 1)[0], key("+16145550110"), key("+16145550111"), key("+16145550112")}
}

// Rotating is a number of the campaign that is loudest when the year ends.
func Rotating() subject.Key { return parcelClaims()[2] }

// Besieged is the campus where an offer makes the round when the year ends.
func Besieged() string { return besieged }

// decision is what somebody decides so many weeks before the end.
type decision struct {
	before float64
	Event
}

// The public names of who rules, approves and proposes, and of who approves what the first proposed. They read alike in texts of both languages.
const (
	Moderator = "Demo"
	Second    = "Demo 2"
)

// ruling is a decision of a moderator.
func ruling(before float64, kind reputation.DecisionKind, about subject.Key, reason string) decision {
	return decision{before, Event{Act: Rule, Ruling: reputation.Decision{Subject: about, Kind: kind, By: Moderator, Reason: reason}}}
}

// dispute is what an owner says, whichever way it is proved.
func dispute(before float64, act Act, claim casefile.Claim, about subject.Key, words, lang string) decision {
	said := reputation.Decision{Subject: about, Kind: reputation.Dispute, By: "owner", Reason: words}
	return decision{before, Event{Act: act, Claim: claim, Lang: lang, Ruling: said}}
}

// answer is what a moderator answers to an owner.
func answer(before float64, outcome casefile.Outcome, about subject.Key, reason string) decision {
	return decision{before, Event{Act: Answer, Outcome: outcome, Ruling: reputation.Decision{Subject: about, By: Second, Reason: reason}}}
}

// entry are a proposal and, a day later, its approval, if there is one.
func entry(before float64, about subject.Key, name string, sector registry.Sector, evidence string, approved bool) []decision {
	p := registry.Proposal{Subject: about, Name: name, Sector: sector, Evidence: evidence, By: Moderator}
	all := []decision{{before, Event{Act: Propose, Entry: p, Ruling: reputation.Decision{Subject: about, By: Moderator}}}}
	if approved {
		all = append(all, decision{before - 1.0/7, Event{Act: Enter, Ruling: reputation.Decision{Subject: about, By: Second}}})
	}
	return all
}

// decisions are the rulings of moderators, the disputes of owners with their answers, and how official numbers came onto the registry.
func decisions() []decision {
	return slices.Concat(rulings(), disputes(),
		entry(4.6, Officials()[0], "演示市公安局", registry.Police, "https://police.demo-city.example/contact", true),
		entry(4.4, Officials()[1], "演示银行 (Demo Bank)", registry.Bank, "https://demo-bank.example/phone", true),
		entry(3.8, Officials()[2], "演示省教育考试院", registry.Exam, "https://exam-office.example/zixun", true),
		entry(0.3, Officials()[3], "Demo Hospital", registry.Hospital, "https://demo-hospital.example/contact", false),
	)
}

func rulings() []decision {
	const confirm, clears = reputation.Confirm, reputation.Clear
	return []decision{
		ruling(44, confirm, blocks(25, 4, 12)[0], "收取“解冻金”的录音由三位举报人提供，内容一致"),
		ruling(24, confirm, blocks(12, 3, 20)[20], "与快递公司核对：该号码不属于其客服"),
		ruling(20, clears, Honest()[1], "Called back: a clinic that reminds its patients of appointments"),
		ruling(18, confirm, blocks(15, 3, 10)[10], "同一设备插有多张电话卡，已由运营商核实"),
		ruling(12, confirm, blocks(21, 4, 15)[3], "Seven people sent the same invitation to a paid task"),
		ruling(7.2, confirm, blocks(0, 4, 12)[12], "推销“考前答案”，多名考生的报名信息被准确说出"),
		ruling(6, clears, Honest()[0], "小区快递驿站的电话，已到店核实"),
		ruling(1.3, confirm, parcelClaims()[64], "冒充快递理赔，引导开启屏幕共享，已与快递公司核对"),
		ruling(1.2, confirm, blocks(18, 3, 10)[0], "以“短信通道维护”为名招人架设设备"),
		ruling(0.4, confirm, recruiters[0], "Asked several students for new SIM cards and a copy of their ID card"),
	}
}

func disputes() []decision {
	return []decision{
		dispute(3.5, Contest, casefile.Forged, Contested()[0], "This is our travel agency's line. We ring customers who asked us to; somebody else seems to show our number.", "en"),
		dispute(2.9, Contest, casefile.Wrong, Answered()[0], "We are a polling institute and ring at random. Whoever says no is not rung again.", "en"),
		answer(2.7, casefile.Cleared, Answered()[0], "Rang back: the institute names itself, and asks for no money and no data of accounts"),
		dispute(2.3, Contest, casefile.Wrong, Answered()[1], "我们是正规抽奖活动，没有骗人。", "zh-CN"),
		answer(2.15, casefile.Upheld, Answered()[1], "多人说对方要求先交“税款”才能领奖，正规抽奖不会这样"),
		dispute(1.6, Contest, casefile.Wrong, Contested()[1], "这是我的私人号码，从没给陌生人打过电话。", "zh-CN"),
		dispute(0.5, Submit, casefile.Wrong, Documented(), "这是我们维修店的电话，只给报修的客人回电，附上电话账单。", "zh-CN"),
	}
}
