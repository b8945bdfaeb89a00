package api

import (
	"errors"
	"mime"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/report"
)

// strict refuses unknown fields everywhere, also in the subjects, whose own method knows no options.
var strict = json.JoinOptions(json.RejectUnknownMembers(true), json.WithUnmarshalers(json.UnmarshalFromFunc(subjectDraft)))

// decode reads the body as one JSON document with known fields only, each name spelled exactly and at most
// once. The error is a *route.Refused.
func decode(c echo.Context, into any) error {
	if !isJSON(c) {
		return &route.Refused{Refusal: route.MediaType}
	}
	body, err := route.Body(c)
	if err != nil {
		return err
	}
	return unmarshal(body, into)
}

func unmarshal(body []byte, into any) error { return refusal(json.Unmarshal(body, into, strict)) }

func isJSON(c echo.Context) bool {
	h := c.Request().Header
	if h.Get(echo.HeaderContentType) == echo.MIMEApplicationJSON && h.Get(echo.HeaderContentEncoding) == "" {
		return true // as nearly all write it
	}
	media, params, err := mime.ParseMediaType(h.Get(echo.HeaderContentType))
	if err != nil || media != echo.MIMEApplicationJSON || h.Get(echo.HeaderContentEncoding) != "" {
		return false
	}
	charset, given := params["charset"]
	return !given || strings.EqualFold(charset, "utf-8")
}

var errNoSubject = errors.New("a subject is a string or an object")

// subjectDraft accepts "13800138000" and {"kind":"wechat","value":"..."}.
func subjectDraft(d *jsontext.Decoder, s *report.SubjectDraft) error {
	type object report.SubjectDraft // without UnmarshalJSON
	switch d.PeekKind() {
	case '"':
		*s = report.SubjectDraft{}
		return json.UnmarshalDecode(d, &s.Value)
	case '{':
		return json.UnmarshalDecode(d, (*object)(s))
	default:
		return errors.Join(errNoSubject, d.SkipValue())
	}
}

// refusal tells a client where its document is wrong, without a value of it.
func refusal(err error) error {
	var meaning *json.SemanticError
	if errors.Is(err, json.ErrUnknownName) && errors.As(err, &meaning) {
		return &route.Refused{Refusal: route.UnknownField, Pointer: unknownField(meaning.JSONPointer), Names: fields(meaning.GoType)}
	}
	return route.RefusedJSON(err)
}

// unknownField points at a field that there is not; at what holds it when the name is more than a word,
// since people paste numbers everywhere.
func unknownField(p jsontext.Pointer) string {
	isLetter := func(r rune) bool { return r == '_' || r == '-' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	if name := p.LastToken(); len(name) > 32 || strings.ContainsFunc(name, func(r rune) bool { return !isLetter(r) }) {
		p = p.Parent()
	}
	return string(p)
}

// fields returns the JSON names of a struct's fields.
func fields(t reflect.Type) []string {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "-" {
			names = append(names, name)
		}
	}
	return names
}
