package archive

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringfence/internal/fault"
)

// Manifest says what is in an archive. It is the last member, and there only when all others are.
type Manifest struct {
	Format        string    `json:"format"`
	Version       int       `json:"version"`
	MadeAt        time.Time `json:"made_at"`
	MadeBy        string    `json:"made_by"`       // version of the program
	Fingerprint   string    `json:"fingerprint"`   // of the keys that the data belong to
	Demonstration bool      `json:"demonstration"` // whether the data are one
	Kinds         []Kind    `json:"kinds"`
	Members       []Member  `json:"members"` // in the order of the file
}

// Kind is all records of one kind.
type Kind struct {
	Name    string `json:"name"`
	Records int    `json:"records"`
	SHA256  string `json:"sha256"` // of their lines, so that equal data have equal sums, however they are compressed
}

// Member is one member of the file.
type Member struct {
	Name    string `json:"name"`
	Records int    `json:"records"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"` // of its bytes, as sha256sum prints it
}

// Records returns how many records of a kind there are.
func (m *Manifest) Records(kind string) int {
	for _, k := range m.Kinds {
		if k.Name == kind {
			return k.Records
		}
	}
	return 0
}

// Bytes is how much the members take.
func (m *Manifest) Bytes() (sum int64) {
	for _, one := range m.Members {
		sum += one.Bytes
	}
	return sum
}

func (m *Manifest) encode() ([]byte, error) {
	b, err := json.Marshal(m, jsontext.WithIndent("  "))
	return append(b, '\n'), err
}

// parseManifest reads what encode wrote, in this version or an earlier one. One of a newer version is fault.Newer.
func parseManifest(b []byte) (m Manifest, err error) {
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(b, &head); err != nil || head.Format != format || head.Version < 1 {
		return m, damaged("its manifest is that of no archive")
	}
	if head.Version > Version {
		return m, fmt.Errorf("the archive has format version %d, this program reads %d: %w", head.Version, Version, fault.Newer)
	}
	if err := json.Unmarshal(b, &m, json.RejectUnknownMembers(true)); err != nil {
		return m, damaged("its manifest cannot be read")
	}
	return m, m.check()
}

var (
	sum        = regexp.MustCompile(`^[0-9a-f]{64}$`)
	memberName = regexp.MustCompile(`^([a-z]+)-[0-9]{4,}\.ndjson\.zst$`)
)

func nameOf(k *kind, n int) string { return fmt.Sprintf("%s-%04d.ndjson.zst", k.name, n) }

// check refuses a manifest that says something else than Export does.
func (m *Manifest) check() error {
	if _, err := hex.DecodeString(m.Fingerprint); err != nil || m.Fingerprint == "" {
		return damaged("its manifest names no keys")
	}
	known := kindsOf(m.Version)
	if len(m.Kinds) != len(known) {
		return damaged("its manifest names %d kinds of records", len(m.Kinds))
	}
	for i, k := range m.Kinds {
		if k.Name != known[i].name || k.Records < 0 || !sum.MatchString(k.SHA256) {
			return damaged("its manifest names the kind %q", k.Name)
		}
	}
	seen := map[string]int{}
	for _, one := range m.Members {
		k := kindOf(one.Name)
		if !slices.Contains(known, k) || one.Records <= 0 || one.Bytes <= 0 || !sum.MatchString(one.SHA256) {
			return damaged("its manifest names the member %q", one.Name)
		}
		if seen[k.name]++; one.Name != nameOf(k, seen[k.name]) {
			return damaged("its manifest names %q out of order", one.Name)
		}
	}
	return nil
}

// kindOf returns the kind that a member is of, nil when there is none.
func kindOf(member string) *kind {
	parts := memberName.FindStringSubmatch(member)
	if parts == nil {
		return nil
	}
	i := slices.IndexFunc(kinds, func(k *kind) bool { return k.name == parts[1] })
	if i < 0 {
		return nil
	}
	return kinds[i]
}
