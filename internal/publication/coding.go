package publication

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Coding is a way to compress a document, by its name in Accept-Encoding and Content-Encoding.
type Coding string

// The codings.
const (
	Gzip Coding = "gzip"
	Zstd Coding = "zstd"
)

// encoder writes what every decoder of HTTP reads: RFC 9659 has windows of up to 8 MB.
var encoder = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithWindowSize(1<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // of options that are fixed
	}
	return e
})

func zstdOf(b []byte) []byte { return encoder().EncodeAll(b, nil) }

func gzipped(b []byte) []byte {
	var to bytes.Buffer
	w := gzip.NewWriter(&to)
	_, _ = w.Write(b) // a buffer takes everything
	_ = w.Close()
	return to.Bytes()
}
