package redact_test

import (
	"testing"

	"ringfence/internal/redact"
	"ringfence/internal/subject"
)

func TestNothingThatCanBeCalledWrittenToOrOpenedIsBare(t *testing.T) {
	for _, c := range []struct{ text, about, want string }{
		{"短信里带链接 +1 402-555-0167，别点", "+14025550167", "短信里带链接 〔电话〕，别点"},
		{"They rang from (402) 555 0167 twice.", "+14025550167", "They rang from [phone] twice."},
		{"and then 402.555.0168, of which I tell nothing", "+14025550167", "and then [phone], of which I tell nothing"},
		{"让我加 demo_kefu_07 退款", "wechat/demo_kefu_07", "让我加 〔微信号〕 退款"},
		{"让我加 demo_kefu_08 退款", "", "让我加 〔账号〕 退款"},
		{"On WeChat they are Goodparcel, they say", "wechat/goodparcel", "On WeChat they are [WeChat], they say"},
		{"加群 999000000 12", "qq/99900000012", "加群 〔QQ号〕"},
		{"加 99900000013 领红包", "", "加 〔电话〕 领红包"},
		{"链接是 jifen-duihuan.example，页面做得很像", "domain/jifen-duihuan.example", "链接是 〔网址〕，页面做得很像"},
		{"点 http://m.etc-renzheng.example:8080/a/13?u=7#x 进去", "", "点 〔网址〕〔链接参数〕 进去"},
		{"From DEMO POST: pay now", "US/sender/DEMO POST", "From [account]: pay now"},
		{"95588 发来，又说 10690000123456", "CN/95588", "〔电话〕 发来，又说 〔电话〕"},
		{"I texted US 7726 first", "US/7726", "I texted US [phone] first"},
		// What stays.
		{"已拨打96110核实，也问了 12345 和 110", "+14025550167", "已拨打96110核实，也问了 12345 和 110"},
		{"先付 98000 元定金，考完再付 20000元，两天内 3 次", "", "先付 98000 元定金，考完再付 20000元，两天内 3 次"},
		{"I paid $12000 and ¥98000 in 2026. Never again, e.g. by card.", "", "I paid $12000 and ¥98000 in 2026. Never again, e.g. by card."},
		{"我叫〔姓名〕，手机〔手机号〕，ETC 认证失效", "", "我叫〔姓名〕，手机〔手机号〕，ETC 认证失效"},
		{"", "+14025550167", ""},
	} {
		var about []subject.Key
		if c.about != "" {
			key, err := subject.ParseKey(c.about)
			if err != nil {
				t.Fatal(err)
			}
			about = append(about, key)
		}
		helpline := func(k subject.Key) bool { return k.String() == "CN/96110" || k.String() == "CN/12345" }
		got := redact.Bare(c.text, helpline, about...)
		if got != c.want {
			t.Errorf("%q about %q\n got %q\nwant %q", c.text, c.about, got, c.want)
		}
		if again := redact.Bare(got, helpline, about...); again != got {
			t.Errorf("%q once more is %q", got, again)
		}
	}
}
