//go:build service

package main

import (
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// TestAModeratorPublishesATextInMongoDB beside a running instance, which the command does not ask.
func TestAModeratorPublishesATextInMongoDB(t *testing.T) {
	uri := database(t)
	t.Chdir(t.TempDir())
	s := start("ringfence", ".", []string{"MONGODB_URI=" + uri}, nil)
	t.Cleanup(func() { s.signal(syscall.SIGKILL) })
	if s.url == "" {
		t.Fatal(s.err)
	}
	res, err := http.Post(s.url+"/v1/reports", "application/json", strings.NewReader(
		`{"kind":"call","subjects":["+12025550143"],"category":"loan","text":"They asked for a fee first.","lang":"en","consent":{"publish_text":true}}`))
	if err != nil || res.StatusCode != http.StatusCreated {
		t.Fatalf("%v, %v", res, err)
	}
	_ = res.Body.Close()
	moderator := func(args ...string) string {
		t.Helper()
		var out strings.Builder
		if err := run(t.Context(), append(append([]string{"moderator"}, args...), "--mongodb", uri), streams{out: &out, err: io.Discard}); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return out.String()
	}
	name, text, _ := strings.Cut(moderator("texts"), "\n")
	if !strings.Contains(text, "They asked for a fee first.") {
		t.Errorf("of %s it prints %q", name, text)
	}
	moderator("publish-text", name, "--by", "Ling")
	id, published, _ := strings.Cut(moderator("texts", "--published"), "\n")
	if !strings.Contains(published, "approved by shell:Ling") || moderator("texts") != "" {
		t.Errorf("published is %q", published)
	}
	moderator("unpublish-text", id)
	if left := moderator("texts", "--published"); left != "" {
		t.Errorf("taken back, there is %q", left)
	}
}
