package sms

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"mime"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/encoding/unicode"

	"ringfence/handlers/route"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
)

// GenericConfig are the settings of a gateway that is none of the others, as Kannel, Jasmin or one of one's own.
type GenericConfig struct {
	// SigningKey is what the body is signed with, as HMAC-SHA-256 in hexadecimal digits; "" is an unsigned gateway, of which Secret
	// and Networks are needed. SignatureHeader is where the signature stands, by default X-Signature, with sha256= before it or not.
	// TimestampHeader names where a time in Unix seconds stands that is signed after the body; without one a signature is never late.
	SigningKey, SignatureHeader, TimestampHeader string
	Secret                                       string
	Networks                                     []netip.Prefix

	Method string // GET, in whose query the fields are, or by default POST, with a form or JSON
	Fields GenericFields

	// Number is that people write to: numbers without a country code are read as those of its country. International says that
	// the gateway writes all numbers with a country code and without a plus, and wants them so.
	Number        subject.Key
	International bool

	// Success is the body of the answer that the gateway takes for success, as ACK/Jasmin for Jasmin, in the media type SuccessType,
	// by default text/plain. {reply} in it stands for the reply, which the gateway sends then, as Kannel does; Kannel should have
	// omit-empty, since there is not always one.
	Success, SuccessType string

	// SendURL is asked to send a reply where Success has no {reply}: an address in which {to} and {text} stand for the number and the
	// text; "" sends none. SendMethod is GET, or by default POST, for which the query of the address is sent as a form.
	SendURL, SendMethod string
}

// GenericFields name the fields of a request. A dot leads into an object of JSON.
type GenericFields struct {
	ID     string // by default id; a message without one is known by its sender, text and time
	From   string // by default from
	Text   string // by default text
	Time   string // RFC 3339, or Unix seconds or milliseconds; by default time, and need not be there
	Coding string // SMPP's data_coding: where it is 8, Text is UTF-16BE, as Jasmin has it in coding; "" is always UTF-8
}

// Generic is a gateway that its settings describe.
type Generic struct {
	GenericConfig
	unsigned unsigned
}

// NewGeneric returns a gateway. The error says which setting to correct.
func NewGeneric(c GenericConfig) (*Generic, error) {
	c.Method, c.SendMethod = cmp.Or(c.Method, http.MethodPost), cmp.Or(c.SendMethod, http.MethodPost)
	c.SignatureHeader = cmp.Or(c.SignatureHeader, "X-Signature")
	c.SuccessType = cmp.Or(c.SuccessType, "text/plain; charset=utf-8")
	f := &c.Fields
	f.ID, f.From, f.Text, f.Time = cmp.Or(f.ID, "id"), cmp.Or(f.From, "from"), cmp.Or(f.Text, "text"), cmp.Or(f.Time, "time")
	g := &Generic{c, unsigned{c.Secret, c.Networks}}
	if err := g.check(); err != nil {
		return nil, errors.New("sms: generic: " + err.Error())
	}
	return g, nil
}

func (g *Generic) check() error {
	switch {
	case !isMethod(g.Method) || !isMethod(g.SendMethod):
		return errors.New("the methods must be GET or POST")
	case g.Signed() && g.Method == http.MethodGet:
		return errors.New("only POST can be signed: the signature is that of the body")
	case g.Signed() && (g.Secret != "" || len(g.Networks) > 0):
		return errors.New("a gateway that signs has no secret address and no networks: set the signing key or these")
	case g.SendURL != "" && !isSendURL(g.SendURL):
		return errors.New("the send URL must begin with http:// or https://, name a host and have {to} and {text} behind it")
	case g.SendURL != "" && g.Inline():
		return errors.New("replies go by {reply} in the body of success or by the send URL: set one of them")
	case g.Signed():
		return nil
	}
	return g.unsigned.check()
}

func isMethod(m string) bool { return m == http.MethodGet || m == http.MethodPost }

// Name is generic.
func (*Generic) Name() string { return "generic" }

// Signed reports whether there is a signing key.
func (g *Generic) Signed() bool { return g.SigningKey != "" }

// SignsAddress is false: the body is signed, if anything is.
func (*Generic) SignsAddress() bool { return false }

// Methods is the one that is set.
func (g *Generic) Methods() []string { return []string{g.Method} }

// Verify compares the signature, or the secret and the network.
func (g *Generic) Verify(r *http.Request, url string, body []byte, now time.Time) (Once, error) {
	if !g.Signed() {
		return g.unsigned.Verify(r, url, body, now)
	}
	signature := strings.TrimPrefix(r.Header.Get(g.SignatureHeader), "sha256=")
	if g.TimestampHeader == "" {
		return Once{}, compare(g.SigningKey, signature, body)
	}
	stamp := r.Header.Get(g.TimestampHeader)
	if stamp == "" {
		return Once{}, ErrUnsigned
	}
	if err := compare(g.SigningKey, signature, body, []byte(stamp)); err != nil {
		return Once{}, err
	}
	until, err := timely(stamp, now)
	return Once{Name: strings.ToLower(signature), Until: until}, err
}

// Decode reads one message, of a signed request from nothing but what is signed.
func (g *Generic) Decode(r *http.Request, body []byte) ([]gateway.Received, error) {
	field, err := fields(r, body)
	if err != nil {
		return nil, err
	}
	from, named := field(g.Fields.From)
	text, worded := field(g.Fields.Text)
	if !named || !worded {
		missing := g.Fields.From
		if named {
			missing = g.Fields.Text
		}
		return nil, &route.Refused{Refusal: route.WrongType, Pointer: "/" + strings.ReplaceAll(missing, ".", "/"), Wanted: route.WantedText}
	}
	if coding, _ := field(g.Fields.Coding); g.Fields.Coding != "" && coding == ucs2 {
		text, _ = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().String(text) // what is none is replaced
	}
	who := phone(from, g.Number.CountryRegion())
	if g.International {
		who = abroad(from)
	}
	id, _ := field(g.Fields.ID)
	at, _ := field(g.Fields.Time)
	return []gateway.Received{{ID: id, From: who, Body: text, Sent: sentTime(at, time.UTC)}}, nil
}

// ucs2 is data_coding of UCS-2: 3GPP TS 23.038 and SMPP 3.4, 5.2.19.
const ucs2 = "8"

// fields returns how the fields of a request are read, and whether they are there: of JSON, of a form, or of the query of GET.
func fields(r *http.Request, body []byte) (func(name string) (string, bool), error) {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodGet && (media == "application/json" || media == "" && bytes.HasPrefix(bytes.TrimSpace(body), []byte("{"))) {
		var object map[string]jsontext.Value
		if err := readJSON(body, &object); err != nil {
			return nil, err
		}
		return func(name string) (string, bool) { return member(object, name) }, nil
	}
	written := string(body)
	if r.Method == http.MethodGet {
		written = r.URL.RawQuery
	}
	form, err := readForm(written, route.MediaType)
	if err != nil {
		return nil, err
	}
	return func(name string) (string, bool) { return form.Get(name), form.Has(name) }, nil
}

// member returns the text or number at a path of names with dots between them.
func member(object map[string]jsontext.Value, path string) (string, bool) {
	name, rest, deeper := strings.Cut(path, ".")
	switch value := object[name]; {
	case deeper && value.Kind() == '{':
		var inner map[string]jsontext.Value
		if readJSON(value, &inner) == nil {
			return member(inner, rest)
		}
	case !deeper && (value.Kind() == '"' || value.Kind() == '0'):
		var text scalar
		err := readJSON(value, &text)
		return string(text), err == nil
	}
	return "", false
}

const replyPlace = "{reply}"

// Answer is Success with the reply in its place, written as the media type needs it.
func (g *Generic) Answer(replies []string) Answer {
	reply := strings.Join(replies, "\n")
	media, _, _ := mime.ParseMediaType(g.SuccessType)
	switch {
	case media == "application/json":
		if quoted, err := json.Marshal(reply, jsontext.EscapeForHTML(true)); err == nil {
			reply = string(quoted[1 : len(quoted)-1])
		}
	case strings.HasSuffix(media, "xml"):
		var escaped bytes.Buffer
		_ = xml.EscapeText(&escaped, []byte(reply)) // a Buffer takes all
		reply = escaped.String()
	}
	return Answer{Type: g.SuccessType, Body: strings.ReplaceAll(g.Success, replyPlace, reply)}
}

// Inline reports whether Success has a place for the reply.
func (g *Generic) Inline() bool { return strings.Contains(g.Success, replyPlace) }
