// Package campus lets members of a university sign in with it, by OpenID Connect, so that their report counts as that of somebody who can be
// recognised. It asks for nothing but the subject: no name, no address, no number of a student. Of the subject nothing but a keyed hash leaves this
// package, and nothing of it is stored: it lies in a cookie of the visitor, sealed, for an hour.
//
// It is the authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 6749, RFC 7636). The university learns that its member
// signed in here, and neither what was reported nor about whom.
package campus

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"ringfence/internal/reputation"
)

// BackPath is where universities send visitors back to, below the address that people know the site by.
const BackPath = "/sign-in/back"

// How long a sign-in may take, and how long it then holds.
const (
	BeginFor  = 10 * time.Minute
	MemberFor = time.Hour
)

// skew is how far the clocks of instances may be apart: what one of them sealed another believes.
const skew = time.Minute

// within is how long a university has to answer one request.
const within = 5 * time.Second

// Why nobody was signed in. None of them tells anything of whoever tried.
var (
	ErrUnknown     = errors.New("campus: no sign-in with this university")
	ErrUnreachable = errors.New("campus: the university's sign-in does not answer as it should")
	ErrCancelled   = errors.New("campus: the visitor or the university ended the sign-in")
	ErrExpired     = errors.New("campus: the sign-in took too long, or was begun elsewhere")
)

// Keys hash subjects and seal cookies; see keyring.Ring.
type Keys interface {
	CampusSubject(issuer, sub string) string
	SealVisit(purpose string, plain []byte) ([]byte, error)
	OpenVisit(purpose string, box []byte) ([]byte, error)
}

// Config is what Doors are made of.
type Config struct {
	Providers []Provider
	Keys      Keys
	Origin    string // scheme and host that people know the site by
	Clock     func() time.Time
	Client    *http.Client // for requests to providers; nil is one with bounds
}

// Doors are the sign-ins of universities.
type Doors struct {
	Config
	mu    sync.Mutex
	found map[string]*oidc.Provider // by campus, of those that have answered
}

// New returns Doors.
func New(c Config) *Doors {
	if c.Client == nil {
		c.Client = &http.Client{Timeout: within}
	}
	return &Doors{Config: c, found: map[string]*oidc.Provider{}}
}

// Campuses returns the universities with which one can sign in, in the order given.
func (d *Doors) Campuses() []string {
	names := make([]string, len(d.Providers))
	for i, p := range d.Providers {
		names[i] = p.Campus
	}
	return names
}

// begun is what a sign-in has to come back with, sealed in a cookie meanwhile.
type begun struct {
	Campus   string    `json:"c"`
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"`
	Until    time.Time `json:"u"`
}

// member is somebody who signed in, sealed in a cookie.
type member struct {
	Campus  string    `json:"c"`
	Issuer  string    `json:"i"`
	Subject string    `json:"s"` // hashed
	Until   time.Time `json:"u"`
}

// Owners of what is sealed, so that no cookie passes for the other.
const (
	begunOwner  = "campus sign-in"
	memberOwner = "campus member"
)

// Begin returns where to send a visitor who wants to sign in with a university, and what their browser has to bring back, within BeginFor.
func (d *Doors) Begin(ctx context.Context, campus string) (address, cookie string, err error) {
	client, _, err := d.client(ctx, campus)
	if err != nil {
		return "", "", err
	}
	b := begun{Campus: campus, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Until: d.Clock().Add(BeginFor)}
	cookie, err = seal(d.Keys, begunOwner, b)
	return client.AuthCodeURL(b.State, oidc.Nonce(b.Nonce), oauth2.S256ChallengeOption(b.Verifier)), cookie, err
}

// Finish takes what the university sent back with a visitor, and what their browser kept, and returns what says for MemberFor that they are
// a member of it.
func (d *Doors) Finish(ctx context.Context, cookie string, answer url.Values) (signedIn string, err error) {
	var b begun
	if !unseal(d.Keys, begunOwner, cookie, &b) || !d.until(b.Until, BeginFor) || !same(b.State, answer.Get("state")) {
		return "", ErrExpired
	}
	if answer.Get("code") == "" { // and an error in its place, in the words of others
		return "", ErrCancelled
	}
	client, provider, err := d.client(ctx, b.Campus)
	if err != nil {
		return "", err
	}
	if by := answer.Get("iss"); by != "" && !d.is(b.Campus, by) { // one university hands over what another gave (RFC 9207)
		return "", ErrExpired
	}
	issuer, sub, err := d.identify(ctx, client, provider, answer.Get("code"), b)
	if err != nil {
		return "", err
	}
	return seal(d.Keys, memberOwner, member{b.Campus, issuer, d.Keys.CampusSubject(issuer, sub), d.Clock().Add(MemberFor)})
}

// identify exchanges a code for the subject that it stands for. What went wrong would quote what others sent, so it is not told.
func (d *Doors) identify(ctx context.Context, client *oauth2.Config, provider *oidc.Provider, code string, b begun) (issuer, sub string, err error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, d.Client), within)
	defer cancel()
	token, err := client.Exchange(ctx, code, oauth2.VerifierOption(b.Verifier))
	if err != nil {
		return "", "", refused(err)
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := provider.VerifierContext(oidc.ClientContext(ctx, d.Client), &oidc.Config{ClientID: client.ClientID, Now: d.Clock}).Verify(ctx, raw)
	if err != nil || !same(b.Nonce, verified.Nonce) || verified.Subject == "" {
		return "", "", ErrUnreachable
	}
	return verified.Issuer, verified.Subject, nil
}

// refused tells a code that is none any more from a university that does not answer.
func refused(err error) error {
	var answered *oauth2.RetrieveError
	if errors.As(err, &answered) && answered.ErrorCode == "invalid_grant" {
		return ErrExpired
	}
	return ErrUnreachable
}

// Speaker returns who a cookie says that a visitor is, and the university, false where it says nothing, or no longer.
func (d *Doors) Speaker(cookie string) (by reputation.Speaker, campus string, ok bool) {
	var m member
	if cookie == "" || !unseal(d.Keys, memberOwner, cookie, &m) || !d.until(m.Until, MemberFor) || !slices.Contains(d.Campuses(), m.Campus) {
		return reputation.Speaker{}, "", false
	}
	return reputation.OnCampus(m.Issuer, m.Subject, m.Campus), m.Campus, true
}

// until reports whether something that holds for a while, at most, holds still. Another instance, whose clock is ahead, may have sealed it.
func (d *Doors) until(end time.Time, most time.Duration) bool {
	left := end.Sub(d.Clock())
	return left >= 0 && left <= most+skew
}

// is reports whether an issuer is that of a university.
func (d *Doors) is(campus, issuer string) bool {
	return slices.ContainsFunc(d.Providers, func(p Provider) bool { return p.Campus == campus && p.Issuer == issuer })
}

// client returns the side of a university's sign-in that is ours. Its address is asked for when it is first needed, and until it has answered.
func (d *Doors) client(ctx context.Context, campus string) (*oauth2.Config, *oidc.Provider, error) {
	i := slices.IndexFunc(d.Providers, func(p Provider) bool { return p.Campus == campus })
	if i < 0 {
		return nil, nil, ErrUnknown
	}
	p := d.Providers[i]
	d.mu.Lock()
	found, ok := d.found[campus]
	d.mu.Unlock()
	if !ok {
		ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, d.Client), within)
		defer cancel()
		var err error
		if found, err = oidc.NewProvider(ctx, p.Issuer); err != nil {
			return nil, nil, fmt.Errorf("%w: %s", ErrUnreachable, p.Issuer)
		}
		d.mu.Lock()
		d.found[campus] = found
		d.mu.Unlock()
	}
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: string(p.ClientSecret), Endpoint: found.Endpoint(), RedirectURL: d.Origin + BackPath, Scopes: []string{oidc.ScopeOpenID},
	}, found, nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func seal(keys Keys, owner string, what any) (string, error) {
	plain, err := json.Marshal(what)
	if err != nil {
		return "", fmt.Errorf("campus: %w", err)
	}
	box, err := keys.SealVisit(owner, plain)
	return base64.RawURLEncoding.EncodeToString(box), err
}

// unseal reads what seal wrote, and nothing that others wrote.
func unseal(keys Keys, owner, cookie string, into any) bool {
	box, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		return false
	}
	plain, err := keys.OpenVisit(owner, box)
	return err == nil && json.Unmarshal(plain, into) == nil
}
