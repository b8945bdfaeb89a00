package demo

import (
	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// besieged is the campus where an offer makes the round when the year ends.
const besieged = "楚江理工大学(演示)"

var (
	ofExams  = []report.Knew{"exam", "name", "school", "id_number"}
	byExams  = []share[report.LeakSector]{{"exam_site", 66}, {"education", 31}, {"recruitment", 1}, {"courier", 1}, {"", 1}}
	byParcel = []share[report.LeakSector]{{"courier", 62}, {"ecommerce", 33}, {"unknown", 5}}

	hosting = []report.Duty{"host_device", "lend_sim"}
	calling = []report.Duty{"dial_script", "add_contacts", "send_texts"}

	// nearby are provinces that a campaign goes through first.
	nearby = []share[string]{{"CN-ZJ", 50}, {"CN-JS", 30}, {"CN-AH", 8}, {"CN-SH", 6}, {"CN-FJ", 6}}
)

// campaigns are what comes and goes, counted in weeks before the end. Each calls from a block of numbers of its own and goes on to the
// next when people begin to know them.
func campaigns() []stream {
	return []stream{
		{name: "exam", category: "shopping", begins: 9, weekly: 180, kinds: byCall, study: 0.7, knew: ofExams, knowing: 0.95, sectors: byExams,
			from: blocks(0, 4, 12), rotates: 12, accounts: named("wechat/demo_kaoqian_01 wechat/demo_kaoqian_02")},
		{name: "exam-office", category: "impersonation_authority", begins: 8, ends: 0.6, weekly: 70, kinds: byCall, study: 0.6, knew: ofExams, knowing: 0.9, sectors: byExams,
			from: blocks(4, 4, 10), rotates: 10},
		{name: "parcel-claim", category: "impersonation_service", begins: 2, grows: 2, weekly: 430, kinds: byRing, study: 0.3, knew: ofOrders, knowing: 0.95, sectors: byParcel,
			from: parcelClaims(), rotates: 20, accounts: accounts},
		{name: "parcel-claim-before", category: "impersonation_service", begins: 26, ends: 22, weekly: 220, kinds: byRing, study: 0.3, knew: ofOrders, knowing: 0.95, sectors: byParcel,
			from: blocks(12, 3, 20), rotates: 20, accounts: accounts},
		{name: "intern-here", category: "fake_job", begins: 1.8, grows: 1.8, weekly: 280, kinds: byOffer, who: at(besieged), study: 0.95,
			from: named("wechat/demo_hr_21 wechat/demo_hr_22"), offers: offers[3:], duties: []report.Duty{"host_device", "lend_sim", "hand_over_id", "pay_deposit"}},
		{name: "intern-calls", category: "fake_job", begins: 13, ends: 6, weekly: 90, kinds: byOffer, study: 0.9, from: recruiters, offers: offers[2:4], duties: calling},
		{name: "host-device", category: "fake_job", begins: 33, ends: 17, weekly: 60, kinds: byOffer, study: 0.6, from: blocks(15, 3, 10), rotates: 10, accounts: recruiters, offers: offers[4:], duties: hosting},
		{name: "host-device-again", category: "fake_job", begins: 5, weekly: 45, kinds: byOffer, study: 0.7, from: blocks(18, 3, 10), rotates: 10, accounts: recruiters, offers: offers[4:], duties: hosting},
		{name: "summer-abroad", category: "fake_job", begins: 24, ends: 14, weekly: 40, kinds: byOffer, study: 0.7, from: recruiters, offers: offers[:2], duties: []report.Duty{"go_abroad", "hand_over_id"}},
		{name: "rebate-wave", category: "task_rebate", begins: 17, ends: 11, weekly: 130, kinds: byText, study: 0.5, from: blocks(21, 4, 15), rotates: 15, accounts: accounts},
		{name: "forged-office", category: "impersonation_authority", begins: 1.1, weekly: 420, kinds: byRing, where: nearby, study: 0.05, knew: ofPeople, knowing: 0.9, sectors: byPeople, from: forged(200, 30), accounts: named("wechat/demo_jingguan_01")},
		{name: "forged-office-before", category: "impersonation_authority", begins: 41, ends: 34, weekly: 90, kinds: byRing, knew: ofPeople, knowing: 0.9, sectors: byPeople, from: forged(100, 60)},
		{name: "points-text", category: "account_phishing", begins: 4, ends: 1.1, weekly: 150, kinds: byText, study: 0.2, knew: []report.Knew{"name"}, knowing: 0.3, sectors: byPeople,
			from: named("domain/jifen-duihuan.example domain/etc-renzheng.example domain/yibao-tongzhi.example"), accounts: named("CN/sender/DEMOPTS")},
		{name: "spring-loan", category: "loan", begins: 46, ends: 38, weekly: 110, kinds: byCall, study: 0.3, knew: ofPeople, knowing: 0.6, sectors: byPeople, from: blocks(25, 4, 12), rotates: 12, accounts: accounts},
		{name: "mistaken", category: "advertising", begins: 8, ends: 4, weekly: 9, kinds: byRing, from: Contested()[:1]},
		{name: "visa-call", category: "impersonation_authority", begins: 21, ends: 15, weekly: 60, kinds: byRing, who: at("钱潮大学(演示)", "南珠大学(演示)", "锦水大学(演示)"), study: 0.9,
			knew: []report.Knew{"name", "school", "travel"}, knowing: 0.8, sectors: []share[report.LeakSector]{{"travel", 40}, {"education", 40}, {"government", 20}}, from: forged(300, 20)},
	}
}

// parcelClaims are the numbers of the campaign that is loudest when the year ends.
func parcelClaims() []subject.Key { return blocks(8, 4, 20) }

// worded are campaigns of which people write the same as of others.
var worded = map[string]string{"parcel-claim-before": "parcel-claim", "host-device-again": "host-device", "forged-office-before": "forged-office"}

// streams returns all of them with their words.
func streams() []stream {
	said := wordsOf(wordsFile)
	all := append(usual(), campaigns()...)
	for i := range all {
		s := &all[i]
		if s.category == "" && s.polarity == "" {
			s.category = report.Category(s.name)
		}
		name := s.name
		if as, ok := worded[name]; ok {
			name = as
		}
		s.words = said[name]
	}
	return all
}
