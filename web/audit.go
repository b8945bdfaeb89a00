package web

import (
	"cmp"
	"strings"
	"time"
)

// Audit tells of the audit log: how it stands, how anybody checks it, and what it cannot show.
type Audit struct {
	Frame
	Base       string    // scheme and host that the commands ask; "" for those of a service on this machine
	Checkpoint string    // the signed checkpoint; "" where the log cannot be vouched for now
	Entries    uint64    // of the log
	Last       time.Time // when the last was written; zero for none
	Keys       []string  // that verify signatures, the newest first
}

func (Audit) set() string { return "audit" }

// Title names the page.
func (a Audit) Title() string { return a.T("audit.title") }

// Description says what is on it.
func (a Audit) Description() string { return a.T("audit.description") }

// Chapters is the table of contents.
func (a Audit) Chapters() []Chapter {
	return a.chapters("audit.q.what", "audit.q.now", "audit.q.keep", "audit.q.verify", "audit.q.mine", "audit.q.limits")
}

// Size says how many entries there are and of when the last is.
func (a Audit) Size() string {
	if a.Last.IsZero() {
		return a.T("audit.now.none")
	}
	return a.T("audit.now.size", "entries", a.Entries, "at", minute(a.Lang, a.Last))
}

func (a Audit) call(command, answer string) Command {
	return Command{strings.ReplaceAll(command, "ORIGIN", cmp.Or(a.Base, localhost)), answer}
}

// Get gets a checkpoint, with the one that is so got as its answer.
func (a Audit) Get() Command {
	return a.call(`curl -s -o checkpoint \
  ORIGIN/audit/checkpoint`, strings.TrimSuffix(a.Checkpoint, "\n"))
}

// Program checks a kept checkpoint with this program.
func (a Audit) Program() Command {
	return a.call(`ringfence audit verify --server ORIGIN \
  --verifier "$KEY" --checkpoint checkpoint`, "")
}

// Signature checks the signature of a checkpoint by a key, given as KEY, with openssl alone.
func (a Audit) Signature() Command {
	c := Lists{Frame: a.Frame}.Verify()
	c.Text = strings.NewReplacer("manifest", "checkpoint").Replace(c.Text)
	return c
}

// Proof gets a newer checkpoint, and the proof that its log begins with that of the one that was kept.
func (a Audit) Proof() Command {
	return a.call(`curl -s -o newer ORIGIN/audit/checkpoint
old=$(sed -n 2p checkpoint) new=$(sed -n 2p newer)
curl -s "ORIGIN/audit/consistency?old=$old&new=$new"`, "")
}

// Hash reckons the hash of an entry that somebody was given as a file.
func (a Audit) Hash() Command {
	return a.call(`{ printf '\000'; tr -d '\n' <entry.json; } \
  | openssl dgst -sha256 -binary | base64`, "")
}
