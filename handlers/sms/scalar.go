package sms

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// scalar is a JSON string, or a number with all of its digits: vendors write the same field in both ways. null is "".
type scalar string

var errNoScalar = errors.New("neither a string nor a number")

// UnmarshalJSONFrom reads one value. The error holds nothing of it.
func (s *scalar) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	switch d.PeekKind() {
	case '"':
		return json.UnmarshalDecode(d, (*string)(s))
	case '0':
		number, err := d.ReadValue()
		*s = scalar(number)
		return err
	case 'n':
		*s = ""
		return d.SkipValue()
	}
	return errors.Join(errNoScalar, d.SkipValue())
}
