package sms

import (
	"errors"
	"strings"
)

// setting is one that a gateway has, in words for the operator, and its value.
type setting struct{ name, value string }

// need returns an error that names what is not set.
func need(settings ...setting) error {
	var unset []string
	for _, s := range settings {
		if s.value == "" {
			unset = append(unset, s.name)
		}
	}
	if len(unset) == 0 {
		return nil
	}
	return errors.New(strings.Join(unset, " and ") + " must be set")
}

// sends reports whether what a gateway needs to send answers is set: all of it or, for a gateway that answers nothing, none.
func sends(settings ...setting) (bool, error) {
	for _, s := range settings {
		if s.value != "" {
			err := need(settings...)
			return err == nil, err
		}
	}
	return false, nil
}
