package sms

import (
	"fmt"
	"strings"
)

// setting is one that a gateway has, in words for the operator, and its value.
type setting struct{ name, value string }

// need returns an error that names what is not set.
func need(gateway string, settings ...setting) error {
	var unset []string
	for _, s := range settings {
		if s.value == "" {
			unset = append(unset, s.name)
		}
	}
	if len(unset) == 0 {
		return nil
	}
	return fmt.Errorf("sms: %s: %s must be set", gateway, strings.Join(unset, " and "))
}

// sends reports whether what a gateway needs to send answers is set: all of it or, for a gateway that answers nothing, none.
func sends(gateway string, settings ...setting) (bool, error) {
	for _, s := range settings {
		if s.value != "" {
			err := need(gateway, settings...)
			return err == nil, err
		}
	}
	return false, nil
}
