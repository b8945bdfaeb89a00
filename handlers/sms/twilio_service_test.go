//go:build service

package sms_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"ringfence/handlers/sms"
)

// oracle has a script of testdata/oracles answer, with the SDKs that deploy/dev/deps installed.
func oracle(t *testing.T, script string, ask, answer any) {
	t.Helper()
	modules, err := filepath.Abs("../../.tools/oracles/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(ask)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join("testdata", "oracles", script))
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	cmd.Stdin = bytes.NewReader(input)
	output, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%v: %s", err, exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(output, answer); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}

// alphabets are what random texts are made of.
var alphabets = [][]rune{
	[]rune("abcXYZ0189 "), []rune("查询举报电话诈骗，。：＊＃"), []rune("😡👍🏽\u200d\u202e\u00a0"), []rune("%&=+;/?#*'\"\\<>~!()"), []rune("\r\n\t\x00"),
}

func randomText(r *rand.Rand, most int) string { return randomOf(r, most, alphabets) }

func randomOf(r *rand.Rand, most int, of [][]rune) string {
	var text []rune
	for range r.IntN(most) {
		from := of[r.IntN(len(of))]
		text = append(text, from[r.IntN(len(from))])
	}
	return string(text)
}

// twilioMessage is a message for the oracle.
type twilioMessage struct {
	Token     string            `json:"token"`
	URL       string            `json:"url"`
	Fields    map[string]string `json:"fields"`
	Signature string            `json:"signature"` // ours
}

func randomMessage(r *rand.Rand) twilioMessage {
	hosts := []string{"https://ringfence.example", "https://ringfence.example:8443", "http://127.0.0.1:8080", "https://xn--6o8h.example"}
	m := twilioMessage{
		Token: "token-" + randomText(r, 20), URL: hosts[r.IntN(len(hosts))] + "/sms/twilio",
		Fields: map[string]string{"MessageSid": "SM1", "From": sender, "Body": randomText(r, 400)},
	}
	if r.IntN(3) == 0 {
		m.URL += "?a=" + url.QueryEscape(randomText(r, 10)) + "&b"
	}
	for range r.IntN(12) {
		m.Fields["Field"+randomOf(r, 4, alphabets[:1])] = randomText(r, 10) // names are ASCII: others have no order that all agree on
	}
	return m
}

// TestTwilioSDKAgrees: what Twilio's own SDK for another language signs is taken and read as it was written, what these tests sign
// the SDK takes, and neither takes anything else.
func TestTwilioSDKAgrees(t *testing.T) {
	const messages = 500
	r := rand.New(rand.NewPCG(20, 26))
	asks := make([]twilioMessage, messages)
	for i := range asks {
		asks[i] = randomMessage(r)
		form := url.Values{}
		for name, value := range asks[i].Fields {
			form.Set(name, value)
		}
		asks[i].Signature = sms.SignTwilio(asks[i].Token, asks[i].URL, form)
		if i%5 == 0 {
			asks[i].Signature = sms.SignTwilio(asks[i].Token, asks[i].URL+"x", form)
		}
	}
	var answers []struct {
		Body, Signature string
		Valid           bool
	}
	oracle(t, "twilio.js", asks, &answers)
	if len(answers) != messages {
		t.Fatalf("%d answers to %d messages", len(answers), messages)
	}
	for i, a := range answers {
		m := asks[i]
		if forged := i%5 == 0; a.Valid == forged || (a.Signature == m.Signature) == forged {
			t.Errorf("message %d: the SDK says %t, forged is %t", i, a.Valid, forged)
		}
		g, err := sms.NewTwilio(sms.TwilioConfig{AuthToken: m.Token})
		if err != nil {
			t.Fatal(err)
		}
		delivered, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		delivered.Header.Set("X-Twilio-Signature", a.Signature)
		if _, err := g.Verify(delivered, m.URL, []byte(a.Body), start); err != nil {
			t.Errorf("message %d as the SDK signs it: %v\n%+v", i, err, m)
		}
		if _, err := g.Verify(delivered, m.URL+"x", []byte(a.Body), start); !errors.Is(err, sms.ErrWrong) {
			t.Errorf("message %d at another address: %v", i, err)
		}
		read, err := g.Decode(delivered, []byte(a.Body))
		if err != nil || len(read) != 1 || read[0].Body != m.Fields["Body"] || read[0].From != number(t, sender) {
			t.Errorf("message %d is read as %+v, %v, want %q", i, read, err, m.Fields["Body"])
		}
	}
}
