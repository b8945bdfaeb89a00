package control_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"ringfence/handlers/control"
	"ringfence/internal/importer"
	"ringfence/internal/projection"
)

// importing is an Operator that only imports.
type importing struct {
	control.Operator
	work func(ctx context.Context, progress projection.Progress) (importer.Counts, error)
}

func (o importing) Import(ctx context.Context, _ importer.Order, progress projection.Progress) (importer.Counts, error) {
	return o.work(ctx, progress)
}

// beside returns a Client of an Operator.
func beside(t *testing.T, op control.Operator) *control.Client {
	t.Helper()
	folder := t.TempDir()
	listener, err := control.Listen(folder)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: control.Handler(op)}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	client, ok := control.Dial(t.Context(), folder)
	if !ok {
		t.Fatal("no server")
	}
	return client
}

func TestWhoStopsIsNotToldThatTheServerIsWrong(t *testing.T) {
	ended := make(chan struct{})
	client := beside(t, importing{work: func(ctx context.Context, progress projection.Progress) (importer.Counts, error) {
		defer close(ended)
		progress(1, 2)
		<-ctx.Done()
		return importer.Counts{}, ctx.Err()
	}})
	ctx, stop := context.WithCancelCause(t.Context())
	_, err := client.Import(ctx, importer.Order{}, func(int, int) { stop(errors.New("interrupt signal received")) })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("while it works: %v", err)
	}
	<-ended
	if _, err := client.Import(ctx, importer.Order{}, func(int, int) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("before it is asked: %v", err)
	}
}

func TestAnErrorComesWithWhatWasDone(t *testing.T) {
	done := importer.Counts{Read: 3, Stored: 2, Rejected: 1}
	client := beside(t, importing{work: func(context.Context, projection.Progress) (importer.Counts, error) {
		return done, errors.New("cut short")
	}})
	if n, err := client.Import(t.Context(), importer.Order{}, func(int, int) {}); err == nil || err.Error() != "cut short" || n != done {
		t.Errorf("got %+v, %v", n, err)
	}
}
