package archive

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"
)

// writer writes an archive, member by member.
type writer struct {
	tar      *tar.Writer
	manifest Manifest
	streams  map[*kind]*stream
}

// stream is all lines of one kind on their way.
type stream struct {
	kind    *kind
	part    bytes.Buffer // the member that is being written, compressed
	zstd    *zstd.Encoder
	size    int // of its lines
	records int // in it
	parts   int
	all     Kind
	sum     hash.Hash // of all lines
}

func newWriter(to io.Writer, m Manifest) (*writer, error) {
	w := &writer{tar: tar.NewWriter(to), manifest: m, streams: make(map[*kind]*stream, len(kinds))}
	for _, k := range kinds {
		s := &stream{kind: k, all: Kind{Name: k.name}, sum: sha256.New()}
		var err error
		if s.zstd, err = zstd.NewWriter(&s.part, zstd.WithWindowSize(window)); err != nil {
			return nil, err
		}
		w.streams[k] = s
	}
	return w, nil
}

// line writes a record.
func (w *writer) line(k *kind, line []byte) error {
	s := w.streams[k]
	s.sum.Write(line)
	if _, err := s.zstd.Write(line); err != nil {
		return err
	}
	s.all.Records++
	s.records++
	if s.size += len(line); s.size < partSize {
		return nil
	}
	return w.flush(k)
}

// flush ends the member of a kind.
func (w *writer) flush(k *kind) error {
	s := w.streams[k]
	if s.records == 0 {
		return nil
	}
	if err := s.zstd.Close(); err != nil {
		return err
	}
	s.parts++
	digest := sha256.Sum256(s.part.Bytes())
	m := Member{Name: nameOf(k, s.parts), Records: s.records, Bytes: int64(s.part.Len()), SHA256: hex.EncodeToString(digest[:])}
	if err := w.member(m.Name, s.part.Bytes()); err != nil {
		return err
	}
	w.manifest.Members = append(w.manifest.Members, m)
	s.part.Reset()
	s.zstd.Reset(&s.part)
	s.size, s.records = 0, 0
	return nil
}

func (w *writer) member(name string, content []byte) error {
	h := &tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: w.manifest.MadeAt.Truncate(time.Second), Format: tar.FormatUSTAR}
	if err := w.tar.WriteHeader(h); err != nil {
		return err
	}
	_, err := w.tar.Write(content)
	return err
}

// close writes what is left, and the manifest.
func (w *writer) close() error {
	for _, k := range kinds {
		if err := w.flush(k); err != nil {
			return err
		}
		s := w.streams[k]
		s.all.SHA256 = hex.EncodeToString(s.sum.Sum(nil))
		w.manifest.Kinds = append(w.manifest.Kinds, s.all)
	}
	b, err := w.manifest.encode()
	if err != nil {
		return err
	}
	if err := w.member(manifest, b); err != nil {
		return err
	}
	return w.tar.Close()
}
