package sms

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// tc3 signs requests to Tencent Cloud by TC3-HMAC-SHA256 (https://cloud.tencent.com/document/api/213/30654). The vendor's Go library
// signs only inside a client of its own, with connections, retries and errors beside those of courier, so these lines are ours; they
// are tested on the vendor's published example.
type tc3 struct{ id, secret, service string }

// sign adds the time and the Authorization field. Content-Type and X-TC-Action must be set before; the address has no path and no query.
func (t tc3) sign(r *http.Request, now time.Time) error {
	content, err := r.GetBody()
	if err != nil {
		return err
	}
	body, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	date := now.UTC().Format(time.DateOnly)
	scope := date + "/" + t.service + "/tc3_request"
	seconds := strconv.FormatInt(now.Unix(), 10)
	lines, names := canonicalFields(map[string]string{
		"content-type": strings.ToLower(r.Header.Get("Content-Type")),
		"host":         r.URL.Host,
		"x-tc-action":  strings.ToLower(r.Header.Get("X-TC-Action")),
	})
	canonical := strings.Join([]string{r.Method, "/", "", lines, names, hexSHA256(body)}, "\n")
	toSign := strings.Join([]string{"TC3-HMAC-SHA256", seconds, scope, hexSHA256([]byte(canonical))}, "\n")
	key := []byte("TC3" + t.secret)
	for _, part := range []string{date, t.service, "tc3_request"} {
		key = sumHMAC(key, []byte(part))
	}
	r.Header.Set("X-TC-Timestamp", seconds)
	r.Header.Set("Authorization", "TC3-HMAC-SHA256 Credential="+t.id+"/"+scope+", SignedHeaders="+names+", Signature="+hexHMAC(key, toSign))
	return nil
}
