package web

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"ringfence/internal/preset"
	"ringfence/web/catalogue"
	"ringfence/web/htmlcheck"
)

const example = "https://ringfence.example"

// apps is the page of a service at an address.
func (s sample) apps(f Frame, base string) Apps {
	s.Helper()
	if base == "" {
		return NewApps(f, nil)
	}
	drawn, err := Draw(preset.Site{Origin: base, Number: f.Texting.First()})
	if err != nil {
		s.Fatal(err)
	}
	return NewApps(f, drawn)
}

func appsExamples(s sample) map[string]Page {
	listed := s.Frame
	listed.Index, listed.Path = true, "/apps"
	texting := s.texting(TextNumber{Number: "+12025550151"}, TextNumber{Number: "+12025550150", Signed: true, Answers: true})
	return map[string]Page{
		"apps":          s.apps(listed, example),
		"apps, nowhere": s.apps(s.Frame, ""),
		"apps, texting": s.apps(texting, example),
		"apps, local":   s.apps(listed, localhost),
	}
}

// TestEveryCodeLeadsToItsPreset reads each as a telephone does.
func TestEveryCodeLeadsToItsPreset(t *testing.T) {
	for _, l := range catalogue.Langs() {
		s := sample{t, Frame{Lang: l, Path: "/apps"}}
		p := htmlcheck.Parse(t, rendered(t, appsExamples(s)["apps, texting"]))
		codes := p.Find("svg.qr")
		if codes.Length() != len(preset.Names()) {
			t.Fatalf("%s: %d codes for %d presets", l, codes.Length(), len(preset.Names()))
		}
		for _, n := range preset.Names() {
			link := p.Find(fmt.Sprintf(`.codes a[href=%q]`, n.Path()))
			panel := link.Closest(".panel")
			if got := scanned(t, panel.Find("svg.qr path").AttrOr("d", ""), panel.Find("svg.qr").AttrOr("viewBox", "")); got != example+n.Path() {
				t.Errorf("%s %s: the code leads to %q", l, n, got)
			}
			document, _ := n.Document(preset.Site{Origin: example, Number: "+12025550150"})
			if got := panel.Find("pre").Text(); got != string(document) {
				t.Errorf("%s %s: the page shows %s", l, n, got)
			}
		}
	}
}

// scanned draws a path of modules at four dots each and has it read.
func scanned(t *testing.T, path, box string) string {
	t.Helper()
	var side, other, zero int
	if _, err := fmt.Sscanf(box, "%d %d %d %d", &zero, &zero, &side, &other); err != nil || side != other {
		t.Fatalf("%q: %v", box, err)
	}
	const dots = 4
	drawing := image.NewGray(image.Rect(0, 0, side*dots, side*dots))
	for i := range drawing.Pix {
		drawing.Pix[i] = 0xff
	}
	for run := range strings.SplitSeq(strings.TrimSuffix(path, "z"), "z") {
		var x, y, wide, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &wide, &back); err != nil || wide != back {
			t.Fatalf("%q: %v", run, err)
		}
		for dx := range wide * dots {
			for dy := range dots {
				drawing.SetGray(x*dots+dx, y*dots+dy, color.Gray{})
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(drawing)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	return read.GetText()
}

// TestTheMenusAreCalledAsInTheApp, by its strings of 5.13 in both languages.
func TestTheMenusAreCalledAsInTheApp(t *testing.T) {
	for l, menus := range map[catalogue.Lang][]string{
		catalogue.En: {"Settings", "New", "Import", "Configuration Text", "Imported successfully", "Instant Query", "Query API", "Report Number", "Report API", "Automation",
			"Workflows", "Quick Settings", "Database", "Test", "Rule Testing", "Auto Report", "Report SMS", "Save", "Number Rule"},
		catalogue.ZhCN: {"设置", "新建", "导入", "配置文件", "导入成功", "即时查询", "查询API", "举报号码", "举报API", "自动化",
			"工作流程", "快速设置", "数据库", "测试", "规则测试", "自动举报", "报告短信", "保存", "号码规则"},
	} {
		page := rendered(t, appsExamples(sample{t, Frame{Lang: l, Path: "/apps"}})["apps, texting"])
		for _, menu := range menus {
			if !strings.Contains(page, menu) {
				t.Errorf("%s: the page does not name %q", l, menu)
			}
		}
	}
}

// TestNoPresetThatIsNotThere: without a number nothing can be forwarded, and without an address nothing leads anywhere.
func TestNoPresetThatIsNotThere(t *testing.T) {
	for _, l := range catalogue.Langs() {
		all := appsExamples(sample{t, Frame{Lang: l, Path: "/apps"}})
		without := rendered(t, all["apps"])
		if strings.Contains(without, preset.SMS.Path()) || !strings.Contains(without, l.Text("apps.app.texting")) {
			t.Errorf("%s: a preset forwards messages to nowhere", l)
		}
		nowhere := rendered(t, all["apps, nowhere"])
		if strings.Contains(nowhere, "/presets/") || !strings.Contains(nowhere, l.Text("apps.import.none")) {
			t.Errorf("%s: presets of no address", l)
		}
	}
}

// TestCodesThatNoTelephoneOpensAreCalledThat, by the address.
func TestCodesThatNoTelephoneOpensAreCalledThat(t *testing.T) {
	for origin, local := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost": true, "http://[::1]:8080": true, "http://0.0.0.0:8080": true,
		"http://192.0.2.1:8080": false, example: false, "https://localhost.example": false,
	} {
		s := sample{t, Frame{Lang: catalogue.En, Path: "/apps"}}
		said := strings.Contains(rendered(t, s.apps(s.Frame, origin)), s.Frame.T("apps.import.local", "address", origin))
		if said != local {
			t.Errorf("%s is called local: %v", origin, said)
		}
	}
}

// TestLongAddressesHaveCodes too.
func TestLongAddressesHaveCodes(t *testing.T) {
	long := "https://" + strings.Repeat("a", 200) + ".example"
	page := sample{t, Frame{Lang: catalogue.En}}.apps(Frame{Lang: catalogue.En}, long)
	var b bytes.Buffer
	if err := Render(&b, page); err != nil || len(page.Presets) == 0 {
		t.Error(err)
	}
}
