package archive

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"ringfence/internal/transfer"
)

// Archive is an opened file.
type Archive struct {
	Manifest
	file     *os.File
	id       string // SHA-256 of its manifest: another for other data
	verified bool
}

// Open reads the manifest of a file, and nothing else yet. Its errors are those of opening, ErrDamaged and fault.Newer.
func Open(path string) (*Archive, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	a := &Archive{file: file}
	if err := a.open(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, errors.Join(err, file.Close()))
	}
	return a, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

// open skips to the manifest, which must be the last member.
func (a *Archive) open() error {
	members := tar.NewReader(a.file)
	for {
		h, err := members.Next()
		if err != nil {
			return damaged("it has no manifest: %w", err)
		}
		if h.Name != manifest {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(members, maxManifest+1))
		if err != nil || len(b) > maxManifest {
			return damaged("its manifest cannot be read")
		}
		if _, err := members.Next(); !errors.Is(err, io.EOF) {
			return damaged("it goes on after its manifest")
		}
		digest := sha256.Sum256(b)
		a.id = hex.EncodeToString(digest[:])
		a.Manifest, err = parseManifest(b)
		return err
	}
}

// Verify reads all of the archive and returns ErrDamaged unless it is whole: each member and record as the manifest says.
// It tells how many bytes are read, of how many.
func (a *Archive) Verify(ctx context.Context, progress func(done, total int)) error {
	err := a.read(ctx, func(transfer.Batch) error { return nil }, progress)
	a.verified = err == nil
	return err
}

// read hands all records over, in the order of the file.
func (a *Archive) read(ctx context.Context, visit func(transfer.Batch) error, progress func(done, total int)) error {
	if _, err := a.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r, err := newReader(a, visit)
	if err != nil {
		return err
	}
	defer r.zstd.Close()
	done, total := 0, int(a.Bytes())
	for _, m := range a.Members {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.member(m); err != nil {
			return err
		}
		done += int(m.Bytes)
		progress(done, total)
	}
	return r.end(kindsOf(a.Version), a.Kinds)
}

// reader reads an archive, member by member.
type reader struct {
	tar   *tar.Reader
	zstd  *zstd.Decoder
	lines *bufio.Reader
	visit func(transfer.Batch) error
	all   map[*kind]*read
}

// read is what was read of one kind.
type read struct {
	records int
	sum     hash.Hash
}

func newReader(a *Archive, visit func(transfer.Batch) error) (*reader, error) {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window), zstd.WithDecoderMaxMemory(partSize+maxLine))
	if err != nil {
		return nil, err
	}
	r := &reader{tar: tar.NewReader(a.file), zstd: decoder, lines: bufio.NewReaderSize(nil, maxLine), visit: visit, all: map[*kind]*read{}}
	for _, k := range kinds {
		r.all[k] = &read{sum: sha256.New()}
	}
	return r, nil
}

// member reads the next member, which should be this one.
func (r *reader) member(m Member) error {
	h, err := r.tar.Next()
	if err != nil || h.Name != m.Name || h.Size != m.Bytes || h.Typeflag != tar.TypeReg {
		return damaged("%s is not where it should be", m.Name)
	}
	digest := sha256.New()
	packed := io.TeeReader(r.tar, digest)
	if err := r.zstd.Reset(packed); err != nil {
		return damaged("%s: %w", m.Name, err)
	}
	r.lines.Reset(io.LimitReader(r.zstd, partSize+maxLine))
	if err := r.records(kindOf(m.Name), m); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, packed); err != nil { // what zstd left unread
		return damaged("%s: %w", m.Name, err)
	}
	if hex.EncodeToString(digest.Sum(nil)) != m.SHA256 {
		return damaged("%s is not as it was written", m.Name)
	}
	return nil
}

// records reads the lines of a member.
func (r *reader) records(k *kind, m Member) error {
	var b transfer.Batch
	size := 0
	for n := 1; ; n++ {
		line, err := r.lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 && n-1 == m.Records {
			return r.hand(&b)
		}
		if err != nil || n > m.Records {
			return damaged("%s has not the %d records that it should have", m.Name, m.Records)
		}
		r.all[k].records++
		r.all[k].sum.Write(line)
		if err := k.parse(&b, line); err != nil {
			return damaged("%s, line %d: %w", m.Name, n, err)
		}
		if size += len(line); b.Records() >= k.batch || size >= maxBatch {
			if err := r.hand(&b); err != nil {
				return err
			}
			size = 0
		}
	}
}

// hand hands a batch over and begins the next.
func (r *reader) hand(b *transfer.Batch) error {
	some := *b
	*b = transfer.Batch{}
	if some.Records() == 0 {
		return nil
	}
	return r.visit(some)
}

// end compares what was read with what should have been.
func (r *reader) end(known []*kind, want []Kind) error {
	for i, k := range known {
		got := r.all[k]
		if got.records != want[i].Records || hex.EncodeToString(got.sum.Sum(nil)) != want[i].SHA256 {
			return damaged("its %s are not those that were written", k.name)
		}
	}
	return nil
}
