package sms

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringfence/handlers/route"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

const vonageKey = "a-signature-secret-of-the-account"

// vonageBody is a message as the Messages API delivers it.
const vonageBody = `{"to":"12025550199","from":"447700900123","channel":"sms","message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
	"timestamp":"2026-11-29T11:59:58Z","usage":{"price":"0.0057","currency":"EUR"},"message_type":"text","text":"CALL +1 202 555 0143 “parcel”",
	"sms":{"num_messages":"1","keyword":"CALL"},"origin":{"network_code":"23410"}}`

func vonageClaims(body string) jwt.MapClaims {
	return jwt.MapClaims{
		"iss": "Vonage", "iat": at.Unix(), "jti": "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5", "payload_hash": hexSHA256([]byte(body)),
		"api_key": "abcd1234", "application_id": "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ac",
	}
}

func newVonage(t testing.TB) *Vonage {
	t.Helper()
	v, err := NewVonage(VonageConfig{SignatureSecret: vonageKey})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// delivered is a request with one header field.
func delivered(target, field, value string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, nil)
	if value != "" {
		r.Header.Set(field, value)
	}
	return r
}

func verifyVonage(t testing.TB, authorization, body string) (Once, error) {
	t.Helper()
	return newVonage(t).Verify(delivered("/sms/vonage", "Authorization", authorization), "", []byte(body), at)
}

func TestVonageSignsWhatItDelivers(t *testing.T) {
	claims := vonageClaims(vonageBody)
	for name, test := range map[string]struct {
		change jwt.MapClaims
		err    error
	}{
		"as it is":                     {nil, nil},
		"a second of the future":       {jwt.MapClaims{"iat": at.Add(time.Second).Unix()}, nil},
		"just in time":                 {jwt.MapClaims{"iat": at.Add(-5 * time.Minute).Unix()}, nil},
		"capital letters in the hash":  {jwt.MapClaims{"payload_hash": upper(claims["payload_hash"])}, nil},
		"late":                         {jwt.MapClaims{"iat": at.Add(-5*time.Minute - time.Second).Unix()}, ErrLate},
		"of the future":                {jwt.MapClaims{"iat": at.Add(5*time.Minute + time.Second).Unix()}, ErrLate},
		"of the day before":            {jwt.MapClaims{"iat": at.AddDate(0, 0, -1).Unix()}, ErrLate},
		"expired":                      {jwt.MapClaims{"exp": at.Add(-6 * time.Minute).Unix()}, ErrLate},
		"not valid yet":                {jwt.MapClaims{"nbf": at.Add(6 * time.Minute).Unix()}, ErrLate},
		"no time":                      {jwt.MapClaims{"iat": nil}, ErrWrong},
		"a time that is a text":        {jwt.MapClaims{"iat": "now"}, ErrWrong},
		"no name":                      {jwt.MapClaims{"jti": nil}, ErrWrong},
		"an empty name":                {jwt.MapClaims{"jti": ""}, ErrWrong},
		"a name that fills the memory": {jwt.MapClaims{"jti": string(make([]byte, maxTokenID+1))}, ErrWrong},
		"no issuer":                    {jwt.MapClaims{"iss": nil}, ErrWrong},
		"another issuer":               {jwt.MapClaims{"iss": "MessageBird"}, ErrWrong},
		"another issuer, long ago":     {jwt.MapClaims{"iss": "MessageBird", "exp": 1}, ErrWrong},
		"no hash":                      {jwt.MapClaims{"payload_hash": nil}, ErrWrong},
		"an empty hash":                {jwt.MapClaims{"payload_hash": ""}, ErrWrong},
		"the hash of another body":     {jwt.MapClaims{"payload_hash": hexSHA256([]byte(vonageBody + " "))}, ErrWrong},
		"the beginning of a hash":      {jwt.MapClaims{"payload_hash": hexSHA256([]byte(vonageBody))[:32]}, ErrWrong},
		"a hash that is a number":      {jwt.MapClaims{"payload_hash": 7}, ErrWrong},
	} {
		t.Run(name, func(t *testing.T) {
			once, err := verifyVonage(t, "Bearer "+signed(t, "HS256", vonageKey, with(claims, test.change)), vonageBody)
			if !errors.Is(err, test.err) {
				t.Errorf("got %v, want %v", err, test.err)
			}
			if (err == nil) != (once.Name == "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5") {
				t.Errorf("the request is named %q with the error %v", once.Name, err)
			}
		})
	}
}

func TestVonageTakesNoOtherAlgorithm(t *testing.T) {
	claims := vonageClaims(vonageBody)
	tokens := forgeries(t, vonageKey, claims)
	tokens["HS384"] = signed(t, "HS384", vonageKey, claims)
	tokens["HS512"] = signed(t, "HS512", vonageKey, claims)
	for name, written := range tokens {
		if once, err := verifyVonage(t, "Bearer "+written, vonageBody); !errors.Is(err, ErrWrong) || once.Name != "" {
			t.Errorf("%s: got %v, want %v", name, err, ErrWrong)
		}
	}
}

func TestVonageSignsInAuthorization(t *testing.T) {
	written := signed(t, "HS256", vonageKey, vonageClaims(vonageBody))
	for authorization, want := range map[string]error{
		"Bearer " + written:     nil,
		"bearer  " + written:    nil,
		"":                      ErrUnsigned,
		"Bearer":                ErrUnsigned,
		written:                 ErrUnsigned,
		"Basic " + written:      ErrUnsigned,
		"Bearer " + written[1:]: ErrWrong,
	} {
		if _, err := verifyVonage(t, authorization, vonageBody); !errors.Is(err, want) {
			t.Errorf("%.20q: got %v, want %v", authorization, err, want)
		}
	}
}

func TestVonageRequestIsKnownAsLongAsItVerifies(t *testing.T) {
	r := delivered("/sms/vonage", "Authorization", "Bearer "+signed(t, "HS256", vonageKey, vonageClaims(vonageBody)))
	isKnown(t, newVonage(t), r, "", vonageBody)
}

func TestVonageMessages(t *testing.T) {
	from := key(t, "+447700900123")
	whole := gateway.Received{
		ID: "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab", From: from,
		Body: "CALL +1 202 555 0143 “parcel”", Sent: at.Add(-2 * time.Second),
	}
	bare := gateway.Received{From: from, Body: "查 2025550143"}
	nobody := bare
	nobody.From = subject.Key{}
	for name, test := range map[string]struct {
		body string
		want []gateway.Received
	}{
		"as it is":              {vonageBody, []gateway.Received{whole}},
		"nothing but a text":    {`{"from":"447700900123","channel":"sms","text":"查 2025550143"}`, []gateway.Received{bare}},
		"a plus":                {`{"from":"+447700900123","channel":"sms","text":"查 2025550143"}`, []gateway.Received{bare}},
		"a number of digits":    {`{"from":447700900123,"channel":"sms","text":"查 2025550143"}`, []gateway.Received{bare}},
		"a time that is none":   {`{"from":"447700900123","channel":"sms","text":"查 2025550143","timestamp":"yesterday"}`, []gateway.Received{bare}},
		"a short code":          {`{"from":"60070","channel":"sms","text":"查 2025550143"}`, []gateway.Received{nobody}},
		"a name":                {`{"from":"BANK","channel":"sms","text":"查 2025550143"}`, []gateway.Received{nobody}},
		"no sender":             {`{"channel":"sms","text":"查 2025550143"}`, []gateway.Received{nobody}},
		"an empty text":         {`{"from":"447700900123","channel":"sms","text":""}`, []gateway.Received{{From: from}}},
		"another channel":       {`{"from":"447700900123","channel":"whatsapp","text":"查 2025550143"}`, nil},
		"the fate of an answer": {`{"message_uuid":"x","to":"447700900123","from":"12025550199","channel":"sms","status":"delivered"}`, nil},
		"an empty object":       {`{}`, nil},
	} {
		t.Run(name, func(t *testing.T) { decodes(t, newVonage(t), delivered("/sms/vonage", "", ""), test.body, test.want) })
	}
}

func TestVonageMalformed(t *testing.T) {
	for body, want := range map[string]route.Refusal{
		``:                                   route.BadJSON,
		`{`:                                  route.BadJSON,
		`{"from":"447700900123"} {}`:         route.BadJSON,
		`from=447700900123&text=CALL`:        route.BadJSON,
		`{"text":"a","text":"b"}`:            route.BadJSON,
		`[]`:                                 route.WrongType,
		`{"from":{"number":"447700900123"}}`: route.WrongType,
		`{"text":7}`:                         route.WrongType,
	} {
		refuses(t, newVonage(t), delivered("/sms/vonage", "", ""), body, want)
	}
}

func TestVonageSettings(t *testing.T) {
	for want, c := range map[string]VonageConfig{
		"sms: vonage: the signature secret must be set":                   {},
		"sms: vonage: the API secret must be set":                         {SignatureSecret: vonageKey, APIKey: "a", From: "12025550199"},
		"sms: vonage: the API key and what answers come from must be set": {SignatureSecret: vonageKey, APISecret: "a"},
		"sms: vonage: the API key and the API secret must be set":         {SignatureSecret: vonageKey, From: "12025550199"},
	} {
		if _, err := NewVonage(c); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if s := newVonage(t).Sender(); s != nil {
		t.Errorf("%v sends without being told how", s)
	}
}

func TestVonageIsAnsweredWithNothing(t *testing.T) {
	v := newVonage(t)
	if got := v.Answer([]string{"a reply"}); got != (Answer{}) || v.Inline() || !v.Signed() || v.Name() != "vonage" {
		t.Errorf("got %v", got)
	}
}

// FuzzVonage: nothing that Vonage did not sign verifies, and whatever is delivered decodes into messages or is refused.
func FuzzVonage(f *testing.F) {
	f.Add("Bearer "+signed(f, "HS256", "another key", vonageClaims(vonageBody)), []byte(vonageBody))
	for _, written := range forgeries(f, vonageKey, vonageClaims(vonageBody)) {
		f.Add("Bearer "+written, []byte(`{"from":"447700900123","channel":"sms","text":"\ud83d"}`))
	}
	v := newVonage(f)
	f.Fuzz(func(t *testing.T, authorization string, body []byte) {
		fuzzed(t, v, delivered("/sms/vonage", "Authorization", authorization), body)
	})
}

var _ Gateway = (*Vonage)(nil)
