package record

import (
	"errors"

	"ringfence/internal/reputation"
)

// AdmitDistrust returns an error for a reporter that no caller should ask to distrust.
func AdmitDistrust(by reputation.Pseudonym) error {
	if by == "" {
		return errors.New("distrust of nobody")
	}
	return nil
}
