package web

import (
	"cmp"
	"strings"
	"time"

	"ringfence/internal/listing"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Lists tells of the lists of numbers to block: their formats, how to keep up with them and how to verify them.
type Lists struct {
	Frame
	Base string // scheme and host that the commands ask; "" for those of a service on this machine
}

func (Lists) set() string { return "lists" }

// Title names the page.
func (l Lists) Title() string { return l.T("lists.title") }

// Description says what is on it.
func (l Lists) Description() string { return l.T("lists.description") }

// Chapters is the table of contents.
func (l Lists) Chapters() []Chapter {
	return l.chapters("lists.q.which", "lists.q.get", "lists.q.changes", "lists.q.verify", "lists.q.compact", "lists.q.manners")
}

// ListFile is a format of the list.
type ListFile struct{ Name, What string }

// Files are all formats.
func (l Lists) Files() []ListFile {
	told := []any{"days", reputation.RecentDays, "reports", reputation.TheRules().Tellable}
	return []ListFile{
		{"numbers.json", l.T("lists.file.json", told...)},
		{"numbers.csv", l.T("lists.file.csv")},
		{"callkit/86.json", l.T("lists.file.callkit")},
		{"numbers.rfl", l.T("lists.file.rfl")},
		{"phoneblock.json", l.T("lists.file.phoneblock")},
		{"phoneblock.xml", l.T("lists.file.xml")},
		{"live-caller-id.txtpb", l.T("lists.file.txtpb")},
		{"open-data.csv", l.T("lists.file.data", told[:2]...)},
	}
}

// Often says how often to ask.
func (l Lists) Often() string {
	return l.T("lists.get.often", "minutes", listing.MinimumInterval/60)
}

// Tombstones says how long it is told what left.
func (l Lists) Tombstones() string {
	return l.T("lists.changes.gone", "days", days(listing.TombstonesKept))
}

func (l Lists) call(command, answer string) Command {
	return Command{strings.ReplaceAll(command, "ORIGIN", cmp.Or(l.Base, localhost)), answer}
}

// Whole gets the whole list.
func (l Lists) Whole() Command {
	return l.call(`curl -s --compressed -o numbers.json \
  ORIGIN/v1/feeds/numbers.json`, "")
}

// Changes gets what changed.
func (l Lists) Changes() Command {
	d := listing.Delta{Base: 1795860000, Version: 1795863600, At: time.Unix(1795863600, 0)}
	d.Added, d.Removed = listedSamples()
	format, _ := listing.FormatNamed("numbers.json")
	return l.call(`curl -s --compressed \
  'ORIGIN/v1/feeds/numbers.json?since=1795860000'`, strings.TrimSpace(string(format.Append(nil, &d))))
}

// Signed gets the manifest.
func (l Lists) Signed() Command {
	return l.call(`curl -s -o manifest \
  ORIGIN/v1/feeds/manifest`, `{"format":1,…,"version":1795863600,…,"files":[{"name":"numbers.json","bytes":425,"sha256":"…"},…]}

— ringfence/0a1b2c3d NECRHXjJ…`)
}

// Keys gets the keys.
func (l Lists) Keys() Command {
	return l.call(`curl -s \
  ORIGIN/v1/feeds/keys`, "")
}

// Verify verifies the manifest by a key, given as KEY. The bytes before the key are those of every Ed25519 key in DER (RFC 8410).
func (l Lists) Verify() Command {
	return l.call(`printf '\060\052\060\005\006\003\053\145\160\003\041\000' >key
printf %s "$KEY" | cut -d+ -f3- | base64 -d | tail -c 32 >>key
sed '/^$/,$d' manifest >signed
sed -n 's/^— [^ ]* //p' manifest | while read -r line; do
  printf %s "$line" | base64 -d | tail -c 64 >signature
  openssl pkeyutl -verify -pubin -keyform DER -inkey key \
    -rawin -in signed -sigfile signature
done`, "Signature Verified Successfully")
}

// Compare compares a list with the manifest.
func (l Lists) Compare() Command {
	return l.call(`sum=$(sha256sum numbers.json | cut -c 1-64)
grep -q "\"name\":\"numbers.json\",[^}]*\"sha256\":\"$sum\"" signed \
  && echo "numbers.json is what was signed"`, "numbers.json is what was signed")
}

// listedSamples are what came onto a list, and what left it.
func listedSamples() (added []listing.Entry, removed []subject.Key) {
	scam, _ := subject.Parse("+12025550103", "")
	other, _ := subject.Parse("+12025550143", "")
	judged := reputation.Judgement{
		Verdict: reputation.Scam, Listed: true, Reports: reputation.BandOf(11), LastSeen: time.Unix(1795863600, 0),
		Categories: []reputation.CategoryShare{{Category: "impersonation_service", Share: 1}},
	}
	return []listing.Entry{{Key: scam, What: reputation.Pack(judged).Told()}}, []subject.Key{other}
}
