package web

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/conversation"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/smstext"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// longestReceipt has the only check sign that takes two septets.
func longestReceipt(t *testing.T) report.Receipt {
	t.Helper()
	for i := range 256 {
		if r := report.NewReceipt([10]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, byte(i)}); strings.HasSuffix(r.String(), "~") {
			return r
		}
	}
	t.Fatal("no receipt has the check sign ~")
	return report.Receipt{}
}

var (
	someHosts   = []string{"ringfence.example", "anti-fraud-centre.of-a-very-long-name.city.province.example:65535", "反诈.example"}
	manySubject = []string{"+447700900123", "+12025550103", "CN/95588", "CN/110", "CN/106575123456789", "CN/sender/ALIPAY", "wechat/some_one", "qq/10001", "domain/example.com"}
	allReasons  = []reputation.ReasonCode{
		reputation.ReasonReports, reputation.ReasonNetworks, reputation.ReasonFine, reputation.ReasonNeighbours, reputation.ReasonDisputed, reputation.ReasonConfirmed,
		reputation.ReasonCleared, reputation.ReasonOfficial, reputation.ReasonImitated, reputation.ReasonTooOld, reputation.ReasonNone,
	}
	// someFrames are what networks put around replies: nothing, and signatures of carriers in China, the last as long as there are.
	someFrames    = []string{"", "【反诈中心】", "【某某大学反诈骗举报服务站】"}
	allConditions = [][]reputation.Condition{{reputation.Disputed}, {reputation.SpoofSuspected}, {reputation.Recycled}, {reputation.Official, reputation.Imitated}}
)

// everyJudgement calls with judgements of every verdict, reason, set of conditions and category, with counts whose words are the longest:
// all that the formula makes are among them, and many that it does not make.
func everyJudgement(yield func(reputation.Judgement)) {
	categories, n := report.Categories(), 0
	for v := reputation.Unknown; v <= reputation.Scam; v++ {
		for _, reason := range allReasons {
			for set := range 1 << len(allConditions) {
				j := reputation.Judgement{Verdict: v, Reasons: []reputation.Reason{{Code: reputation.ReasonConfirmed, Words: "words of a moderator"}, {Code: reason}}[set%2:]}
				for i, c := range allConditions {
					if set&(1<<i) != 0 {
						j.Conditions = append(j.Conditions, c...)
					}
				}
				yield(j)
				if j.Shown = true; v == reputation.Unknown {
					yield(j)
				}
				j.FirstSeen, j.Reports, j.Networks = noon, reputation.BandOf(21), reputation.BandOf(21)
				for _, c := range []report.Category{categories[n%len(categories)], "impersonation_service"} {
					j.Categories = []reputation.CategoryShare{{Category: string(c), Share: 1}}
					yield(j)
				}
				n++
			}
		}
	}
}

// everyReply calls with every kind of reply.
func everyReply(t *testing.T, l catalogue.Lang, yield func(name string, r conversation.Reply)) {
	t.Helper()
	lang := smstext.Lang(l)
	for _, kind := range conversation.Kinds() {
		switch kind {
		case conversation.Known:
			for _, about := range manySubject {
				k := key(t, about)
				everyJudgement(func(j reputation.Judgement) {
					found := known{NewSubject(Frame{Lang: l}, k, j, noon)}.finding()
					yield("known, "+found, conversation.Reply{Kind: kind, Lang: lang, About: k, Judgement: j})
				})
			}
		case conversation.Unclear:
			for _, p := range []smstext.Problem{"", smstext.NoNumber, smstext.BadNumber, smstext.TooMany, smstext.TwoAsked, smstext.BadAddress, smstext.Unnamed, smstext.BadReceipt, smstext.Denial, smstext.Empty} {
				yield("unclear "+string(p), conversation.Reply{Kind: kind, Lang: lang, Problem: p})
			}
		case conversation.Reported:
			everyReported(t, func(r conversation.Reply) {
				r.Lang = lang
				yield(string(kind), r)
			})
		default:
			yield(string(kind), conversation.Reply{Kind: kind, Lang: lang, Receipt: longestReceipt(t)})
		}
	}
}

// everyReported calls with replies to reports about one subject and about several, with and without some that were left out.
func everyReported(t *testing.T, yield func(conversation.Reply)) {
	t.Helper()
	abouts := []subject.Key{{}}
	for _, about := range append([]string{"+390612345678901", "CN/10657512345678901234"}, manySubject...) {
		abouts = append(abouts, key(t, about))
	}
	for _, about := range abouts {
		for _, leftOut := range []conversation.Kind{"", conversation.Unreportable, conversation.OwnNumber} {
			yield(conversation.Reply{Kind: conversation.Reported, Receipt: longestReceipt(t), About: about, LeftOut: leftOut})
		}
	}
}

var (
	callsSafe = regexp.MustCompile(`(?i)\bsafe|trust|harmless|安全|放心|可靠|可信`)
	callsName = regexp.MustCompile(`(?i)criminal|fraudster|is a scammer|罪犯|犯罪|骗子`)
	anyNumber = regexp.MustCompile(`\+?\d{6,}`)
)

// TestEveryReplyIsOneSegment goes through every reply there can be, with hosts of every length, and in every frame of networks that
// let no address pass.
func TestEveryReplyIsOneSegment(t *testing.T) {
	for _, l := range catalogue.Langs() {
		for _, around := range someFrames {
			said := map[string]string{} // what was said of what
			hosts := []string{""}
			if around == "" {
				hosts = someHosts
			}
			everyReply(t, l, func(name string, r conversation.Reply) {
				for _, host := range hosts {
					text := Text(r, host, around)
					before, known := said[text]
					if known && before == name {
						continue
					}
					if n := smstext.Segments(around + text); n != 1 {
						t.Fatalf("%s %s: %d segments: %s%s", l, name, n, around, text)
					}
					if l == catalogue.En && host != "反诈.example" && smstext.AlphabetOf(text) != smstext.GSM7 {
						t.Fatalf("%s: not in the default alphabet: %s", name, text)
					}
					if strings.Contains(text, catalogue.Missing) || callsSafe.MatchString(text) || callsName.MatchString(text) {
						t.Fatalf("%s %s: %s", l, name, text)
					}
					if found := anyNumber.FindString(text); found != "" && r.Kind != conversation.Reported && !strings.Contains(host, found) {
						t.Fatalf("%s %s repeats %s: %s", l, name, found, text)
					}
					if known {
						t.Fatalf("%s: %s and %s are told the same: %s", l, before, name, text)
					}
					said[text] = name
				}
			})
			if len(said) < 150 {
				t.Errorf("%s in %q: only %d replies", l, around, len(said))
			}
		}
	}
}

// TestNoFrameTakesAwayWhatMatters: the finding with what to do of every judgement that is not about an example, and the receipt with the way back.
func TestNoFrameTakesAwayWhatMatters(t *testing.T) {
	receipt := longestReceipt(t)
	for _, l := range catalogue.Langs() {
		for _, around := range someFrames {
			text := Text(conversation.Reply{Kind: conversation.Reported, Lang: smstext.Lang(l), Receipt: receipt}, "", around)
			back := map[catalogue.Lang]string{catalogue.En: "UNDO receipt", catalogue.ZhCN: "撤回 回执"}[l]
			if around == "" && l == catalogue.En {
				back = "UNDO and the receipt"
			}
			if !strings.Contains(text, receipt.String()) || !strings.Contains(text, back) {
				t.Errorf("%s in %q: %s", l, around, text)
			}
			for _, about := range manySubject {
				everyJudgement(func(j reputation.Judgement) {
					page := known{NewSubject(Frame{Lang: l}, key(t, about), j, noon)}
					if page.Sample() || page.Disputed() {
						return
					}
					text := Text(conversation.Reply{Kind: conversation.Known, Lang: smstext.Lang(l), About: page.Key, Judgement: j}, "", around)
					finding, advice := say(l, needed, "finding."+page.finding()), say(l, advised, "advice."+page.advice())
					if !strings.Contains(text, finding.text) && !strings.Contains(text, finding.short) || !strings.Contains(text, advice.text) && !strings.Contains(text, advice.short) {
						t.Fatalf("%s in %q about %s: %q lacks %q or %q", l, around, about, text, finding.short, advice.short)
					}
				})
			}
		}
	}
}

// TestEveryReplyIsInTheCatalogue holds the messages that Text and OwnerCode put together to those there are. A frame longer than any has all of them
// said in fewer words.
func TestEveryReplyIsInTheCatalogue(t *testing.T) {
	placeholder := regexp.MustCompile(`\{\w+\}`)
	frames := slices.Concat(someFrames, []string{strings.Repeat("长", 24), strings.Repeat("长", 60)})
	for _, l := range catalogue.Langs() {
		shown := map[string]bool{}
		everyReply(t, l, func(_ string, r conversation.Reply) {
			if shown[Text(r, "ringfence.example", "")] {
				return // what says the same there, says the same where it is cut
			}
			for _, around := range frames {
				shown[Text(r, "ringfence.example", around)] = true
			}
		})
		for _, around := range frames {
			for _, host := range []string{"", "ringfence.example"} {
				shown[OwnerCode(l, "482913", host, around)] = true
			}
		}
		all := strings.Join(slices.Collect(maps.Keys(shown)), "\n")
		for id, text := range partOf(t, "reply", l) {
			for _, piece := range placeholder.Split(text, -1) {
				if !strings.Contains(all, piece) {
					t.Errorf("%s %s: no reply says %q", l, id, piece)
				}
			}
		}
	}
}

// TestKnownSaysVerdictReasonAndAdvice shows what people are told of what pages show.
func TestKnownSaysVerdictReasonAndAdvice(t *testing.T) {
	all := judgements()
	contested, old := all["scam"], all["undecided"]
	contested.Verdict, contested.Conditions = reputation.Suspicious, []reputation.Condition{reputation.Disputed}
	contested.Reports = reputation.BandOf(6)
	old.Reasons = []reputation.Reason{{Code: reputation.ReasonTooOld}, {Code: reputation.ReasonReports}}
	scam := all["scam"]
	scam.Reports, scam.Networks = reputation.BandOf(21), reputation.BandOf(21)
	beside := all["unknown"]
	beside.Reasons = append(slices.Clone(beside.Reasons), reputation.Reason{Code: reputation.ReasonNeighbours})
	for _, c := range []struct {
		about  string
		j      reputation.Judgement
		en, zh string
	}{
		{"+447700900123", all["unknown"], "No reports yet, but it can still be a scam. Pay nothing and give no code before you know who it is.",
			"还没有人举报，但仍可能是诈骗。弄清对方是谁之前，不要转账或给验证码。"},
		{"+447700900123", beside, "No reports yet, but it can still be a scam. Several numbers next to it were reported. Pay nothing and give no code before you know who it is.",
			"还没有人举报，但仍可能是诈骗。多个相邻号码被举报。弄清对方是谁之前，不要转账或给验证码。"},
		{"+447700900123", scam, "Reported as a scam. Reported at least 21 times in the last 90 days. Most reports: Fake loan. Hang up, do not call back, pay nothing, give no code.",
			"被举报为诈骗。近 90 天举报次数：至少 21。多数举报：虚假贷款。请挂断，不要回拨、转账或给验证码。"},
		{"CN/106575123456789", scam, "Reported as a scam. Reported at least 21 times in the last 90 days. Most reports: Fake loan. Do not reply, open no link, pay nothing, give no code.",
			"被举报为诈骗。近 90 天举报次数：至少 21。多数举报：虚假贷款。不要回复、点链接、转账或给验证码。"},
		{"+447700900123", contested, "Suspicious. Its owner contests the reports. Reported 6 to 10 times in the last 90 days. Hang up, do not call back, pay nothing, give no code.",
			"可疑。使用者对举报有异议。近 90 天举报次数：6 至 10。多数举报：虚假贷款。请挂断，不要回拨、转账或给验证码。"},
		{"domain/example.com", old, "Reported, but not enough for a verdict. All reports are more than 90 days old. Pay and enter nothing before you know who runs it.",
			"有人举报，但还不能得出结论。举报都在 90 天以前。弄清由谁经营之前，不要付款或填写信息。"},
		{"+447700900123", all["cleared"], "A moderator found no ground for the reports. Stay careful: anyone can forge a caller ID.",
			"审核员核对后，认为举报依据不足。但来电显示可以伪造，仍请小心。"},
		{"CN/95588", all["official"], "It is on the register of official numbers. Others seem to forge it. Do not call back. Find the official number and call that.",
			"它在官方号码名录中。可能有人冒用它。不要回拨，请自行查找官方电话核实。"},
		{"CN/110", all["unknown"], "This is a public helpline. Callers can forge it: when in doubt, hang up and dial it yourself.",
			"这是公共服务热线。来电显示可以伪造，拿不准就先挂断，再自己拨打核实。"},
	} {
		r := conversation.Reply{Kind: conversation.Known, Lang: smstext.English, About: key(t, c.about), Judgement: c.j}
		if got := Text(r, "", ""); got != c.en {
			t.Errorf("%s: %s\nwant %s", c.about, got, c.en)
		}
		r.Lang = smstext.Chinese
		if got := Text(r, "", ""); got != c.zh {
			t.Errorf("%s: %s\nwant %s", c.about, got, c.zh)
		}
	}
}

// TestTheReasonIsAlwaysTold where there is nothing graver to say: a reply has room for it.
func TestTheReasonIsAlwaysTold(t *testing.T) {
	for _, l := range catalogue.Langs() {
		for _, about := range manySubject {
			everyJudgement(func(j reputation.Judgement) {
				page := known{NewSubject(Frame{Lang: l}, key(t, about), j, noon)}
				why, ok := page.why()
				text := Text(conversation.Reply{Kind: conversation.Known, Lang: smstext.Lang(l), About: page.Key, Judgement: j}, "", "")
				if ok && !page.Disputed() && !page.Sample() && !strings.Contains(text, why.text) && !strings.Contains(text, why.short) {
					t.Fatalf("%s %s: %q lacks %q", l, about, text, why.text)
				}
			})
		}
	}
}

// TestAReportIsAnsweredWithItsReceipt whole, and with the way back.
func TestAReportIsAnsweredWithItsReceipt(t *testing.T) {
	receipt := longestReceipt(t)
	for lang, want := range map[smstext.Lang]string{
		smstext.English: "Thank you, your report counts. Receipt: %s. To take it back, text UNDO and the receipt. If you have paid, call the police and your bank now.",
		smstext.Chinese: "谢谢，举报已计入。回执：%s。如要撤回，请发：撤回 回执。已转账请立即报警并联系银行。",
	} {
		got := Text(conversation.Reply{Kind: conversation.Reported, Lang: lang, Receipt: receipt}, someHosts[1], "")
		if want := fmt.Sprintf(want, receipt); got != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
	}
	for _, c := range []struct {
		about   string
		leftOut conversation.Kind
		en, zh  string
	}{
		{"+447700900123", "", "Reported: +44 7700 900123. Receipt %s. To undo: UNDO receipt. If you have paid, call the police and your bank now.",
			"已举报 +44 7700 900123。回执 %s。撤回请发：撤回 回执。已转账请报警。"},
		{"domain/example.com", conversation.Unreportable,
			"Thank you, your report counts. Helplines and example numbers were left out. Receipt: %s. To take it back, text UNDO and the receipt.",
			"谢谢，举报已计入。公共热线和样例号码未计入。回执：%s。如要撤回，请发：撤回 回执。"},
		{"+12025550103", conversation.OwnNumber,
			"Thank you, your report of +1 202-555-0103 counts. Your own number was left out. Receipt: %s. To take it back, text UNDO and the receipt.",
			"已举报 +1 202-555-0103。您的号码未计入。回执 %s。撤回请发：撤回 回执。"},
	} {
		for lang, want := range map[smstext.Lang]string{smstext.English: c.en, smstext.Chinese: c.zh} {
			r := conversation.Reply{Kind: conversation.Reported, Lang: lang, Receipt: receipt, About: key(t, c.about), LeftOut: c.leftOut}
			if got, want := Text(r, "ringfence.example", ""), fmt.Sprintf(want, receipt); got != want {
				t.Errorf("%s: %s, want %s", lang, got, want)
			}
		}
	}
	if got := Text(conversation.Reply{}, "ringfence.example", ""); got != "" {
		t.Errorf("a reply that says nothing has the words %q", got)
	}
}

// TestPagesAreNamedWhereThereIsRoom for their address.
func TestPagesAreNamedWhereThereIsRoom(t *testing.T) {
	unknown := conversation.Reply{Kind: conversation.Known, Lang: smstext.English, About: key(t, "+447700900123"), Judgement: judgements()["unknown"]}
	for host, more := range map[string]string{"ringfence.example": " More: ringfence.example", someHosts[1]: "", "": ""} {
		want := "No reports yet, but it can still be a scam. Pay nothing and give no code before you know who it is." + more
		if got := Text(unknown, host, ""); got != want {
			t.Errorf("%q: %s, want %s", host, got, want)
		}
	}
}

// TestWhoTakesANumbersPartIsShownThePageForOwners and not that of the forms.
func TestWhoTakesANumbersPartIsShownThePageForOwners(t *testing.T) {
	for lang, want := range map[smstext.Lang]string{
		smstext.English: "Nothing was reported. You can say on our website that a number is fine. If it is your own, the page for owners helps. More: ringfence.example/owners",
		smstext.Chinese: "没有计入举报。如果号码没有问题，可在网页上说明；如果是您自己的号码，请看网页。详见 ringfence.example/owners",
	} {
		denial := conversation.Reply{Kind: conversation.Unclear, Lang: lang, Problem: smstext.Denial}
		if got := Text(denial, "ringfence.example", ""); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestACodeForAnOwnerIsOneSegment(t *testing.T) {
	for _, l := range catalogue.Langs() {
		for _, host := range []string{"", "ringfence.example", "fanzhapian.mouyixuexiao.edu.cn"} {
			for _, around := range []string{"", "【某大学反诈骗服务站】"} {
				if host != "" && around != "" {
					continue // what puts something around texts lets no address pass
				}
				text := OwnerCode(l, "482913", host, around)
				if n := smstext.Segments(around + text); n != 1 {
					t.Errorf("%s: %d segments: %s%s", l, n, around, text)
				}
				who, stop := host, map[catalogue.Lang]string{"en": "STOP", "zh-CN": "停止"}[l]
				if who == "" {
					who = "Ringfence"
				}
				if !strings.Contains(text, "482913") || !strings.Contains(text, who) || !strings.Contains(text, stop) {
					t.Errorf("%s says not what it is, who sends it or how to have no more: %s", l, text)
				}
				if parsed := smstext.Parse(stop, "CN"); parsed.Intent != smstext.Stop {
					t.Errorf("%q is not taken for STOP", stop)
				}
			}
		}
	}
}
