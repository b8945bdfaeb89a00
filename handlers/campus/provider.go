package campus

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
)

// Provider is the sign-in of a university.
type Provider struct {
	Campus       string `json:"campus"` // its official name
	Issuer       string `json:"issuer"` // whose /.well-known/openid-configuration says the rest
	ClientID     string `json:"client_id"`
	ClientSecret Secret `json:"client_secret"`
}

// Secret does not print itself.
type Secret string

func (Secret) String() string { return "(secret)" }

// GoString keeps %#v from printing it.
func (Secret) GoString() string { return "(secret)" }

// LogValue keeps a log from writing it.
func (Secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// ParseProviders reads a file of providers: a JSON array of objects with campus, issuer, client_id and client_secret. official returns
// the official name of a university, false for none. The error says which entry to mend, and quotes no secret.
func ParseProviders(file io.Reader, official func(name string) (string, bool)) ([]Provider, error) {
	var all []Provider
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&all); err != nil {
		return nil, errors.New(`it is a JSON array of objects, each with "campus", "issuer", "client_id" and "client_secret", and nothing else`)
	}
	seen := map[string]bool{}
	for i := range all {
		if err := all[i].check(official); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		if seen[all[i].Campus] {
			return nil, fmt.Errorf("entry %d: %s is there twice", i+1, all[i].Campus)
		}
		seen[all[i].Campus] = true
	}
	return all, nil
}

func (p *Provider) check(official func(string) (string, bool)) error {
	name, ok := official(p.Campus)
	if !ok {
		return fmt.Errorf("campus is the name of a university in the directory, not %q", p.Campus)
	}
	p.Campus = name
	if p.ClientID == "" || p.ClientSecret == "" {
		return errors.New("client_id and client_secret are what the university gave you for this site")
	}
	at, err := url.Parse(p.Issuer)
	if err != nil || at.Host == "" || at.RawQuery != "" || at.Fragment != "" || at.Scheme != "https" && !loopback(at) {
		return fmt.Errorf("issuer is an https address without a query, not %q", p.Issuer)
	}
	return nil
}

// loopback reports whether an address is on this machine, where sign-ins are tried out.
func loopback(at *url.URL) bool {
	host := at.Hostname()
	return at.Scheme == "http" && (host == "localhost" || strings.HasPrefix(host, "127."))
}
