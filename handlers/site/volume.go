package site

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"sync"
	"time"

	"ringfence/internal/index"
)

const (
	emptyFor   = time.Minute // nothing is listed before an import, and much after it
	mostPacked = 32 << 20    // bytes of the files that are held: of three million subjects or so
)

// volume are the files of one division. Each is written when it is first asked for, and then held.
type volume struct {
	starts []index.Place // where each begins

	mu     sync.Mutex
	origin string // that the held files name
	files  map[int]file
	packed int // bytes of them
}

// file is a written file.
type file struct {
	tag    string
	packed []byte // by gzip; nil where there is no room
}

// lasts returns how long the files stay those that they are.
func (v *volume) lasts() time.Duration {
	if len(v.starts) == 0 {
		return emptyFor
	}
	return divideEvery
}

// file returns a file that names this origin. Of those for which there is no room the tag alone is held. Only the files
// for one origin are: where nobody said what the site is called, callers choose it.
func (v *volume) file(origin string, n int, write func() ([]byte, error)) (file, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.origin != origin || v.files == nil {
		v.origin, v.files, v.packed = origin, map[int]file{}, 0
	}
	if held, ok := v.files[n]; ok {
		return held, nil
	}
	body, err := write()
	if err != nil {
		return file{}, err
	}
	f, err := pack(body)
	if err != nil {
		return file{}, err
	}
	v.files[n] = file{tag: f.tag}
	if v.packed+len(f.packed) <= mostPacked {
		v.files[n] = f
		v.packed += len(f.packed)
	}
	return f, nil
}

func pack(body []byte) (file, error) {
	var packed bytes.Buffer
	to, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		return file{}, fmt.Errorf("site: sitemap: %w", err)
	}
	_, _ = to.Write(body) // an error comes again from Close
	if err := to.Close(); err != nil {
		return file{}, fmt.Errorf("site: sitemap: %w", err)
	}
	return file{tagOf(body), bytes.Clone(packed.Bytes())}, nil
}
