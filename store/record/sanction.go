package record

import (
	"errors"

	"ringfence/internal/transfer"
)

// AdmitDistrust returns an error for a name that no caller should ask to distrust.
func AdmitDistrust(d transfer.Distrusted) error {
	switch d.By {
	case "":
		return errors.New("distrust of nobody")
	case d.Of:
		return errors.New("distrust of a further name that is the first")
	}
	return nil
}
