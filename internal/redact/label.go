package redact

import (
	"strings"

	"ringfence/internal/scan"
)

// No label holds its own opening bracket twice, so labels never overlap however they meet.
var labelsZH = map[Kind]string{
	Mobile: "〔手机号〕", Landline: "〔座机号〕", Phone: "〔电话〕", IDCard: "〔身份证号〕", BankCard: "〔银行卡号〕", Email: "〔邮箱〕",
	Plate: "〔车牌号〕", QQ: "〔QQ号〕", WeChat: "〔微信号〕", Account: "〔账号〕", Passport: "〔护照号〕", Permit: "〔证件号〕", Student: "〔学号〕",
	Birthday: "〔生日〕", IP: "〔IP地址〕", Link: "〔链接参数〕", Address: "〔地址〕", Name: "〔姓名〕", Site: "〔网址〕", Removed: "〔已隐去〕",
}

var labelsEN = map[Kind]string{
	Mobile: "[phone]", Landline: "[phone]", Phone: "[phone]", IDCard: "[ID number]", BankCard: "[bank card]", Email: "[email]",
	Plate: "[plate]", QQ: "[QQ]", WeChat: "[WeChat]", Account: "[account]", Passport: "[passport]", Permit: "[permit]",
	Student: "[student number]", Birthday: "[birth date]", IP: "[IP address]", Link: "[link parameters]", Address: "[address]",
	Name: "[name]", Site: "[website]", Removed: "[removed]",
}

var labelSet = func() map[string]bool {
	set := map[string]bool{}
	for _, labels := range []map[Kind]string{labelsZH, labelsEN} {
		for _, l := range labels {
			set[l] = true
		}
	}
	return set
}()

// newPage returns the page of a text, on which every label is a value that was taken out.
func newPage(text string) *scan.Page {
	return scan.New(text, func(at int) int { return labelAt(text[at:]) })
}

// longestLabel is the most bytes a label has.
const longestLabel = 24

// labelAt returns the bytes of the label with which text begins, or 0.
func labelAt(text string) int {
	closing := "]"
	switch {
	case strings.HasPrefix(text, "〔"):
		closing = "〕"
	case !strings.HasPrefix(text, "["):
		return 0
	}
	end := strings.Index(text[:min(len(text), longestLabel)], closing)
	if end < 0 || !labelSet[text[:end+len(closing)]] {
		return 0
	}
	return end + len(closing)
}

// Labelled reports whether something was removed from a text.
func Labelled(text string) bool {
	for i := range text {
		if labelAt(text[i:]) > 0 {
			return true
		}
	}
	return false
}
