package demo

import (
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Contested are the numbers of which an owner disputes what is said: a travel agency's, and one of a campaign, of which people go on
// to report it, so that the dispute lapses.
func Contested() []subject.Key { return []subject.Key{key("+16145550179"), parcelClaims()[60]} }

// Rotating is a number of the campaign that is loudest when the year ends.
func Rotating() subject.Key { return parcelClaims()[2] }

// Besieged is the campus where an offer makes the round when the year ends.
func Besieged() string { return besieged }

// decision is what somebody decides so many weeks before the end.
type decision struct {
	before float64
	act    Act
	reputation.Decision
}

// Moderator is the public name of who rules and approves, which reads alike in texts of both languages.
const Moderator = "Demo"

// decisions are the rulings of a moderator and the disputes of owners.
func decisions() []decision {
	confirm := func(before float64, about subject.Key, reason string) decision {
		return decision{before, Rule, reputation.Decision{Subject: about, Kind: reputation.Confirm, By: Moderator, Reason: reason}}
	}
	clears := func(before float64, about subject.Key, reason string) decision {
		return decision{before, Rule, reputation.Decision{Subject: about, Kind: reputation.Clear, By: Moderator, Reason: reason}}
	}
	contest := func(before float64, about subject.Key, reason string) decision {
		return decision{before, Contest, reputation.Decision{Subject: about, Kind: reputation.Dispute, By: "owner", Reason: reason}}
	}
	return []decision{
		confirm(44, blocks(25, 4, 12)[0], "收取“解冻金”的录音由三位举报人提供，内容一致"),
		confirm(24, blocks(12, 3, 20)[20], "与快递公司核对：该号码不属于其客服"),
		clears(20, Honest()[1], "Called back: a clinic that reminds its patients of appointments"),
		confirm(18, blocks(15, 3, 10)[10], "同一设备插有多张电话卡，已由运营商核实"),
		confirm(12, blocks(21, 4, 15)[3], "Seven people sent the same invitation to a paid task"),
		confirm(7.2, blocks(0, 4, 12)[12], "推销“考前答案”，多名考生的报名信息被准确说出"),
		clears(6, Honest()[0], "小区快递驿站的电话，已到店核实"),
		contest(3.5, Contested()[0], "This is our travel agency's line. We ring customers who asked us to; somebody else seems to show our number."),
		confirm(1.3, parcelClaims()[64], "冒充快递理赔，引导开启屏幕共享，已与快递公司核对"),
		contest(1.6, Contested()[1], "这是我的私人号码，从没给陌生人打过电话。"),
		confirm(1.2, blocks(18, 3, 10)[0], "以“短信通道维护”为名招人架设设备"),
		confirm(0.4, recruiters[0], "Asked several students for new SIM cards and a copy of their ID card"),
	}
}
