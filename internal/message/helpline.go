package message

import (
	"slices"

	"ringfence/internal/subject"
)

// helplines are the numbers of police, rescue and anti-fraud centres. Scams and warnings alike tell people to ring them.
var helplines = []string{"CN/110", "CN/119", "CN/120", "CN/122", "CN/96110", "CN/12110", "CN/12381", "CN/12321", "CN/12345", "CN/12315"}

// Helpline reports whether a message that names key hardly comes from there.
func Helpline(key subject.Key) bool { return slices.Contains(helplines, key.String()) }
