package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// What the gateways of these tests are told by.
const (
	androidKey   = "key-of-the-tests"
	vonageSecret = "secret-of-the-tests"
	pathSecret   = "an-address-that-nobody-guesses"
)

// othersOn lets a server take messages from the gateways of this file, none of which but the phone at an address sends replies.
func othersOn(phone string) []string {
	return []string{
		"RINGFENCE_SMS_ANDROID_SIGNING_KEY=" + androidKey, "RINGFENCE_SMS_ANDROID_SEND_URL=" + phone,
		"RINGFENCE_SMS_ANDROID_USERNAME=u", "RINGFENCE_SMS_ANDROID_PASSWORD=p",
		"RINGFENCE_SMS_VONAGE_SIGNATURE_SECRET=" + vonageSecret,
		"RINGFENCE_SMS_ALIBABA_SECRET=" + pathSecret, "RINGFENCE_SMS_ALIBABA_NETWORKS=127.0.0.0/8",
		"RINGFENCE_SMS_GENERIC_SECRET=" + pathSecret, "RINGFENCE_SMS_GENERIC_NETWORKS=127.0.0.0/8", "RINGFENCE_SMS_GENERIC_METHOD=GET",
	}
}

// others deliver messages that do not come by Twilio.
var others = []func(*texter, string, string) *http.Request{(*texter).byAndroid, (*texter).byVonage, (*texter).byAlibaba, (*texter).byQuery}

func (x *texter) byAndroid(from, body string) *http.Request {
	x.t.Helper()
	payload := map[string]any{"messageId": "m", "message": body, "phoneNumber": from, "simNumber": 1, "receivedAt": time.Now().Format(time.RFC3339)}
	content, err := json.Marshal(map[string]any{"deviceId": "d", "event": "sms:received", "id": fmt.Sprintf("e%d", x.next()), "webhookId": "w", "payload": payload})
	if err != nil {
		x.t.Fatal(err)
	}
	return androidRequest(x.t, x.url, string(content), time.Now())
}

// androidRequest is a body as android-sms-gateway delivers it at a time.
func androidRequest(t *testing.T, server, body string, at time.Time) *http.Request {
	t.Helper()
	stamp := strconv.FormatInt(at.Unix(), 10)
	signed := hmac.New(sha256.New, []byte(androidKey))
	signed.Write([]byte(body + stamp))
	req := jsonPost(t, server+"/sms/android-sms-gateway", body)
	req.Header.Set("X-Timestamp", stamp)
	req.Header.Set("X-Signature", hex.EncodeToString(signed.Sum(nil)))
	return req
}

func (x *texter) byVonage(from, body string) *http.Request {
	x.t.Helper()
	name := fmt.Sprintf("v%d", x.next())
	content, err := json.Marshal(map[string]string{"channel": "sms", "message_uuid": name, "from": strings.TrimPrefix(from, "+"), "text": body})
	if err != nil {
		x.t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": "Vonage", "iat": time.Now().Unix(), "jti": name, "payload_hash": hex.EncodeToString(sum[:]),
	}).SignedString([]byte(vonageSecret))
	if err != nil {
		x.t.Fatal(err)
	}
	req := jsonPost(x.t, x.url+"/sms/vonage", string(content))
	req.Header.Set("Authorization", "Bearer "+token)
	return req
}

// byAlibaba is one that does not sign. It takes foreign numbers with their plus.
func (x *texter) byAlibaba(from, body string) *http.Request {
	x.t.Helper()
	content, err := json.Marshal([]map[string]any{{"phone_number": strings.TrimPrefix(from, "+86"), "content": body, "send_time": "2026-11-29 12:00:00", "dest_code": "1069", "sequence_id": x.next()}})
	if err != nil {
		x.t.Fatal(err)
	}
	return jsonPost(x.t, x.url+"/sms/alibaba/"+pathSecret, string(content))
}

// byQuery is one that puts all into the address.
func (x *texter) byQuery(from, body string) *http.Request {
	x.t.Helper()
	query := url.Values{"id": {fmt.Sprintf("q%d", x.next())}, "from": {from}, "text": {body}}
	req, err := http.NewRequest(http.MethodGet, x.url+"/sms/generic/"+pathSecret+"?"+query.Encode(), nil)
	if err != nil {
		x.t.Fatal(err)
	}
	return req
}

func jsonPost(t *testing.T, to, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	return req
}
