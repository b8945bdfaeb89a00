package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"ringfence/web/htmlcheck"
)

// senders are phones that text in this test: nobody reports these numbers but their holders, about whom nothing may be kept.
var senders = []string{"+12025550121", "+12025550122", "+12025550133", "+12125550144", "+447700900155", "+447700900166", "+8615400001234"}

// TestSendersAreNowhere has people text all that can be texted, right and wrong, by five gateways, one of which quotes what it is asked
// to send in each of its errors; and has visitors confirm a phone. The server is killed in between. Then it looks for the senders'
// numbers in all that is left: the data folder and what backup and export make of it, the keys, the log, the metrics and every
// answer. It is one day: the program offers no way to move its clock, so nothing ends in it that lasts until tomorrow.
func TestSendersAreNowhere(t *testing.T) {
	phone := newEcho(t)
	folder := t.TempDir()
	env := append(othersOn(phone.URL), twilioOn, "RINGFENCE_SMS_TWILIO_NUMBER=+12025550100")
	left := map[string]string{}
	x := &texter{t: t}
	for life := range 2 {
		s := start("ringfence", folder, env, []string{"--log-level", "debug"})
		if s.url == "" {
			t.Fatal(s.err)
		}
		defer s.signal(syscall.SIGKILL)
		x.url = s.url
		for n := range 150 {
			x.sends(150*life + n)
		}
		x.confirms(senders[life])
		phone.awaitAll(s, life+1)
		if life == 0 {
			_, left["the metrics before the end"] = fetch(t, s.url+"/metrics")
			s.signal(syscall.SIGKILL)
			if _, ended := s.wait(10 * time.Second); !ended {
				t.Fatal("the server does not die")
			}
		} else {
			x.keeps(folder, left)
			_, left["the metrics"] = fetch(t, s.url+"/metrics")
			stopped(t, s)
		}
		left[fmt.Sprintf("log %d", life)] = s.out.String() + s.err.String()
	}
	left["the answers"] = x.seen.String()
	if err := unpack(folder, left); err != nil {
		t.Fatal(err)
	}
	for place, held := range map[string]string{
		"the metrics": `ringfence_sms_replies_total{gateway="android-sms-gateway",outcome="failed"}`, "log 0": "/sms/generic/:secret", "the answers": "This report is confirmed",
		filepath.Join(folder, "data", "ringfence.db"): "+13035550100", filepath.Join(folder, "copy.db"): "+13035550100", "statements-0001.ndjson of the archive": "+13035550100",
	} {
		if !strings.Contains(left[place], held) {
			t.Errorf("this test does not look where it should: %s has no %s, of %q", place, held, slices.Sorted(maps.Keys(left)))
		}
	}
	for _, from := range senders {
		for _, spelling := range spellings(from) {
			for place, content := range left {
				if strings.Contains(content, spelling) {
					t.Errorf("%s holds %s, spelled %q", place, from, spelling)
				}
			}
		}
	}
}

// sends texts the n-th message by one gateway or another, at times again, or as somebody else would.
func (x *texter) sends(n int) {
	x.t.Helper()
	from, body := senders[n%len(senders)], said(n)
	if n%3 == 0 {
		by := others[n/3%len(others)]
		req := by(x, from, body)
		x.taken(req)
		if n%4 == 0 { // by somebody who does not know the secret
			forged := by(x, from, "CALL +13035550100")
			forged.Header.Del("X-Signature")
			forged.Header.Del("Authorization")
			forged.URL.Path = strings.Replace(forged.URL.Path, pathSecret, "a-guess", 1)
			if status, _ := x.do(forged); status != http.StatusUnauthorized && status != http.StatusForbidden {
				x.t.Errorf("%s of somebody else was answered with status %d", forged.URL.Path, status)
			}
		}
		return
	}
	x.text(from, body)
	if n%7 == 0 { // and delivered again
		x.deliver(message(x.sent, from, body))
	}
	if n%11 == 0 { // or by somebody else
		if status, _ := x.post(message(x.sent, from, "CALL +13035550100"), "bm90IHNpZ25lZA=="); status != http.StatusUnauthorized {
			x.t.Errorf("a wrong signature was answered with status %d", status)
		}
	}
}

// confirms is a visitor who reports on the page and texts the code that it shows.
func (x *texter) confirms(from string) {
	x.t.Helper()
	form := x.page("/report", nil).Form("form#report")
	form["kind"], form["numbers"] = []string{"call"}, []string{"+13035550100"}
	shown := x.page("/report/phone", form)
	code, form := shown.Text("#phone .digits"), shown.Form("form#report")
	if reply := x.text(from, code); !strings.Contains(reply, "confirmed") && !strings.Contains(reply, "验证") {
		x.t.Errorf("the code %q is answered with %q", code, reply)
	}
	x.page("/report", form)
}

// page opens a page of the site, or sends it a form.
func (x *texter) page(path string, form url.Values) htmlcheck.Page {
	x.t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequest(method, x.url+path+"?lang=en", strings.NewReader(form.Encode()))
	if err != nil {
		x.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	before := x.seen.Len()
	if status, _ := x.do(req); status != http.StatusOK {
		x.t.Fatalf("%s is answered with status %d", path, status)
	}
	_, body, _ := strings.Cut(x.seen.String()[before:], "<!")
	return htmlcheck.Parse(x.t, "<!"+body)
}

// keeps has backup and export write beside the running server.
func (x *texter) keeps(folder string, left map[string]string) {
	x.t.Helper()
	for _, args := range [][]string{{"backup", "copy.db"}, {"export", "all.tar"}} {
		out, err := ringfence(folder, args...)
		if err != nil {
			x.t.Fatalf("%v: %s", err, out)
		}
		left["what "+args[0]+" says"] = out
	}
}

// unpack reads all that is in a folder, and what is in the archive there.
func unpack(folder string, left map[string]string) error {
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		left[path] = string(content)
		return err
	})
	if err != nil {
		return err
	}
	files := tar.NewReader(strings.NewReader(left[filepath.Join(folder, "all.tar")]))
	for {
		header, err := files.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		content, err := io.ReadAll(files)
		if name, packed := strings.CutSuffix(header.Name, ".zst"); packed && err == nil {
			var from *zstd.Decoder
			if from, err = zstd.NewReader(strings.NewReader(string(content))); err == nil {
				content, err = io.ReadAll(from)
			}
			header.Name = name
		}
		if err != nil {
			return err
		}
		left[header.Name+" of the archive"] += string(content)
	}
}

// said is one of the things that people send.
func said(n int) string {
	from := senders[n%len(senders)]
	reported := "+1303555" + fmt.Sprintf("%04d", 100+rand.IntN(100))
	forms := []string{
		"CALL +13035550100", "电话 " + reported + " 冒充快递客服", reported, "CHECK " + reported, "查 " + reported,
		reported + "*您的包裹丢失，请加微信 abc_12345 理赔", "ljdxjb#" + reported + "#中奖了", "Your parcel is lost. Ring " + reported + " or write to " + from,
		reported, "CALL " + from, "my number is " + from + ", they rang me from " + reported, "call " + reported + " he knew my number " + from,
		"123456", "CODE 654321", "UNDO 0000-0000-0000-0000-0", "撤回 abc", "HELP", "帮助", "STOP", "START", "TD", "开始", "", "😀", "CALL 138O0138OOO", "CALL 110",
		"Reply to " + strings.TrimPrefix(from, "+") + " now!", "查 " + from,
	}
	return forms[n%len(forms)]
}
