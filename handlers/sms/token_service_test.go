//go:build service

package sms

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// oracle asks a program of testdata/oracles, beside the libraries that deploy/dev/deps installs, what vendors think of tokens.
func oracle(t *testing.T, program string, question, answer any) {
	t.Helper()
	script, err := os.ReadFile(filepath.Join("testdata", "oracles", program))
	if err != nil {
		t.Fatal(err)
	}
	asked, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "-e", string(script))
	node.Dir = filepath.Join("..", "..", ".tools", "oracles")
	var said, complained bytes.Buffer
	node.Stdin, node.Stdout, node.Stderr = bytes.NewReader(asked), &said, &complained
	if err := node.Run(); err != nil {
		t.Fatalf("%v; make deps installs what it needs: %s", err, complained.String())
	}
	if err := json.Unmarshal(said.Bytes(), answer); err != nil {
		t.Fatal(err)
	}
}

func TestServiceVonageAgreesOnTokens(t *testing.T) {
	claims := vonageClaims(vonageBody)
	tokens := forgeries(t, vonageKey, claims)
	tokens["as it is"] = signed(t, "HS256", vonageKey, claims)
	tokens["HS384"] = signed(t, "HS384", vonageKey, claims)
	tokens["not valid yet"] = signed(t, "HS256", vonageKey, with(claims, jwt.MapClaims{"nbf": 1 << 40}))
	tokens["expired"] = signed(t, "HS256", vonageKey, with(claims, jwt.MapClaims{"exp": 1}))
	names := slices.Sorted(maps.Keys(tokens))
	var question struct {
		Key    string        `json:"key"`
		Tokens []string      `json:"tokens"`
		Claims jwt.MapClaims `json:"claims"`
	}
	question.Key, question.Claims = vonageKey, claims
	for _, name := range names {
		question.Tokens = append(question.Tokens, tokens[name])
	}
	var vonage struct {
		Verified            []bool
		Signed, Application string
	}
	oracle(t, "vonage.js", question, &vonage)
	if len(vonage.Verified) != len(names) {
		t.Fatalf("%d answers to %d tokens", len(vonage.Verified), len(names))
	}
	for i, name := range names {
		_, err := verifyVonage(t, "Bearer "+tokens[name], vonageBody)
		if (err == nil) != vonage.Verified[i] || (err == nil) != (name == "as it is") {
			t.Errorf("%s: we say %v, Vonage's library says %t", name, err, vonage.Verified[i])
		}
	}
	if _, err := verifyVonage(t, "Bearer "+vonage.Signed, vonageBody); err != nil {
		t.Errorf("a token by Vonage's library: %v", err)
	}
	if _, err := verifyVonage(t, "Bearer "+vonage.Application, vonageBody); !errors.Is(err, ErrWrong) {
		t.Errorf("an application's token by Vonage's library: got %v, want %v", err, ErrWrong)
	}
}

// birdRequest is a request as MessageBird's library verifies it.
type birdRequest struct {
	Token string `json:"token"`
	URL   string `json:"url"`
	Body  string `json:"body"`
}

// birdAnswer is what MessageBird's library says. Reference are the cases that all of MessageBird's libraries are tested by.
type birdAnswer struct {
	Verified  []bool
	Signed    map[string]string
	Reference []struct {
		Name, Secret, URL, Payload, Token string
		Timestamp                         time.Time
		Valid                             bool
	}
}

func askMessageBird(t *testing.T, requests []birdRequest) birdAnswer {
	t.Helper()
	var answer birdAnswer
	oracle(t, "messagebird.js", map[string]any{
		"key": messageBirdKey, "now": at, "claims": messageBirdClaims(messageBirdURL, messageBirdBody), "requests": requests,
	}, &answer)
	return answer
}

func TestServiceMessageBirdAgreesOnTokens(t *testing.T) {
	claims := messageBirdClaims(messageBirdURL, messageBirdBody)
	hashless := messageBirdClaims(messageBirdURL, "")
	changed := func(name string, value any) string {
		return signed(t, "HS256", messageBirdKey, with(claims, jwt.MapClaims{name: value}))
	}
	requests := map[string]birdRequest{
		"as it is":                  {changed("a", 1), messageBirdURL, messageBirdBody},
		"HS512":                     {signed(t, "HS512", messageBirdKey, claims), messageBirdURL, messageBirdBody},
		"another address":           {changed("a", 1), messageBirdURL + "?a=1", messageBirdBody},
		"another body":              {changed("a", 1), messageBirdURL, messageBirdBody + "&a=1"},
		"no hash of the body":       {signed(t, "HS256", messageBirdKey, hashless), messageBirdURL, messageBirdBody},
		"no hash and no body":       {signed(t, "HS256", messageBirdKey, hashless), messageBirdURL, ""},
		"no hash of the address":    {changed("url_hash", nil), messageBirdURL, messageBirdBody},
		"no name":                   {changed("jti", nil), messageBirdURL, messageBirdBody},
		"another issuer":            {changed("iss", "Bird"), messageBirdURL, messageBirdBody},
		"the last second":           {changed("exp", at.Unix()-4), messageBirdURL, messageBirdBody},
		"a second late":             {changed("exp", at.Unix()-5), messageBirdURL, messageBirdBody},
		"the first second":          {changed("nbf", at.Unix()+5), messageBirdURL, messageBirdBody},
		"a second early":            {changed("nbf", at.Unix()+6), messageBirdURL, messageBirdBody},
		"capital letters in a hash": {changed("payload_hash", upper(claims["payload_hash"])), messageBirdURL, messageBirdBody},
	}
	for name, token := range forgeries(t, messageBirdKey, claims) {
		requests[name] = birdRequest{token, messageBirdURL, messageBirdBody}
	}
	names := slices.Sorted(maps.Keys(requests))
	var asked []birdRequest
	for _, name := range names {
		asked = append(asked, requests[name])
	}
	bird := askMessageBird(t, asked)
	taken := 0
	for i, name := range names {
		r := requests[name]
		_, err := verifyMessageBird(t, r.Token, r.URL, r.Body)
		if (err == nil) != bird.Verified[i] {
			t.Errorf("%s: we say %v, MessageBird's library says %t", name, err, bird.Verified[i])
		}
		if err == nil {
			taken++
		}
	}
	if taken != 6 {
		t.Errorf("%d requests verify, want 6", taken)
	}
	for algorithm, token := range bird.Signed {
		if _, err := verifyMessageBird(t, token, messageBirdURL, messageBirdBody); err != nil {
			t.Errorf("%s by the library of MessageBird's library: %v", algorithm, err)
		}
	}
	if len(bird.Signed) != 3 {
		t.Errorf("%d algorithms, want 3", len(bird.Signed))
	}
}

func TestServiceMessageBirdReferenceCases(t *testing.T) {
	bird := askMessageBird(t, []birdRequest{})
	if len(bird.Reference) < 40 {
		t.Fatalf("only %d reference cases", len(bird.Reference))
	}
	for _, c := range bird.Reference {
		m, err := NewMessageBird(MessageBirdConfig{SigningKey: cmp.Or(c.Secret, "the case without a key is of one without a signature")})
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Verify(delivered("/sms/messagebird", "MessageBird-Signature-JWT", c.Token), c.URL, []byte(c.Payload), c.Timestamp)
		if (err == nil) != c.Valid {
			t.Errorf("%s: got %v, valid is %t", c.Name, err, c.Valid)
		}
	}
}
