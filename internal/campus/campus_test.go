package campus

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/report"
)

func directory(t testing.TB, aliases ...Alias) *Directory {
	t.Helper()
	d, err := New(aliases...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDirectory(t *testing.T) {
	d := directory(t)
	if len(d.entries) != 2820 {
		t.Errorf("%d universities", len(d.entries))
	}
	for _, e := range d.entries {
		if region, ok := report.ParseRegion(e.Region); !ok || region != e.Region {
			t.Errorf("%s lies in %q", e.Name, e.Region)
		}
		if got, ok := d.Official(e.Name); !ok || got != e.Campus {
			t.Errorf("%s leads to %v", e.Name, got)
		}
	}
}

func TestOfficial(t *testing.T) {
	d := directory(t)
	for name, want := range map[string]string{
		"浙江大学": "浙江大学", " 浙江 大学 ": "浙江大学", "浙大": "浙江大学", "zhejiang university": "浙江大学", "ＺＪＵ": "浙江大学",
		"中国人民大学（苏州校区）": "中国人民大学(苏州校区)", "中国地质大学武汉": "中国地质大学(武汉)", "Xi’an Jiaotong University": "西安交通大学",
	} {
		if got, ok := d.Official(name); !ok || got.Name != want {
			t.Errorf("%s leads to %q", name, got.Name)
		}
	}
	for _, name := range []string{"", "()", "大学", "Example University", "浙江"} {
		if got, ok := d.Official(name); ok {
			t.Errorf("%q leads to %v", name, got)
		}
	}
}

func TestWith(t *testing.T) {
	known := directory(t)
	made := true
	wider := known.With(func() bool { return made }, Campus{"湖畔大学", "CN-ZJ"}, Campus{"山间大学", "CN-ZJ"})
	for name, want := range map[string]string{"湖畔 大学": "CN-ZJ", "山间大学": "CN-ZJ", "浙大": "CN-ZJ", "ZJU": "CN-ZJ", "新疆大学": "CN-XJ"} {
		if got, ok := wider.Official(name); !ok || got.Region != want {
			t.Errorf("%s leads to %v", name, got)
		}
	}
	for i, e := range wider.entries[1:] {
		if slices.Index(report.Provinces(), e.Region) < slices.Index(report.Provinces(), wider.entries[i].Region) {
			t.Fatalf("%s stands behind %s", e.Name, wider.entries[i].Name)
		}
	}
	made = false
	for name, d := range map[string]*Directory{"before": known, "no longer": wider} {
		if got, ok := d.Official("湖畔大学"); ok || len(d.Search("湖畔大学", 1)) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	if (*Directory)(nil).With(nil, Campus{"湖畔大学", "CN-ZJ"}) != nil {
		t.Error("a directory of none holds one")
	}
}

func TestSearch(t *testing.T) {
	d := directory(t)
	for _, c := range []struct {
		part  string
		most  int
		first string
		n     int
	}{
		{"浙大", 8, "浙江大学", 3},
		{"中国地质", 8, "中国地质大学(北京)", 2},
		{"浙江大学", 1, "浙江大学", 1},
		{"电子科技大学", 8, "电子科技大学", 8},
		{"Jiao Tong", 8, "上海交通大学", 2},
		{"no such school", 8, "", 0},
		{" ", 8, "", 0},
		{"大学", 0, "", 0},
	} {
		got := d.Search(c.part, c.most)
		if len(got) != c.n || c.n > 0 && got[0].Name != c.first {
			t.Errorf("%q: %v", c.part, got)
		}
	}
}

func TestAliases(t *testing.T) {
	const file = "\uFEFF# ours\r\n\r\n 折大 = 浙江大学 \r\n浙大=浙江大学\n"
	aliases, err := ParseAliases(strings.NewReader(file))
	if err != nil || len(aliases) != 2 || aliases[0] != (Alias{"折大", "浙江大学", 3}) {
		t.Fatalf("%v, %v", aliases, err)
	}
	if got, ok := directory(t, aliases...).Official("折大"); !ok || got.Region != "CN-ZJ" {
		t.Errorf("折大 leads to %v", got)
	}
}

func TestWrongAliases(t *testing.T) {
	for file, want := range map[string]string{
		"# fine\n浙大":                    `line 2: write an alias, "=" and an official name`,
		"= 浙江大学":                        `line 1: write an alias`,
		"浙大 =":                          `line 1: write an alias`,
		"x = Hogwarts":                  `line 1: "Hogwarts" is no official name of the directory`,
		"x = 浙大":                        `line 1: "浙大" is no official name of the directory`,
		"\n北京大学 = 浙江大学":                 `line 2: "北京大学" leads to 北京大学 already`,
		"a = 浙江大学\nA = 北京大学":            `line 2: "A" leads to 浙江大学 already`,
		"() = 浙江大学":                     `line 1: "()" holds no letters`,
		"\xff = 浙江大学":                   "line 1: this is not UTF-8",
		strings.Repeat("x", 400) + "=y": "line 1: longer than any name",
	} {
		aliases, err := ParseAliases(strings.NewReader(file))
		if err == nil {
			_, err = New(aliases...)
		}
		var wrong *AliasError
		if !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
}

func FuzzParseAliases(f *testing.F) {
	f.Add("浙大 = 浙江大学\n#\n")
	f.Fuzz(func(t *testing.T, file string) {
		aliases, err := ParseAliases(strings.NewReader(file))
		if err != nil {
			return
		}
		d, err := New(aliases...)
		if err != nil {
			return
		}
		for _, a := range aliases {
			if got, ok := d.Official(a.Alias); !ok || got.Name == "" {
				t.Errorf("%q leads nowhere", a.Alias)
			}
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	d := directory(b)
	for b.Loop() {
		d.Search("科技", 8)
	}
}
