package control_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"ringfence/handlers/control"
	"ringfence/internal/projection"
)

// copying is an Operator that only copies.
type copying struct {
	control.Operator
	write func(ctx context.Context, to io.Writer) error
}

func (o copying) Export(ctx context.Context, to io.Writer) error { return o.write(ctx, to) }

func (o copying) Backup(ctx context.Context, to io.Writer, progress projection.Progress) error {
	progress(0, 1<<20)
	return o.write(ctx, to)
}

func TestCopies(t *testing.T) {
	content := bytes.Repeat([]byte("all of it"), 1<<20/9)
	for name, test := range map[string]struct {
		write func(ctx context.Context, to io.Writer) error
		want  string // part of the error
	}{
		"all of it": {func(_ context.Context, to io.Writer) error { _, err := to.Write(content); return err }, ""},
		"nothing":   {func(context.Context, io.Writer) error { return nil }, ""},
		"half of it": {func(_ context.Context, to io.Writer) error {
			_, err := to.Write(content[:len(content)/2])
			return errors.Join(err, errors.New("cut short:\nthe store is gone 100%"))
		}, "cut short:\nthe store is gone 100%"},
		"a refusal": {func(context.Context, io.Writer) error { return errors.New("not here") }, "not here"},
		"the server dies": {func(_ context.Context, to io.Writer) error {
			_, _ = to.Write(content[:len(content)/2])
			panic(http.ErrAbortHandler)
		}, "the server ended before it answered"},
	} {
		t.Run(name, func(t *testing.T) {
			client := beside(t, copying{write: test.write})
			last, total := 0, 0
			for way, copied := range map[string]func(io.Writer) error{
				"export": func(to io.Writer) error { return client.Export(t.Context(), to) },
				"backup": func(to io.Writer) error {
					return client.Backup(t.Context(), to, func(done, of int) { last, total = done, of })
				},
			} {
				var b bytes.Buffer
				err := copied(&b)
				if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) || test.want == "" && err != nil {
					t.Errorf("%s: %v, want %q", way, err, test.want)
				}
				if name == "all of it" && !bytes.Equal(b.Bytes(), content) {
					t.Errorf("%s: other bytes arrive", way)
				}
			}
			if name == "all of it" && (last != len(content) || total != 1<<20) {
				t.Errorf("told of %d of %d bytes", last, total)
			}
		})
	}
}

func TestWhoCannotWriteACopyEndsIt(t *testing.T) {
	ended := make(chan error, 1)
	client := beside(t, copying{write: func(_ context.Context, to io.Writer) error {
		var err error
		for err == nil {
			_, err = to.Write(make([]byte, 64<<10))
		}
		ended <- err
		return err
	}})
	full := errors.New("no space left")
	if err := client.Export(t.Context(), refusing{full}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	<-ended
}

type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) { return 0, r.err }
