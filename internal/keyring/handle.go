package keyring

import (
	"encoding/hex"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// Handle returns what stands for a report about one subject where its ID would lead to the others that it is about. It holds until the
// keys are rotated.
func (r *Ring) Handle(about subject.Key, id report.ID) string {
	return hex.EncodeToString(mac(r.named(sessionKey), "handle", []byte(about.String()), id[:])[:16])
}
