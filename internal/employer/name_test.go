package employer

import (
	"testing"
	"unicode/utf8"
)

func TestSpellingsOfOneName(t *testing.T) {
	for want, spellings := range map[string][]string{
		"星河科技":      {"星河科技", "星河科技有限公司", "星河科技 有限责任公司", "星河科技（集团）股份有限公司", "星河科技集团公司", "「星河」科技"},
		"北京星河科技":    {"北京星河科技有限公司"}, // another office is another name
		"blueskies": {"Blue Skies", "BLUE SKIES CO., LTD.", "Ｂｌｕｅ Ｓｋｉｅｓ Inc.", "blue-skies", "Blue Skies Group Limited"},
		"有限公司":      {"有限公司"},
		"ltd":       {"Ltd."},
		"360数科":     {"360 数科"},
		"":          {"", " ", "…", "()"},
	} {
		for _, spelling := range spellings {
			if got := Normal(spelling); got != want {
				t.Errorf("%q is %q, want %q", spelling, got, want)
			}
		}
	}
}

func FuzzNormal(f *testing.F) {
	for _, seed := range []string{"星河科技（集团）有限公司", "Blue Skies Co., Ltd.", "\xff公司", "İstanbul A.Ş.", "00AA¯"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		once := Normal(name)
		if !utf8.ValidString(once) {
			t.Errorf("%q gives what is no text", name)
		}
		if again := Normal(once); again != once {
			t.Errorf("%q is %q, and that is %q", name, once, again)
		}
	})
}
