package campus

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"

	"ringfence/internal/keyring"
)

const (
	hangzhou = "浙江大学"
	student  = "3210101234" // what universities use as a subject is often the number of a student
)

// university is a real provider on this machine, and the doors to it.
type university struct {
	*mockoidc.MockOIDC
	t     *testing.T
	doors *Doors
	ring  *keyring.Ring
	now   time.Time
}

func open(t *testing.T) *university {
	t.Helper()
	provider, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Shutdown() })
	ring, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	u := &university{MockOIDC: provider, t: t, ring: ring, now: time.Now()}
	u.doors = New(Config{
		Providers: []Provider{{Campus: hangzhou, Issuer: provider.Issuer(), ClientID: provider.ClientID, ClientSecret: Secret(provider.ClientSecret)}},
		Keys:      ring, Origin: "https://ringfence.example", Clock: func() time.Time { return u.now },
	})
	return u
}

// send follows the address that a visitor is sent to, signs in as sub, and returns what the university sends back.
func (u *university) send(address, sub string) url.Values {
	u.t.Helper()
	u.QueueUser(&mockoidc.MockUser{Subject: sub, Email: "jo@example.edu", PreferredUsername: "jo"})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(address)
	if err != nil {
		u.t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	back, err := r.Location()
	if err != nil {
		u.t.Fatal(err)
	}
	if at := back.Scheme + "://" + back.Host + back.Path; at != "https://ringfence.example"+BackPath {
		u.t.Fatalf("sent back to %s", at)
	}
	return back.Query()
}

// begin begins to sign in.
func (u *university) begin() (address, cookie string) {
	u.t.Helper()
	address, cookie, err := u.doors.Begin(context.Background(), hangzhou)
	if err != nil {
		u.t.Fatal(err)
	}
	return address, cookie
}

// signIn signs somebody in.
func (u *university) signIn(sub string) string {
	u.t.Helper()
	address, cookie := u.begin()
	signedIn, err := u.doors.Finish(context.Background(), cookie, u.send(address, sub))
	if err != nil {
		u.t.Fatal(err)
	}
	return signedIn
}

func TestAMemberIsRecognisedAndNobodyLearnsWho(t *testing.T) {
	u := open(t)
	first, again, other := u.signIn(student), u.signIn(student), u.signIn("3210109999")
	by, at, ok := u.doors.Speaker(first)
	if !ok || at != hangzhou || by.Group != "campus/"+hangzhou || !by.Tier.Established() {
		t.Fatalf("%+v of %s, %t", by, at, ok)
	}
	if same, _, _ := u.doors.Speaker(again); same.Identity != by.Identity {
		t.Error("who signs in twice is two people")
	}
	if stranger, _, _ := u.doors.Speaker(other); stranger.Identity == by.Identity {
		t.Error("two people are one")
	}
	if strings.Contains(by.Identity, student) || strings.Contains(first, student) {
		t.Error("the subject left the handler")
	}
	elsewhere, err := keyring.Open(&keyring.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	if elsewhere.CampusSubject(u.Issuer(), student) == u.ring.CampusSubject(u.Issuer(), student) {
		t.Error("without the keys of this service the hash can be computed")
	}
}

func TestNothingIsAskedForButTheSubject(t *testing.T) {
	u := open(t)
	address, _ := u.begin()
	asked, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := asked.Query()
	if q.Get("scope") != "openid" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("nonce") == "" || q.Get("state") == "" || q.Get("response_type") != "code" {
		t.Errorf("asked for %v", q)
	}
}

func TestWhatIsRefused(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		spoil func(u *university, address, cookie string) (string, url.Values)
		want  error
	}{
		"another browser's answer": {func(u *university, address, _ string) (string, url.Values) {
			_, other := u.begin()
			return other, u.send(address, student)
		}, ErrExpired},
		"no cookie": {func(u *university, address, _ string) (string, url.Values) { return "", u.send(address, student) }, ErrExpired},
		"a cookie of somebody who is signed in": {func(u *university, address, _ string) (string, url.Values) {
			return u.signIn(student), u.send(address, student)
		}, ErrExpired},
		"too late": {func(u *university, address, cookie string) (string, url.Values) {
			answer := u.send(address, student)
			u.now = u.now.Add(BeginFor + time.Second)
			return cookie, answer
		}, ErrExpired},
		"a code used already": {func(u *university, address, cookie string) (string, url.Values) {
			answer := u.send(address, student)
			if _, err := u.doors.Finish(ctx, cookie, answer); err != nil {
				u.t.Fatal(err)
			}
			return cookie, answer
		}, ErrExpired},
		"cancelled": {func(_ *university, address, cookie string) (string, url.Values) {
			at, _ := url.Parse(address)
			return cookie, url.Values{"state": {at.Query().Get("state")}, "error": {"access_denied"}, "error_description": {"<b>Jo</b>"}}
		}, ErrCancelled},
		"a code for another verifier": {func(u *university, address, _ string) (string, url.Values) {
			_, cookie := u.begin()
			var b begun
			if !unseal(u.ring, begunOwner, cookie, &b) {
				u.t.Fatal("the cookie cannot be read")
			}
			answer := u.send(address, student)
			answer.Set("state", b.State) // as if a code had been put in
			return cookie, answer
		}, ErrExpired},
		"an answer that another university signed": {func(u *university, address, cookie string) (string, url.Values) {
			answer := u.send(address, student)
			answer.Set("iss", "https://id.elsewhere.example")
			return cookie, answer
		}, ErrExpired},
		"the university is away": {func(u *university, address, cookie string) (string, url.Values) {
			answer := u.send(address, student)
			_ = u.Shutdown()
			return cookie, answer
		}, ErrUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			u := open(t)
			address, cookie := u.begin()
			cookie, answer := c.spoil(u, address, cookie)
			signedIn, err := u.doors.Finish(ctx, cookie, answer)
			if !errors.Is(err, c.want) || signedIn != "" {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func TestWhoIsSignedInIsSoForAnHour(t *testing.T) {
	u := open(t)
	signedIn := u.signIn(student)
	for name, cookie := range map[string]string{"none": "", "no text of ours": "x.y", "cut": signedIn[:len(signedIn)-2]} {
		if _, _, ok := u.doors.Speaker(cookie); ok {
			t.Errorf("a cookie signs in: %s", name)
		}
	}
	_, started := u.begin()
	if _, _, ok := u.doors.Speaker(started); ok {
		t.Error("who has only begun is signed in")
	}
	for ahead, want := range map[time.Duration]bool{time.Second: true, skew + time.Second: false} { // the clock of the instance that sealed it
		sealed, err := seal(u.ring, memberOwner, member{hangzhou, u.Issuer(), "anybody", u.now.Add(MemberFor + ahead)})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, ok := u.doors.Speaker(sealed); ok != want {
			t.Errorf("signed in by a clock that is %s ahead: %v", ahead, ok)
		}
	}
	u.now = u.now.Add(MemberFor - time.Second)
	if _, _, ok := u.doors.Speaker(signedIn); !ok {
		t.Error("no longer signed in within the hour")
	}
	u.now = u.now.Add(2 * time.Second)
	if _, _, ok := u.doors.Speaker(signedIn); ok {
		t.Error("signed in after an hour")
	}
	u.now = u.now.Add(-time.Minute)
	if err := u.ring.Rotate(u.now); err != nil {
		t.Fatal(err)
	}
	if _, _, ok := u.doors.Speaker(signedIn); ok {
		t.Error("signed in under keys that somebody else may have")
	}
	u.now = time.Now()
	signedIn = u.signIn(student)
	u.doors.Providers = nil
	if _, _, ok := u.doors.Speaker(signedIn); ok {
		t.Error("signed in with a university that is taken off")
	}
}

func TestAUniversityThatIsAwayIsAskedAgain(t *testing.T) {
	u := open(t)
	issuer := u.doors.Providers[0].Issuer
	u.doors.Providers[0].Issuer = "http://127.0.0.1:1/nobody"
	if _, _, err := u.doors.Begin(context.Background(), hangzhou); !errors.Is(err, ErrUnreachable) {
		t.Fatalf("%v", err)
	}
	u.doors.Providers[0].Issuer = issuer
	u.begin()
	if _, _, err := u.doors.Begin(context.Background(), "清华大学"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
}

func TestParseProviders(t *testing.T) {
	official := func(name string) (string, bool) {
		names := map[string]string{"浙大": hangzhou, hangzhou: hangzhou}
		n, ok := names[name]
		return n, ok
	}
	good := `[{"campus":"浙大","issuer":"https://id.example.edu","client_id":"a","client_secret":"b"}]`
	all, err := ParseProviders(strings.NewReader(good), official)
	if err != nil || len(all) != 1 || all[0].Campus != hangzhou || all[0].ClientSecret != "b" {
		t.Fatalf("%v, %v", all, err)
	}
	for name, bad := range map[string]string{
		"no JSON":           `campus: x`,
		"a field too many":  strings.Replace(good, `"campus"`, `"scopes":"email","campus"`, 1),
		"no university":     strings.Replace(good, "浙大", "Hogwarts", 1),
		"no secret":         strings.Replace(good, `"b"`, `""`, 1),
		"without TLS":       strings.Replace(good, "https://", "http://", 1),
		"no address":        strings.Replace(good, "https://id.example.edu", "id.example.edu", 1),
		"the same one more": strings.Replace(good, "]", ","+good[1:len(good)-1]+"]", 1),
	} {
		if _, err := ParseProviders(strings.NewReader(bad), official); err == nil || strings.Contains(err.Error(), `"b"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseProviders(strings.NewReader(strings.Replace(good, "https://id.example.edu", "http://127.0.0.1:8090/oidc", 1)), official); err != nil {
		t.Errorf("on this machine: %v", err)
	}
}
