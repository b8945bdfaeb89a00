package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// disguises are what people do to get a value past a filter.
var disguises = []message{
	{"1\u200b5\u200b4\u200b0\u200b0\u200b0\u200b0\u200b1\u200b2\u200b3\u200b4 打我", "〔手机号〕 打我"},
	{"１5４0０0０1２3４", "[phone]"},
	{"154O0001234 那个号", "〔手机号〕 那个号"},
	{"l54oooo1234加我", "〔手机号〕加我"},
	{"154零零零零1234", "〔手机号〕"},
	{"壹伍肆零零零零壹贰叁肆", "〔手机号〕"},
	{"154\n0000\n1234", "[phone]"},
	{"154📱0000📱1234", "[phone]"},
	{"1️⃣5️⃣4️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣", "[phone]"},
	{"154,0000,1234", "[phone]"},
	{"1 5 4 0 0 0 0 1 2 3 4 找我", "〔手机号〕 找我"},
	{"154\xff00001234", "[phone]"},
	{"𝟏𝟓𝟒𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒", "[phone]"},
	{"١٥٤٠٠٠٠١٢٣٤", "[phone]"},
	{"❶❺❹⓿⓿⓿⓿❶❷❸❹", "[phone]"},
	{"1̶5̶4̶0̶0̶0̶0̶1̶2̶3̶4̶", "[phone]"},
	{"1540000123416400005678", "[phone]"},
	{"tel15400001234x", "tel[phone]x"},
	{"15400001234.55", "[phone].55"},
	{"身份证11010519491231００２Ｘ", "身份证〔身份证号〕"},
	{"1101 0519 4912 3100 2X", "[ID number]"},
	{"11010519491231\u2060002X", "[ID number]"},
	{"6222\u00a00212\u00a03456\u00a07890\u00a0128", "[bank card]"},
	{"６２２２－０２１２－３４５６－７８９０－１２８", "[bank card]"},
	{"微 信 号 没写，微\u200b信lucky_2233", "微 信 号 没写，微\u200b信〔微信号〕"},
	{"ＱＱ：２２３３４４５５６６", "ＱＱ：[QQ]"},
	{"jane\u00ad.doe@exam\u200bple.org", "[email]"},
	{"[phone] 15400001234 [email]", "[phone] [phone] [email]"},
	{"〔手机号〕15400001234〔姓名〕", "〔手机号〕〔手机号〕〔姓名〕"},
	{"[[phone]]〔〔手机号〕", "[[phone]]〔〔手机号〕"},
	{"13812345678E12345678", "[phone][passport]"},
	{"\xff\xfe\x80", "\xff\xfe\x80"},
	{"⒈⒌⒋⒐⒐⒐⒐⒈⒉⒊⒋", "[phone]"},
}

func TestDisguises(t *testing.T) { testMessages(t, disguises) }

func TestLongTextKeepsEverythingElse(t *testing.T) {
	filler := strings.Repeat("对方说先做任务后返利，我一共转了三次，平台显示余额不足。", 150)
	got := Text(filler + "我的号码15400001234。" + filler)
	if want := filler + "我的号码〔手机号〕。" + filler; got != want {
		t.Errorf("the text around the number changed: %d bytes, want %d", len(got), len(want))
	}
}

func TestSpansAreOrderedAndCutNoRune(t *testing.T) {
	for _, set := range [][]message{messagesZH, messagesEN, disguises} {
		for _, m := range set {
			at := 0
			for _, s := range Find(m.in) {
				if s.Start < at || s.End <= s.Start || s.End > len(m.in) || s.Kind == "" {
					t.Fatalf("%q: span %+v after %d", m.in, s, at)
				}
				if utf8.ValidString(m.in) && !utf8.ValidString(m.in[s.Start:s.End]) {
					t.Errorf("%q: %+v cuts a rune", m.in, s)
				}
				at = s.End
			}
		}
	}
}

// TestSpansNameTheKind reads spans through everything that normalisation moves.
func TestSpansNameTheKind(t *testing.T) {
	in := "㈠\u200b我叫陈建国，\u200b１５４０００01234；ａ@example.org"
	want := []struct {
		text string
		kind Kind
	}{{"陈建国", Name}, {"１５４０００01234", Mobile}, {"ａ@example.org", Email}}
	got := Find(in)
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i, s := range got {
		if in[s.Start:s.End] != want[i].text || s.Kind != want[i].kind {
			t.Errorf("got %q as %s, want %q as %s", in[s.Start:s.End], s.Kind, want[i].text, want[i].kind)
		}
	}
}
