package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestDocumentsMayComeSlowly has a server that cuts everybody off soon, as the program has it, and a telephone that sends slowly.
func TestDocumentsMayComeSlowly(t *testing.T) {
	const soon = 300 * time.Millisecond
	e := newEdge(t)
	server := httptest.NewUnstartedServer(e.handler)
	server.Config.ReadHeaderTimeout, server.Config.ReadTimeout, server.Config.WriteTimeout = 10*time.Second, soon, soon
	server.Start()
	defer server.Close()
	slowly := func(path, media, first, rest string) (int, error) {
		body, telephone := io.Pipe()
		go func() {
			_, _ = io.WriteString(telephone, first)
			<-time.After(4 * soon)
			_, _ = io.WriteString(telephone, rest)
			_ = telephone.Close()
		}()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+path, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", media)
		res, err := server.Client().Do(req)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		_, err = io.Copy(io.Discard, res.Body)
		return res.StatusCode, err
	}
	if status, err := slowly(e.proving(t), "application/pdf", "%PDF-1.7", strings.Repeat(" ", 1000)); status != http.StatusOK {
		t.Errorf("a document is answered %d, %v", status, err)
	}
	if status, err := slowly("/v1/disputes", "application/json", byDocuments[:10], byDocuments[10:]); err == nil && status < http.StatusBadRequest {
		t.Errorf("what opens a dispute is answered %d, %v", status, err)
	}
}
