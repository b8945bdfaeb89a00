package sms

import (
	"errors"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringfence/handlers/route"
)

// readJSON reads a body that is one JSON document. Fields that nobody asked for are passed over, and half an emoji, where a gateway cut
// a long message, is read as U+FFFD. The error is a *route.Refused.
func readJSON(body []byte, into any) error {
	err := json.Unmarshal(body, into, jsontext.AllowInvalidUTF8(true))
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return &route.Refused{Refusal: route.BadJSON, Offset: syntax.ByteOffset}
	case errors.As(err, &meaning):
		return &route.Refused{Refusal: route.WrongType, Pointer: string(meaning.JSONPointer), Wanted: wanted(meaning.GoType)}
	}
	return &route.Refused{Refusal: route.BadJSON}
}

// wanted is what JSON type a Go type is read from.
func wanted(t reflect.Type) route.Wanted {
	switch {
	case t == nil:
		return route.WantedObject
	case t.Kind() == reflect.String:
		return route.WantedText
	case t.Kind() == reflect.Slice:
		return route.WantedList
	}
	return route.WantedObject
}
