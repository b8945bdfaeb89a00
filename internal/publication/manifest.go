package publication

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/listing"
)

// Manifest is what is signed of a version.
type Manifest struct {
	Format         int       `json:"format"`
	Service        string    `json:"service"` // the name that its keys sign in
	Version        uint64    `json:"version"`
	GeneratedAt    time.Time `json:"generated_at"`
	Interval       int       `json:"minimum_interval_seconds"`
	TombstonesDays int       `json:"tombstones_days"`
	OldestDelta    uint64    `json:"oldest_delta"` // the oldest version from which the changes can be told
	Entries        int       `json:"entries"`
	// Numbers is the SHA-256 of the numbers on the list as integers without their +, ascending, each as 8 bytes with the most significant
	// first. So whoever went from delta to delta can tell that nothing was missed.
	Numbers       string         `json:"numbers_sha256"`
	Demonstration bool           `json:"demonstration"`
	Files         []ManifestFile `json:"files"`
}

// ManifestFile is a whole list in one format.
type ManifestFile struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

const (
	manifestFormat = 1
	signAgainAfter = 20 * time.Second // so that a new key signs soon
)

// atOnce is how many entries a list may have for its manifest to be made while somebody waits for it: all files of a million take seconds.
const atOnce = 20_000

// signed is the manifest of the newest version that was asked for.
type signed struct {
	mu     sync.Mutex
	says   statement // what is signed; of no version before the first
	making bool      // that of a newer version
	note   *Document // nil before the first
	made   time.Time // when note was signed
}

// statement is the text of a manifest.
type statement struct {
	text    []byte
	version uint64
	at      time.Time
	demo    bool
}

// Manifest returns the manifest of the newest version: one line of JSON, see Manifest, as a signed note. It is the same in
// every process that has the same keys, and fault.Unavailable until the first version is known. That of a long list is made while the
// one of the version before is handed out.
func (p *Publication) Manifest() (*Document, error) {
	list, now := p.List(), p.Clock()
	if list.Version() == 0 {
		return nil, fmt.Errorf("publication: nothing is published yet: %w", fault.Unavailable)
	}
	s := &p.signed
	s.mu.Lock()
	defer s.mu.Unlock()
	if demo := p.demo(); s.says.version != list.Version() || s.says.demo != demo {
		if s.note != nil && s.says.demo == demo && p.Entries() > atOnce {
			p.makeManifest(list, demo)
		} else if err := s.state(p.statement(list, demo)); err != nil {
			return nil, err
		}
	}
	if s.note != nil && now.Sub(s.made).Abs() < signAgainAfter {
		return s.note, nil
	}
	body, err := p.Keys.SignNote(s.says.text, now)
	if err != nil {
		return nil, fmt.Errorf("publication: manifest: %w", err)
	}
	s.note = p.newDocument("text/plain; charset=utf-8", body, &listing.Delta{Version: s.says.version, At: s.says.at, Demo: s.says.demo})
	s.made = now
	return s.note, nil
}

// makeManifest makes that of a list in the background, unless one is being made. When it fails, whoever asks next has it made again.
func (p *Publication) makeManifest(list *listing.List, demo bool) {
	s := &p.signed
	if s.making {
		return
	}
	s.making = true
	go func() {
		says, err := p.statement(list, demo)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.making = false
		_ = s.state(says, err)
	}()
}

// state puts a statement, unless it failed, in the place of the one before, to be signed for whoever asks next.
func (s *signed) state(says statement, err error) error {
	if err == nil {
		s.says, s.made = says, time.Time{}
	}
	return err
}

// statement writes what is signed of a list.
func (p *Publication) statement(list *listing.List, demo bool) (statement, error) {
	m, err := p.manifest(list, demo)
	if err != nil {
		return statement{}, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return statement{}, fmt.Errorf("publication: manifest: %w", err)
	}
	return statement{append(text, '\n'), list.Version(), list.At(), demo}, nil
}

// manifest states what a version holds, and writes each of its files for that which is not on the shelf. They are not put there: all
// together they would push those out that are asked for.
func (p *Publication) manifest(list *listing.List, demo bool) (*Manifest, error) {
	m := &Manifest{
		Format: manifestFormat, Service: p.Keys.Signer(), Version: list.Version(), GeneratedAt: list.At(), Interval: listing.MinimumInterval,
		TombstonesDays: int(listing.TombstonesKept.Hours() / 24), OldestDelta: list.Oldest(), Demonstration: demo,
	}
	numbers := sha256.New()
	var number [8]byte
	for e := range list.Entries() {
		m.Entries++
		if n, ok := e.Key.E164(); ok {
			binary.BigEndian.PutUint64(number[:], n)
			numbers.Write(number[:])
		}
	}
	m.Numbers = hex.EncodeToString(numbers.Sum(nil))
	whole := list.Whole()
	for _, name := range list.Names() {
		format, ok := listing.FormatNamed(name)
		if !ok {
			return nil, fmt.Errorf("publication: manifest: %w: %s", ErrNoFeed, name)
		}
		d, ok := p.shelf.peek(place{version: list.Version(), name: name, demo: demo})
		if !ok {
			d = p.write(format, whole, demo)
		}
		m.Files = append(m.Files, ManifestFile{format.Name, len(d.Body), hex.EncodeToString(d.Sum[:])})
	}
	return m, nil
}
