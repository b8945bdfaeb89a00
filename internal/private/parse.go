package private

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringfence/internal/reputation"
)

// ErrRange means that a document is not the range that was asked for, and nothing can be decided by it.
var ErrRange = errors.New("not the range that was asked for")

// document is a range as it is sent.
type document struct {
	Prefix  *string   `json:"prefix"`
	Version *uint64   `json:"version"`
	Numbers *[]listed `json:"numbers"`
	Blocks  *[]block  `json:"blocks"`
}

// listed is [id,verdict,score]. Padding has the verdict 0.
type listed Number

// block is [id,open], open being 0 or 1.
type block struct {
	ID   ID
	Open int
}

// UnmarshalJSONFrom reads an entry of a list.
func (n *listed) UnmarshalJSONFrom(from *jsontext.Decoder) error {
	return entryFrom(from, &n.ID, &n.Verdict, &n.Score)
}

// UnmarshalJSONFrom reads an entry of a list.
func (b *block) UnmarshalJSONFrom(from *jsontext.Decoder) error {
	return entryFrom(from, &b.ID, &b.Open)
}

// entryFrom reads a list of as many values as there are places for.
func entryFrom(from *jsontext.Decoder, values ...any) error {
	all, err := from.ReadValue()
	if err != nil {
		return err
	}
	var each []jsontext.Value
	if err := json.Unmarshal(all, &each); err != nil || len(each) != len(values) {
		return fmt.Errorf("an entry is a list of %d values", len(values))
	}
	for i, v := range values {
		if each[i].Kind() == 'n' {
			return errors.New("an entry has a null")
		}
		if err := json.Unmarshal(each[i], v); err != nil {
			return err
		}
	}
	return nil
}

// Parse reads the document of the range that was asked for, and leaves its padding out. It takes no more than Append writes, but
// for spaces: a member that is unknown, twice there or missing, another prefix, an ID out of order, a verdict or a score that there is
// not. The error is an ErrRange and says which.
func Parse(read []byte, asked Prefix) (Range, error) {
	var d document
	if err := json.Unmarshal(read, &d, json.RejectUnknownMembers(true)); err != nil {
		return Range{}, fmt.Errorf("%w: %w", ErrRange, err)
	}
	r := Range{Prefix: asked}
	switch {
	case d.Prefix == nil || d.Version == nil || d.Numbers == nil || d.Blocks == nil:
		return Range{}, fmt.Errorf("%w: one of prefix, version, numbers and blocks is missing", ErrRange)
	case *d.Prefix != asked.String():
		return Range{}, fmt.Errorf("%w: its prefix is %.8q, not %q", ErrRange, *d.Prefix, asked.String())
	}
	if err := errors.Join(r.take(*d.Numbers), r.open(*d.Blocks)); err != nil {
		return Range{}, fmt.Errorf("%w: %w", ErrRange, err)
	}
	return r, nil
}

func (r *Range) take(numbers []listed) error {
	var last *ID
	for i, n := range numbers {
		switch {
		case last != nil && bytes.Compare(n.ID[:], last[:]) <= 0:
			return fmt.Errorf("numbers, entry %d: its ID is not after the one before", i)
		case n.Verdict > reputation.Scam:
			return fmt.Errorf("numbers, entry %d: there is no verdict %d", i, uint8(n.Verdict))
		case n.Score < MinScore || n.Score > MaxScore:
			return fmt.Errorf("numbers, entry %d: a score is %d to %d, not %d", i, MinScore, MaxScore, n.Score)
		}
		last = &numbers[i].ID
		if n.Verdict != reputation.Unknown {
			r.Numbers = append(r.Numbers, Number(n))
		}
	}
	return nil
}

func (r *Range) open(blocks []block) error {
	var last *ID
	for i, b := range blocks {
		switch {
		case last != nil && bytes.Compare(b.ID[:], last[:]) <= 0:
			return fmt.Errorf("blocks, entry %d: its ID is not after the one before", i)
		case b.Open != 0 && b.Open != 1:
			return fmt.Errorf("blocks, entry %d: a block is open, 1, or not, 0, and never %d", i, b.Open)
		}
		last = &blocks[i].ID
		if b.Open == 1 {
			r.Open = append(r.Open, b.ID)
		}
	}
	return nil
}
