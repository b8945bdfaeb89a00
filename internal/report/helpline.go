package report

import (
	"slices"

	"ringfence/internal/subject"
)

// helplines are the numbers of police, rescue and anti-fraud centres and of complaint lines of the state. Scams and warnings
// alike tell people to ring them, and no scam comes from them: where a telephone shows one, the caller ID is forged.
var helplines = []string{"CN/110", "CN/119", "CN/120", "CN/122", "CN/96110", "CN/12110", "CN/12381", "CN/12321", "CN/12345", "CN/12315"}

// Helpline reports whether key is a line that those in need ring. It cannot be reported, so that nobody makes others
// afraid of it.
func Helpline(key subject.Key) bool { return slices.Contains(helplines, key.String()) }
