package sms

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ringfence/internal/gateway"
)

// errAnswer is of a gateway that may have sent a reply or not: as after errSilent it is not sent twice.
var errAnswer = fmt.Errorf("the gateway's answer cannot be read: %w", gateway.ErrPermanent)

// codeForm is what vendors' codes of errors are made of. There is no digit in it, so that no number gets from an answer into an error.
var codeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z._]{0,63}$`)

// byCode is the error of a vendor's code: those that begin like one of passing pass, and the others are for good.
func byCode(code string, passing ...string) error {
	shown := code
	if !codeForm.MatchString(code) {
		shown = "an unknown code"
	}
	if slices.ContainsFunc(passing, func(beginning string) bool { return strings.HasPrefix(code, beginning) }) {
		return fmt.Errorf("the gateway answers %s", shown)
	}
	return fmt.Errorf("the gateway answers %s: %w", shown, gateway.ErrPermanent)
}
