package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ringfence/internal/subject"
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
	const asked = `{"subject":"95588","claim":"forged","proof":"documents"}`
	about, err := subject.ParseKey("CN/95588")
	if err != nil {
		t.Fatal(err)
	}
	e.reported(t, about)
	if err := e.projects.ProjectNow(t.Context(), about); err != nil {
		t.Fatal(err)
	}
	var opened standing
	e.ask(contest(asked), http.StatusCreated, &opened)
	if status, err := slowly("/v1/disputes/"+opened.Code+"/documents", "application/pdf", "%PDF-1.7", strings.Repeat(" ", 1000)); status != http.StatusOK {
		t.Errorf("a document is answered %d, %v", status, err)
	}
	if status, err := slowly("/v1/disputes", "application/json", asked[:10], asked[10:]); err == nil && status < http.StatusBadRequest {
		t.Errorf("what opens a dispute is answered %d, %v", status, err)
	}
}
