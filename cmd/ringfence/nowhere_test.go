package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// senders are phones that text in this test: nobody reports these numbers but their holders, about whom nothing may be kept.
var senders = []string{"+12025550121", "+12025550122", "+12025550133", "+12125550144", "+447700900155", "+447700900166", "+8615400001234"}

// TestSendersAreNowhere has people text all that can be texted, right and wrong, and then looks for their numbers in all that is
// left: the data folder, the keys, the log, the metrics and every answer.
func TestSendersAreNowhere(t *testing.T) {
	folder := t.TempDir()
	s := start("ringfence", folder, []string{twilioOn, "RINGFENCE_SMS_ALIBABA_SECRET=an-address-that-nobody-guesses", "RINGFENCE_SMS_ALIBABA_NETWORKS=127.0.0.0/8"},
		[]string{"--log-level", "debug"})
	if s.url == "" {
		t.Fatal(s.err)
	}
	x := &texter{t: t, url: s.url}
	for n := range 300 {
		from := senders[n%len(senders)]
		x.text(from, said(n, from))
		if n%7 == 0 { // and delivered again
			x.deliver(message(x.sent, from, said(n, from)))
		}
		if n%11 == 0 { // or by somebody else
			if status, _ := x.post(message(x.sent, from, "CALL +13035550100"), "bm90IHNpZ25lZA=="); status != http.StatusUnauthorized {
				t.Errorf("a wrong signature was answered with status %d", status)
			}
		}
	}
	x.fromAlibaba(senders[len(senders)-1])
	_, metrics := fetch(t, s.url+"/metrics")
	s.signal(syscall.SIGTERM)
	if err, ended := s.wait(20 * time.Second); err != nil || !ended {
		t.Fatalf("the server ended %v: %v, %s", ended, err, s.err)
	}

	left := map[string]string{"the log": s.out.String() + s.err.String(), "the metrics": metrics, "the answers": x.seen.String()}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		left[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(left) < 5 || !strings.Contains(metrics, `ringfence_sms_messages_total{`) || !strings.Contains(left[filepath.Join(folder, "data", "ringfence.db")], "+13035550100") {
		t.Fatalf("this test does not look where it should: %d places", len(left))
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

// said is one of the things that people send.
func said(n int, from string) string {
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

// fromAlibaba delivers a report by the gateway that does not sign.
func (x *texter) fromAlibaba(from string) {
	x.t.Helper()
	body := `[{"phone_number": "` + strings.TrimPrefix(from, "+86") + `", "content": "电话 +13035550101", "send_time": "2026-11-29 12:00:00", "dest_code": "1069", "sequence_id": 7}]`
	for path, want := range map[string]int{"an-address-that-nobody-guesses": http.StatusOK, "a-guess": http.StatusForbidden} {
		req, err := http.NewRequest(http.MethodPost, x.url+"/sms/alibaba/"+path, strings.NewReader(body))
		if err != nil {
			x.t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		if status, _ := x.do(req); status != want {
			x.t.Errorf("alibaba with %s was answered with status %d", path, status)
		}
	}
}

// spellings are the ways in which people and programs write a number.
func spellings(number string) []string {
	digits := strings.TrimPrefix(number, "+")
	national := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(digits, "44"), "86"), "1")
	if strings.HasPrefix(digits, "86") {
		national = digits[2:]
	}
	all := []string{digits, national}
	for _, group := range []int{3, 4} {
		for _, by := range []string{" ", "-", ".", ") ", "%20"} {
			all = append(all, national[:group]+by+national[group:], national[:3]+by+national[3:len(national)-4]+by+national[len(national)-4:])
		}
	}
	for _, text := range []string{number, digits, national} {
		all = append(all, hex.EncodeToString([]byte(text)), strings.ToUpper(hex.EncodeToString([]byte(text))), backwards(text), wide(text))
		for shift := range 3 { // inside a longer text, base64 has it in one of three ways
			encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
			all = append(all, encoded[(shift*8+5)/6:len(text)*8/6])
		}
	}
	n, _ := strconv.ParseUint(digits, 10, 64)
	return append(all, packed(digits), string(bytes.TrimLeft(binary.BigEndian.AppendUint64(nil, n), "\x00")), string(bytes.TrimRight(binary.LittleEndian.AppendUint64(nil, n), "\x00")))
}

// packed is binary coded decimal.
func packed(digits string) string {
	if len(digits)%2 != 0 {
		digits += "f"
	}
	b, _ := hex.DecodeString(digits)
	return string(b)
}

func backwards(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// wide has full-width digits.
func wide(s string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '０' }, strings.TrimPrefix(s, "+"))
}
