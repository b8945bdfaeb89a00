package route

import (
	"errors"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringfence/internal/report"
)

// RefusedJSON returns the *Refused of a document that could not be read because of err, nil for none. It holds no value of the document.
func RefusedJSON(err error) error {
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return &Refused{Refusal: BadJSON, Offset: syntax.ByteOffset}
	case errors.As(err, &meaning):
		return &Refused{Refusal: WrongType, Pointer: string(meaning.JSONPointer), Wanted: wanted(meaning.GoType)}
	}
	return &Refused{Refusal: BadJSON}
}

// wanted is what JSON type a Go type is read from.
func wanted(t reflect.Type) Wanted {
	if t == nil {
		return WantedObject
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[report.SubjectDraft]():
		return WantedSubject
	case t.Kind() == reflect.String:
		return WantedText
	case t.Kind() == reflect.Slice:
		return WantedList
	case t.Kind() == reflect.Bool:
		return WantedBoolean
	}
	return WantedObject
}
