package sms

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringfence/handlers/route"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

const (
	messageBirdKey = "a-signing-key-of-the-account"
	messageBirdURL = "https://ringfence.example/sms/messagebird"
)

// messageBirdBody is a message to a number, and shortCodeBody one to a short code.
const (
	messageBirdBody = `id=b6aae1b5dfb2427a8f7ea6a717ba31a9&recipient=12025550199&originator=447700900123` +
		`&body=CALL+%2B1+202+555+0143+%E2%80%9Cparcel%E2%80%9D&createdDatetime=2026-11-29T11%3A59%3A58%2B00%3A00`
	shortCodeBody = `mid=3b53c137369242138120d6b0b2122607&shortcode=60070&keyword=CALL&originator=447700900123&operator=23410` +
		`&message=CALL+%2B1+202+555+0143+%E2%80%9Cparcel%E2%80%9D&receive_datetime=20261129115958`
)

func messageBirdClaims(url, body string) jwt.MapClaims {
	claims := jwt.MapClaims{
		"iss": "MessageBird", "nbf": at.Unix(), "exp": at.Add(time.Minute).Unix(), "jti": "e92cf079-362d-4813-ab40-bbdd938bdc6d",
		"url_hash": hexSHA256([]byte(url)),
	}
	if body != "" {
		claims["payload_hash"] = hexSHA256([]byte(body))
	}
	return claims
}

func newMessageBird(t testing.TB) *MessageBird {
	t.Helper()
	m, err := NewMessageBird(MessageBirdConfig{SigningKey: messageBirdKey})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func verifyMessageBird(t testing.TB, token, url, body string) (Once, error) {
	t.Helper()
	return newMessageBird(t).Verify(delivered("/sms/messagebird", "MessageBird-Signature-JWT", token), url, []byte(body), at)
}

func TestMessageBirdSignsWhatItDelivers(t *testing.T) {
	claims := messageBirdClaims(messageBirdURL, messageBirdBody)
	since := func(d time.Duration) int64 { return at.Add(d).Unix() }
	for name, test := range map[string]struct {
		change jwt.MapClaims
		err    error
	}{
		"as it is":                         {nil, nil},
		"four seconds after its end":       {jwt.MapClaims{"exp": since(-4 * time.Second)}, nil},
		"five seconds before its start":    {jwt.MapClaims{"nbf": since(5 * time.Second)}, nil},
		"without a start":                  {jwt.MapClaims{"nbf": nil}, nil},
		"capital letters in a hash":        {jwt.MapClaims{"url_hash": upper(claims["url_hash"])}, nil},
		"late":                             {jwt.MapClaims{"exp": since(-5 * time.Second)}, ErrLate},
		"of the future":                    {jwt.MapClaims{"nbf": since(6 * time.Second)}, ErrLate},
		"made in the future":               {jwt.MapClaims{"iat": since(6 * time.Second)}, ErrLate},
		"without an end":                   {jwt.MapClaims{"exp": nil}, ErrWrong},
		"an end that is a text":            {jwt.MapClaims{"exp": "never"}, ErrWrong},
		"no name":                          {jwt.MapClaims{"jti": nil}, ErrWrong},
		"an empty name":                    {jwt.MapClaims{"jti": ""}, ErrWrong},
		"no issuer":                        {jwt.MapClaims{"iss": nil}, ErrWrong},
		"another issuer":                   {jwt.MapClaims{"iss": "Vonage"}, ErrWrong},
		"no hash of the address":           {jwt.MapClaims{"url_hash": nil}, ErrWrong},
		"the hash of another address":      {jwt.MapClaims{"url_hash": hexSHA256([]byte(messageBirdURL + "?"))}, ErrWrong},
		"the hash of the address in plain": {jwt.MapClaims{"url_hash": hexSHA256([]byte("http" + messageBirdURL[len("https"):]))}, ErrWrong},
		"no hash of the body":              {jwt.MapClaims{"payload_hash": nil}, ErrWrong},
		"an empty hash of the body":        {jwt.MapClaims{"payload_hash": ""}, ErrWrong},
		"the hash of another body":         {jwt.MapClaims{"payload_hash": hexSHA256([]byte(messageBirdBody + "&"))}, ErrWrong},
		"the hash of no body":              {jwt.MapClaims{"payload_hash": hexSHA256(nil)}, ErrWrong},
	} {
		t.Run(name, func(t *testing.T) {
			once, err := verifyMessageBird(t, signed(t, "HS256", messageBirdKey, with(claims, test.change)), messageBirdURL, messageBirdBody)
			if !errors.Is(err, test.err) {
				t.Errorf("got %v, want %v", err, test.err)
			}
			if (err == nil) != (once.Name == "e92cf079-362d-4813-ab40-bbdd938bdc6d") {
				t.Errorf("the request is named %q with the error %v", once.Name, err)
			}
		})
	}
}

// Only a request without a body may do without its hash.
func TestMessageBirdSignsNoBody(t *testing.T) {
	at := messageBirdURL + "?" + messageBirdBody
	bodyless := messageBirdClaims(at, "")
	for name, test := range map[string]struct {
		change jwt.MapClaims
		body   string
		err    error
	}{
		"no hash and no body":         {nil, "", nil},
		"the hash of no body":         {jwt.MapClaims{"payload_hash": hexSHA256(nil)}, "", nil},
		"a body that came on the way": {nil, messageBirdBody, ErrWrong},
		"a body that went on the way": {jwt.MapClaims{"payload_hash": hexSHA256([]byte(messageBirdBody))}, "", ErrWrong},
		"an empty hash":               {jwt.MapClaims{"payload_hash": ""}, "", ErrWrong},
	} {
		if _, err := verifyMessageBird(t, signed(t, "HS256", messageBirdKey, with(bodyless, test.change)), at, test.body); !errors.Is(err, test.err) {
			t.Errorf("%s: got %v, want %v", name, err, test.err)
		}
	}
}

func TestMessageBirdAlgorithms(t *testing.T) {
	claims := messageBirdClaims(messageBirdURL, messageBirdBody)
	for _, algorithm := range []string{"HS256", "HS384", "HS512"} {
		if _, err := verifyMessageBird(t, signed(t, algorithm, messageBirdKey, claims), messageBirdURL, messageBirdBody); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
	for name, written := range forgeries(t, messageBirdKey, claims) {
		if once, err := verifyMessageBird(t, written, messageBirdURL, messageBirdBody); !errors.Is(err, ErrWrong) || once.Name != "" {
			t.Errorf("%s: got %v, want %v", name, err, ErrWrong)
		}
	}
	if _, err := verifyMessageBird(t, "", messageBirdURL, messageBirdBody); !errors.Is(err, ErrUnsigned) {
		t.Errorf("no signature: got %v, want %v", err, ErrUnsigned)
	}
}

func TestMessageBirdRequestIsKnownAsLongAsItVerifies(t *testing.T) {
	token := signed(t, "HS256", messageBirdKey, messageBirdClaims(messageBirdURL, messageBirdBody))
	isKnown(t, newMessageBird(t), delivered("/sms/messagebird", "MessageBird-Signature-JWT", token), messageBirdURL, messageBirdBody)
}

func TestMessageBirdMessages(t *testing.T) {
	from := key(t, "+447700900123")
	message := gateway.Received{
		ID: "b6aae1b5dfb2427a8f7ea6a717ba31a9", From: from, Body: "CALL +1 202 555 0143 “parcel”", Sent: at.Add(-2 * time.Second),
	}
	toShortCode := message
	toShortCode.ID = "3b53c137369242138120d6b0b2122607"
	bare := gateway.Received{From: from, Body: "查 2025550143"}
	nobody := bare
	nobody.From = subject.Key{}
	for name, test := range map[string]struct {
		target, body string
		want         []gateway.Received
	}{
		"to a number":                     {"/sms/messagebird", messageBirdBody, []gateway.Received{message}},
		"to a short code":                 {"/sms/messagebird", shortCodeBody, []gateway.Received{toShortCode}},
		"in the address":                  {"/sms/messagebird?" + messageBirdBody, "", []gateway.Received{message}},
		"to a short code, in the address": {"/sms/messagebird?" + shortCodeBody, "", []gateway.Received{toShortCode}},
		"JSON": {"/sms/messagebird", `{"id":"b6aae1b5dfb2427a8f7ea6a717ba31a9","recipient":"12025550199","originator":"447700900123",
			"body":"CALL +1 202 555 0143 “parcel”","createdDatetime":"2026-11-29T12:59:58+01:00","mms":false}`, []gateway.Received{message}},
		"JSON with the fields of both": {"/sms/messagebird", ` {"receiver":"12025550199","sender":"447700900123","message":"another","date":1690386569,
			"id":"b6aae1b5dfb2427a8f7ea6a717ba31a9","message_id":"3b53c137369242138120d6b0b2122607","originator":"447700900123",
			"body":"CALL +1 202 555 0143 “parcel”","createdDatetime":"20261129115958"}`, []gateway.Received{message}},
		"JSON with numbers":      {"/sms/messagebird", `{"originator":447700900123,"body":"查 2025550143","id":null}`, []gateway.Received{bare}},
		"a plus":                 {"/sms/messagebird", "originator=%2B447700900123&body=%E6%9F%A5+2025550143", []gateway.Received{bare}},
		"a time that is none":    {"/sms/messagebird", "originator=447700900123&body=%E6%9F%A5+2025550143&createdDatetime=now", []gateway.Received{bare}},
		"a name":                 {"/sms/messagebird", "originator=MessageBird&body=%E6%9F%A5+2025550143", []gateway.Received{nobody}},
		"a short code writes":    {"/sms/messagebird", "originator=60070&body=%E6%9F%A5+2025550143", []gateway.Received{nobody}},
		"no originator":          {"/sms/messagebird", "body=%E6%9F%A5+2025550143", []gateway.Received{nobody}},
		"an empty text":          {"/sms/messagebird", "originator=447700900123&body=", []gateway.Received{{From: from}}},
		"bytes that are no text": {"/sms/messagebird", "originator=447700900123&body=%ff%E6%9F%A5", []gateway.Received{{From: from, Body: "\uFFFD查"}}},
		"the fate of an answer":  {"/sms/messagebird?id=1&recipient=447700900123&status=delivered&statusDatetime=2026-11-29T12%3A00%3A00%2B00%3A00", "", nil},
		"nothing":                {"/sms/messagebird", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			decodes(t, newMessageBird(t), httptest.NewRequest(http.MethodPost, test.target, nil), test.body, test.want)
		})
	}
}

func TestMessageBirdMalformed(t *testing.T) {
	for body, want := range map[string]route.Refusal{
		"originator=447700900123&body=%zz": route.BadQuery,
		"originator=447700900123;body=a":   route.BadQuery,
		`{`:                                route.BadJSON,
		`{"originator":"447700900123"`:     route.BadJSON,
		`{"originator":["447700900123"],"body":"查"}`:   route.WrongType,
		`{"originator":"447700900123","body":{"a":1}}`: route.WrongType,
	} {
		refuses(t, newMessageBird(t), httptest.NewRequest(http.MethodPost, "/sms/messagebird", nil), body, want)
	}
}

func TestMessageBirdSettings(t *testing.T) {
	for want, c := range map[string]MessageBirdConfig{
		"sms: messagebird: the signing key must be set": {AccessKey: "a", Originator: "12025550199"},
		"sms: messagebird: the access key must be set":  {SigningKey: messageBirdKey, Originator: "12025550199"},
		"sms: messagebird: the originator must be set":  {SigningKey: messageBirdKey, AccessKey: "a"},
	} {
		if _, err := NewMessageBird(c); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if s := newMessageBird(t).Sender(); s != nil {
		t.Errorf("%v sends without being told how", s)
	}
}

func TestMessageBirdIsAnsweredOK(t *testing.T) {
	m := newMessageBird(t)
	if got := m.Answer([]string{"a reply"}); got.Body != "OK" || m.Inline() || !m.Signed() || m.Name() != "messagebird" {
		t.Errorf("got %v", got)
	}
}

// FuzzMessageBird: nothing that MessageBird did not sign verifies, and whatever is delivered decodes into messages or is refused.
func FuzzMessageBird(f *testing.F) {
	for _, body := range []string{messageBirdBody, shortCodeBody, `{"originator":"447700900123","body":"\ud83d"}`, "id=%ff&message", "%ff=%ff&body=%ff"} {
		f.Add(signed(f, "HS512", "another key", messageBirdClaims(messageBirdURL, body)), "", []byte(body))
		f.Add("", body, []byte(nil))
	}
	m := newMessageBird(f)
	f.Fuzz(func(t *testing.T, token, query string, body []byte) {
		r := delivered("/sms/messagebird", "MessageBird-Signature-JWT", token)
		r.URL = &url.URL{Path: "/sms/messagebird", RawQuery: query}
		fuzzed(t, m, r, body)
	})
}

var _ Gateway = (*MessageBird)(nil)
