package redact

import (
	"testing"

	"ringfence/internal/subject"
)

func key(t testing.TB, kind subject.Kind, value string) subject.Key {
	t.Helper()
	k, err := subject.ParseKind(kind, value, "CN")
	if err != nil {
		t.Fatalf("%s %q: %v", kind, value, err)
	}
	return k
}

// TestKeptSubjectsSurvive writes a reported subject in every way people do, beside somebody else's number, which must go.
func TestKeptSubjectsSurvive(t *testing.T) {
	const other, gone = "，我的号是16400005678", "，我的号是〔手机号〕"
	cases := []struct {
		kind      subject.Kind
		value     string
		spellings []string
	}{
		{subject.Number, "15400001234", []string{
			"15400001234", "154 0000 1234", "154-0000-1234", "+8615400001234", "+86 154 0000 1234", "(+86)154-0000-1234", "0086 15400001234", "8615400001234",
			"015400001234", "１５４００００１２３４", "154.0000.1234", "1\u200b5400001234", "一五四零零零零一二三四", "154OOOO1234", "154\n0000\n1234", "154，0000，1234",
			"154📱0000📱1234", "电话15400001234", "微信15400001234", "QQ：15400001234", "①⑤④⓪⓪⓪⓪①②③④", "15400001234@", "转到15400001234",
		}},
		{subject.Number, "010-22220000", []string{
			"010-22220000", "(010)22220000", "+86 10 2222 0000", "01022220000", "电话22220000", "电话 2222 0000", "0086-10-22220000",
		}},
		{subject.Number, "+12025550143", []string{
			"+12025550143", "+1 (202) 555-0143", "(202) 555-0143", "202.555.0143", "1-202-555-0143", "电话2025550143", "001 202 555 0143",
		}},
		{subject.Number, "4008108888", []string{"400-810-8888", "4008108888", "400 8108 888", "+86 400 810 8888"}},
		{subject.ShortCode, "95588", []string{"95588", "电话95588", "QQ95588"}},
		{subject.Port, "106980000123456", []string{"106980000123456", "1069 8000 0123 456", "账号106980000123456"}},
		{subject.QQ, "2233445566", []string{"QQ2233445566", "qq：2233445566", "扣扣 223 344 5566", "电话2233445566"}},
		{subject.WeChat, "Lucky_2233", []string{"微信lucky_2233", "vx：LUCKY_2233", "vxlucky_2233", "薇信 Ｌｕｃｋｙ＿２２３３", "微信号是lucky\u200b_2233", "电报lucky_2233"}},
		{subject.Domain, "scam.example", []string{"https://www.scam.example/pay", "SCAM.example", "pay.scam.example"}},
	}
	for _, c := range cases {
		k := key(t, c.kind, c.value)
		for _, s := range c.spellings {
			if got := Text("他用"+s+other, k); got != "他用"+s+gone {
				t.Errorf("%s kept: %q became %q", k, s, got)
			}
		}
	}
}

func TestKeptAmongOthers(t *testing.T) {
	domain := key(t, subject.Domain, "scam.example")
	number := key(t, subject.Number, "15400001234")
	for _, c := range []struct {
		in, want string
		keep     []subject.Key
	}{
		{"mail hr@scam.example", "mail [email]scam.example", []subject.Key{domain}},
		{"https://scam.example/u?phone=15400001234&me=16400005678", "https://scam.example/u[link parameters]15400001234[link parameters]",
			[]subject.Key{domain, number}},
		{"15400001234/16400005678", "15400001234/[phone]", []subject.Key{number}},
		{"15400001234 16400005678 15400001234", "15400001234 [phone] 15400001234", []subject.Key{number}},
		{"915400001234", "915400001234", []subject.Key{number}},
		{"身份证11010519491231002X，15400001234", "身份证〔身份证号〕，15400001234", []subject.Key{number, {}}},
	} {
		if got := Text(c.in, c.keep...); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.in, got, c.want)
		}
	}
}
