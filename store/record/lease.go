package record

import "errors"

// AdmitLease returns an error for a claim that no caller should ask to be kept.
func AdmitLease(chore, holder string) error {
	switch {
	case chore == "":
		return errors.New("a lease of no chore")
	case holder == "":
		return errors.New("a lease for nobody")
	}
	return nil
}
